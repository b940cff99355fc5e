"""Ordinals: first, 2nd, the twenty-first."""

from __future__ import annotations

from collections import Counter

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.numerals import Ordinal
from realign.samples import Finding, Span

_BESIDE = 2  # equal signs before and behind it


class Ordinals:
    """Rejects an ordinal that is gone, changed or new.

    1st and "the first" are one. Words count behind "the", digits everywhere; an ordinal may become
    the number of a list's item or the plain number (May 1st, May 1). New ones are allowed up to
    the number of list items or sentences of the original, where nothing is gone. Limits: English;
    "first" as the first word of a step is layout.
    """

    name = "ordinals"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (original.ordinals or rewrite.ordinals):
            return None
        before, after = _counts(original), _counts(rewrite)
        gone = [item for item in original.ordinals if item.sure and not after[item.value]]
        fewer = [item for item in original.ordinals if after[item.value] < before[item.value]]
        known = {item.value for text in (pair.request, *pair.evidence) for item in text.ordinals}
        known.update(before)
        new = [item for item in rewrite.ordinals if item.sure and item.value not in known]
        if new and (gone or fewer):
            return self._changed((gone or fewer)[0], new[0])
        sizes = max(len(rewrite.items), len(original.items))
        numbers = {*rewrite.numbers, *(str(place) for place in range(1, sizes + 1))}
        for item in gone:
            if str(item.value) not in numbers and f"-{item.value}" not in numbers:
                spans = (Span("original", item.start, item.end),)
                return Finding(
                    self.name,
                    f"the ordinal {item.value} is gone",
                    expected=item.written,
                    spans=spans,
                )
        for item in new:
            most = max(sizes, len(original.sentences))
            if item.value > most and str(item.value) not in original.numbers:
                spans = (Span("rewrite", item.start, item.end),)
                return Finding(
                    self.name, f"the ordinal {item.value} is new", found=item.written, spans=spans
                )
        more = [
            item
            for item in rewrite.ordinals
            if item.sure and after[item.value] > before[item.value]
        ]
        less = [
            item
            for item in original.ordinals
            if item.sure and after[item.value] < before[item.value]
        ]
        if more and less and not rewrite.items and len(more) == len(less) == 1:
            return self._changed(less[0], more[0])
        return self._in_place(pair, less, more) if more and less else None

    def _in_place(self, pair: Pair, less: list[Ordinal], more: list[Ordinal]) -> Finding | None:
        """One that comes less often, where one that comes more often stands in its place."""
        was = {(item.start, item.end): item for item in less}
        now = {(item.start, item.end): item for item in more}
        for swap in pair.swaps:
            if swap.at in was and swap.then in now and swap.beside >= _BESIDE:
                return self._changed(was[swap.at], now[swap.then])
        return None

    def _changed(self, was: Ordinal, now: Ordinal) -> Finding:
        spans = (Span("original", was.start, was.end), Span("rewrite", now.start, now.end))
        message = f"the ordinal {was.value} became {now.value}"
        return Finding(self.name, message, expected=was.written, found=now.written, spans=spans)


def _counts(text: Text) -> Counter[int]:
    return Counter(item.value for item in text.ordinals)
