"""A small word that another took the place of, where the words on both sides of it stayed.

The checks of small words ask what a marker bears on, and whether the other side says it in other
words. Where the rewrite keeps the words around it one by one, nothing is said in other words: "we
can first evaluate it" and "we must first evaluate it" claim different things. What the request or
the evidence says between these words may come. Limits: English; at least four words around the
place must be the same ones, two of them on each side, or all that the sentence has there; six where
there is but one on one side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress, pairwise, product

from realign.checks.base import Pair
from realign.checks.spans import span_at
from realign.checks.text import Text
from realign.reading.clauses import Clauses
from realign.reading.lexicon import NEGATIONS, parse_table
from realign.reading.spelling import is_denial
from realign.samples import Finding

CLAIMED = "more or less is claimed, between words that stayed"
DENIED = "denied on one side only, between words that stayed"
_SIDE = 2  # words on each side of the place that must be the same, save at a sentence's end
_LEAST = 4  # words on both sides together
_ONE_SIDED = 6  # the same, where it is but one word on one side
_WHOLE = 3  # the same, where they are all of the sentence
_LOOKED = 6  # words looked at on each side
_NEAR = 4  # words from a place in which another negation is looked for
_MOST = 30  # places of a claim on one side: in a text with more, the word tells little
_OPENING = "-"  # in a table: what claims nothing, save with the word behind it
_READ = frozenset({"en", ""})  # a text too short to tell its language may be English too
_NOTS = frozenset({"not", "never"})

Neighbours = dict[tuple[str, str], list[range]]


@dataclass(frozen=True, slots=True)
class Scale:
    """Words, and phrases of two words, with what they claim; and which two claims are apart."""

    claims: Mapping[str, str]
    apart: frozenset[frozenset[str]]


def scale(table: str, apart: str) -> Scale:
    """`Scale` from words: in each part of `apart` the first claim is apart from all others."""
    pairs = [
        frozenset({first, other})
        for first, *others in (part.split() for part in apart.split(";"))
        for other in others
    ]
    return Scale(parse_table(table), frozenset(pairs))


def other_claim(name: str, pair: Pair, scale: Scale) -> Finding | None:
    """A word of a scale that another one, apart from it, took the place of.

    Only where the whole text makes the one's claim less often than before, and the other's more
    often.
    """
    if not _is_read(pair):
        return None
    before, after = pair.original, pair.rewrite
    was, now = _said(before, scale), _said(after, scale)
    lost = [claim for claim in was if len(was[claim]) > len(now.get(claim, ()))]
    new = [claim for claim in now if len(now[claim]) > len(was.get(claim, ()))]
    for one, other in product(lost, new):
        if frozenset({one, other}) not in scale.apart:
            continue
        size, place, then = _most_alike(before, was[one], after, now[other])
        if bool(_denials(before, place, 0)) != bool(_denials(after, then, 0)):
            continue  # not including any, for includes no
        if not size or _stays(before, after, place, (was[one], now.get(one, [])), size):
            continue
        if _stays(after, before, then, (now[other], was.get(other, [])), size):
            continue
        if not any(
            _same_around(after.clauses, then, text.clauses, at)
            for text in (pair.request, *pair.evidence)
            for at in _said(text, scale).get(other, ())
        ):
            return _finding(name, CLAIMED, pair, place, then)
    return None


def _most_alike(
    here: Text, ours: list[range], there: Text, theirs: list[range]
) -> tuple[int, range, range]:
    """A place of each side with as many of the same words around them as there are, and how many
    these are."""
    found = (
        (_same_around(here.clauses, place, there.clauses, then), place, then)
        for place, then in product(ours[:_MOST], theirs[:_MOST])
    )
    return max(found, key=lambda one: one[0])


def other_denial(name: str, pair: Pair) -> Finding | None:
    """A "not" or "never" that came or went between words that stayed."""
    if not _is_read(pair):
        return None
    here, there = pair.original, pair.rewrite
    was, now = _nots(here), _nots(there)
    if len(was) == len(now):
        return None
    lost = len(was) > len(now)
    if not lost:
        here, there, was, now = there, here, now, was
    beside = _neighbours(there.clauses)
    for place in was[:_MOST]:
        for gap in _gaps(here.clauses, place, beside):
            size = _same_around(here.clauses, place, there.clauses, gap)
            if not size or _stays(here, there, place, (was, now), size):
                continue
            if _is_in_a_word(here.clauses, place, there.clauses, gap):
                continue
            if _denials(there, gap, _NEAR) >= _denials(here, place, _NEAR):
                continue  # in no way, for not in any way
            if not _is_supported(pair, place, gap, lost=lost):
                before, after = (place, gap) if lost else (gap, place)
                return _finding(name, DENIED, pair, before, after)
    return None


def _is_read(pair: Pair) -> bool:
    if pair.original.text == pair.rewrite.text:
        return False
    return pair.original.language in _READ and pair.rewrite.language in _READ


def _said(text: Text, scale: Scale) -> dict[str, list[range]]:
    """Claim -> the places of the words, or the two words, that make it."""
    found: dict[str, list[range]] = {}
    words, free = text.clauses.words, 0
    for at in compress(range(len(words)), map(scale.claims.__contains__, words)):
        if at < free:
            continue
        two = scale.claims.get("_".join(words[at : at + 2]))
        free = at + 2 if two else at + 1
        claim = two or scale.claims[words[at]]
        if claim != _OPENING:
            found.setdefault(claim, []).append(range(at, free))
    return found


def _nots(text: Text) -> list[range]:
    words = text.clauses.words
    places = compress(range(len(words)), map(_NOTS.__contains__, words))
    return [range(at, at + 1) for at in places]


def _denials(text: Text, place: range, behind: int) -> int:
    """How many negations stand close before a place, at it, and so many words behind it."""
    last = place.stop + behind if behind else place.start
    words = text.clauses.words[max(0, place.start - _NEAR) : last]
    return sum(map(NEGATIONS.__contains__, words))


def _is_in_a_word(here: Clauses, place: range, there: Clauses, gap: range) -> bool:
    """True for "be unable", where the other side has "not be able"."""
    denied = here.words[place.stop : place.stop + _NEAR]
    bare = there.words[gap.stop : gap.stop + _NEAR]
    return any(is_denial(word, root) for root, word in zip(denied, bare, strict=False))


def _neighbours(clauses: Clauses) -> Neighbours:
    """Two words that stand side by side -> the gaps between them."""
    found: Neighbours = {}
    for at, pair in enumerate(pairwise(clauses.keys), start=1):
        found.setdefault(pair, []).append(range(at, at))
    return found


def _gaps(here: Clauses, place: range, neighbours: Neighbours) -> list[range]:
    """Where the word before a place has the one behind it next to it."""
    if not 0 < place.start < place.stop < len(here):
        return []
    return neighbours.get((here.keys[place.start - 1], here.keys[place.stop]), [])


def _is_supported(pair: Pair, place: range, gap: range, *, lost: bool) -> bool:
    """True where the request or the evidence has the words as the rewrite has them."""
    own = pair.original.clauses if lost else pair.rewrite.clauses
    after = pair.rewrite.clauses
    for text in (pair.request, *pair.evidence):
        places = _gaps(own, place, _neighbours(text.clauses)) if lost else _nots(text)
        then = gap if lost else place
        if any(_same_around(after, then, text.clauses, at) for at in places):
            return True
    return False


def _stays(
    here: Text, there: Text, place: range, places: tuple[list[range], list[range]], size: int
) -> bool:
    """True where the other side says a place's word between the same words as often."""
    ours, theirs = (
        sum(_same_around(here.clauses, place, text.clauses, at) >= size for at in found)
        for text, found in zip((here, there), places, strict=True)
    )
    return theirs >= ours


def _same_around(here: Clauses, place: range, there: Clauses, then: range) -> int:
    """How many words on both sides of two places are the same; 0 where too few are."""
    left, is_first = _run(here, place.start, there, then.start, -1)
    right, is_last = _run(here, place.stop - 1, there, then.stop - 1, 1)
    if (not left and not is_first) or (not right and not is_last):
        return 0
    if is_first and is_last:
        least = _WHOLE
    elif (left < _SIDE and not is_first) or (right < _SIDE and not is_last):
        least = _ONE_SIDED
    else:
        least = _LEAST
    return left + right if left + right >= least else 0


def _run(here: Clauses, one: int, there: Clauses, two: int, step: int) -> tuple[int, bool]:
    """How many words from two places on, in one direction, are the same, and whether both
    sentences end with them."""
    for size in range(_LOOKED):
        inside, within = _goes_on(here, one, step), _goes_on(there, two, step)
        if not inside or not within:
            return size, inside == within
        one, two = one + step, two + step
        if here.keys[one] != there.keys[two]:
            return size, False
    return _LOOKED, False


def _goes_on(clauses: Clauses, place: int, step: int) -> bool:
    """True where the sentence has another word behind, or before, the one at a place."""
    then = place + step
    return 0 <= then < len(clauses) and clauses.sentence[then] == clauses.sentence[place]


def _finding(name: str, message: str, pair: Pair, was: range, now: range) -> Finding:
    before, after = pair.original, pair.rewrite
    one, two = before.clauses, after.clauses
    return Finding(
        name,
        message,
        expected=one.quote(before.text, was.start, 3, 4),
        found=two.quote(after.text, now.start, 3, 4),
        spans=(span_at("original", one, was), span_at("rewrite", two, now)),
    )
