"""Where in a text is it? Places for findings, as character offsets."""

from __future__ import annotations

import re
from itertools import islice

from realign.reading.clauses import Clauses
from realign.samples import Side, Span

_MOST_WORDS = 60


def spans_of(side: Side, text: str, phrase: str, most: int = 1) -> tuple[Span, ...]:
    """Where a phrase stands in a text: as it is, else its words in order with any marks between.

    A check looks at text without code and marks of lists, so its phrase may stand a little
    otherwise in the text itself. None where it is not found. At most `most` places.
    """
    phrase = phrase.strip()
    if not phrase:
        return ()
    at = text.find(phrase)
    if at < 0:
        return _by_words(side, text, phrase, most)
    found: list[Span] = []
    while at >= 0 and len(found) < most:
        found.append(Span(side, at, at + len(phrase)))
        at = text.find(phrase, at + len(phrase))
    return tuple(found)


def _by_words(side: Side, text: str, phrase: str, most: int) -> tuple[Span, ...]:
    words = re.findall(r"\w+", phrase)[:_MOST_WORDS]
    if not words:
        return ()
    pattern = r"[\W_]{1,12}".join(map(re.escape, words))
    places = re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return tuple(Span(side, match.start(), match.end()) for match in islice(places, most))


def span_at(side: Side, clauses: Clauses, places: range) -> Span:
    """From the first of the words at these places to the last; of none, the word behind them."""
    last = max(places.start, places.stop - 1)
    return Span(side, clauses.starts[places.start], clauses.ends[last])


def whole(side: Side, text: str) -> tuple[Span, ...]:
    """All of a text, its outer blanks left out; none where there is nothing else."""
    body = text.strip()
    start = text.find(body) if body else 0
    return (Span(side, start, start + len(body)),) if body else ()


def ending(side: Side, text: str, length: int) -> tuple[Span, ...]:
    """The last characters of a text, blanks at its end left out."""
    end = len(text.rstrip())
    return (Span(side, max(0, end - length), end),) if end else ()
