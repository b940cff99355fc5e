"""What a number counts: 21 shirts that became 21 packs, three paragraphs that became four."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import STOP, stem
from realign.reading.quantities import unit_of
from realign.reading.thesaurus import neighbours
from realign.samples import Finding, Side, Span

_MOST = 200  # numbers of a side
_WORDS = 3  # words behind a number
_PAIR = 2  # words that tell one thing from another: body paragraphs
_PERSONS = frozenset(
    map(stem, ("people", "person", "individual", "participant", "member", "guest"))
)  # may be anybody
_ARTICLES = frozenset({"a", "an"})


@dataclass(frozen=True, slots=True)
class _Count:
    """A number, the words behind it as stems, and from where to where it stands."""

    value: str
    words: tuple[str, ...]
    start: int
    end: int

    def shown(self, text: Text) -> str:
        """For a message."""
        return " ".join(text.text[self.start : self.end].split())

    def span(self, side: Side) -> Span:
        """The number and the word behind it."""
        return Span(side, self.start, self.end)


class Things:
    """Rejects a number that counts another thing, and a thing that has another number.

    The other thing is one that original, request or evidence count too, but not in a sentence with
    that number: 255 bottles in cases of 24 are no 255 cases. The other number stands with two
    words ("three body paragraphs") of which no number is left that they had; "a" is one where they
    stand once. Limits: English; units are the matter of `numbers`; people in other words are free;
    in calculations only the things are looked at.
    """

    name = "things"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.language == rewrite.language == "en":
            return None
        if original.mostly_code or not (original.scanned or rewrite.scanned):
            return None
        before, after = _counts(original), _counts(rewrite)
        asked = [count for text in pair.support[1:] for count in _counts(text)]
        found = _other_thing(pair, before, asked, after)
        if found is None and not original.worked:
            found = _other_number(original, before, asked, after)
        if found is None:
            return None
        was, now = found
        return Finding(
            self.name,
            "another thing or number is counted",
            expected=was.shown(original),
            found=now.shown(rewrite),
            spans=(was.span("original"), now.span("rewrite")),
        )


def _counts(text: Text) -> list[_Count]:
    """The numbers of a text with words behind them, and each "a" as a 1."""
    clauses = text.clauses
    found = []
    for number in text.scanned[:_MOST]:
        if not text.text[number.end : number.end + 1].isalpha():
            place = bisect_left(clauses.starts, number.end)
            found.append(_count(text, number.value, number.start, number.end, place))
    articles = [at for at, word in enumerate(clauses.words) if word in _ARTICLES]
    for place in articles[:_MOST]:
        start, end = clauses.starts[place], clauses.ends[place]
        found.append(_count(text, "1", start, end, place + 1))
    return [count for count in found if count is not None]


def _count(text: Text, value: str, start: int, end: int, place: int) -> _Count | None:
    """The number from `start` to `end` with the words from a place on; none where none follows."""
    clauses = text.clauses
    sentence = clauses.sentence_at(start)
    words: list[str] = []
    for at in range(place, min(place + _WORDS, len(clauses))):
        gap = text.text[end : clauses.starts[at]].strip(" -*_")
        if gap or clauses.sentence[at] != sentence or clauses.words[at] in STOP:
            break
        words.append(clauses.keys[at])
        end = clauses.ends[at]
    if not words or words[0][0].isdigit():
        return None
    return _Count(value, tuple(words), start, clauses.ends[place])


def _other_thing(
    pair: Pair, before: list[_Count], asked: list[_Count], after: list[_Count]
) -> tuple[_Count, _Count] | None:
    """The same number with another one of the things that are counted."""
    home: dict[str, _Count] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for count in before:
        home.setdefault(count.value, count)
    things: set[str] = set()
    for count in (*before, *asked):
        known[count.value].update(count.words)
        things.add(count.words[0])
    for count in after:
        thing, was = count.words[0], home.get(count.value)
        if was is None or count.value == "1" or thing not in things:
            continue
        had = known[count.value]
        if thing in _PERSONS or _is_measured(thing) or _beside(pair, count):
            continue
        if had.isdisjoint((*count.words, *neighbours(thing))):
            return was, count
    return None


def _is_measured(thing: str) -> bool:
    """True for a unit, which `numbers` compares."""
    return bool(unit_of(thing) or unit_of(f"{thing}s"))


def _beside(pair: Pair, count: _Count) -> bool:
    """True where a sentence of what may support it has the number and the thing."""
    for text in pair.support:
        clauses = text.clauses
        there = {clauses.sentence_at(one.start) for one in text.scanned if one.value == count.value}
        if any(clauses.sentence[at] in there for at in text.places.get(count.words[0], ())):
            return True
    return False


def _other_number(
    original: Text, before: list[_Count], asked: list[_Count], after: list[_Count]
) -> tuple[_Count, _Count] | None:
    """The same two words with a number that they had nowhere, and none that they had."""
    old, new = _by_words(before), _by_words(after)
    if old.keys().isdisjoint(new):
        return None
    known = _by_words(asked)
    told: Counter[tuple[str, ...]] = Counter(pairwise(original.clauses.keys))
    for words in new:
        if words not in old:
            continue
        had = {one.value for one in old[words]}
        if "1" in had and told[words] > 1:
            continue  # one, and another one: they may be counted
        has = {one.value for one in new[words]}
        came = has - had - {one.value for one in known.get(words, ())}
        if came and had - has:
            lost = next(one for one in old[words] if one.value not in has)
            return lost, next(one for one in new[words] if one.value in came)
    return None


def _by_words(counts: list[_Count]) -> dict[tuple[str, ...], list[_Count]]:
    found: dict[tuple[str, ...], list[_Count]] = defaultdict(list)
    for count in counts:
        if len(count.words) >= _PAIR:
            found[count.words[:_PAIR]].append(count)
    return found
