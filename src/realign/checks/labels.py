"""Labels and what stands behind them: each with its own text, in lists and tables."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.checks.owners import misplaced
from realign.checks.text import Text
from realign.reading.lexicon import STOP, plain_words, stem
from realign.reading.units import Unit
from realign.samples import Finding, Span

_MOST = 60
_MATCH = 0.7
_COUNTED = re.compile(
    r"(?:^|(?<=[.;] ))[ \t>|]*(?:[-*+•][ \t]+|\d+[.)][ \t]+)?[*_#]*[ \t]*"
    r"(?P<word>day|week|month|hour|chapter|scene|phase|stage|level|grade|part|act|verse|round"
    r"|quarter|semester|year|module|lesson|unit|session|tier|type|slide|section)[ \t]*#?"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b[*_]*[ \t]*"
    r"[:.|)–—-]+(?P<body>[^\n]{5,300})",
    re.IGNORECASE | re.MULTILINE,
)
_ROW = re.compile(r"^\|[ \t]*[*_]*(?P<number>\d{1,2})[*_]*[ \t]*\|(?P<body>[^\n]{5,300})", re.M)
_NAMES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_OWN, _OTHER = 0.25, 0.5  # share of the words that its own text must have, and another one's may


class Labels:
    """Rejects a list item or table row whose label belongs to another text.

    "Label: text" and a row's first cell are held against the original: its text must stand in one
    unit there that also has the label, or else the label must be new or stand nowhere as one.
    Where values of several names, or columns, went round among them, that is found too.
    "Day 4" and the like must keep their text too, whether they count in sentences or in a table.
    Limits: needs words of content on both sides; cells of numbers only are the numbers' to see;
    a label that stands in two places of the original is not judged.
    """

    name = "labels"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        found = self._counted(original, rewrite) or self._labelled(original, rewrite)
        return found or misplaced(pair, self.name)

    def _counted(self, original: Text, rewrite: Text) -> Finding | None:
        """Day 4 with the text of day 5."""
        before = _bodies(_COUNTED, original.text)
        after = _bodies(_COUNTED, rewrite.text) or _bodies(_ROW, rewrite.text) if before else {}
        for number, (now, body) in after.items():
            shares = {
                other: len(body & words) / max(1, min(len(body), len(words)))
                for other, (_, words) in before.items()
            }
            if shares.get(number, 1.0) < _OWN and max(shares.values()) >= _OTHER:
                was = before[max(shares, key=lambda other: shares[other])][0]
                return Finding(
                    self.name,
                    f"number {number} has another one's text",
                    expected=was[0][:120],
                    found=now[0][:120],
                    spans=(Span("original", *was[1:]), Span("rewrite", *now[1:])),
                )
        return None

    def _labelled(self, original: Text, rewrite: Text) -> Finding | None:
        if not (rewrite.items or "|" in rewrite.text):
            return None
        labelled = [
            unit for unit in rewrite.units if unit.kind != "sentence" and unit.label and unit.body
        ]
        if not labelled or len(labelled) > _MOST or len(original.units) > 3 * _MOST:
            return None
        for unit in labelled:
            homes = [home for home in original.units if unit.label <= home.keys]
            best = _home(unit, original.units)
            if len(homes) != 1 or best is None or best in homes:
                continue
            if not unit.label & best.keys and _is_anothers(homes[0], best):
                spans = (
                    Span("original", best.start, best.end),
                    Span("rewrite", unit.start, unit.end),
                )
                return Finding(
                    self.name,
                    "a label stands before another one's text",
                    expected=original.text[best.start : best.end][:120],
                    found=rewrite.text[unit.start : unit.end][:120],
                    spans=spans,
                )
        return None


def _bodies(
    pattern: re.Pattern[str], text: str
) -> dict[str, tuple[tuple[str, int, int], frozenset[str]]]:
    """Number -> the match with its place, and its words; empty where two kinds are counted."""
    found = {}
    matches = list(pattern.finditer(text))[:_MOST]
    kinds = {match.groupdict().get("word", "").lower() for match in matches}
    for match in matches if len(kinds) == 1 else ():
        number = match["number"].lower()
        number = str(_NAMES.index(number) + 1) if number in _NAMES else number
        words = frozenset(stem(word) for word in plain_words(match["body"]) if word not in STOP)
        if number in found:
            return {}
        found[number] = ((match[0].strip(), *match.span()), words)
    return found if len(found) > 1 else {}


def _home(unit: Unit, units: tuple[Unit, ...]) -> Unit | None:
    shares = [len(unit.body & home.keys) / len(unit.body) for home in units]
    best = max(shares, default=0.0)
    if best < _MATCH or sum(share > best - 0.2 for share in shares) > 1:
        return None
    return units[shares.index(best)]


def _is_anothers(label: Unit, text: Unit) -> bool:
    """True where both are items, or both rows, each with a label and a text of its own.

    A text is rightly labelled from a sentence or heading before it.
    """
    return label.kind == text.kind != "sentence" and bool(label.label) and bool(label.body)
