"""The order of steps, where it means something."""

from __future__ import annotations

import re
from collections import Counter

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.units import Unit
from realign.samples import Finding, Span

# What asks for an order, and what may also ask for advice, which can be grouped.
_STRICT_WORDS = (
    r"steps?|order|rank\w*|sort\w*|top \w+|instructions?|recipe|process|procedure|sequence"
    r"|chronolog\w+|algorithm|timeline|itinerary|schedule|arrange|stages?|phases?|routine"
    r"|largest|smallest|story"
)
_LOOSE_WORDS = r"how (?:to|do|can|would)|plan|guide|method|first|outline"
_STRICT = re.compile(rf"\b(?:{_STRICT_WORDS})\b", re.IGNORECASE)
_ORDERED = re.compile(rf"\b(?:{_STRICT_WORDS}|{_LOOSE_WORDS})\b", re.IGNORECASE)
_HEADING = re.compile(r"^(?:#{2,6}[ ].+|\*\*[^*\n]+\*\*:?|\*\*[^*\n]+:\*\*)[ ]*$", re.MULTILINE)
_MOST = 60  # units
_MATCH = 0.85  # share of the pairs of words that stand the other way round


class Order:
    """Rejects numbered items or steps that stand in another order.

    Asked only where order means something: the original's list is numbered, or tells steps, and
    the request speaks of steps, an order, a rank. Each item is found again by the words that only
    it has and that come once in the rewrite; items with less than two of them are left out.
    Limits: English words for order; lists with bullets, and steps told in plain sentences, may be
    sorted anew; items further apart than two places are not held against each other.
    """

    name = "order"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        kinds = [item.kind in {"number", "step"} for item in pair.original.items]
        if not 2 <= len(kinds) <= _MOST or not all(kinds) or not _ORDERED.search(pair.request.text):
            return None
        if regrouped(pair):
            return None
        items = [unit for unit in pair.original.units if unit.kind == "item"]
        counts = Counter(key for unit in items for key in unit.keys)
        places = _places(pair.rewrite)
        own = [
            [places[key] for key in sorted(unit.keys) if counts[key] == 1 and key in places]
            for unit in items
        ]
        for at in range(len(items) - 1):
            for then in range(at + 1, min(at + 3, len(items))):
                if _turned(own[at], own[then]):
                    return self._found(pair, (items[at], items[then]), (own[at], own[then]))
        return None

    def _found(
        self, pair: Pair, was: tuple[Unit, Unit], now: tuple[list[int], list[int]]
    ) -> Finding:
        starts = [min(places) for places in now]
        return Finding(
            self.name,
            "steps stand in another order",
            expected=pair.original.text[was[0].start : was[0].end][:120],
            found=pair.rewrite.text[starts[1] :][:120],
            spans=(
                *(Span("original", unit.start, unit.end) for unit in was),
                *(Span("rewrite", min(places), max(places) + 1) for places in now),
            ),
        )


def regrouped(pair: Pair) -> bool:
    """True where the rewrite puts items without numbers under headings that the original has not:
    what belongs together stands together there, and no order is told. Not where the request asks
    for steps or an order."""
    if _STRICT.search(pair.request.text):
        return False
    items = pair.rewrite.items
    if len(items) < 2 or any(item.kind in {"number", "step"} for item in items):
        return False
    return len(_headings(pair.rewrite)) > 1 and not _headings(pair.original)


def _headings(text: Text) -> list[str]:
    """Lines in bold, and those with #, before the last item and behind another item or first."""
    last = text.items[-1].start if text.items else 0
    return _HEADING.findall(text.text[:last])


def _places(text: Text) -> dict[str, int]:
    """Where the words that come once stand."""
    counts = Counter(text.clauses.keys)
    pairs = zip(text.clauses.keys, text.clauses.starts, strict=True)
    return {key: start for key, start in pairs if counts[key] == 1}


def _turned(one: list[int], other: list[int]) -> bool:
    """True where nearly all words of the second item stand before those of the first."""
    if len(one) < 2 or len(other) < 2:
        return False
    before = sum(there < here for here in one for there in other)
    return before >= _MATCH * len(one) * len(other)
