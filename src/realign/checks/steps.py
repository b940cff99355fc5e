"""Two neighbouring steps that changed places, in sentences or in any kind of list."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from realign.checks.align import Match
from realign.checks.base import Pair, Text
from realign.samples import Finding, Span

_TOLD = re.compile(
    r"\b(?:first|firstly|second|secondly|third|then|next|after|afterwards?|finally|lastly|before"
    r"|until|once|start|begin|followed|steps?|scene)\b|^[ \t]*\(?\d+[.)][ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = re.compile(r"[ \t]*(?:[-*•]|\(?\d+[.)]|\|)[ \t]")
_LONGEST_MARK = 14  # characters: "- *After that,* "
_SURE = 0.6
_MOST = 60  # sentences


class Steps:
    """Rejects when two sentences that follow each other, and tell an order, are turned round.

    Both texts must tell an order there: by a number, or by a word such as first, then, after. All
    else must stand in its order, and each of the two be the counterpart of one sentence only.
    Limits: English; where several steps moved, or one moved far, it may be a new arrangement;
    worked calculations are not looked at.
    """

    name = "steps"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.worked or original.language != "en":
            return None
        spoken = [
            places
            for places in original.clauses.sentences()
            if any(original.clauses.content[places.start : places.stop])
        ]
        if not 2 <= len(spoken) <= _MOST:
            return None
        numbers = {places[0]: number for number, places in enumerate(spoken)}
        found = [match for match in pair.matches if self._sure(match, rewrite, numbers)]
        order = [numbers[match.before[0]] for match in found]
        turned = [at for at, (one, then) in enumerate(pairwise(order)) if then < one]
        if len(turned) != 1:
            return None
        at = turned[0]
        used = Counter(order)
        alone = used[order[at]] == used[order[at + 1]] == 1
        if alone and order[at] - order[at + 1] == 1 and _ordered(pair, found[at], found[at + 1]):
            return self._found(pair, found[at], found[at + 1])
        return None

    def _sure(self, match: Match, rewrite: Text, numbers: dict[int, int]) -> bool:
        told = not all(rewrite.clauses.label[match.after.start : match.after.stop])
        return told and match.share >= _SURE and match.before[0] in numbers

    def _found(self, pair: Pair, one: Match, then: Match) -> Finding:
        old, new = pair.original.clauses, pair.rewrite.clauses
        return Finding(
            self.name,
            "two steps changed places",
            expected=_written(pair.original, then.before)[:120],
            found=_written(pair.rewrite, one.after)[:120],
            spans=(
                Span("original", old.starts[then.before[0]], old.ends[one.before[-1]]),
                Span("rewrite", new.starts[one.after[0]], new.ends[one.after[-1]]),
                Span("rewrite", new.starts[then.after[0]], new.ends[then.after[-1]]),
            ),
        )


def _ordered(pair: Pair, one: Match, then: Match) -> bool:
    """True where both texts tell an order there, and the rewrite tells both in the same form."""
    was = [_written(pair.original, match.before) for match in (one, then)]
    now = [_written(pair.rewrite, match.after) for match in (one, then)]
    if bool(_MARK.match(now[0])) != bool(_MARK.match(now[1])):
        return False
    return any(map(_TOLD.search, was)) and any(map(_TOLD.search, now))


def _written(text: Text, places: range) -> str:
    """A sentence as written, with the mark of its list item."""
    start, end = text.clauses.starts[places[0]], text.clauses.ends[places[-1]]
    line = text.text.rfind("\n", 0, start) + 1
    return text.text[line if start - line < _LONGEST_MARK else start : end]
