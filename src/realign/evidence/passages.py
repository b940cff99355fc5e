"""Cut documents into passages: small enough to quote to a model, whole enough to be read alone.

A border is never put inside a sentence unless the sentence alone is longer than a passage. A
passage that begins inside a paragraph repeats the sentence before, if it is short: what "it" and
"there" mean often stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WHOLE_WORDS = 180  # a document up to this long stays one passage
FULL_WORDS = 100  # a passage this long ends at the next paragraph border
MOST_WORDS = 150  # a passage ends before the sentence that would make it longer
SCRAP_WORDS = 30  # a last passage shorter than this joins the one before it
OVERLAP_WORDS = 30  # the last sentence of a passage, up to this long, also begins the next one
LONGEST_WORD = 400  # characters; a longer run without a space is cut (base64, minified code)

PARAMETERS = {
    "whole": WHOLE_WORDS,
    "full": FULL_WORDS,
    "most": MOST_WORDS,
    "scrap": SCRAP_WORDS,
    "overlap": OVERLAP_WORDS,
}


class Unit(NamedTuple):
    """A sentence, or a piece of one that is too long: characters, words, does a paragraph end."""

    start: int
    end: int
    words: int
    ends: bool


# Scripts without spaces: two characters carry about as much as one English word.
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\Wa-z_])|(?<=[。！？])|\n")
_BLANKS = re.compile(r"[ \t\f\v\u00a0]+")
_GAPS = re.compile(r" ?\n ?(?:\n\s*)?(?=\n)")
_WORD = re.compile(rf"\S{{1,{LONGEST_WORD}}}\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text with one kind of newline, single blanks, no control characters or lone surrogates."""
    if text.isprintable() and "  " not in text:  # most texts: quicker than the patterns below
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = _BLANKS.sub(" ", _CONTROL.sub("", text))
    return _GAPS.sub("\n", text).strip()


def count_words(text: str) -> int:
    """Words separated by blanks; of scripts without spaces, two characters count as one."""
    if text.isascii():
        return len(text.split())
    if not _SOLID.search(text):
        return len(text.split())
    solid = len(_SOLID.findall(text))
    return len(_SOLID.sub(" ", text).split()) + (solid + 1) // 2


def _size(text: str) -> int:
    """Words; of text with hardly a blank, 20 characters count as one."""
    return max(count_words(text), len(text) // 20)


def split_passages(text: str) -> list[str]:
    """Cut a document at paragraph and sentence borders.

    Returns passages of about 100 to 150 words in order, cleaned; one if the text has at most
    180 words, none if it is blank.
    """
    text = clean(text)
    return [text[start:end] for start, end in find_spans(text)]


def find_spans(text: str) -> list[tuple[int, int]]:
    """Where the passages of a cleaned text begin and end, in characters.

    Each begins and ends at a border; together they hold all that is not blank. A span may begin
    before the end of the one before it, by one sentence.
    """
    if not text:
        return []
    if len(text) < 2 * WHOLE_WORDS or _size(text) <= WHOLE_WORDS:
        return [(0, len(text))]
    spans = []
    for start, end in _pack(list(_units(text))):
        piece = text[start:end]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            spans.append((start + left, start + len(piece.rstrip())))
    return spans


def _units(text: str) -> Iterator[Unit]:
    at = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        stop, after = match.span() if match else (len(text), len(text))
        sentences = list(_sentences(text, at, stop))
        for number, (start, end) in enumerate(sentences, 1):
            last = number == len(sentences)
            yield Unit(start, after if last else end, _size(text[start:end]), last)
        at = after


def _sentences(text: str, at: int, stop: int) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE_END.finditer(text, at, stop):
        if match.end() > at:
            yield from _short(text, at, match.end())
            at = match.end()
    if text[at:stop].strip():
        yield from _short(text, at, stop)


def _short(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The sentence, or where it is too long for a passage, runs of its words."""
    if _size(text[start:stop]) <= MOST_WORDS:
        yield start, stop
        return
    words = 0
    for match in _WORD.finditer(text, start, stop):
        weight = _size(match[0])
        if words and words + weight > FULL_WORDS:
            yield start, match.start()
            start, words = match.start(), 0
        words += weight
    yield start, stop


def _pack(units: list[Unit]) -> list[tuple[int, int]]:
    """Runs of units, as (start, end) in characters."""
    runs: list[tuple[int, int, int]] = []  # first unit, unit behind the last, words
    first = words = 0
    for number, unit in enumerate(units):
        if number > first and words + unit.words > MOST_WORDS:
            runs.append((first, number, words))
            first, words = number, 0
        words += unit.words
        if unit.ends and words >= FULL_WORDS:
            runs.append((first, number + 1, words))
            first, words = number + 1, 0
    if first < len(units):
        if runs and words < SCRAP_WORDS and runs[-1][2] + words <= WHOLE_WORDS:
            before = runs.pop()
            first, words = before[0], before[2] + words
        runs.append((first, len(units), words))
    return [(units[_lead(units, first)].start, units[end - 1].end) for first, end, _ in runs]


def _lead(units: list[Unit], first: int) -> int:
    """The unit that a passage begins with: a short sentence of the same paragraph, before its
    own first."""
    if first and not units[first - 1].ends and units[first - 1].words <= OVERLAP_WORDS:
        return first - 1
    return first
