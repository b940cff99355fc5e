"""Faithfulness checks: did the rewrite keep what must be kept?

One small file a check. `ALL` holds them in order, cheap and decisive ones first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from realign.checks.added import Added
from realign.checks.answer import Answer
from realign.checks.base import Check, Pair, Text
from realign.checks.bold_items import BoldItems
from realign.checks.claims import Claims
from realign.checks.code import Code
from realign.checks.contradiction import Contradicts
from realign.checks.dropped import Dropped
from realign.checks.empty import Empty
from realign.checks.language import Language
from realign.checks.leak import Leak
from realign.checks.length import Length
from realign.checks.numbers import Numbers
from realign.checks.padding import Padding
from realign.checks.refusal import Refusal
from realign.checks.structure import Structure
from realign.samples import Finding

__all__ = ["ALL", "Check", "Pair", "Text", "run_checks"]

ALL: tuple[Check, ...] = (
    Empty(),
    Leak(),
    Length(),
    Code(),
    Numbers(),
    Answer(),
    Language(),
    Refusal(),
    Structure(),
    Dropped(),
    Added(),
    Claims(),
    BoldItems(),
    Padding(),
    Contradicts(),
)


def run_checks(pair: Pair, severities: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """What the checks found, in their order.

    `severities` maps a check's name to reject, warn or off; a check not named rejects.
    """
    found = []
    for check in ALL:
        severity = (severities or {}).get(check.name, "reject")
        if severity == "off":
            continue
        finding = check(pair)
        if finding is not None:
            found.append(replace(finding, severity="warn" if severity == "warn" else "reject"))
    return tuple(found)
