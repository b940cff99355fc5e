"""So much in what time: "8 miles a day", "after one hour"; and by or to how much."""

from __future__ import annotations

import re
from collections import defaultdict

from realign.checks.base import Pair
from realign.reading.lexicon import STOP, stem
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
_TIMES = tuple(_TIME_LIST.split("|"))
_ODD = "İıſ"  # other ways to write i and s, which the patterns read
_LONGEST = 20_000  # characters looked at


class Rates:
    """Rejects when the same amount comes in another time, or after another one.

    "8 miles a day" that became "8 miles a week", where no "8 miles a week" stood; "after one hour"
    that became "after one day", where the hour is gone and neither original, request nor evidence
    speaks of a day. And "rose by 20" that became "rose to 20". Limits: English; amounts in figures;
    times in words ("daily") are not read.
    """

    name = "rates"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.language == rewrite.language == "en":
            return None
        found = self._direction(pair)
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


def _changes(text: str) -> dict[tuple[str, str], re.Match[str]]:
    """Stem of a verb and a number -> where they stand with by, to or from between them."""
    return {
        (stem(match["verb"]), match["number"].replace(",", "")): match
        for match in _CHANGE.finditer(text[:_LONGEST])
        if match["verb"] not in STOP
    }


def _amount(match: re.Match[str]) -> tuple[str, str]:
    return match["number"].replace(",", ""), match["what"].lower()
