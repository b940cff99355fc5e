"""Two texts side by side, word by word, with marks; how any text is made safe to look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

LONGEST = 3_000  # characters of a text that are shown
_MOST_MARKS = 200

# A word, a character of a script without spaces, a line break, other space, or one other sign.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]"
    r"|\n|[^\S\n]+|[^\W\u0e00-\u0eff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|[^\w\s]|."
)
# Invisible, and able to change how the rest of a line reads: controls, directions, tags, halves
# of surrogate pairs. \t and \n are ordinary text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

_REPLACED = re.compile(f"\r\n|{_UNSEEN.pattern}")


class Mark(NamedTuple):
    """A place of a text that a finding is about. `kind` is reject or warn, `note` says what."""

    start: int
    end: int
    kind: str
    note: str


class Piece(NamedTuple):
    """A stretch of one side. `kind` is same, changed, or break: a changed line break.

    `mark` is reject or warn where a finding is about it, else ""; `note` what the finding says.
    """

    kind: str
    text: str
    mark: str = ""
    note: str = ""


class Diff(NamedTuple):
    """Both sides, in pieces. The pieces of a side, joined, are its text."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def visible(text: str) -> str:
    """The text with what can't be seen made visible: NUL is [U+0000]."""
    return _REPLACED.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    return "\n" if match[0] == "\r\n" else f"[U+{ord(match[0]):04X}]"


def moved(text: str) -> Callable[[int], int]:
    """From a place in a text to the same place in `visible(text)`, whose signs are longer."""
    places, shifts = [-1], [0]
    for match in _REPLACED.finditer(text):
        places.append(match.end())
        shifts.append(shifts[-1] + len(_sign(match)) - len(match[0]))
    return lambda place: place + shifts[bisect_right(places, place) - 1]


def shown(text: str, longest: int = LONGEST) -> tuple[str, int]:
    """(the text made visible, its beginning only where it is too long; characters left out)."""
    kept = text if len(text) <= longest else text[:longest]
    return visible(kept), len(text) - len(kept)


def compare(before: str, after: str) -> Diff:
    """What stands on one side only. Made for texts of a few thousand characters.

    Spaces alone never anchor a match, so that whole phrases are matched rather than single
    blanks; a blank between two changed words counts as changed with them.
    """
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(str.isspace, left, right)
    codes = matcher.get_opcodes()
    old: list[Piece] = []
    new: list[Piece] = []
    for place, (tag, i, j, k, m) in enumerate(codes):
        inner = 0 < place < len(codes) - 1
        if tag == "equal" and not (inner and _blank(left[i:j])):
            _put(old, "same", left[i:j])
            _put(new, "same", right[k:m])
        else:
            _put(old, "changed", left[i:j])
            _put(new, "changed", right[k:m])
    return Diff(tuple(old), tuple(new))


def marked(pieces: Sequence[Piece], marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The pieces cut at the marks' borders. Where marks overlap, one that rejects wins, and all
    their notes are told. Marks beyond the text are left out."""
    length = sum(len(piece.text) for piece in pieces)
    kept = [mark for mark in marks if 0 <= mark.start < min(mark.end, length)][:_MOST_MARKS]
    if not kept:
        return tuple(pieces)
    borders = sorted({place for mark in kept for place in (mark.start, mark.end)})
    out: list[Piece] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        cuts = [at, *(place for place in borders if at < place < end), end]
        for start, stop in pairwise(cuts):
            here = [mark for mark in kept if mark.start <= start and stop <= mark.end]
            kind = min((mark.kind for mark in here), default="")  # reject comes before warn
            note = "; ".join(dict.fromkeys(mark.note for mark in here))
            _join(out, Piece(piece.kind, piece.text[start - at : stop - at], kind, note))
        at = end
    return tuple(out)


def _blank(tokens: list[str]) -> bool:
    return all(word != "\n" and word.isspace() for word in tokens)


def _put(side: list[Piece], kind: str, tokens: list[str]) -> None:
    """Adds tokens; changed line breaks stand alone, so that a sign can be drawn for each."""
    if kind == "same":
        _join(side, Piece(kind, "".join(tokens)))
        return
    for word in tokens:
        if word == "\n":
            side.append(Piece("break", word))
        else:
            _join(side, Piece(kind, word))


def _join(side: list[Piece], piece: Piece) -> None:
    if not piece.text:
        return
    if side and side[-1]._replace(text="") == piece._replace(text="") and piece.kind != "break":
        side[-1] = piece._replace(text=side[-1].text + piece.text)
    else:
        side.append(piece)
