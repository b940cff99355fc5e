"""List items: none lost, none put together, none new."""

from __future__ import annotations

import re
from itertools import pairwise

from realign.checks.base import Pair
from realign.reading.units import Unit
from realign.samples import Finding, Span

_MOST = 60
_SAYS = 0.75  # share of an item's words that say it
_STRANGE = 0.4  # an item that shares less with each of the original's is none of them

_LEAST = 2  # words of an item that another may be put behind
_JOINTS: tuple[tuple[str, ...], ...] = ((), ("and",), ("or",), ("und",), ("oder",))
_ITEM = re.compile(r"[ \t>]*(?:[-*+•|]|\(?\d{1,3}[.)])[ \t]")
_WORD = re.compile(r"[^\W_]+")


class Items:
    """Rejects a list with an item less, left out or merged with its neighbour, or with a new one.

    Each item of the original is looked for among the items and rows of the rewrite, if that has at
    least half as many. Grouping under a new label, and sub-items, are no merging. Where
    the rewrite has one item more, one that says none of the others is new. Limits: items
    are known by their words; a list that becomes a paragraph is the other checks' to see; lists of
    more than sixty items are not looked at.
    """

    name = "items"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or len(original.items) < 3:
            return None
        before = [unit for unit in original.units if unit.kind == "item" and unit.keys]
        after = [unit for unit in rewrite.units if unit.kind != "sentence" and unit.keys]
        heads = after[:1] if after and after[0].kind == "row" else []
        if len(after) == len(before) + len(heads) + 1 <= _MOST:
            return self._one_more(pair, before, after[len(heads) :])
        if not len(before) / 2 <= len(after) < len(before) <= _MOST:
            return None
        return self._missing(pair, before, after)

    def _missing(self, pair: Pair, before: list[Unit], after: list[Unit]) -> Finding | None:
        """An item that is told by none of the rewrite's, or by one that tells another one too."""
        original, rewrite = pair.original, pair.rewrite
        if len({item.level for item in (*original.items, *rewrite.items)}) > 1:
            return None
        told = {unit: _told_by(unit, after) for unit in before}
        for one, other in pairwise(before):
            shared = [unit for unit in told[one] if unit in told[other]]
            if (
                len(told[one]) == len(told[other]) == 1
                and shared
                and not _group(shared[0], one, other)
            ):
                return self._together(pair, one, other, shared[0])
        both = _as_one(pair, before, after)
        if both is not None:
            return self._together(pair, *both)
        outside = [unit for unit in rewrite.units if unit.kind == "sentence"]
        for unit in before:
            if not told[unit] and not _told_by(unit, outside):
                return Finding(
                    self.name,
                    "a list item is gone",
                    expected=original.text[unit.start : unit.end][:120],
                    spans=(Span("original", unit.start, unit.end),),
                )
        return None

    def _together(self, pair: Pair, one: Unit, other: Unit, now: Unit) -> Finding:
        return Finding(
            self.name,
            "two list items are put together",
            expected=pair.original.text[other.start : other.end][:120],
            found=pair.rewrite.text[now.start : now.end][:120],
            spans=(
                Span("original", one.start, one.end),
                Span("original", other.start, other.end),
                Span("rewrite", now.start, now.end),
            ),
        )

    def _one_more(self, pair: Pair, before: list[Unit], after: list[Unit]) -> Finding | None:
        """The one item that says none of the original's, where each of these has its own."""
        if len({item.level for item in (*pair.original.items, *pair.rewrite.items)}) > 1:
            return None
        if not before or pair.original.code or len({unit.kind for unit in after}) > 1:
            return None
        homes, new = set(), []
        for unit in after:
            shares = [_share(unit, home) for home in before]
            best = max(shares)
            homes.add(shares.index(best))
            new += [unit] if best < _STRANGE else []
        if len(new) != 1 or len(homes) < len(before):
            return None
        unit = new[0]
        if all(pair.request.says(key) for key in unit.keys):
            return None
        return Finding(
            self.name,
            "a list item is new",
            found=pair.rewrite.text[unit.start : unit.end][:120],
            spans=(Span("rewrite", unit.start, unit.end),),
        )


def _as_one(pair: Pair, before: list[Unit], after: list[Unit]) -> tuple[Unit, Unit, Unit] | None:
    """Two neighbours that one item says word for word, one behind the other, whatever else says
    the same words."""
    said = [_words(pair.original.text, unit) for unit in before]
    now = {_words(pair.rewrite.text, unit): unit for unit in after}
    for at, (one, other) in enumerate(pairwise(said)):
        if min(len(one), len(other)) < _LEAST:
            continue
        for joint in _JOINTS:
            unit = now.get((*one, *joint, *other))
            if unit is not None:
                return before[at], before[at + 1], unit
    return None


def _words(text: str, unit: Unit) -> tuple[str, ...]:
    """All words and numbers of an item, without its own number."""
    line = text[unit.start : unit.end]
    mark = _ITEM.match(line)
    return tuple(_WORD.findall(line[mark.end() if mark else 0 :].lower()))


def _share(one: Unit, other: Unit) -> float:
    """How many of the shorter one's words the other has, 0..1."""
    return len(one.keys & other.keys) / min(len(one.keys), len(other.keys))


def _told_by(unit: Unit, units: list[Unit]) -> list[Unit]:
    return [other for other in units if len(unit.keys & other.keys) >= _SAYS * len(unit.keys)]


def _group(unit: Unit, one: Unit, other: Unit) -> bool:
    """Short things under a label of their own: "Fruit: apples, pears"."""
    short = len(one.keys) < 3 and len(other.keys) < 3
    return short and bool(unit.label - one.keys - other.keys)
