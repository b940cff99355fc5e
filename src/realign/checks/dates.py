"""Months and days of the week."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.numerals import matches_from
from realign.samples import Finding, Span

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ALL = (*_MONTHS.split(), *_DAYS.split())
_SHORT = {name[:3]: name for name in _ALL} | {"sept": "september", "tues": "tuesday",
    "thur": "thursday", "thurs": "thursday"}  # fmt: skip
_DATE = re.compile(
    r"\b(?:(?P<full>January|February|April|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?"
    r"|(?P<short>Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
    r"(?=\.|,| \d)|(?P<doubtful>March|Mar|May)(?=\.? \d)|(?<=\d )(?P<after>March|Mar|May)"
    r"|(?<=[io]n )(?P<within>March|May))\b|\b\d{4}-(?P<iso>0\d|1[0-2])-\d\d\b"
)
# What every date begins with, or its month: looking for that first is much quicker.
_HINT = re.compile(
    r"(?:Jan|Feb|Ma[ry]|Apr|Ju[nl]|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?<!\w...)"
)
_ISO_HINT = re.compile(r"-[01](?=\d-\d\d)")


class Dates:
    """Rejects a month or a day of the week that is gone, changed or new.

    March 3, 3 March and 2020-03-03 name one month. New is allowed what the request or the evidence
    names. The day and the year are the numbers' to find. Limits: English names.
    """

    name = "dates"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        before, after = _dates(pair.original.text), _dates(pair.rewrite.text)
        if before.keys() == after.keys():
            return None
        lower = pair.rewrite.text.lower()
        for key, match in before.items():
            if key not in after and key not in lower and not _is_short_there(key, pair.rewrite):
                spans = (Span("original", *match.span()),)
                return Finding(self.name, f"{key} is gone", expected=match[0], spans=spans)
        texts = (pair.original, pair.request, *pair.evidence)
        known = " ".join(text.text.lower() for text in texts)
        for key, match in after.items():
            if key not in before and not re.search(rf"\b{key[:3]}", known) and not match["iso"]:
                spans = (Span("rewrite", *match.span()),)
                return Finding(self.name, f"{key} is new", found=match[0], spans=spans)
        return None


def _is_short_there(key: str, text: Text) -> bool:
    """True for "Jan" alone in the cell of a table."""
    return re.search(rf"\b{key[:3].capitalize()}\b", text.text) is not None


def _dates(text: str) -> dict[str, re.Match[str]]:
    found: dict[str, re.Match[str]] = {}
    iso = _ISO_HINT.search(text)
    for match in _DATE.finditer(text) if iso else matches_from(_HINT, _DATE, text):
        if match["iso"]:
            key = _ALL[int(match["iso"]) - 1] if match["iso"] != "00" else ""
        else:
            word = next(part for part in match.groups() if part).lower().rstrip("s.")
            key = _SHORT.get(word, word) if word not in _ALL else word
        if key:
            found.setdefault(key, match)
    return found
