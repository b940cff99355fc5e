"""Calculations written out in text: are they true?

Only plain arithmetic of numbers is read: 3 + 5 = 8, 12/2 = 6 months, 45 minutes * 4 = 180.
Whatever holds a variable, or no operator at all, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realign.reading.kept import Kept
from realign.reading.numerals import canonical_number

_TOKEN = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<percent>\s?%)?|(?P<word>/?[^\W\d]+(?:[-/][^\W\d]+)*)"
    r"|(?P<named>\\(?!times|cdot|div|text|approx|left|right|quad|[dt]?frac|begin|end)[a-zA-Z]+)"
    r"|(?P<op>[-+*/^×÷·−–=()])|(?P<other>[^\s$€£*_`\\,.:;])"
)
# A label in bold at the start of a line: "Cost:", "In all.", or "Step 1" before a dash.
_LABEL = re.compile(
    r"^([ \t>]*(?:(?:[-*+•–]|\(?\d{1,3}[.)])[ \t]+)?)"
    r"\*\*(?:[^*=\n]{0,200}[:.]\*\*|[^*=\n]{1,200}\*\*:|[^*=\d\n]{1,40}\d{0,3}\*\*[ ]?[-–—](?=[ ]))"
)
# Bold elsewhere; 2**3 is a power.
_BOLD = re.compile(r"\*\*(?!\s?\d)|(?<!\d)(?<!\d\s)\*\*")
_MARKER = re.compile(r"[ \t>]*(?:[-*+•–]|\(?\d{1,3}[.)])[ \t]+")
NOTE = re.compile(r"<<[^<>\n]{0,200}>>")  # a calculator's note: it says the result once more
_ARTICLE = re.compile(r"[aA] [a-z]{2}")
_OPS = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "x": "*", "X": "*"}
_MAX_LINE = 2000
_MAX_POWER = 64


@dataclass(frozen=True, slots=True)
class Equation:
    """One equality of two sides that hold numbers and operators only. `written` is for messages."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    true: bool
    written: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of both sides, canonical."""
        return tuple(token for token in self.left + self.right if token[0].isdigit())


def equations(text: str) -> list[Equation]:
    """All equations in order; of a chain a = b = c, each pair."""
    found: list[Equation] = []
    for line in text.splitlines():
        if "=" in line and len(line) <= _MAX_LINE:
            plain = NOTE.sub("", line) if "<<" in line else line
            if "**" in plain:
                plain = _BOLD.sub("  ", _LABEL.sub(r"\1", plain))
            found.extend(_LINES[plain])
    return found


def _of_line(line: str) -> Iterator[Equation]:
    sides = _sides(line)
    for place in range(len(sides) - 1):
        left, right = _tail(sides[place], first=place == 0), _head(sides[place + 1])
        if left and right and (len(left) > 1 or len(right) > 1):
            true = _equal(left, right)
            if true is not None:
                written = f"{' '.join(left)} = {' '.join(right)}"
                yield Equation(tuple(left), tuple(right), true, written)


_LINES = Kept(lambda line: tuple(_of_line(line)), 2_000, longest=500)  # most stand on both sides


def _sides(line: str) -> list[list[str]]:
    """What stands between the equality signs: numbers, operators, "?" for what is neither.

    A ";" parts two numbers side by side: another statement begins there.
    """
    sides: list[list[str]] = [[]]
    marker = _MARKER.match(line)
    share = -1  # where the last "of" ends that may multiply
    for match in _TOKEN.finditer(line, marker.end() if marker else 0):
        side, word = sides[-1], match["word"]
        if share >= 0 and (match["number"] or match["op"]):
            if side[-1:] == ["*"] and _FAR.search(line, share, match.start()):
                side[-1] = ";"  # 80 % of what she paid. So she paid 26,000 / 80 %
            share = -1
        if match["op"] == "=":
            sides.append([])
        elif match["number"]:
            if side and side[-1][0].isdigit():
                side.append(";")
            side.append(canonical_number(match["number"]) + ("%" if match["percent"] else ""))
        elif match["op"] or word in {"x", "X"}:
            side.append(_OPS.get(match["op"] or word, match["op"] or word))
        elif word == "of" and side and _is_share(side):
            side.append("*")
            share = match.end()
        elif (
            not word
            or match["named"]
            or (_has_variable(word) and not _ARTICLE.match(line, match.start()))
        ):
            side.append("?")
    return sides


_FAR = re.compile(r"[.,;:!?]|(?:\s\S+){5}")


def _is_share(side: list[str]) -> bool:
    """True behind 40 % and 3/4: "of" multiplies there."""
    return side[-1].endswith("%") or (side[-1][0].isdigit() and side[-2:-1] == ["/"])


def _has_variable(word: str) -> bool:
    """True for a letter alone, and for a/b; not for cubic-inch and inches/pump."""
    return any(len(part) == 1 for part in re.split(r"[-/]", word) if part)


def _tail(side: list[str], *, first: bool) -> list[str]:
    """What of a side's end belongs to this equality."""
    cut = max((place for place, part in enumerate(side) if part == ";"), default=-1)
    part = side[cut + 1 :]
    return [] if "?" in part or (first and part and part[0] in "*/^") else part


def _head(side: list[str]) -> list[str]:
    part = side[: side.index(";")] if ";" in side else list(side)
    while part and part[-1] in "+-*/^(":
        part.pop()  # a dash or a bracket that opens the next clause
    return [] if "?" in part else part


def _equal(left: list[str], right: list[str]) -> bool | None:
    """None where a side can't be calculated. Percentages are tried as a share and as a number."""
    verdicts = []
    for share in (0.01, 1.0):
        one, two = _value(left, share), _value(right, share)
        if one is None or two is None:
            return None
        decimals = max((len(token.partition(".")[2]) for token in right), default=0)
        allowed = max(0.006 * abs(two), 0.51 * 10.0**-decimals if decimals else 0.0, 1e-9)
        verdicts.append(abs(one - two) <= allowed)
    return any(verdicts)


def _value(tokens: list[str], share: float) -> float | None:
    """The value by the usual precedence; None for anything malformed."""
    values: list[float] = []
    ops: list[str] = []
    rank = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
    wants_number = True
    try:
        for part in tokens:
            if part[0].isdigit():
                values.append(float(part.rstrip("%")) * (share if part.endswith("%") else 1.0))
                wants_number = False
            elif part == "(":
                ops.append(part)
            elif part == ")":
                while ops[-1] != "(":
                    _apply(values, ops.pop())
                ops.pop()
            elif wants_number and part == "-":
                values.append(0.0)
                ops.append(part)
            else:
                while ops and rank.get(ops[-1], 0) >= rank[part]:
                    _apply(values, ops.pop())
                ops.append(part)
                wants_number = True
        while ops:
            _apply(values, ops.pop())
    except (IndexError, KeyError, ZeroDivisionError, OverflowError, ValueError):
        return None
    return values[0] if len(values) == 1 else None


def _apply(values: list[float], op: str) -> None:
    right, left = values.pop(), values.pop()
    if op == "+":
        values.append(left + right)
    elif op == "-":
        values.append(left - right)
    elif op == "*":
        values.append(left * right)
    elif op == "/":
        values.append(left / right)
    elif op == "^" and left >= 0 and abs(right) <= _MAX_POWER:
        values.append(left**right)
    else:
        raise ValueError(op)
