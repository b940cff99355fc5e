"""So much in what time: "8 miles a day", "after one hour"; and by or to how much."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.arithmetic import NOTE
from realign.reading.lexicon import STOP, stem
from realign.reading.numerals import canonical_number
from realign.reading.quantities import unit_of
from realign.reading.thesaurus import is_person, neighbours
from realign.samples import Finding, Span

_TIME_LIST = "second|minute|hour|day|night|week|month|year|decade|century"
_TIME = rf"(?P<time>{_TIME_LIST})s?\b"
_NUMBER = r"(?P<number>\d[\d,.]*)"
_RATE = re.compile(
    rf"(?<![\w.]){_NUMBER}[ ](?P<what>[^\W\d_]+)[ ](?:(?:in|for)[ ])?"
    rf"(?:an?|one|per|each|every)[ ]{_TIME}",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"\b(?:after|within|in|for|every)[ ](?:an?|one)[ ]{_TIME}", re.IGNORECASE)
# A verb, how far or whereto, and an amount: rose by 20.
_CHANGE = re.compile(
    r"(?<![^\W_])(?P<verb>[a-z]{3,20})[ ](?P<how>by|to|from)[ ]"
    r"(?:(?:about|around|nearly|almost)[ ])?"
    r"[$€£]?(?P<number>\d[\d,.]*\d|\d)",
)
# So much per what: $12 per pair, $20/hr, 4 packs a day.
_PER = re.compile(
    r"(?<![\w.])(?P<money>[$€£])?(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"(?P<what>(?:[ -]+(?!(?:of|in|to|x|from|for|and|or|with|on|by|at|is|as|an?|each|every|per)\b)"
    r"[a-z]+){0,2})"
    r"(?:[ ]+(?P<how>per|an?|each|every|for[ ](?:each|every|one|an?))[ ]+|[ ]?/[ ]?)"
    r"(?P<one>[a-z]{2,})(?:[ -](?P<two>[a-z]{2,}))?",
    re.IGNORECASE,
)
_PER_HINT = re.compile(r"/[ ]?[a-z]|[ ](?:per|an?|each|every|one)[ ]", re.IGNORECASE)
_NEAR = 60  # characters behind it in which the old thing may be told, and
_PART = re.compile(r"[.,;:!?\n]")  # where they end
_NOTE = re.compile(rf"{NOTE.pattern}|\*\*")
_TIMES = tuple(_TIME_LIST.split("|"))
_ODD = "İıſ"  # other ways to write i and s, which the patterns read
_LONGEST = 20_000  # characters looked at


@dataclass(frozen=True, slots=True)
class _Per:
    """What a number is told per: units or stems of one or two words, and where it stands."""

    things: tuple[str, ...]
    person: bool
    start: int
    end: int

    def among(self, others: set[str]) -> bool:
        """True where one of these is the same thing, a synonym, a part of the word, or anybody."""
        if self.person or not others.isdisjoint(self.things):
            return True
        near = neighbours(self.things[0])
        return any(one in near or one in self.things[0] or self.things[0] in one for one in others)


class Rates:
    """Rejects when the same amount comes in another time, after another one, or per another thing.

    "8 miles a day" that became "8 miles a week", where no "8 miles a week" stood; "after one hour"
    that became "after one day", where the hour is gone and neither original, request nor evidence
    speaks of a day. "$12 per pair" that became "$12 per shoe". And "rose by 20" that became "rose
    to 20". Limits: English; amounts in figures; times in words ("daily") are not read; a synonym,
    and one person for another, are the same thing.
    """

    name = "rates"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.language == rewrite.language == "en":
            return None
        found = self._direction(pair) or self._per(pair)
        if found is not None or not _may_tell(rewrite.text):
            return found
        return self._rate(pair) or self._span(pair)

    def _direction(self, pair: Pair) -> Finding | None:
        """Rose to 20 in place of rose by 20."""
        before = _changes(pair.original.text)
        for key, now in (_changes(pair.rewrite.text) if before else {}).items():
            was = before.get(key, now)
            once = [text.numbers.count(key[1]) == 1 for text in (pair.original, pair.rewrite)]
            if was["how"] != now["how"] and all(once):
                return Finding(
                    self.name,
                    f"{was['how']!r} became {now['how']!r}",
                    expected=was[0],
                    found=now[0],
                    spans=(Span("original", *was.span()), Span("rewrite", *now.span())),
                )
        return None

    def _per(self, pair: Pair) -> Finding | None:
        """The same number per another thing."""
        before = _denominators(pair.original)
        after = _denominators(pair.rewrite) if before else {}
        asked: list[dict[str, list[_Per]]] | None = None
        for number, found in after.items():
            if number not in before:
                continue
            if asked is None:
                asked = [_denominators(text) for text in pair.support[1:]]
            known = [*before[number], *(one for text in asked for one in text.get(number, ()))]
            things = {thing for one in known for thing in one.things}
            for now in found:
                line = _PART.split(pair.rewrite.text[now.end : now.end + _NEAR].lower())[0]
                if not now.among(things) and not any(thing in line for thing in things):
                    was = before[number][0]
                    return Finding(
                        self.name,
                        "it is so much per another thing",
                        expected=pair.original.text[was.start : was.end],
                        found=pair.rewrite.text[now.start : now.end],
                        spans=(
                            Span("original", was.start, was.end),
                            Span("rewrite", now.start, now.end),
                        ),
                    )
        return None

    def _rate(self, pair: Pair) -> Finding | None:
        known: dict[tuple[str, str], dict[str, re.Match[str]]] = defaultdict(dict)
        for text in (pair.original, pair.request, *pair.evidence):
            for match in _RATE.finditer(text.text[:_LONGEST]):
                known[_amount(match)].setdefault(match["time"].lower(), match)
        for match in _RATE.finditer(pair.rewrite.text[:_LONGEST]):
            times = known.get(_amount(match))
            if times and match["time"].lower() not in times:
                return self._finding(next(iter(times.values()))[0], match)
        return None

    def _span(self, pair: Pair) -> Finding | None:
        before = {match["time"].lower(): match[0] for match in _SPAN.finditer(pair.original.text)}
        if not before:
            return None
        for match in _SPAN.finditer(pair.rewrite.text[:_LONGEST]):
            time = match["time"].lower()
            lost = [one for one in before if one not in pair.rewrite.text.lower()]
            if lost and not any(time in text.text.lower() for text in pair.support):
                return self._finding(before[lost[0]], match)
        return None

    def _finding(self, was: str, now: re.Match[str]) -> Finding:
        spans = (Span("rewrite", *now.span()),)
        return Finding(
            self.name, "the time is another one", expected=was, found=now[0], spans=spans
        )


def _may_tell(text: str) -> bool:
    """False where no time can be named: this is known sooner than what the patterns find."""
    lower = text.lower()
    return any(time in lower for time in _TIMES) or any(sign in text for sign in _ODD)


def _denominators(text: Text) -> dict[str, list[_Per]]:
    """Number -> what it is told per."""
    found: dict[str, list[_Per]] = defaultdict(list)
    if not _PER_HINT.search(text.text, 0, _LONGEST):
        return found
    plain = _NOTE.sub(lambda note: " " * len(note[0]), text.text[:_LONGEST])
    for match in _PER.finditer(plain):
        bare = match["how"] and match["how"].lower() != "per" and not match["what"]
        words = [word.lower() for word in match.group("one", "two") if word]
        words = list(takewhile(lambda word: word not in STOP, words))
        if words and (match["money"] or not bare):  # not: by 1990 every house
            end = match.end("two") if len(words) > 1 else match.end("one")
            things = tuple(unit_of(word) or stem(word) for word in words)
            one = _Per(things, is_person(words[0]), match.start(), end)
            found[canonical_number(match["number"])].append(one)
    return found


def _changes(text: str) -> dict[tuple[str, str], re.Match[str]]:
    """Stem of a verb and a number -> where they stand with by, to or from between them."""
    return {
        (stem(match["verb"]), match["number"].replace(",", "")): match
        for match in _CHANGE.finditer(text[:_LONGEST])
        if match["verb"] not in STOP
    }


def _amount(match: re.Match[str]) -> tuple[str, str]:
    return match["number"].replace(",", ""), match["what"].lower()
