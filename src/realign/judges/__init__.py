"""Judges: a model is asked about a rewrite that passed every check.

One small file a judge. `ALL` holds them by name. A judge can warn or reject; what a check has
rejected, no judge is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from realign.judges.base import Judge, Opinion
from realign.judges.entailment import Entailment
from realign.judges.reversed_ifd import ReversedIFD

__all__ = ["ALL", "Judge", "Opinion", "wants_chat", "wants_student"]

ALL: Mapping[str, Judge] = {judge.name: judge for judge in (Entailment(), ReversedIFD())}


def wants_student(judges: Iterable[str]) -> bool:
    """True where one of these judges measures."""
    return any(ALL[name].measures for name in judges)


def wants_chat(judges: Iterable[str]) -> bool:
    """True where one of these judges asks the chat model."""
    return any(not ALL[name].measures for name in judges)
