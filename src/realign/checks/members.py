"""Members of a series or a list, counted against those of its counterpart: "a, b, and c"."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import groupby
from operator import and_, or_

from realign.checks.base import Pair
from realign.checks.qualifiers import ENDS, FRAMES
from realign.checks.text import Text
from realign.reading.clauses import Clauses, sayers
from realign.reading.lexicon import LAYOUT_STEMS, STOP, heads, stem
from realign.reading.rarity import weight
from realign.reading.spelling import mended
from realign.reading.thesaurus import is_noun, neighbours, same_ending
from realign.samples import Finding, Side, Span

_LONGEST = 6  # words of a member in a series; in a list members are items of any length
_SHARE = 0.75  # share of the other members that must be told in one stretch of the other side
_LEAST = 2  # and how many
_OPENS = 2  # words: what opens a sentence with more of them leads to its series too
_TOLD = 0.5  # share of a member's words that tell it
_ROWS = 3  # items or rows that make a list
_PLAIN = 4  # parts that make a series without and or or
_SOME = 4  # members that may be said in another spelling
_SHORT = 4  # words: of a shorter member the last word must be told
_LIGHT = 0.3  # weight of a word that may be another one where a member is told as a whole
_HEAVY = 3  # and how many other words must be told then
_ARTICLES = frozenset({"a", "an", "the"})
_JOINS = frozenset({"and", "or"})
_TURN_LIST = """
    which who whenever wherever whatever so but while when where if because since as to at in on by
    for they it he she we you this these that there
    """  # behind a comma they begin no member
_TURNS = frozenset(_TURN_LIST.split())
_WIDE = 3  # sentences for each member, at most, in which they are looked for
_ALONE = 8  # words of the one that is gone or new: longer ones are told in several sentences
_MOST = 60  # sentences, series and members looked at
_ALL = (1 << _MOST) - 1  # all of these sentences, as bits
_FRAMES = LAYOUT_STEMS | FRAMES | {stem("overall")}

Member = tuple[int, ...]  # places of its words of content


class Members:
    """Rejects when one of several things told in a row is gone, or a new one stands among them.

    The things are members of a series ("tea, milk, and honey") or items of a list. Most of the
    others must be told close together on the other side, and nothing new may stand there that
    could be the lost one in other words. It does not help that a member's words stand elsewhere in
    the text. Limits: English; series of three and more; not beside code, formulas, calculations.
    """

    name = "members"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.code:
            return None
        if any(text.formulas or text.worked for text in (original, rewrite)):
            return None
        languages = {original.language, rewrite.language}
        if "en" not in languages or not languages <= {"en", ""}:
            return None  # a bare list of words has no language
        return self._alone(pair, "original") or self._alone(pair, "rewrite")

    def _alone(self, pair: Pair, side: Side) -> Finding | None:
        here, there = pair.original, pair.rewrite
        if side == "rewrite":
            here, there = there, here
        view: _View | None = None
        for lead, members in _series(here, there):
            if len(members) <= _LEAST or not _may_lose(here, there, members, lead):
                continue
            view = view or _View(pair, side)
            alone = view.alone(members, lead)
            if alone is None:
                continue
            clauses = here.clauses
            span = Span(side, clauses.starts[alone[0]], clauses.ends[alone[-1]])
            words = here.text[span.start : span.end][:120]
            if side == "original":
                return Finding(self.name, "one of several is gone", expected=words, spans=(span,))
            return Finding(self.name, "one of several is new", found=words, spans=(span,))
        return None


class _View:
    """One side as the other tells it."""

    def __init__(self, pair: Pair, side: Side) -> None:
        self._here, self._there = pair.original, pair.rewrite
        self._request: Text | None = None
        if side == "rewrite":
            self._here, self._there = pair.rewrite, pair.original
            self._request = pair.request
        clauses = self._there.clauses
        self._sentences = clauses.sentences()[:_MOST]
        self._exact: dict[str, int] = defaultdict(int)  # stem -> sentences, as bits
        for number, part in enumerate(self._sentences):
            for key in clauses.counted[part.start : part.stop]:
                self._exact[key] |= 1 << number
        self._exact.pop("", None)
        self._forms: dict[str, int] = defaultdict(int)
        for key, numbers in self._exact.items():
            for head in heads(key):
                self._forms[head] |= numbers
        self._known: dict[str, tuple[int, Collection[str]]] = {}

    def alone(self, members: Sequence[Member], lead: int) -> Member | None:
        """The one member that the other side does not tell beside the others.

        So many as `lead` says only lead to the series.
        """
        told = [self._tellers(member, self._taken(members, member)) for member in members]
        window = _window([numbers for numbers in told if numbers])
        if window is None:
            return None
        inside = _stretch(*window)
        lost = [member for member, at in zip(members, told, strict=True) if not at & inside]
        if not lost or len(lost) > _SOME:
            return None
        wanted = [
            member
            for member in lost
            if member not in members[:lead]
            and not self._is_framed(member)
            and not self._is_told(member, window, members)
        ]
        if not wanted:
            return None
        lost = [member for member in lost if not self._is_respelled(member)]
        if len(lost) != 1 or lost[0] not in wanted:
            return None
        return None if self._changed(members, window) else lost[0]

    def _taken(self, members: Sequence[Member], member: Member) -> set[str]:
        """The words of the other members: what tells one of them as it stands tells no other one
        as a synonym. Of "recruit, hire and train" each is to be told."""
        keys = self._here.clauses.keys
        own = {keys[place] for place in member}
        return {keys[place] for other in members if other != member for place in other} - own

    def _is_told(self, member: Member, window: tuple[int, int], members: Sequence[Member]) -> bool:
        """True where it is told anywhere as a whole, or all but a word of it among the others.

        Not so a "portable charger" beside portable speakers where no word says charger.
        """
        ours = self._here.clauses.keys
        taken, keys = self._taken(members, member), [ours[place] for place in member]
        said = [self._says(key, taken) for key in keys]
        beside = {ours[place] for other in members if other != member for place in other}
        if len(said) == 2 and not said[-1] and keys[0] in beside:
            return False
        wide = int(len(said) > 1)
        near = _stretch(max(0, window[0] - wide), window[1] + wide)
        inside = sum(bool(numbers & near) for numbers in said)
        if len(said) - inside < min(2, len(said)) or len(said) > _ALONE:
            return True
        heavy = [at for key, at in zip(keys, said, strict=True) if weight(key) > _LIGHT]
        heavy = heavy if len(heavy) >= _HEAVY else said
        return len(said) > 1 and bool(reduce(and_, [at | at >> 1 for at in heavy]))

    def _tellers(self, member: Member, taken: Collection[str]) -> int:
        """The sentences that tell a member, as bits: its last word, and half of all."""
        said = [self._says(self._here.clauses.keys[place], taken) for place in member]
        least = _TOLD * len(said)
        found = 0
        for number in _numbers(said[-1] if len(said) < _SHORT else reduce(or_, said)):
            if sum([at >> number & 1 for at in said]) >= least:
                found |= 1 << number
        return found

    def _says(self, key: str, taken: Collection[str] = ()) -> int:
        """The sentences that say a word, as bits; not by synonyms that are taken."""
        known = self._known.get(key)
        if known is None:
            plain = self._forms.get(key, 0)
            for other in (key, *heads(key), *same_ending(key)):
                plain |= self._exact.get(other, 0)
            known = self._known[key] = plain, self._exact.keys() & neighbours(key)
        said, alike = known
        for other in alike:
            if other not in taken:
                said |= self._exact[other]
        return said

    def _is_respelled(self, member: Member) -> bool:
        clauses = self._here.clauses
        keys = {clauses.keys[place] for place in member}
        return mended(keys, clauses, self._there.clauses) >= keys

    @cached_property
    def _labels(self) -> frozenset[str]:
        return self._there.clauses.labelled()

    def _is_framed(self, member: Member) -> bool:
        """True for words of layout, those of a label, of the request, and those written anew."""
        clauses = self._here.clauses
        keys = {clauses.keys[place] for place in member}
        if "quot" in keys or keys <= _FRAMES or keys <= self._labels:
            return True
        return self._request is not None and all(self._request.says(key) for key in keys)

    def _changed(self, members: Sequence[Member], window: tuple[int, int]) -> bool:
        """True where words stand among the others that no member, nor what is between, says."""
        ours = self._here.clauses
        first, last = members[0][0], members[-1][-1]
        known = set(ours.keys[first : last + 1])
        forms = known | {head for key in known for head in heads(key)}
        clauses = self._there.clauses
        stretch = range(self._sentences[window[0]].start, self._sentences[window[1]].stop)
        places = _closest(
            [{ours.keys[at] for at in member} for member in members], clauses, stretch
        )
        if not places:
            return True
        came = {
            clauses.keys[place]
            for place in self._among(places, stretch)
            if clauses.content[place] and not clauses.label[place]
        } - LAYOUT_STEMS
        came = {key for key in came if not _says(known, forms, key)}
        return not came <= mended(came, clauses, ours)

    def _among(self, places: Sequence[int], stretch: range) -> range:
        """From the first to the last place, with the parts of the series beside them."""
        clauses, first, last = self._there.clauses, places[0], places[-1]
        while last + 1 < stretch.stop and (self._parted(last) or last > places[-1]):
            if clauses.words[last + 1] in _TURNS:
                break
            last += 1
            if last > places[-1] + _LONGEST or clauses.content[last]:
                break
        if first > stretch.start and self._parted(first - 1):
            first -= 1
        return range(first, last + 1)

    def _parted(self, place: int) -> bool:
        """True where a comma or a join stands behind a word."""
        clauses = self._there.clauses
        gap = self._there.text[clauses.ends[place] : clauses.starts[place + 1]]
        return "," in gap or "\n" in gap or clauses.words[place + 1] in _JOINS


def _closest(members: Sequence[set[str]], clauses: Clauses, stretch: range) -> range:
    """The shortest range of places that has a word of each of the members told in the stretch."""
    by_place = {
        place: found
        for place in stretch
        if (found := [n for n, keys in enumerate(members) if clauses.keys[place] in keys])
    }
    wanted = len({number for found in by_place.values() for number in found})
    places, best = list(by_place), range(0)
    for at, first in enumerate(places):
        seen: set[int] = set()
        for last in places[at:]:
            seen.update(by_place[last])
            if len(seen) == wanted:
                if not best or last - first < len(best) - 1:
                    best = range(first, last + 1)
                break
    return best


def _says(keys: set[str], forms: set[str], key: str) -> bool:
    return (
        key in forms
        or any(head in keys for head in heads(key))
        or not keys.isdisjoint(neighbours(key) | same_ending(key))
    )


def _stretch(first: int, last: int) -> int:
    """The sentences from the first to the last, as bits."""
    return (1 << last + 1) - (1 << first)


def _numbers(bits: int) -> list[int]:
    """The sentences as numbers."""
    return [number for number in range(bits.bit_length()) if bits >> number & 1]


def _window(tellers: Sequence[int]) -> tuple[int, int] | None:
    """The shortest stretch of sentences that tells most members; one alone if it tells enough."""
    if len(tellers) < _LEAST:
        return None
    numbers = _numbers(reduce(or_, tellers))
    best: tuple[int, int, int, int] | None = None
    for at, first in enumerate(numbers):
        for last in numbers[at : at + _WIDE * len(tellers)]:
            stretch = _stretch(first, last)
            held = sum([bool(at & stretch) for at in tellers])
            if first == last and held >= max(_LEAST + 1, _SHARE * (len(tellers) - 1)):
                held += 1
            score = (held, first - last, -first, last)
            if best is None or score > best:
                best = score
    return (-best[2], best[3]) if best else None


def _may_lose(here: Text, there: Text, members: Sequence[Member], lead: int) -> bool:
    """False where it is soon known that none is lost.

    So it is where one sentence says all, and where each member is short of one that may be lost:
    its words, two or more, stand in one sentence or in two neighbours.
    """
    keys, holders = here.clauses.keys, there.holders
    together, alone = _ALL, False
    for number, member in enumerate(members):
        said = [holders.get(keys[place], 0) & _ALL for place in member]
        together &= reduce(and_, said)
        if number >= lead and len(said) <= _ALONE:
            alone = alone or len(said) == 1 or not reduce(and_, [at | at >> 1 for at in said])
    return alone and not together


def _series(text: Text, other: Text) -> Iterator[tuple[int, list[Member]]]:
    """Series within sentences that the other text does not have as they are, and lists."""
    clauses, commas = text.clauses, text.commas
    for sentence in clauses.sentences()[:_MOST]:
        if not commas.isdisjoint(sentence):
            keys = filter(None, clauses.counted[sentence.start : sentence.stop])
            if not sayers(keys, other.holders) & _ALL:
                yield from _in_sentence(text, sentence)
    for kind in ("item", "row"):
        units = [unit for unit in text.units if unit.kind == kind][:_MOST]
        if len(units) < _ROWS or (kind == "item" and len({item.level for item in text.items}) != 1):
            continue
        members = [_within(text, unit.start, unit.end) for unit in units]
        members = [member for member in members if not all(clauses.label[at] for at in member)]
        if len(members) >= _ROWS:
            yield 0, members


def _within(text: Text, start: int, end: int) -> Member:
    clauses = text.clauses
    places = range(bisect_left(clauses.starts, start), bisect_left(clauses.starts, end))
    return tuple(place for place in places if clauses.content[place])


def _in_sentence(text: Text, sentence: range) -> Iterator[tuple[int, list[Member]]]:
    """Short parts side by side between commas, the last one behind "and" or "or".

    The sentence must have a comma.
    """
    parts: list[list[int]] = [[]]
    closes: set[int] = set()
    clauses = text.clauses
    joins = [place for place in sentence if clauses.words[place] in _JOINS]
    last = any(place in text.commas for place in joins)  # "a, b and c, and d": only the last joins
    for place in sentence:
        comma = place in text.commas
        if parts[-1] and (comma or clauses.clause[place] != clauses.clause[place - 1]):
            parts.append([])
        if place in joins and (comma or not last):
            if parts[-1]:
                parts.append([])
            closes.add(len(parts) - 1)
            continue
        parts[-1].append(place)
    short = [_is_member(text, part) for part in parts]
    for fits, group in groupby(range(len(parts)), key=lambda number: short[number]):
        numbers = list(group)
        joined = [number for number in numbers if number in closes]
        if not fits or len(numbers) < 2 or len(joined) > 1:
            continue
        if not joined and len(numbers) < _PLAIN:
            continue
        chosen = numbers[: numbers.index(joined[-1]) + 1] if joined else numbers
        members = [_content(text, parts[number]) for number in chosen]
        lead = chosen[0] - 1  # what leads to the series ends with its first member
        if lead >= 0 and (first := _content(text, parts[lead])[-2:]):
            members.insert(0, first)
        elif lead < 0 and _leads(text, parts):
            lead, members[0] = 0, members[0][-2:]
        yield int(lead >= 0), [member for member in members if member]


def _leads(text: Text, parts: Sequence[Sequence[int]]) -> bool:
    """True for "The drinks are tea, milk and water", and "Remember, making it takes time, ..."."""
    opening = len(parts[0]) == 1 < _OPENS < len(parts[1])
    verb = opening and not is_noun(text.clauses.keys[parts[0][0]])
    return verb or len(_content(text, parts[0])) > _OPENS


def _is_member(text: Text, places: Sequence[int]) -> bool:
    words = [text.clauses.words[place] for place in places]
    if words and words[0] in _ARTICLES:
        words = words[1:]
    if any(text.clauses.label[place] for place in places) or not ENDS.isdisjoint(words):
        return False
    fits = 0 < len(words) <= _LONGEST
    return fits and (words[0] not in STOP or words[0].endswith("ing"))


def _content(text: Text, places: Iterable[int]) -> Member:
    kept = [place for place in places if text.clauses.content[place]]
    return tuple(kept[-_LONGEST:])
