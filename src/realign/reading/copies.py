"""Where a near copy of a text differs: one sign, number or letter in the place of another.

Both texts are cut into signs: words, numbers, LaTeX commands and each mark by itself. What only
makes the form (blanks, quotation marks, marks of emphasis, lists and formulas) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance.Levenshtein import opcodes

_SIGN = re.compile(
    r"\\\$|\\[()\[\]]|\\[A-Za-z]+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]"
)
_FORM = frozenset({*"*#`$_>|\"'“”‘’•", "\\(", "\\)", "\\[", "\\]"})
_SAME = {
    "–": "-", "—": "-", "−": "-", "×": "*", r"\$": "$", r"\dfrac": r"\frac", r"\tfrac": r"\frac",
}  # fmt: skip
_MOST = 3_000  # signs
_WIDE = 4  # signs that take the place of others
_ITEM = re.compile(r"[ \t>]*(?:[-*+•|]|\(?\d{1,3}[.)])[ \t]*")
_COPIED = 0.75  # share of the longer text's signs that stand in the same order in the other


@dataclass(frozen=True, slots=True)
class Swap:
    """What stood in the original and what stands in its place, up to four signs a side with blanks
    between them, and where they are in the texts.

    `beside` are the equal signs before and behind it, the smaller number of them.
    """

    was: str
    at: tuple[int, int]
    now: str
    then: tuple[int, int]
    beside: int


def swaps(original: str, rewrite: str) -> list[Swap]:
    """All that took the place of other signs, in order; none where the texts are no near copies.

    Items and rows that only moved are left out. A text's end counts as one equal sign. Takes time
    with the product of the lengths; of very long texts there are none.
    """
    one, two = list(_signs(original)), list(_signs(rewrite))
    if not one or max(len(one), len(two)) > _MOST:
        return []
    before, after = [sign for sign, _ in one], [sign for sign, _ in two]
    parts = _parts(before, after)
    equal = sum(part[0].stop - part[0].start for part in parts if part[2])
    if equal < _COPIED * len(one):
        return []
    lines = {_bare(line) for line in original.splitlines()}
    found = []
    for number, (src, dest, same) in enumerate(parts):
        was, now = one[src], two[dest]
        if same or not was or not now or max(len(was), len(now)) > _WIDE:
            continue
        sides = [parts[near][0] for near in (number - 1, number + 1) if 0 <= near < len(parts)]
        beside = [side.stop - side.start for side in sides] + [1] * (2 - len(sides))
        if not _is_moved_item(rewrite, now[0][1][0], lines):
            found.append(Swap(*_joined(was), *_joined(now), min(beside)))
    return found


def _parts(before: list[str], after: list[str]) -> list[tuple[slice, slice, bool]]:
    """Stretches of the two sides that are equal, and, between any two of them, one that is not."""
    found: list[tuple[slice, slice, bool]] = []
    for part in opcodes(before, after):
        src, dest = slice(part.src_start, part.src_end), slice(part.dest_start, part.dest_end)
        same = part.tag == "equal"
        if found and not same and not found[-1][2]:
            src, dest = slice(found[-1][0].start, src.stop), slice(found.pop()[1].start, dest.stop)
        found.append((src, dest, same))
    return found


def _joined(signs: list[tuple[str, tuple[int, int]]]) -> tuple[str, tuple[int, int]]:
    return " ".join(sign for sign, _ in signs), (signs[0][1][0], signs[-1][1][1])


def _is_moved_item(text: str, at: int, lines: set[str]) -> bool:
    """True within an item or a row that the original has as it is, in another place."""
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
    return _ITEM.match(line) is not None and _bare(line) in lines


def _bare(line: str) -> str:
    """A line without the marks around it and the number of an item."""
    return _ITEM.sub("", line).strip(" \t*_|").lower()


def _signs(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign in _FORM:
            continue
        if (
            sign in "-+"
            and not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        ):
            continue  # it marks an item
        yield _SAME.get(sign, sign.lower() if sign[0] != "\\" else sign), match.span()
