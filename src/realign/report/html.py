"""The report: one HTML file that needs nothing else, made from a summary and the rows.

The data is hostile. Every text goes through the template's escaping, what can't be seen is made
visible, long texts are cut with a notice, and a content policy in the page lets only its own
script run and nothing be fetched.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from realign.io.atomic import write_bytes
from realign.report import plots
from realign.report.cards import Draw, Text, measured, sides, told
from realign.report.diffs import Diff, shown, visible
from realign.report.page import rendered
from realign.report.summary import DECISIONS, NO_TASK, OTHERS, PAPER_EDIT_RATE

REJECTED = "no rewrite passed the checks"

_REWRITTEN, _REJECTED, _OTHER_KEPT, _FAILED = 20, 10, 3, 10
_MOST_GROUPS = 60
_MOST_TASKS = 60
_MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class Card:
    """One response in the report. `diff` compares the original with `title`'s text."""

    id: int
    where: str
    turn: int | None
    task: str
    confidence: float | None
    decision: str
    reason: str
    detail: Text
    request: Text
    original: Text
    edit_rate: float | None = None
    other: Text | None = None
    diff: Diff | None = None
    findings: tuple[Mapping[str, str], ...] = ()
    scores: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    candidates: int = 0


def write(path: Path, summary: Mapping[str, Any], rows: Iterator[Mapping[str, Any]]) -> None:
    """Writes the report of a run, whole or not at all. `rows` are read once, one at a time.

    Raises:
        UsageError: the file can't be written there.
        RunStopped: the disk is full.
    """
    page = render(summary, choose(rows))
    write_bytes(path, page.encode("utf-8", "replace"))


def choose(rows: Iterator[Mapping[str, Any]]) -> list[Card]:
    """The responses that are shown: rewritten ones spread over the tasks, those kept because no
    rewrite passed, a few of every other reason, and failed ones. In input order within each."""
    rng = random.Random(0)
    groups: dict[tuple[str, str], Draw[Card]] = {}
    for row in rows:
        for turn in row["turns"] or [None]:
            key, size = _group(row, turn)
            if key not in groups and len(groups) >= _MOST_GROUPS:
                key = (key[0], OTHERS)
            draw = groups.setdefault(key, Draw(size, rng))
            draw.offer(partial(_card, row, turn))
    rewritten = [draw.items for (kind, _), draw in groups.items() if kind == "rewritten"]
    others = sorted((key, draw) for key, draw in groups.items() if key[0] == "kept")
    out = _in_turn(rewritten, _REWRITTEN)
    for _, draw in sorted(others, key=lambda item: item[0][1] != REJECTED):
        out += _ordered(draw.items)
    for (kind, _), draw in groups.items():
        if kind == "failed":
            out += _ordered(draw.items)
    return out


def _group(row: Mapping[str, Any], turn: Mapping[str, Any] | None) -> tuple[tuple[str, str], int]:
    decision = _decision(row, turn)
    if decision["kind"] == "rewritten":
        return ("rewritten", (turn or {}).get("task") or NO_TASK), _REWRITTEN
    if decision["kind"] == "failed":
        return ("failed", ""), _FAILED
    reason = str(decision["reason"])
    return ("kept", reason), _REJECTED if reason == REJECTED else _OTHER_KEPT


def _decision(row: Mapping[str, Any], turn: Mapping[str, Any] | None) -> Mapping[str, Any]:
    decision: Mapping[str, Any] = (turn or {}).get("decision") or row["decision"]
    return decision


def _ordered(cards: Sequence[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: (card.id, card.turn or 0))


def _in_turn(groups: Sequence[Sequence[Card]], most: int) -> list[Card]:
    """One of each group, then a second of each, until there are enough."""
    out: list[Card] = []
    for place in range(most):
        out += [cards[place] for cards in groups if place < len(cards)]
    return _ordered(out[:most])


def _card(row: Mapping[str, Any], turn: Mapping[str, Any] | None) -> Card:
    decision = _decision(row, turn)
    detail = Text(*shown(str(decision["detail"]), 600))
    if turn is None:
        empty = Text("")
        return Card(
            row["id"], visible(row["where"]), None, NO_TASK, None,
            decision["kind"], visible(decision["reason"]), detail, empty, empty,
        )  # fmt: skip
    candidate = _candidate(turn)
    found = [*turn.get("findings", ()), *(candidate["findings"] if candidate else ())]
    original, other, diff = Text(*shown(turn["original"])), None, None
    if candidate:
        original, other, diff = sides(turn["original"], candidate["text"], found)
    return Card(
        id=row["id"],
        where=visible(row["where"]),
        turn=turn["index"] if len(row["turns"]) > 1 else None,
        task=visible(turn["task"] or NO_TASK)[:80],
        confidence=turn["confidence"],
        decision=decision["kind"],
        reason=visible(str(decision["reason"])),
        detail=detail,
        request=Text(*shown(turn["request"], 1_500)),
        original=original,
        edit_rate=candidate["edit_rate"] if candidate else None,
        other=other,
        diff=diff,
        findings=told(found),
        scores=measured(candidate.get("scores", ()) if candidate else ()),
        evidence=_evidence(turn),
        candidates=len(turn["candidates"]),
    )


def _candidate(turn: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What stands beside the original: the rewrite, else the candidate that was nearest to it."""
    candidates = turn["candidates"]
    if turn["response"] is not None:
        for candidate in candidates:
            if candidate["text"] == turn["response"]:
                chosen: Mapping[str, Any] = candidate
                return chosen
        return {"text": turn["response"], "edit_rate": turn["edit_rate"], "findings": []}

    def rejects(candidate: Mapping[str, Any]) -> int:
        return sum(finding["severity"] == "reject" for finding in candidate["findings"])

    return min(candidates, key=rejects, default=None)


def _evidence(turn: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "title": shown(item["title"], 200)[0],
            "source": shown(item["source"], 300)[0],
            "text": Text(*shown(item["text"], 500)),
            "used": bool(item["used"]) and turn["response"] is not None,
            "link": _address(item["source"]),
            "left_out": visible(str(item.get("left_out", "")))[:80],
            "origin": _origin(item),
        }
        for item in turn["evidence"][:_MOST_EVIDENCE]
    )


def _address(source: object) -> str:
    """A web address that may be a link; "" for any other: javascript: and the like are text."""
    text = str(source)
    try:
        good = urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).hostname)
    except ValueError:
        good = False
    return text if good and len(text) <= 2_000 and text.isprintable() and " " not in text else ""


def _origin(item: Mapping[str, Any]) -> str:
    """By whom, when and for which query it was found."""
    day = str(item.get("fetched") or "")[:10]
    parts = (str(item.get("retriever") or ""), day, str(item.get("query") or ""))
    return shown(" · ".join(part for part in parts if part), 300)[0]


def render(summary: Mapping[str, Any], cards: Sequence[Card]) -> str:
    """The page."""
    words = summary["words"]
    sides = words["rewritten"] if summary["responses_decisions"]["rewritten"] else words["all"]
    return rendered(
        "report.html.j2",
        s=summary,
        kinds=DECISIONS,
        next_steps=next_steps(summary),
        tasks=summary["tasks"][:_MOST_TASKS],
        words=sides,
        lengths=plots.lengths(
            words["edges"], sides["before"]["histogram"], sides["after"]["histogram"]
        ),
        rates=plots.edit_rates(summary["edit_rate"]["histogram"], PAPER_EDIT_RATE),
        plan=list(_flat(summary["plan"])),
        cards=cards,
        card_tasks=sorted({card.task for card in cards}),
    )


def next_steps(summary: Mapping[str, Any]) -> list[str]:
    """What the reader may do now, most pressing first."""
    decisions, out = summary["decisions"], []
    if decisions["failed"]:
        why = next(r["reason"] for r in summary["reasons"] if r["decision"] == "failed")
        what = _count(decisions["failed"], "failed record")
        out.append(
            f"Run the same command again: it tries the {what} once more and pays for nothing that "
            f"is finished. Most frequent cause: {why}."
        )
    rejected = sum(r["records"] for r in summary["reasons"] if r["reason"] == REJECTED)
    if rejected > summary["records_out"] * 0.3:
        most = max(summary["findings"], key=lambda row: row["reject"], default={"check": "any"})
        check = most["check"]
        out.append(
            f"The checks turned down every rewrite of {_count(rejected, 'record')}, most often "
            f"for “{check}”. Read some of them below: a larger model, or more --candidates, "
            f"rewrites more."
        )
    if decisions["rewritten"]:
        out.append("Read a few of the rewritten samples below before you train on the output.")
    elif summary["reasons"]:
        out.append(
            f"Nothing was rewritten. Most frequent reason: {summary['reasons'][0]['reason']}."
        )
    else:
        out.append("There were no records. Is it the right input file?")
    return out


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _flat(plan: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str]]:
    """The plan's settings that say something, dotted."""
    for key, value in plan.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{where}{key}.")
        elif value is not None and value != "":
            yield f"{where}{key}", str(value)
