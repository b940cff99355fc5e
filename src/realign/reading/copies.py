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
_COPIED = 0.75  # share of the longer text's signs that stand in the same order in the other


@dataclass(frozen=True, slots=True)
class Swap:
    """One sign of the original and the one in its place, and where they stand in the texts.

    `beside` are the equal signs before and behind it, the smaller number of them.
    """

    was: str
    now: str
    at: tuple[int, int]
    then: tuple[int, int]
    beside: int


def swaps(original: str, rewrite: str) -> list[Swap]:
    """Each sign that took the place of another, in order; none where the texts are no near copies.

    A text's end counts as one equal sign. Takes time with the product of the lengths; of very long
    texts there are none.
    """
    one, two = list(_signs(original)), list(_signs(rewrite))
    if not one or max(len(one), len(two)) > _MOST:
        return []
    before, after = [sign for sign, _ in one], [sign for sign, _ in two]
    parts = list(opcodes(before, after))
    equal = sum(part.src_end - part.src_start for part in parts if part.tag == "equal")
    if equal < _COPIED * len(one):
        return []
    found = []
    for number, part in enumerate(parts):
        if part.tag != "replace" or part.src_end - part.src_start != 1:
            continue
        if part.dest_end - part.dest_start != 1:
            continue
        sides = [parts[near] for near in (number - 1, number + 1) if 0 <= near < len(parts)]
        beside = [side.src_end - side.src_start if side.tag == "equal" else 0 for side in sides]
        beside += [1] * (2 - len(beside))
        was, now = one[part.src_start], two[part.dest_start]
        found.append(Swap(was[0], now[0], was[1], now[1], min(beside)))
    return found


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
