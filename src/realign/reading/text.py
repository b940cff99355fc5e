"""Plain text, looked at closely: words, sentences, lists, paragraphs, code.

Everything here is pure, works on any script, and takes time in proportion to the text:
data is hostile, and a pattern that backtracks would stop a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from realign.reading.codeblocks import Block, fenced_code, find_code, open_fence
from realign.reading.kept import Kept
from realign.reading.numerals import Number, numbers_in, scan_numbers

__all__ = [
    "Block",
    "Item",
    "Number",
    "edit_rate",
    "find_code",
    "list_items",
    "numbers_in",
    "open_fence",
    "paragraphs",
    "scan_numbers",
    "split_item",
    "split_sentences",
    "table_rows",
    "words_of",
]

# Python's \w leaves out the vowel signs and accents that many scripts write as marks of their own.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963"
    "\u0971-\u0df3\u20d0-\u20f0\u200c\u200d"
)
# Scripts written without spaces: one character (with its marks) counts as one word.
_DENSE = (
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
)
_NO_SPACES = "\u0e01-\u0ece\u1000-\u103f\u1780-\u17d3"
_CLUSTER = (
    "[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u103f\u1780-\u17b3]"
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebd\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]*"
)
_LETTER = rf"[^\W_{_DENSE}{_NO_SPACES}]"
_RUN = rf"(?:{_LETTER}+|[{_MARKS}]+)+"
_WORD = re.compile(rf"[{_DENSE}]|{_CLUSTER}|{_RUN}(?:['’ʼ\-‐‑]{_RUN})*")
# The same where none of these scripts and marks is in the text; much quicker.
_RARE = re.compile(rf"[{_DENSE}{_NO_SPACES}{_MARKS}]")
_PLAIN_WORD = re.compile(r"[^\W_]++(?:['’ʼ\-‐‑][^\W_]++)*+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]++(?:['-][A-Za-z0-9]++)*+")

_BULLET = r"[-*+–—](?=\s)|[•‣◦▪●○·⁃](?=\s*\S)"
_NUMBER = r"\(?\d{1,3}[.)](?=\s|\*)|\d{1,3}\)(?=\S)|\d{1,2}\.(?=[A-Za-z])"
_LETTERED = r"\(?[A-Za-z][.)](?=\s)|\([ivxIVX]{2,4}\)(?=\s)"
_STEP = r"[Ss][Tt][Ee][Pp]\s+\d{1,3}\s*[:.)\-–—]"
_MARKER = re.compile(
    rf"(?P<indent>[ \t>]*)(?:#{{1,6}}[ \t]+)?(?P<bold>[*_]{{2}})?"
    rf"(?:(?P<number>{_NUMBER})|(?P<step>{_STEP})|(?P<bullet>{_BULLET})|(?P<letter>{_LETTERED}))"
)
_TABLE_LINE = re.compile(r"[|:\-\s]+")

ItemKind = Literal["bullet", "number", "letter", "step"]

_OTHER_KINDS: tuple[ItemKind, ...] = ("number", "step", "letter")


@dataclass(frozen=True, slots=True)
class Item:
    """One list item. `start`..`end` spans it in the text, its continuation lines included.

    `marker` is as written ("1.", "-", "Step 2:"), `level` counts its nesting from 0, `text` has
    no marker. `kind` is bullet, number, letter, or step ("Step 2: ...").
    """

    start: int
    end: int
    kind: ItemKind
    marker: str
    level: int
    text: str


def words_of(text: str) -> list[str]:
    """Words as written. It's and well-known are one word; a Han or kana character is one word."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    return (_WORD if _RARE.search(text) else _PLAIN_WORD).findall(text)


def edit_rate(before: str, after: str) -> float:
    """The paper's: word-level Levenshtein distance over the longer side's words, 0..1."""
    left, right = before.split(), after.split()
    longest = max(len(left), len(right))
    return Levenshtein.distance(left, right) / longest if longest else 0.0


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines without their ends, each with its place in the text."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        at += len(line)


def _is_rule(line: str) -> bool:
    """A horizontal rule: three or more of one of - * _ and nothing else."""
    marks = line.replace(" ", "").strip()
    return len(marks) > 2 and marks[0] in "-*_" and marks.count(marks[0]) == len(marks)


def _is_row(line: str) -> bool:
    """A table row or its delimiter line. The outer bars are asked for on one side only."""
    stripped = line.strip()
    if stripped.startswith("|"):
        return stripped.count("|") > 1
    return "|" in stripped and "--" in stripped and _TABLE_LINE.fullmatch(stripped) is not None


def split_item(line: str) -> tuple[ItemKind, str, str] | None:
    """(kind, marker, rest) of a line that opens a list item; None for any other line.

    A single letter counts here ("A. Smith"); `list_items` asks for its neighbour too.
    """
    return _ITEM_LINES[line]


def _split_item(line: str) -> tuple[ItemKind, str, str] | None:
    match = _MARKER.match(line)
    if match is None or _is_rule(line) or _is_row(line):
        return None
    kind: ItemKind = "bullet"
    for name in _OTHER_KINDS:
        if match[name] is not None:
            kind = name
    rest = line[match.end() :].strip()
    if match["bold"]:
        rest = rest.removeprefix("**").strip() if rest.startswith("**") else match["bold"] + rest
    return (kind, match[kind].strip(), rest) if rest else None


_ITEM_LINES = Kept(_split_item, 5_000, longest=500)  # several readers ask for each line


def list_items(text: str) -> list[Item]:
    """List items in order, fenced code left out.

    A line that is indented or follows without a blank line belongs to the item before it.
    """
    hidden = [(block.start, block.end) for block in fenced_code(text)]
    items: list[_Open] = []
    indents: list[int] = []
    goes_on = False
    fence = 0
    for at, line in lines_of(text):
        while fence < len(hidden) and hidden[fence][1] <= at:
            fence += 1
        if fence < len(hidden) and hidden[fence][0] <= at:
            continue
        opened = split_item(line)
        if opened is not None:
            indent = _indent(line)
            while indents and indents[-1] > indent:
                indents.pop()
            if not indents or indents[-1] < indent:
                indents.append(indent)
            kind, marker, rest = opened
            items.append(_Open(at, at + len(line), kind, marker, len(indents) - 1, [rest]))
            goes_on = True
        elif not line.strip():
            goes_on = False
        elif goes_on or (items and indents and _indent(line) > indents[-1]):
            items[-1].end = at + len(line)
            items[-1].lines.append(line.strip())
        else:
            indents.clear()
    return _in_sequence([item.close() for item in items])


@dataclass(slots=True)
class _Open:
    """An item while its lines are gathered."""

    start: int
    end: int
    kind: ItemKind
    marker: str
    level: int
    lines: list[str]

    def close(self) -> Item:
        text = "\n".join(self.lines)
        return Item(self.start, self.end, self.kind, self.marker, self.level, text)


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _in_sequence(items: list[Item]) -> list[Item]:
    """Without single letters that no list stands behind: "A. Smith wrote ..."."""
    kept = []
    letters = {ord(item.marker.strip("(.)").lower()[0]) for item in items if item.kind == "letter"}
    for item in items:
        if item.kind == "letter" and len(item.marker.strip("(.)")) == 1:
            place = ord(item.marker.strip("(.)").lower())
            if place - 1 not in letters and place + 1 not in letters:
                continue
        kept.append(item)
    return kept


def table_rows(text: str) -> list[list[str]]:
    """Cells of the Markdown table rows, the delimiter line left out."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if "|" in line and _is_row(line) and not _TABLE_LINE.fullmatch(line)
    ]


def paragraphs(text: str, code: Sequence[Block] | None = None) -> list[str]:
    """Blocks of prose between blank lines; list items one by one; no code, headings or tables.

    `code` is what `find_code` finds, where that is known already.
    """
    found: list[str] = []
    current: list[str] = []

    def close() -> None:
        if current:
            found.append("\n".join(current))
            current.clear()

    for line in _without(text, find_code(text) if code is None else code).splitlines():
        heading = line.lstrip().startswith("#") and line.lstrip("# \t") != ""
        if not line.strip() or _is_row(line) or _is_rule(line) or heading:
            close()
        elif (opened := split_item(line)) is not None:
            close()
            current.append(opened[2])
        else:
            current.append(line.strip())
    close()
    return found


def _without(text: str, code: Iterable[Block]) -> str:
    kept, at = [], 0
    for block in code:
        kept.append(text[at : block.start])
        at = block.end
    return "\n\n".join([*kept, text[at:]])


# It begins with one set of signs, which is searched for quickly, and no run is read twice.
_SENTENCE_END = re.compile(
    r"[.!?…؟।。！？](?:(?<=[.!?…؟।])(?<![.!?…؟।]{2})[.!?…؟।]*+[\"'”’»)\]*_]*+(?=\s|$)"
    r"|(?<=[。！？])[。！？]*+[」』”’)）]*+)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“*])(?:e\.g|i\.e|etc|vs|cf|al|approx|no|nos|fig|eq|vol|pp|ca|mr|mrs|ms|dr|prof|st|jr|sr"
    r"|inc|ltd|co|dept|gen|rev|hon|[a-z]|[a-z]\.[a-z]|[a-z]\.[a-z]\.[a-z]|\d{1,2})\.$",
    re.IGNORECASE,
)
# "for 1 h. Fourth, ...": a unit behind a number ends a sentence. What may also be the initial of a
# name ("In 1905 A. Einstein"), go on ("etc.") or be an ordinal does so before such words only.
_UNIT = re.compile(r"\d\s?(?:\w{1,3}/)?(?:[bdghlms]|pp)\.$")
_MAYBE_END = re.compile(
    r"(?:\d\s?[A-Z]|\b(?:etc|inc|ltd|co|jr|sr|[ap]\.m)"
    r"|(?<![.\d])(?<!step )(?<!chapter )(?P<number>\d{1,2}))\.$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:The|This|That|These|Those|It|They|You|We|He|She|If|When|Once|While|After|Before|Then|Next"
    r"|Finally|Lastly|First|Second|Third|Fourth|Fifth|Sixth|Also|And|But|So|However|Now|Do|Don|Never"
    r"|Always|To|For|In|Let|Add|Put|Use|Make|Keep)(?:ly)?(?![\w'’-]*\.)\b"
)


def split_sentences(text: str) -> list[str]:
    """Sentences, list items, headings and table cells, in order, without their markers.

    A line goes on in the next one only where that opens in lower case (hard-wrapped text).
    """
    sentences: list[str] = []
    for line in _joined_lines(text):
        sentences.extend(split_line(line))
    return sentences


def _joined_lines(text: str) -> Iterator[str]:
    """Logical lines: wrapped ones put together, markers taken off, table cells one by one."""
    current: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        opened = split_item(line)
        goes_on = bool(current) and opened is None and stripped[:1].islower()
        if goes_on and current[-1][-1:] not in ".!?:":
            current.append(stripped)
            continue
        if current:
            yield " ".join(current)
            current = []
        if (_is_row(line) and _TABLE_LINE.fullmatch(line)) or _is_rule(line) or not stripped:
            continue
        if _is_row(line):
            yield from (cell.strip() for cell in stripped.strip("|").split("|") if cell.strip())
        else:
            current = [opened[2] if opened else stripped.lstrip("#> \t") or stripped]
    if current:
        yield " ".join(current)


def split_line(line: str) -> Sequence[str]:
    """The sentences of one line; joined by blanks they are the line again."""
    return _SENTENCES[line]


def _split_line(line: str) -> Sequence[str]:
    parts, at = [], 0
    for match in _SENTENCE_END.finditer(line):
        head = line[max(at, match.end() - 16) : match.end()].rstrip("\"'”’»)]*_")
        following = line[match.end() : match.end() + 16].lstrip("\"'“‘«([*_ \t")
        if following[:1].islower() and match[0][0] in ".…":
            continue
        around = line[max(0, match.start() - 300) : match.end() + 300]
        if match[0] == "." and following and _is_abbreviation(around, head, following):
            continue
        parts.append(line[at : match.end()].strip())
        at = match.end()
    parts.append(line[at:].strip())
    return tuple(filter(None, parts))


def _is_abbreviation(around: str, head: str, following: str) -> bool:
    """The full stop ends a word, not the sentence."""
    if not _ABBREVIATION.search(head):
        return False
    if _UNIT.search(head):
        return not following[:1].isupper()
    ending = _MAYBE_END.search(head)
    if ending is None or _STARTS.match(following) is None:
        return True
    if ending["number"] is None:
        return False
    count = int(ending["number"])  # "1. Boil it 2. Then stir": marks of a list
    return count < 3 or f"{count - 1}." in around or f"{count + 1}." in around


_SENTENCES = Kept(_split_line, 5_000, longest=1_000)
