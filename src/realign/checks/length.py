"""Much shorter, or much longer."""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.spans import whole
from realign.checks.text import Text
from realign.counts import counted
from realign.reading.syntax import same_program
from realign.samples import Finding, Side

_WORKED = 0.6  # a table tells a worked calculation in far fewer words


class Length:
    """Rejects a rewrite of at most half the original's words (the paper's rule), or of far more.

    The upper bound is twice the original's words and 40 more; evidence raises it by as many words
    as it has, up to 150. A worked calculation may shrink to three tenths, since a table tells it in
    few words. The numbers before a list's items are no words, nor are comments in a Python program
    that is else the same. Limits: says nothing where the original has no words.
    """

    name = "length"

    def __init__(self, shrink: float = 0.5, grow: float = 2.0, slack: int = 40) -> None:
        self._shrink, self._grow, self._slack = shrink, grow, slack

    def __call__(self, pair: Pair, /) -> Finding | None:
        before, after = len(pair.original.lower_words), len(pair.rewrite.lower_words)
        if not before or pair.original.text == pair.rewrite.text:
            return None
        support = min(150, sum(len(passage.words) for passage in pair.evidence))
        shrink = self._shrink * (_WORKED if pair.original.worked else 1)
        least, most = shrink * before, self._grow * before + self._slack + support
        if after <= least:  # the numbers before items are no words
            before, after = before - _numbers(pair.original), after - _numbers(pair.rewrite)
            if _same_program(pair):
                before, after = _prose(pair.original), _prose(pair.rewrite)
            least = shrink * before
        if before and after <= least:
            message = f"the rewrite has {counted(after, 'word')}, the original {before:,}"
        elif after > most:
            message = f"the rewrite has {counted(after, 'word')}, more than {most:,.0f}"
        else:
            return None
        side: Side = "original" if after <= least else "rewrite"
        spans = whole(side, (pair.original if after <= least else pair.rewrite).text)
        words = counted(before, "word"), counted(after, "word")
        return Finding(self.name, message, expected=words[0], found=words[1], spans=spans)


def _numbers(text: Text) -> int:
    """How many items have a number or a letter before them."""
    return sum(item.kind in {"number", "letter"} for item in text.items)


def _same_program(pair: Pair) -> bool:
    """True where both sides have the same statements; comments alone are no program."""
    before, after = pair.original.code, pair.rewrite.code
    return any(block.text.strip() for block in after) and same_program(before, after)


def _prose(text: Text) -> int:
    return len(text.prose_words) - _numbers(text)
