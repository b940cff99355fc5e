"""Judges: a model is asked about a rewrite that passed every check.

One small file a judge. `ALL` holds them by name. A judge can warn or reject; what a check has
rejected, no judge is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping

from realign.judges.base import Judge
from realign.judges.entailment import Entailment
from realign.judges.reversed_ifd import ReversedIFD

__all__ = ["ALL", "Judge"]

ALL: Mapping[str, Judge] = {judge.name: judge for judge in (Entailment(), ReversedIFD())}
