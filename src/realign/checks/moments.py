"""What comes before what: "rest before icing", "simmer, then strain", "after its launch"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.clauses import Clauses
from realign.reading.lexicon import parse_table
from realign.samples import Finding, Span

_THEN = frozenset(
    parse_table("then: then afterwards afterward subsequently eventually later finally next")
)
_TURNS = frozenset(
    parse_table("turns: before after once when until following by as since while prior")
)
_BESIDE = parse_table(
    """
    early: before until
    late: after when once following
    """
)
_ORDERING = _THEN | {"before", "after"}
_THE = [[word] for word in ("the", "this", "our", "their", "your", "my", "his", "her", "its")]
_CUTS = frozenset({"and", "or", "but", "then"})
_NEAR = 3  # words of content on each side of the word of time
_REACH = 5  # words behind a word of time
_SURE = 2  # words on each side where only the rewrite tells the order
_AROUND = 6  # words around two turned ones in which nothing may turn them back


@dataclass(frozen=True, slots=True)
class _Order:
    """Places of words of what comes first, nearest last, and of what comes then, nearest first."""

    first: list[int]
    then: list[int]
    at: int = 0  # of a "before" within one part of a sentence


class Moments:
    """Rejects when what came before comes after, within a sentence or two.

    Rejected is "before" in place of "after" or "when" with the same word behind it. And where one
    text says with "before", "then" or "after that" what comes first, the words around, which come
    once on each side, must not stand the other way round in the other text, unless it has a word
    there that turns them. Limits: English; worked calculations are not looked at.
    """

    name = "moments"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or {original.language, rewrite.language} != {"en"}:
            return None
        found = _beside(pair)
        if found is None and not original.worked:
            found = _turned(original, rewrite, 1)
        if found is None and not original.worked:
            found = _turned(rewrite, original, _SURE)
            found = found and found[::-1]
        return self._found(pair, *found) if found else None

    def _found(self, pair: Pair, was: range, now: range) -> Finding:
        old, new = pair.original.clauses, pair.rewrite.clauses
        one = Span("original", old.starts[was[0]], old.ends[was[-1]])
        two = Span("rewrite", new.starts[now[0]], new.ends[now[-1]])
        return Finding(
            self.name,
            "what came before comes after",
            expected=" ".join(pair.original.text[one.start : one.end].split())[:120],
            found=" ".join(pair.rewrite.text[two.start : two.end].split())[:120],
            spans=(one, two),
        )


def _beside(pair: Pair) -> tuple[range, range] | None:
    """Where "before" stands for "after", with the same word behind it."""
    before = _governed(pair.original)
    after = _governed(pair.rewrite) if before else {}
    old, new = pair.original.clauses.words, pair.rewrite.clauses.words
    for key, was in before.items():
        now = after.get(key, [])
        kinds = [{_BESIDE[words[at]] for at in own} for words, own in ((old, was), (new, now))]
        plain = {*(old[at] for at in was), *(new[at] for at in now)} & {"before", "after"}
        if now and plain and kinds[0].isdisjoint(kinds[1]):
            return range(was[0], was[0] + 2), range(now[0], now[0] + 2)
    return None


def _governed(text: Text) -> dict[str, list[int]]:
    """Stem -> places of the words of time that it is the first word of content behind."""
    clauses = text.clauses
    found: dict[str, list[int]] = defaultdict(list)
    for place in [place for place, word in enumerate(clauses.words) if word in _BESIDE]:
        near = range(place + 1, min(len(clauses), place + 1 + _REACH))
        behind = [at for at in near if clauses.content[at]]
        if behind and clauses.sentence[behind[0]] == clauses.sentence[place]:
            found[clauses.keys[behind[0]]].append(place)
    return found


def _turned(here: Text, there: Text, least: int) -> tuple[range, range] | None:
    """Where `here` tells an order and `there` has it the other way round; places in both."""
    own, other = here.clauses, there.clauses
    places: dict[str, int] | None = None
    for order in _told(here):
        if places is None:
            both = here.once.keys() & there.once.keys()
            places = {key: at for key in both if other.content[at := there.once[key]]}
        first = [at for at in order.first if own.keys[at] in places][-_NEAR:]
        then = [at for at in order.then if own.keys[at] in places][:_NEAR]
        if min(len(first), len(then)) < least:
            continue
        turned = order.at and _told_back(there, places[own.keys[then[0]]], first, own)
        if turned:
            return range(first[0], then[-1] + 1), turned
        early = [places[own.keys[at]] for at in first]
        late = [places[own.keys[at]] for at in then]
        if min(early) > max(late) and not _turns(there, min(late), max(early)):
            return range(first[0], then[-1] + 1), range(min(late), max(early) + 1)
    return None


def _turns(text: Text, start: int, end: int) -> bool:
    """True where a word there may turn the order of what it joins."""
    clauses = text.clauses
    near = range(max(0, start - _AROUND), min(len(clauses), end + _AROUND))
    ends = {clauses.sentence[start], clauses.sentence[end]}
    return any(clauses.words[at] in _TURNS and clauses.sentence[at] in ends for at in near)


def _part(text: Text, places: range, at: int) -> _Order:
    """What stands on both sides of "before" within its part of the sentence."""
    clauses = text.clauses
    cuts = [near for near in places if near in text.commas or clauses.words[near] in _CUTS]
    cuts += [near for near in places if clauses.clause[near] != clauses.clause[at]]
    start = max((near for near in cuts if near <= at), default=places[0])
    end = min((near for near in cuts if near > at), default=places.stop)
    content = [near for near in range(start, end) if clauses.content[near]]
    first = [near for near in content if near < at]
    return _Order(first, [near for near in content if near > at], at)


def _told_back(there: Text, late: int, first: list[int], own: Clauses) -> range | None:
    """Where the other text has its own "before" between a word of `then` and one of `first`."""
    firsts = {own.keys[at] for at in first}
    for order in _told(there):
        turned = order.at and late in order.first and order.then
        if turned and there.clauses.keys[order.then[0]] in firsts:
            return range(late, order.then[0] + 1)
    return None


def _told(text: Text) -> Iterator[_Order]:
    clauses = text.clauses
    if _ORDERING.isdisjoint(clauses.words):
        return
    last: list[int] = []
    for places in clauses.sentences():
        for at in places:
            word = clauses.words[at]
            if word == "next" and clauses.words[max(0, at - 1) : at] in _THE:
                continue  # the next ten years
            if word in _THEN and clauses.words[at + 1 : at + 2] == ["if"]:
                continue  # later if we prefer
            that = word == "after" and clauses.words[at + 1 : at + 2] in (["that"], ["this"])
            if word == "before" or word in _THEN or that:
                left = [near for near in places if near < at and clauses.content[near]]
                right = [near for near in places if near > at and clauses.content[near]]
                if left or word != "before":
                    yield _Order(left or last, right)
                if word == "before" and left and right:
                    yield _part(text, places, at)
        last = [at for at in places if clauses.content[at]]
