"""What is missing at its place from a near copy of a text: an item, a sentence, a part of one.

The words of both texts are laid side by side in their order. Runs of words that only the original
has are gaps; where hardly anything else differs, each of them was cut out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance.Levenshtein import opcodes

from realign.reading.clauses import Clauses

LONGEST = 1_500  # words of a side
_FEW = 2  # words that may differ beside a gap, and
_MORE = 0.03  # so many for each word of the original, but
_AT_MOST = 0.1  # no more than so many


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of one sentence that are gone, as places in its clauses.

    `lost` are those of content that the rewrite says less often, `whole` tells that nothing of the
    sentence is left, `opens` that it began with them, and `alone` that at most one
    other word differs.
    """

    places: range
    lost: tuple[int, ...]
    whole: bool
    opens: bool
    alone: bool


class _Sides:
    """The words of a text beside those of its copy, the places in `framed` left out."""

    def __init__(self, original: Clauses, rewrite: Clauses, framed: frozenset[int]) -> None:
        kept = [at for at in range(len(rewrite)) if at not in framed]
        parts = opcodes(original.keys, [rewrite.keys[at] for at in kept])
        differ = [part for part in parts if part.tag != "equal"]
        self._text = original
        self.gone = [at for part in differ for at in range(part.src_start, part.src_end)]
        self.came = [kept[at] for part in differ for at in range(part.dest_start, part.dest_end)]
        self._gone = Counter(original.keys[at] for at in self.gone if original.content[at])
        self._came = Counter(rewrite.keys[at] for at in self.came if rewrite.content[at])

    @cached_property
    def lost(self) -> Counter[str]:
        """Stems of content that are said less often."""
        return self._gone - self._came

    @cached_property
    def new(self) -> int:
        """How many words of content are new."""
        return (self._came - self._gone).total()

    def runs(self) -> Iterator[range]:
        """What is gone side by side, within a sentence."""
        sentence, first = self._text.sentence, 0
        for number, at in enumerate(self.gone):
            then = self.gone[number + 1] if number + 1 < len(self.gone) else -1
            if then != at + 1 or sentence[then] != sentence[at]:
                yield range(self.gone[first], at + 1)
                first = number + 1


def gaps(original: Clauses, rewrite: Clauses, framed: frozenset[int]) -> list[Gap]:
    """The gaps of a near copy; none in other rewrites, and none in very long texts.

    `framed` are the places of the rewrite's words that belong to its form, as in a new heading.
    Takes time with the product of the lengths.
    """
    if not original.keys or max(len(original), len(rewrite)) > LONGEST:
        return []
    sides = _Sides(original, rewrite, framed)
    room = min(_FEW + _MORE * len(original), _AT_MOST * len(original))
    if not sides.lost or len(sides.came) > room:
        return []
    found = []
    for run in sides.runs():
        rest = len(sides.gone) - len(run)
        lost = tuple(at for at in run if sides.lost[original.keys[at]] and original.content[at])
        apart = sides.lost.total() - len(lost)
        if rest <= room and apart <= min(1, len(lost) // 2) and 3 * sides.new <= max(3, len(lost)):
            found.append(_gap(original, run, lost, alone=rest + len(sides.came) <= 1))
    return found


def _gap(clauses: Clauses, run: range, lost: tuple[int, ...], alone: bool) -> Gap:
    number, last = clauses.sentence[run.start], len(clauses) - 1
    opens = not run.start or clauses.sentence[run.start - 1] != number
    ends = run.stop > last or clauses.sentence[run.stop] != number
    return Gap(run, lost, opens and ends, opens, alone)
