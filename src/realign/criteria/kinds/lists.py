"""Requirements on things that come in numbers: lists, items a line, tables."""

from __future__ import annotations

import re

from realign.criteria.kinds.base import Kind, Params, View, number
from realign.criteria.kinds.sequence import asks_for_one, asks_for_prose, has_inline_run
from realign.reading.text import words_of

_BRACKETED = re.compile(r"[\[{(<].*[\]})>]\s*$")
# What makes a comma-separated line a sentence and not a list of items.
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|will|would|should|may|might|must|do|does"
    r"|did|that|which|who|because|if|when|while|you|we|i|he|she|they|it)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^:,;]{1,60}:\s+")
_SHORT_ROW = 24  # characters: "Li, Na, F, S" is read at a glance
_SEPARATOR = re.compile(r"\s*[,;、]\s*(?:and\s+|or\s+)?|\s+and\s+(?=\S+(?:\s\S+){0,2}\.?$)")


def _list(view: View, params: Params) -> bool | None:
    if view.words < number(params, "min_words"):
        return None
    wanted = number(params, "min_items")
    if len(view.items) >= wanted or len(view.rows) >= wanted:
        return True
    if asks_for_one(view.request) or asks_for_prose(view.request):
        return None
    if len(words_of(view.prose)) * 2 < view.words:
        return None  # code
    return None if _is_line_by_line(view, max(wanted, 3)) else False


def _is_line_by_line(view: View, wanted: int) -> bool:
    """Every point has a line or a short paragraph of its own: only the marks are missing."""
    sizes = [len(words_of(line)) for line in view.plain_lines]
    return len(sizes) >= wanted and max(sizes) <= 60


def _one_item_per_line(view: View, _params: Params) -> bool | None:
    if any(has_inline_run(line.whole, 3) for line in view.lines) or _is_run_together(view):
        return False
    return True if len(view.items) >= 2 else None


def _is_run_together(view: View) -> bool:
    """The whole response is one line of at least four short items."""
    if len(view.filled) != 1 or view.words > 120:
        return False
    line = " ".join(view.filled[0].split()).rstrip(". ")
    if line.count(";") >= 3 and len(_keys(line)) >= 4:
        return True
    line = line[match.end() :] if (match := _LABEL.match(line)) else line
    if len(line) < _SHORT_ROW or not any(mark.isalpha() for mark in line):
        return False  # 1, 3, 5, 8: a row of numbers reads best as a row
    if _BRACKETED.match(line) or _VERB.search(line) or any(mark in line for mark in ".!?="):
        return False
    items = [item for item in _SEPARATOR.split(line) if item]
    return len(items) >= 4 and all(len(words_of(item)) <= 5 for item in items)


def _fields(line: str) -> tuple[str, int]:
    """(delimiter, number of fields) of a line that can be a record, else ("", 0)."""
    if len(line) > _MAX_RECORD:
        return "", 0
    for delimiter in ("\t", "|", ";", ","):
        fields = line.strip().strip("|").split(delimiter)
        if len(fields) >= 2 and all(len(words_of(item)) <= 6 for item in fields):
            return delimiter, len(fields)
    return "", 0


_MAX_RECORD = 500  # characters
_RULED = re.compile(r"\|?\s*:?-{2,}:?\s*\|[-:|\s]*$")
_PAIR = re.compile(r"(?:^|[;|,]\s*)([^\W\d][\w /()%-]{0,30}):\s*[^\s;|,][^;|,]{0,80}")


def _keys(line: str) -> tuple[str, ...]:
    """The keys of "Name: Ann; Age: 3", lower case; empty when it holds fewer than two."""
    keys = tuple(key.strip().lower() for key in _PAIR.findall(line))
    return keys if len(keys) >= 2 else ()


def _longest_run(shapes: list[object]) -> int:
    """Length of the longest run of equal shapes; None breaks a run."""
    best = run = 0
    last: object = None
    for shape in shapes:
        run = (run + 1 if shape == last else 1) if shape is not None else 0
        last = shape
        best = max(best, run)
    return best


def _table(view: View, params: Params) -> bool | None:
    wanted = number(params, "min_rows")
    if len(view.rows) >= max(wanted, 2) or any(map(_RULED.match, view.filled)):
        return True
    lines = ["" if line.heading or line.item else line.text for line in view.lines]
    keyed: list[object] = [_keys(line) or None for line in lines]
    fielded: list[object] = [_record_shape(line) for line in lines]
    if _longest_run(keyed) >= wanted or _longest_run(fielded) >= wanted + 1:
        return False  # fielded: the records and a header line
    return None


def _record_shape(line: str) -> tuple[str, int] | None:
    delimiter, fields = _fields(line)
    if line.rstrip().endswith((".", "!", "?")) or "$" in line or line.startswith(("[", "{", "(")):
        return None
    if delimiter in (";", ",") and (fields < 3 or ":" in line):
        return None
    return (delimiter, fields) if fields else None


LIST = Kind(
    _list,
    lambda _: "Give the answer as a list, each item on a line of its own.",
    {"min_items": 2, "min_words": 40},
)
ONE_ITEM_PER_LINE = Kind(
    _one_item_per_line, lambda _: "Put each item on a line of its own, as a list."
)
TABLE = Kind(
    _table, lambda _: "Put the records in a Markdown table, one record a row.", {"min_rows": 2}
)
