"""Cut documents into passages: small enough to quote to a model, whole enough to be read alone.

A border is never put inside a sentence unless the sentence alone is longer than a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WHOLE_WORDS = 180  # a document up to this long stays one passage
FULL_WORDS = 100  # a passage this long ends at the next paragraph border
MOST_WORDS = 150  # a passage ends before the sentence that would make it longer
SCRAP_WORDS = 30  # a last passage shorter than this joins the one before it
LONGEST_WORD = 400  # characters; a longer run without a space is cut (base64, minified code)

PARAMETERS = {"whole": WHOLE_WORDS, "full": FULL_WORDS, "most": MOST_WORDS, "scrap": SCRAP_WORDS}

# Scripts without spaces: two characters carry about as much as one English word.
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[^\Wa-z_])|(?<=[。！？])|\n")
_BLANKS = re.compile(r"[ \t\f\v\u00a0]+")
_GAPS = re.compile(r" ?\n ?(?:\n\s*)?(?=\n)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text with one kind of newline, single blanks, no control characters or lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = _BLANKS.sub(" ", _CONTROL.sub("", text))
    return _GAPS.sub("\n", text).strip()


def count_words(text: str) -> int:
    """Words separated by blanks; of scripts without spaces, two characters count as one."""
    if text.isascii():
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
    if not text:
        return []
    if _size(text) <= WHOLE_WORDS:
        return [text]
    return _pack(_units(text))


def _units(text: str) -> Iterator[tuple[str, int, bool]]:
    """Sentences with the space after them: (text, words, whether a paragraph ends here)."""
    at = 0
    borders = [(m.start(), m.end(), True) for m in _PARAGRAPH.finditer(text)]
    for start, end, _ in [*borders, (len(text), len(text), True)]:
        sentences = list(_sentences(text[at:start]))
        for number, sentence in enumerate(sentences):
            last = number == len(sentences) - 1
            yield sentence + ("\n\n" if last else ""), _size(sentence), last
        at = end


def _sentences(paragraph: str) -> Iterator[str]:
    at = 0
    for match in _SENTENCE_END.finditer(paragraph):
        if match.end() > at:
            yield from _short(paragraph[at : match.end()])
            at = match.end()
    if paragraph[at:].strip():
        yield from _short(paragraph[at:])


def _short(sentence: str) -> Iterator[str]:
    """The sentence, or where it is too long for a passage, runs of its words."""
    if _size(sentence) <= MOST_WORDS:
        yield sentence
        return
    run: list[str] = []
    words = 0
    for word in re.findall(rf"\S{{1,{LONGEST_WORD}}}\s*", sentence):
        weight = _size(word)
        if run and words + weight > FULL_WORDS:
            yield "".join(run)
            run, words = [], 0
        run.append(word)
        words += weight
    if run:
        yield "".join(run)


def _pack(units: Iterator[tuple[str, int, bool]]) -> list[str]:
    passages: list[tuple[str, int]] = []
    run: list[str] = []
    words = 0
    for unit, weight, ends in units:
        if run and words + weight > MOST_WORDS:
            passages.append(("".join(run), words))
            run, words = [], 0
        run.append(unit)
        words += weight
        if ends and words >= FULL_WORDS:
            passages.append(("".join(run), words))
            run, words = [], 0
    if run and passages and words < SCRAP_WORDS and passages[-1][1] + words <= WHOLE_WORDS:
        before, _ = passages.pop()
        run.insert(0, before)
    if run:
        passages.append(("".join(run), words))
    return [passage for text, _ in passages if (passage := text.strip())]
