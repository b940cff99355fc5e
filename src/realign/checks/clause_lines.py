"""One line of a text, cut into clauses. Lines that stand in several texts are read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

from realign.checks.lexicon import STOP, opened, stem

_Value = TypeVar("_Value")
_WORD = re.compile(r"([^\W_]+(?:['’ʼ][^\W\d_]+)*)")
_ASCII_WORD = re.compile(r"([A-Za-z0-9]+(?:'[A-Za-z]+)*)")
# What may end a clause; the rest of a gap between two words says whether it does.
_ENDS = frozenset('.!?…;:|\n–—(){}。！？。،؟।«»“”"')
_LABEL = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+(?P<heading>[^\n]{1,90})$"
    r"|(?:[-*+•][ \t]+|\(?\d{1,3}[.)][ \t]+)?(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,70})(?:\*\*|__)"
    r"|[*_](?P<thin>[^*_\n]{1,60})[*_](?![*_\w]))(?=[ \t]*(?:[-–—:(.,|]|$)|(?<=[.:?!][*_])\s"
    r"|(?<=[.:?!][*_]{2})\s)"
    r"|(?:[-*+•][ \t]+|\(?\d{1,3}[.)][ \t]+)?"
    r"(?P<plain>[^\n.!?:;|*#>]{1,50})(?::(?=[ \t]+\S)|[ ][–—-][ ])"
    r"|(?P<row>\|[^\n]+\|)[ \t]*\n[ \t]*\|[-:| ]+\||\|[ \t]*(?P<cell>[^|\n]{1,40})\|(?=[^\n]*\w)"
    r"|(?P<title>[^\n.!?:;,|]{1,60})(?=\n\n)"
    r"|(?P<intro>[^\n|]{1,200}):[ \t*_]*$)",
    re.MULTILINE,
)
_MOST_LABEL = 7  # words: what is longer says something of its own
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]*_]*\s|[。！？।؟]")
_WRAPPED = re.compile(r"[ \t]*\n[ \t]*")
_DELIMITER = re.compile(r"[ \t]*\|[-:| ]+\|")
_LONGEST = 1_000  # characters: longer lines and gaps are not kept


@dataclass(slots=True)  # not frozen: that takes twice as long to make
class Line:
    """One line's words, side by side as in `Clauses`, all counted from the line's start.

    `head` and `tail` are the signs before and after the words; where there are none, `head` is the
    whole line. `opening` is how many of `words` the first one as written is read as, `capital` and
    `lower` its case: the line before says whether it opens a sentence, or may be a name. `lead` is
    how many the first one is read as that is read at all, and whether that is surely a name.
    `steps` are the clauses and sentences that begin within the line; `row` marks a table's head.
    """

    head: str
    row: bool
    tail: str = ""
    words: Sequence[str] = ()
    keys: Sequence[str] = ()
    content: Sequence[bool] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    clause: Sequence[int] = ()
    sentence: Sequence[int] = ()
    label: Sequence[bool] = ()
    named: Sequence[bool] = ()
    steps: tuple[int, int] = (0, 0)
    opening: int = -1
    capital: bool = False
    lower: bool = False
    lead: tuple[int, bool] = (0, False)


def lines_of(text: str) -> Iterator[tuple[int, Line]]:
    """The lines with their places, each with what its neighbours make of it."""
    at, ruled = 0, False
    written = text.split("\n")
    for number, line in enumerate(written):
        after = None if ruled else _after(line, written, number + 1)
        found = (_kept_line if len(line) <= _LONGEST else _line)(line, after)
        ruled = found.row
        yield at, found
        at += len(line) + 1


def _after(line: str, lines: Sequence[str], number: int) -> str:
    """What follows a line, as far as it tells a title or a table's head."""
    if number == len(lines):
        return ""
    if not lines[number]:
        return "\n\n" if number + 1 < len(lines) else ""
    return "\n|-|" if "|" in line and _DELIMITER.match(lines[number]) else ""


def _line(written: str, after: str | None) -> Line:
    parted = (_ASCII_WORD if written.isascii() else _WORD).split(written)  # gap, word, ..., gap
    opens, closes, row = _label(written, after)
    if len(parted) == 1:
        return Line(written, row)
    read = list(map(_read, parted[1::2]))
    counts = [len(parts) for parts, _, _ in read]
    spoken = [part for parts, _, _ in read for part in parts]
    words, keys, content = zip(*spoken, strict=True) if spoken else ((), (), ())
    borders = list(accumulate(map(len, parted)))
    starts = borders[:-1:2]
    ends = _kept_depth if len(written) <= _LONGEST else _depth
    depths = [0, *map(ends, parted[2:-1:2])]
    clause = list(accumulate([1 if depth else 0 for depth in depths]))
    sentence = list(accumulate([depth // 2 for depth in depths]))
    named = [
        always or (capital and not depth)
        for depth, (_, capital, always) in zip(depths, read, strict=True)
    ]
    named[0] = read[0][2]
    lead = next((place for place, count in enumerate(counts) if count), 0)
    return Line(
        head=parted[0],
        row=row,
        tail=parted[-1],
        words=words,
        keys=keys,
        content=content,
        starts=_each(starts, counts),
        ends=_each(borders[1::2], counts),
        clause=_each(clause, counts),
        sentence=_each(sentence, counts),
        label=_each([opens <= start < closes for start in starts], counts),
        named=_each(named, counts),
        steps=(clause[-1], sentence[-1]),
        opening=counts[0],
        capital=read[0][1],
        lower=parted[1].islower(),
        lead=(counts[lead], read[lead][2]),
    )


_kept_line = lru_cache(maxsize=1_000)(_line)


def _each(values: Sequence[_Value], counts: list[int]) -> Sequence[_Value]:
    """Each value as often as its count says: a word such as "don't" is two."""
    if counts.count(1) == len(counts):
        return values
    return [value for value, count in zip(values, counts, strict=True) for _ in range(count)]


@lru_cache(maxsize=50_000)
def _read(raw: str) -> tuple[tuple[tuple[str, str, bool], ...], bool, bool]:
    """A word's plain words with stem and whether each has content; does it have a capital at its
    start; is it a name wherever it stands, by capitals or digits within it."""
    word = raw.lower()
    parts = (word,) if word.isascii() and word.isalnum() and word != "cannot" else opened(word)
    read = tuple((part, key := stem(part), _has_content(part, key)) for part in parts)
    mixed = raw.isascii() and raw.isalnum() and not raw.isalpha() and not raw.isdigit()
    return read, raw[0].isupper(), mixed or (raw[0].isupper() and raw[1:] != word[1:])


def _has_content(word: str, key: str) -> bool:
    return word not in STOP and len(key) > 1 and not word.isdigit()


def depth_of(gap: str) -> int:
    """What the signs between two words end: 0 nothing, 1 a clause, 2 a sentence.

    -1 for a single line break: what follows it says whether the line only wraps.
    """
    return (_kept_depth if len(gap) <= _LONGEST else _depth)(gap)


def _depth(gap: str) -> int:
    if gap in {" ", ", ", "-", "."}:
        return 0
    if "\n" in gap:
        return -1 if _WRAPPED.fullmatch(gap) else 2
    if _SENTENCE.search(gap):
        return 2
    return 0 if _ENDS.isdisjoint(gap) else 1


_kept_depth = lru_cache(maxsize=10_000)(_depth)


def _label(line: str, after: str | None) -> tuple[int, int, bool]:
    """Where the line's label begins and ends, and whether the line is a table's head."""
    match = None if after is None else _LABEL.match(line + after)
    if match is None:
        return 0, 0, False
    group = match.lastgroup or "intro"
    if group in {"row", "intro"} or len(match[group].split()) <= _MOST_LABEL:
        return *match.span(group), group == "row"
    return 0, 0, False
