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


class Span(NamedTuple):
    """Where a passage begins and ends in its document, in characters, and how many words it has."""

    start: int
    end: int
    words: int


class Unit(NamedTuple):
    """A sentence, or a piece of one that is too long: characters, words, does a paragraph end."""

    start: int
    end: int
    words: int
    ends: bool


# Scripts without spaces: two characters carry about as much as one English word.
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
# The signs come first, and are looked at again: a set at the beginning is what is found quickly.
_SENTENCE_END = re.compile(
    r"[.!?…。！？\n](?:(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\Wa-z_])|(?<=[。！？\n]))"
)
_BLANKS = re.compile(r"[ \t\f\v\u00a0]+")
_GAPS = re.compile(r" ?\n ?(?:\n\s*)?(?=\n)")
_WORD = re.compile(rf"\S{{1,{LONGEST_WORD}}}\s*")
# UTF-8 bytes that characters from U+3000 on, and the Arabic ones, begin with.
_RARE_BYTES = bytes([*range(0xD8, 0xDE), *range(0xE3, 0xF5)])
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text with one kind of newline, single blanks, no control characters or lone surrogates."""
    if text.isprintable():  # most texts: quicker than the patterns below
        return _single_blanks(text).strip()
    if text.replace("\n", " ").isprintable():
        text = _single_blanks(text)
    else:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
        text = _BLANKS.sub(" ", _CONTROL.sub("", text))
    return (_GAPS.sub("\n", text) if "\n" in text else text).strip()


def _single_blanks(text: str) -> str:
    while "  " in text:  # each turn halves them
        text = text.replace("  ", " ")
    return text


def is_spaced(text: str) -> bool:
    """Whether there is surely no character of a script without spaces, nor an Arabic one."""
    if text.isascii():
        return True
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw.translate(None, _RARE_BYTES)) == len(raw)


def count_words(text: str) -> int:
    """Words separated by blanks; of scripts without spaces, two characters count as one."""
    if is_spaced(text) or not _SOLID.search(text):
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
    return [(start, end) for start, end, _ in cut(text)]


def cut(text: str) -> list[Span]:
    """`find_spans`, with the words of each passage."""
    if not text:
        return []
    words = _count_cleaned(text)
    if len(text) < 2 * WHOLE_WORDS or max(words, len(text) // 20) <= WHOLE_WORDS:
        return [Span(0, len(text), words)]
    spans = []
    for start, end in _pack(list(_units(text))):
        piece = text[start:end]
        if left := piece.lstrip():
            bare, first = left.rstrip(), end - len(left)
            spans.append(Span(first, first + len(bare), _count_cleaned(bare)))
    return spans


def _count_cleaned(text: str) -> int:
    """The words of a text that is cleaned and has some."""
    if text.isascii() and "\n" not in text:
        return text.count(" ") + 1
    return count_words(text)


def _units(text: str) -> Iterator[Unit]:
    at = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        stop, after = match.span() if match else (len(text), len(text))
        sentences = list(_sentences(text, at, stop))
        for number, (start, end, words) in enumerate(sentences, 1):
            last = number == len(sentences)
            yield Unit(start, after if last else end, words, last)
        at = after


def _sentences(text: str, at: int, stop: int) -> Iterator[Span]:
    for match in _SENTENCE_END.finditer(text, at, stop):
        if match.end() > at:
            yield from _short(text, at, match.end())
            at = match.end()
    if text[at:stop].strip():
        yield from _short(text, at, stop)


def _short(text: str, start: int, stop: int) -> Iterator[Span]:
    """The sentence, or where it is too long for a passage, runs of its words."""
    whole = _size(text[start:stop])
    if whole <= MOST_WORDS:
        yield Span(start, stop, whole)
        return
    words = 0
    for match in _WORD.finditer(text, start, stop):
        weight = _size(match[0])
        if words and words + weight > FULL_WORDS:
            yield Span(start, match.start(), _size(text[start : match.start()]))
            start, words = match.start(), 0
        words += weight
    yield Span(start, stop, _size(text[start:stop]))


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
