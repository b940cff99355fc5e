"""Requirements on the whole: paragraphs, the answer first, the parts of an email, patterns."""

from __future__ import annotations

import re

from realign.criteria.kinds.base import (
    Kind,
    Line,
    Params,
    View,
    asks_for_paragraph,
    number,
)
from realign.reading.text import split_sentences, words_of

_MAX_LINE = 2_000  # a pattern from a user's file looks at no more of a line
_MAX_TEXT = 20_000  # nor of a text


def _paragraphs(view: View, params: Params) -> bool | None:
    limit = number(params, "max_words")
    if sum(len(words_of(line.text)) for line in view.lines) <= limit:
        return None
    if asks_for_paragraph(view.request):
        return None
    return not any(_is_too_long(line, limit) for line in view.lines)


def _is_too_long(line: Line, limit: int) -> bool:
    """A list item may have twice the words; a paragraph of two sentences can't be broken."""
    allowed = limit * 2 if line.item else limit
    return len(words_of(line.text)) > allowed and len(split_sentences(line.text)) > 2


def _answer_first(view: View, params: Params) -> bool | None:
    limit = number(params, "max_words")
    if view.words <= limit:
        return None
    return len(words_of(view.filled[0])) <= limit


_LETTER = re.compile(r"\bletter\b", re.IGNORECASE)
_EMAIL = re.compile(r"\be-?mails?\b", re.IGNORECASE)
_SUBJECT = re.compile(r"[*_\s]*subject(?:\s+line)?[*_\s]*:", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:dear|hi|hello|hey|greetings|good\s+(?:morning|afternoon|evening|day)|to\s+whom)\b"
    r"[^.!?]{0,60}[,:!.]?$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:yours|with|best|kind|kindest|warm|warmest|many|thanks|thank\s+you|sincerely|regards"
    r"|respectfully|cheers|cordially|love|all\s+the\s+best|take\s+care|looking\s+forward"
    r"|see\s+you|talk\s+soon|gratefully|faithfully)\b[^.?]{0,50})[,.!]?$",
    re.IGNORECASE,
)


def _email(view: View, _params: Params) -> bool | None:
    if view.words < 30:
        return None
    lines = view.filled
    letter = _LETTER.search(view.request[:_MAX_LINE]) and not _EMAIL.search(
        view.request[:_MAX_LINE]
    )
    return (
        (bool(letter) or any(_SUBJECT.match(line) for line in lines[:4]))
        and any(_GREETING.match(line) for line in lines[:6])
        and any(_CLOSING.match(line) for line in lines[-5:])
    )


def _starts_with(view: View, params: Params) -> bool | None:
    return _matches(params, view.filled[0]) if view.filled else None


def _ends_with(view: View, params: Params) -> bool | None:
    return _matches(params, view.filled[-1]) if view.filled else None


def _contains(view: View, params: Params) -> bool | None:
    return _matches(params, view.text.strip(), _MAX_TEXT) if view.filled else None


def _matches(params: Params, text: str, longest: int = _MAX_LINE) -> bool:
    pattern = re.compile(str(params["pattern"]), re.IGNORECASE)
    return pattern.search(text[:longest]) is not None


def _say(params: Params, otherwise: str) -> str:
    """The file's own sentence: a model does little with a regular expression."""
    return str(params["say"]) or f"{otherwise} {params['pattern']}"


PARAGRAPHS = Kind(
    _paragraphs,
    lambda params: f"Break long paragraphs: none has more than {params['max_words']} words.",
    {"max_words": 120},
)
ANSWER_FIRST = Kind(
    _answer_first,
    lambda _: "Give the answer alone on the first line, and whatever explains it below.",
    {"max_words": 15},
)
EMAIL = Kind(
    _email,
    lambda _: "Put the subject, the greeting and the closing each on a line of its own.",
)
_PATTERN = {"pattern": "", "say": ""}
_NEEDED = frozenset({"pattern"})
STARTS_WITH = Kind(
    _starts_with,
    lambda params: _say(params, "Begin with a line that matches the pattern"),
    _PATTERN,
    _NEEDED,
)
ENDS_WITH = Kind(
    _ends_with,
    lambda params: _say(params, "End with a line that matches the pattern"),
    _PATTERN,
    _NEEDED,
)
CONTAINS = Kind(
    _contains,
    lambda params: _say(params, "Have a passage that matches the pattern"),
    _PATTERN,
    _NEEDED,
)
