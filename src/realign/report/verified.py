"""The report of `realign verify`: what the checks found, in place, in one HTML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realign.io.atomic import write_bytes
from realign.report.cards import Findings, Text, sides, told
from realign.report.diffs import Diff, shown, visible
from realign.report.page import rendered

FIELDS = ("prompt", "original", "rewrite", "evidence", "task", "task_field")


@dataclass(frozen=True, slots=True)
class Card:
    """One record. `checks` are the names of those that found something, with blanks between."""

    number: int
    where: str
    verdict: str
    note: str
    request: Text
    original: Text
    other: Text
    diff: Diff | None
    checks: str = ""
    findings: tuple[Mapping[str, str], ...] = ()
    scores: tuple[tuple[str, str], ...] = ()


def card(
    number: int,
    where: str,
    verdict: str,
    texts: tuple[str, str, str] | None,
    findings: Findings,
    note: str = "",
) -> Card:
    """A card of request, original and rewrite; None where the record was not checked."""
    empty = Text("")
    if texts is None:
        why = visible(note)[:300]
        return Card(number, visible(where), verdict, why, empty, empty, empty, None)
    original, other, diff = sides(texts[1], texts[2], findings)
    return Card(
        number=number,
        where=visible(where),
        verdict=verdict,
        note="",
        request=Text(*shown(texts[0], 1_500)),
        original=original,
        other=other,
        diff=diff,
        checks=" ".join(dict.fromkeys(str(item["check"]) for item in findings)),
        findings=told(findings),
    )


def write(path: Path, summary: Mapping[str, Any], cards: Sequence[Card]) -> None:
    """Writes the report, whole or not at all.

    Raises:
        UsageError: the file can't be written there.
        RunStopped: the disk is full.
    """
    page = rendered(
        "verify.html.j2",
        s=summary,
        named=[(name, _listed(summary[name])) for name in FIELDS if summary.get(name)],
        judges=summary.get("judges"),
        cards=cards,
        checks=sorted({name for card in cards for name in card.checks.split()}),
    )
    write_bytes(path, page.encode("utf-8", "replace"))


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
