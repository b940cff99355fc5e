"""Two numbers or two names that changed places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from operator import ge

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.align import apart, same_beside
from realign.reading.clauses import Clauses
from realign.reading.lexicon import STOP
from realign.reading.numerals import Number, canonical_number
from realign.reading.quantities import unit_of
from realign.samples import Finding, Side, Span

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_REACH = 4  # words of content on either side
_SURE = 0.7
_BESIDE = 3  # of the two words before and the two behind, those that must be the same
_OTHERS = 0.75  # for each word that two sentences have in common, so many others at most
_MOST = 40  # numbers and names looked at
_AROUND = 2  # signs on either side of a number in a copy
_FEW, _OTHER_WORDS = 2, 0.1  # words that a copy may lack, and so many for each of the original's
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# "One" is no number where numbers are read: it is mostly a pronoun. Here it counts before a thing,
# and so do "a cup of" and "half a cup".
_COUNTED = re.compile(
    r"(?<![\w-])(?:(?P<one>one)|(?P<a>an?)|(?P<part>half|(?:(?<=\ba[ ])|(?<=\bone[ ]))quarter))"
    r"(?=[ ](?P<thing>[a-z]+)(?P<of>[ ]of\b)?)",
    re.IGNORECASE,
)
_PARTS = frozenset({"half", "third", "quarter"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number or a name that comes once, and the words around it."""

    start: int
    end: int
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Marks:
    """The places of the numbers and names that come once, in order; `starts` are all of theirs."""

    text: Text
    places: dict[str, tuple[int, int]]
    starts: frozenset[int]

    def mark(self, key: str) -> _Mark:
        """One of them, with the words around it."""
        start, end = self.places[key]
        return _Mark(start, end, _near(self.text.clauses, (start, end), self.starts))


class Swapped:
    """Rejects where each of two numbers, or names, stands where the other one stood.

    Also where another number stands between the same three words, two before and one behind, or in
    the place of one in a sentence that is otherwise much the same; or where the same numbers stand
    in another order in what is nearly a copy, or two of its names, with the same around each.
    Names and numbers that come once on each side, and whose order is another one, count as swapped
    when the words around each are those that were around the other. "One egg", "a cup of" and
    "half a cup" have numbers too. Limits: a number that comes more than once is known by those
    three words only, a name not at all; a swap within one short phrase ("from 3 to 5") is seen
    only by what stands before and behind it.
    """

    name = "swapped"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        changed = _other_number(original, rewrite) or _in_place(pair) or _in_copy(pair)
        if changed is not None:
            return changed
        before, after = _marks(original), _marks(rewrite)
        common = [key for key in before.places if key in after.places][:_MOST]
        for one, other in combinations(common, 2):
            if after.places[one] < after.places[other] or _kind(one) != _kind(other):
                continue
            was, now = (before.mark(one), before.mark(other)), (after.mark(one), after.mark(other))
            if _exchanged(was, now) and not _turned(pair, was, now):
                sides: tuple[tuple[Side, _Mark], ...] = (
                    *(("original", mark) for mark in was), ("rewrite", now[1]), ("rewrite", now[0]),
                )  # fmt: skip
                first, second = (original.text[mark.start : mark.end] for mark in was)
                return Finding(
                    self.name,
                    f"{first} and {second} changed places",
                    expected=f"{first} ... {second}",
                    found=f"{second} ... {first}",
                    spans=tuple(Span(side, mark.start, mark.end) for side, mark in sides),
                )
        return None


def _kind(key: str) -> str:
    """A year, another number or a name: one of them takes no other one's place."""
    if not key.lstrip("-")[:1].isdigit():
        return "name"
    return "year" if _YEAR.fullmatch(key) else "number"


def _other_number(original: Text, rewrite: Text) -> Finding | None:
    """Between the same words, which come once on each side, stands another number."""
    before, after = _between(original), _between(rewrite)
    for key, was in before.items():  # not a set of keys: the first one found must be the same
        now = after.get(key, was)
        if was.value == now.value or "1" in {was.value, now.value}:
            continue
        if not _is_told_apart(original, was, rewrite, now):
            return _numbers_became(was, now)
    return None


def _is_told_apart(original: Text, was: Number, rewrite: Text, now: Number) -> bool:
    """True where both numbers stood in one sentence ("practice 10 / 2 = 5 hours"), of which the
    rewrite tells the first one elsewhere."""
    here, there = _sentence(original, was.start), _sentence(rewrite, now.start)
    together = any(
        number.value == now.value and _sentence(original, number.start) == here
        for number in original.scanned
    )
    told = [_sentence(rewrite, n.start) for n in rewrite.scanned if n.value == was.value]
    return together and bool(told) and there not in told


def _sentence(text: Text, start: int) -> int:
    return max(0, text.clauses.sentence_at(start))  # a sign may stand before the first word


def _numbers_became(was: Number, now: Number) -> Finding:
    return _became(was.value, (was.start, was.end), now.value, (now.start, now.end))


def _became(was: str, at: tuple[int, int], now: str, then: tuple[int, int]) -> Finding:
    return Finding(
        Swapped.name,
        f"{was} became {now}",
        expected=was,
        found=now,
        spans=(Span("original", *at), Span("rewrite", *then)),
    )


def _in_place(pair: Pair) -> Finding | None:  # noqa: C901 - guards, one after the other
    """Another number in the place of one, in a sentence that is otherwise much the same."""
    if Counter(pair.original.numbers) == Counter(pair.rewrite.numbers):
        return None
    before, after = pair.original.clauses, pair.rewrite.clauses
    numbers = [_number_places(text) for text in (pair.original, pair.rewrite)]
    for match in pair.matches:
        if match.share < _SURE or numbers[0].keys().isdisjoint(match.before):
            continue
        for change in pair.changes(match):
            was = numbers[0].get(change.before[0]) if len(change.before) == 1 else None
            now = numbers[1].get(change.after[0]) if len(change.after) == 1 else None
            if was is None or now is None or was.value == now.value:
                continue
            ours, theirs = _values(numbers[0], match.before), _values(numbers[1], match.after)
            if ours == theirs:
                continue  # they moved within their sentence
            if was.value in theirs and len(match.before) != len(match.after):
                continue  # two sentences may be told in one
            if change.after[0] == match.after[0] or after.label[change.after[0]]:
                continue  # steps may be counted anew
            if apart(before, after, match) > _OTHERS:
                continue
            if same_beside(before, after, match, change) >= _BESIDE:
                return _numbers_became(was, now)
    return None


def _in_copy(pair: Pair) -> Finding | None:
    """In a copy two names stand in each other's place, or one of its numbers in another's."""
    before, after = pair.original, pair.rewrite
    moved = before.numbers != after.numbers and sorted(before.numbers) == sorted(after.numbers)
    if not moved and [item[0] for item in before.names] == [item[0] for item in after.names]:
        return None
    gone = Counter(before.lower_words) - Counter(after.lower_words)
    if not moved and gone.total() > _FEW + _OTHER_WORDS * len(before.words):
        return None
    swaps = [swap for swap in pair.swaps if swap.beside >= _AROUND]
    places = {(swap.was, swap.now) for swap in swaps if before.text[swap.at[0]].isupper()}
    for swap in swaps:
        if _digits(swap.was, swap.now):
            if not moved or canonical_number(swap.was) == canonical_number(swap.now):
                continue
        elif not {(swap.was, swap.now), (swap.now, swap.was)} <= places:
            continue
        return _became(swap.was, swap.at, swap.now, swap.then)
    return None


def _digits(*signs: str) -> bool:
    return all(map(_DIGITS.fullmatch, signs))


def _values(numbers: dict[int, Number], places: range) -> Counter[str]:
    return Counter(number.value for at, number in numbers.items() if at in places)


def _number_places(text: Text) -> dict[int, Number]:
    """Place of a word -> the number that it is; no shares in percent, nor parts of a number."""
    clauses, found = text.clauses, {}
    for number in text.scanned:
        at = bisect_left(clauses.starts, number.start)
        whole = at < len(clauses) and clauses.starts[at] < number.end <= clauses.ends[at]
        if whole and not text.text[number.end : number.end + 2].strip().startswith("%"):
            found[at] = number
    return found


def _between(text: Text) -> dict[tuple[str, str, str], Number]:
    """Two words before and one behind -> the number; only where that comes once."""
    clauses = text.clauses
    found: dict[tuple[str, str, str], Number | None] = {}
    for number in text.scanned:
        at = bisect_left(clauses.starts, number.start)
        then = bisect_left(clauses.starts, number.end, at)
        if at < 2 or then >= len(clauses) or clauses.starts[then] > number.end + 4:
            continue
        thing = _thing(clauses, then)
        key = (clauses.keys[at - 2], clauses.keys[at - 1], thing)
        near = number.start - clauses.ends[at - 1] < 4 and not any(map(str.isdigit, key))
        if near:
            found[key] = None if key in found else number
    return {key: number for key, number in found.items() if number is not None}


def _thing(clauses: Clauses, then: int) -> str:
    """The word behind a number; behind percent also what it is a part of."""
    of = then + 1
    if unit_of(clauses.words[then]) != "%" or clauses.words[of : of + 1] != ["of"]:
        return clauses.keys[then]
    near = range(of + 1, min(len(clauses), of + 4))
    behind = next((clauses.keys[place] for place in near if clauses.content[place]), "")
    return f"{clauses.keys[then]} {behind}"


def _exchanged(was: tuple[_Mark, _Mark], now: tuple[_Mark, _Mark]) -> bool:
    own = [len(was[0].near & now[0].near), len(was[1].near & now[1].near)]
    cross = [len(was[0].near & now[1].near), len(was[1].near & now[0].near)]
    return sum(cross) >= sum(own) + 2 and min(cross) > 0 and all(map(ge, cross, own))


def _turned(pair: Pair, was: tuple[_Mark, _Mark], now: tuple[_Mark, _Mark]) -> bool:
    """True where "by" stands before one of them on one side only: who did it is told last."""
    before = [_is_doer(pair.original, mark) for mark in was]
    after = [_is_doer(pair.rewrite, mark) for mark in now]
    return (any(before) or any(after)) and before != after


def _is_doer(text: Text, mark: _Mark) -> bool:
    """True for a mark with "by" before it."""
    clauses = text.clauses
    at = bisect_left(clauses.starts, mark.start)
    return "by" in clauses.words[max(0, at - 3) : at]


def _marks(text: Text) -> _Marks:
    places = [(number.value, number.start, number.end) for number in text.scanned]
    places += _counted(text)
    places += [(name.lower(), start, end) for name, start, end in text.names]
    counts = Counter(key for key, _, _ in places)
    once = sorted((place for place in places if counts[place[0]] == 1), key=lambda item: item[1])
    found = {key: (start, end) for key, start, end in once}
    return _Marks(text, found, frozenset(start for start, _ in found.values()))


def _counted(text: Text) -> Iterator[tuple[str, int, int]]:
    """One before what it counts, a unit's "a", and parts, with their places."""
    read = {number.start for number in text.scanned}
    for match in _COUNTED.finditer(text.text):
        thing = match["thing"].lower()
        if match["part"]:
            yield match["part"].lower(), *match.span("part")
        elif match["a"]:
            if match["of"] and unit_of(thing):
                yield "1", *match.span("a")
        elif thing not in STOP | _PARTS and match.start() not in read:
            yield "1", *match.span("one")


def _near(clauses: Clauses, own: tuple[int, int], hidden: frozenset[int]) -> frozenset[str]:
    """Keys of the content words about a place, the marks themselves left out."""
    word = bisect_left(clauses.starts, own[0])
    found: set[str] = set()
    for step in (-1, 1):
        at, left = (word - 1 if step < 0 else word), _REACH
        while 0 <= at < len(clauses) and left and abs(clauses.starts[at] - own[0]) < 200:
            outside = not own[0] <= clauses.starts[at] < own[1]
            if outside and clauses.starts[at] not in hidden and clauses.content[at]:
                found.add(f"{step}{clauses.keys[at]}")
                left -= 1
            at += step
    return frozenset(found)
