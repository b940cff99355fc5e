"""Two texts side by side, word by word, with marks; how any text is made safe to look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Opcodes
from rapidfuzz.distance.Indel import opcodes

LONGEST = 3_000  # characters of a text that are shown
_MOST_MARKS = 200
_SHORT = 3  # letters of a word that may match by chance
_MUCH = 3  # words changed beside it

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

    The words are laid side by side, whatever their case and whatever layout stands between them;
    signs and blanks go with the words beside them. A blank between two changed words counts as
    changed with them; one that only became another blank, or a new line, does not count.
    """
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    pairs = list(_between(left, right, _words_alike(left, right)))
    return Diff(
        _pieces(left, {one for one, _ in pairs}), _pieces(right, {other for _, other in pairs})
    )


_Pair = tuple[int, int]  # places of tokens that are alike, before and after


def _words_alike(left: list[str], right: list[str]) -> list[_Pair]:
    """As many words as stand on both sides in one order, but for short ones amid much change."""
    old, new = _places(left), _places(right)
    codes = opcodes([left[at].casefold() for at in old], [right[at].casefold() for at in new])
    found: list[_Pair] = []
    for number, code in enumerate(codes):
        if code.tag != "equal":
            continue
        run = range(code.src_end - code.src_start)
        short = len(run) == 1 and len(left[old[code.src_start]]) <= _SHORT
        if short and _is_amid(codes, number):
            continue
        found += [(old[code.src_start + at], new[code.dest_start + at]) for at in run]
    return found


def _places(tokens: list[str]) -> list[int]:
    return [at for at, token in enumerate(tokens) if _is_word(token)]


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _is_amid(codes: Opcodes, number: int) -> bool:
    """True where many words changed before it and behind it: there a match is chance."""
    equal = [at for at, code in enumerate(codes) if code.tag == "equal"]
    place = equal.index(number)
    before = codes[equal[place - 1]] if place else None
    after = codes[equal[place + 1]] if place + 1 < len(equal) else None
    here = codes[number]
    gone = here.src_start - (before.src_end if before else 0)
    new = here.dest_start - (before.dest_end if before else 0)
    going = (after.src_start if after else codes.src_len) - here.src_end
    coming = (after.dest_start if after else codes.dest_len) - here.dest_end
    return min(gone, new, going, coming) >= _MUCH


def _between(left: list[str], right: list[str], words: list[_Pair]) -> Iterator[_Pair]:
    """The pairs of words, with the signs and blanks beside them that are alike."""
    start, begin = 0, 0
    for stop, end in [*words, (len(left), len(right))]:
        room = min(stop - start, end - begin)
        first = last = 0
        while first < room and _alike(left[start + first], right[begin + first]):
            yield start + first, begin + first
            first += 1
        while last < room - first and _alike(left[stop - 1 - last], right[end - 1 - last]):
            yield stop - 1 - last, end - 1 - last
            last += 1
        if stop < len(left) and end < len(right):
            yield stop, end
        start, begin = stop + 1, end + 1


def _alike(one: str, other: str) -> bool:
    """True for the same sign, and for any two blanks; a word here has no counterpart."""
    return not _is_word(one) and (one == other or (_blank([one]) and _blank([other])))


def _pieces(tokens: list[str], on_both: set[int]) -> tuple[Piece, ...]:
    """A side, cut into what is on both and what is not."""
    out: list[Piece] = []
    for at, token in enumerate(tokens):
        alone = _blank([token]) and {at - 1, at + 1} <= on_both
        _put(out, "same" if at in on_both or alone else "changed", [token])
    return tuple(out)


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
