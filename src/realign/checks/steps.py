"""Steps, scenes, lines of a poem that stand in another order, in sentences or a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from realign.checks.base import Pair
from realign.checks.order import regrouped
from realign.checks.text import Text
from realign.reading.align import Match
from realign.reading.clauses import Clauses
from realign.samples import Finding, Span

_TOLD = re.compile(
    r"\b(?:first|firstly|second|secondly|third|then|next|after|afterwards?|finally|lastly|before"
    r"|until|once|start|begin|followed|steps?|scene)\b|^[ \t]*\(?\d+[.)][ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_ASKED = re.compile(
    r"\b(?:recipes? (?:for|to|of)|how (?:to|do|does|can|would)|instructions?|steps?|process"
    r"|procedure|algorithm|story|stories|tale|storyboard|continuation|sequence)\b",
    re.IGNORECASE,
)
_VERSE = re.compile(r"\b(?:poems?|songs?|lyrics|haikus?|rhymes?|verses?)\b", re.IGNORECASE)
_MARK = re.compile(r"[ \t]*(?:[-*•]|\(?\d+[.)]|\|)[ \t]")
_TITLE = re.compile(r"(?:^|\n)[ \t>]*(?:#+[ \t]*|\*\*|__)[*_]*$")
_COMPARED = re.compile(r"^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|){3,}", re.MULTILINE)
_YEAR = re.compile(r"\b[12]\d{3}\b")
_LONGEST_MARK = 14  # characters: "- *After that,* "
_SURE = 0.6
_LEAST = 2  # words of content that make a step
_LINE = 0.75  # share of its words by which a line of verse is known again
_MOST = 60  # sentences


class Steps:
    """Rejects when one sentence of a told order, or two neighbours, changed places.

    An order is told where the request asks for it (how to, a recipe, a story, a process), or where
    both texts have words such as first, then, after there. In verse whole stanzas, and two lines
    that stand for each other, are found too. All else must stand in its order, and the sentences
    be told in the same form. Limits: English; where more moved it may be a new arrangement; worked
    calculations, and lines sorted by their years, are not looked at.
    """

    name = "steps"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.worked or original.language != "en":
            return None
        starts = [match.before[0] for match in pair.matches if match.share >= _SURE]
        if starts == sorted(starts):
            return None  # and so are those of them that are looked at
        if regrouped(pair):
            return None
        verse = bool(_VERSE.search(pair.request.text))
        found, order = _places(pair, verse)
        if order == sorted(order):
            return None
        for block in _moved(order, verse):
            other = _other(order, block)
            one, then = sorted((block[0], other))
            if order[one] <= order[then] or not (verse or _ordered(pair, found[one], found[then])):
                continue
            used = Counter(order)
            alone = all(used[order[at]] == 1 for at in block)
            if verse:
                sure = alone
            elif _ASKED.search(pair.request.text):
                sure = alone or _apart(pair, found[one], found[then])
            else:  # two neighbours, each the counterpart of one sentence
                near = then - one == 1 == order[one] - order[then]
                sure = alone and near and used[order[other]] == 1
            if sure:
                return self._found(pair, found[one], found[then])
        return None

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


def _places(pair: Pair, verse: bool) -> tuple[list[Match], list[int]]:
    """The sentences of the rewrite that are found again, and as what number in the original."""
    old, new = pair.original.clauses, pair.rewrite.clauses
    spoken = [
        places for places in old.sentences() if sum(old.content[at] for at in places) >= _LEAST
    ]
    counts = Counter(_keys(old, places) for places in spoken)
    numbers = {
        places[0]: number
        for number, places in enumerate(spoken)
        if counts[_keys(old, places)] == 1  # a chorus comes again
    }
    if not 2 <= len(spoken) <= _MOST:
        return [], []
    copies = {key: places[0] for places in spoken if counts[key := _keys(old, places)] == 1}
    found = [
        match
        for match in pair.matches
        if match.share >= _SURE
        and match.before[0] in numbers
        and copies.get(_keys(new, match.after), match.before[0]) == match.before[0]
        and sum(new.content[at] for at in match.after) >= _LEAST
        and (_same(pair, match) if verse else not all(new.label[at] for at in match.after))
    ]
    return found, [numbers[match.before[0]] for match in found]


def _keys(clauses: Clauses, places: range) -> tuple[str, ...]:
    return tuple(clauses.keys[places.start : places.stop])


def _same(pair: Pair, match: Match) -> bool:
    """True for a line that is its counterpart's, and no title made of some words of it."""
    if _TITLE.search(pair.rewrite.text[: pair.rewrite.clauses.starts[match.after[0]]]):
        return False
    was = {pair.original.clauses.keys[at] for at in match.before}
    now = {pair.rewrite.clauses.keys[at] for at in match.after}
    return len(was & now) >= _LINE * max(len(was), len(now))


def _moved(order: Sequence[int], verse: bool) -> Iterator[range]:
    """What could have moved: all is in order without it. One sentence, in verse several."""
    longest = len(order) // 2 if verse else 1
    for length in range(1, longest + 1):
        for at in range(len(order) - length + 1):
            rest = [*order[:at], *order[at + length :]]
            if rest == sorted(rest):
                yield range(at, at + length)
    wrong = [
        at for at, (is_, due) in enumerate(zip(order, sorted(order), strict=True)) if is_ != due
    ]
    if verse and len(wrong) == 2:  # two lines stand for each other
        yield range(wrong[0], wrong[0] + 1)


def _other(order: Sequence[int], block: range) -> int:
    """The first sentence past which the block moved."""
    for at, number in enumerate(order):
        if (at < block[0] and number > order[block[0]]) or (
            at > block[-1] and number < order[block[0]]
        ):
            return at
    return block[0]


def _ordered(pair: Pair, one: Match, then: Match) -> bool:
    """True where an order is told there, and the rewrite tells both in the same form."""
    was = [_written(pair.original, match.before) for match in (one, then)]
    now = [_written(pair.rewrite, match.after) for match in (one, then)]
    if bool(_MARK.match(now[0])) != bool(_MARK.match(now[1])) or all(map(_YEAR.search, was)):
        return False
    if _COMPARED.search(pair.rewrite.text) and any("|" in line for line in now):
        return False  # columns hold one thing against another, row by row
    if _ASKED.search(pair.request.text):
        return True
    return any(map(_TOLD.search, was)) and any(map(_TOLD.search, now))


def _apart(pair: Pair, one: Match, then: Match) -> bool:
    """True where words that come once say so, each of one sentence behind each of the other."""
    old, new = pair.original.clauses, pair.rewrite.clauses
    before, after = Counter(old.keys), Counter(new.keys)
    places = {key: at for at, key in enumerate(old.keys) if before[key] == after[key] == 1}
    first, second = (
        [places[key] for at in match.after if new.content[at] and (key := new.keys[at]) in places]
        for match in (one, then)
    )
    return bool(first and second) and min(first) > max(second)


def _written(text: Text, places: range) -> str:
    """A sentence as written, with the mark of its list item."""
    start, end = text.clauses.starts[places[0]], text.clauses.ends[places[-1]]
    line = text.text.rfind("\n", 0, start) + 1
    return text.text[line if start - line < _LONGEST_MARK else start : end]
