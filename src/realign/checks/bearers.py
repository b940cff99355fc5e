"""Whose calculation is it, and who is compared with whom? Names that took another one's place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import FRAME_STEMS, LAYOUT_STEMS, STOP, parse_table, stem
from realign.reading.operations import Operation
from realign.samples import Finding, Span

_BESIDE = re.compile(r"\b(?:as|than|twice|double|triple|times|half|of|what|that|which)[ ]$")
_NAME = re.compile(r"[A-Z](?<![\w'’].)[a-z]+(?=\b)(?!['’](?!s\b))")
_SENTENCE = re.compile(r"[.!?;][*_]*\s|\n")
_UP = "more twice thrice times double triple older taller larger bigger greater higher longer above"
_DOWN = "less fewer half younger shorter smaller lower below cheaper"
_DEGREES = dict.fromkeys(_UP.split(), "more") | dict.fromkeys(_DOWN.split(), "less")
_COMPARED = re.compile(
    rf"(?<!\w)(?P<degree>{'|'.join(_DEGREES)})(?!\w)(?:[ ][\w-]+){{0,4}}?"
    r"(?:[ ](?:as|than)|(?<=above)|(?<=below))[ ](?:(?:a|an|the|new|old)[ ]){0,2}"
    r"(?P<name>[A-Z][a-z]+)"
    r"(?!['’]s?[ ][a-z])"
)
# The end of what the pattern above matches; looking for it first is much quicker.
_THAN = (" as ", " than ", "above ", "below ")
_COMPARED_HINT = re.compile(
    r"(?:[ ](?:as|than)|above|below)[ ](?:(?:a|an|the|new|old)[ ]){0,2}[A-Z][a-z]"
)
_MOST = 100
TIMES = frozenset(
    parse_table(
        """
        day: today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday
        month: january february march april may june july august september october november december
        """
    )
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A name that bears something, all names of its sentence, and where it stands."""

    name: str
    names: frozenset[str]
    start: int
    end: int


class Bearers:
    """Rejects a calculation told of another person, and a comparison the other way round.

    A calculation belongs to the name that stands last before it in its sentence, list item or row.
    Only names that the original or the request has count. Where both names stand in both
    sentences, nothing is said of a calculation. Limits: pronouns and persons without a name are
    not followed; comparisons of two names with "than" or "as" only.
    """

    name = "bearers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        worked = _calculations(original) and _calculations(rewrite)
        if not worked and not (_may_compare(original) and _may_compare(rewrite)):
            return None
        known = _known(pair)
        if len(known) < 2:
            return None
        return self._calculations(pair, known) or self._comparisons(pair, known)

    def _calculations(self, pair: Pair, known: frozenset[str]) -> Finding | None:
        before = _bearers(pair.original, known)
        if not before:
            return None
        asked = _bearers(pair.request, known)
        for key, places in _bearers(pair.rewrite, known).items():
            was = before.get(key, [])
            if not was or len(places) > 1:
                continue
            now = places[0]
            others = [*was, *asked.get(key, [])]
            if any(now.name == place.name for place in others):
                continue
            if any(place.name in now.names and now.name in place.names for place in others):
                continue
            return self._found(f"{was[0].name} became {now.name}", was[0], now, pair)
        return None

    def _comparisons(self, pair: Pair, known: frozenset[str]) -> Finding | None:
        before = _compared(pair.original, known)
        said = set(before) | set(_compared(pair.request, known))
        for (one, degree, two), now in _compared(pair.rewrite, known).items():
            if (one, degree, two) in said:
                continue
            other = "less" if degree == "more" else "more"
            for turned in ((two, degree, one), (one, other, two)):
                if turned in before:
                    return self._found("a comparison is turned round", before[turned], now, pair)
        return None

    def _found(self, message: str, was: _Place, now: _Place, pair: Pair) -> Finding:
        return Finding(
            self.name,
            message,
            expected=pair.original.text[was.start : was.end][:120],
            found=pair.rewrite.text[now.start : now.end][:120],
            spans=(Span("original", was.start, was.end), Span("rewrite", now.start, now.end)),
        )


def _known(pair: Pair) -> frozenset[str]:
    """Words with a capital within a sentence, or several times, that are never without one."""
    texts = (pair.original, pair.request)
    lower = {word for text in (*texts, pair.rewrite) for word in text.words if word.islower()}
    found = {
        match[0] for text in texts for word, _, _ in text.names for match in _NAME.finditer(word)
    }
    counts = Counter(match[0] for text in texts for match in _NAME.finditer(text.text))
    found.update(name for name, count in counts.items() if count > 1 and not _frames(name.lower()))
    found = {name for name in found if name.lower() not in lower | TIMES}
    return frozenset(name for name in found if f"{name}s" not in found)  # Williams read: William


def _frames(word: str) -> bool:
    """True for what opens a sentence or a step, and names nobody."""
    key = stem(word)
    if len(word) < 3 or word.endswith("ing") or word in STOP:
        return True
    return key in FRAME_STEMS or key in LAYOUT_STEMS


def _calculations(text: Text) -> list[Operation]:
    """The operations of two numbers."""
    return [item for item in text.operations if item.one[0].isdigit() and item.two[0].isdigit()]


def _may_compare(text: Text) -> bool:
    """False where no comparison with a name can stand: a quick look."""
    return any(word in text.text for word in _THAN) and bool(_COMPARED_HINT.search(text.text))


def _bearers(text: Text, known: frozenset[str]) -> dict[tuple[str, str, str], list[_Place]]:
    """Calculation -> the names it is told of; only where one stands before it in the sentence."""
    found: dict[tuple[str, str, str], list[_Place]] = defaultdict(list)
    calculations = _calculations(text)
    if not calculations:
        return found
    names, borders = _spoken(text.text, known)
    for item in calculations:
        start, end = _sentence(borders, item.start, len(text.text))
        own = [
            name
            for place, name in names
            if start <= place < item.start and not _BESIDE.search(text.text[:place][-8:])
        ]
        if own:
            all_of = frozenset(name for place, name in names if start <= place < end)
            place = _Place(own[-1], all_of, item.start, item.end)
            if all(other.name != place.name for other in found[item.key]):
                found[item.key].append(place)
    return found


def _compared(text: Text, known: frozenset[str]) -> dict[tuple[str, str, str], _Place]:
    """Who, more or less, than whom -> where."""
    found: dict[tuple[str, str, str], _Place] = {}
    names, borders = _spoken(text.text, known)
    if len(names) < 2:
        return found
    for match in _COMPARED.finditer(text.text):
        if match["name"] not in known:
            continue
        start, _ = _sentence(borders, match.start(), len(text.text))
        own = [(place, name) for place, name in names if start <= place < match.start()]
        if own and own[-1][1] != match["name"]:
            key = (own[-1][1], _DEGREES[match["degree"]], match["name"])
            place = _Place(own[-1][1], frozenset(), own[-1][0], match.end())
            found.setdefault(key, place)
    return found


def _spoken(text: str, known: frozenset[str]) -> tuple[list[tuple[int, str]], list[int]]:
    """The places of known names, and where sentences end."""
    names = [(match.start(), match[0]) for match in _NAME.finditer(text) if match[0] in known]
    return names[:_MOST], [match.end() for match in _SENTENCE.finditer(text)]


def _sentence(borders: list[int], place: int, whole: int) -> tuple[int, int]:
    at = bisect_right(borders, place)
    return (borders[at - 1] if at else 0), (borders[at] if at < len(borders) else whole)
