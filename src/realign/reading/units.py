"""A text as units: list items, table rows, sentences: what the checks of lists compare."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Literal

from realign.reading.clauses import Clauses
from realign.reading.text import Block, Item, lines_of, split_line

UnitKind = Literal["item", "row", "sentence"]
_LABEL_END = re.compile(r"\*\*[ \t]*[:.–—-]|:\*\*|:(?=\s)|\*\*(?=\s*$)| [–—-] ")
_MARK = re.compile(r"[ \t>]*(?:[-*+•–—]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])?[ \t*_#]*")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its place in the text, the stems of its content, and those of its label.

    The label is what stands before a colon or in a row's first cell; empty where there is none.
    """

    start: int
    end: int
    kind: UnitKind
    keys: frozenset[str]
    label: frozenset[str]

    @property
    def body(self) -> frozenset[str]:
        """The content behind the label."""
        return self.keys - self.label if self.label else self.keys


def units_of(
    text: str, items: Sequence[Item], code: Iterable[Block], clauses: Clauses
) -> tuple[Unit, ...]:
    """All units in order, code left out."""
    places: list[tuple[int, int, UnitKind]] = [(item.start, item.end, "item") for item in items]
    hidden = sorted(
        [(item.start, item.end) for item in items] + [(block.start, block.end) for block in code]
    )
    at = 0
    for start, line in lines_of(text):
        while at < len(hidden) and hidden[at][1] <= start:
            at += 1
        if not line.strip() or (at < len(hidden) and hidden[at][0] <= start + len(line) - 1):
            continue
        if line.lstrip().startswith("|"):
            places.append((start, start + len(line), "row"))
        else:
            places.extend(_sentences(line, start))
    return tuple(_with_words(text, sorted(places), clauses))


def _sentences(line: str, start: int) -> Iterable[tuple[int, int, UnitKind]]:
    at = 0
    for sentence in split_line(line):
        at = max(at, line.find(sentence, at))
        yield start + at, start + at + len(sentence), "sentence"
        at += len(sentence)


def _with_words(
    text: str, places: list[tuple[int, int, UnitKind]], clauses: Clauses
) -> Iterable[Unit]:
    starts, last = clauses.starts, 0
    for start, end, kind in places:
        first, last = bisect_left(starts, start, last), bisect_left(starts, end, last)
        border = bisect_left(starts, _label_end(text, start, end, kind), first, max(first, last))
        keys = compress(clauses.keys[first:last], clauses.content[first:last])
        label = compress(clauses.keys[first:border], clauses.content[first:border])
        yield Unit(start, end, kind, frozenset(keys), frozenset(label))


def _label_end(text: str, start: int, end: int, kind: UnitKind) -> int:
    if kind == "row":
        first = text.find("|", start, end)
        return max(start, text.find("|", first + 1, end))
    mark = _MARK.match(text, start, min(end, start + 20))
    match = _LABEL_END.search(text, mark.end() if mark else start, min(end, start + 80))
    return match.start() if match else start
