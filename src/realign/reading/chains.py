"""Calculations as they are written: 12/4 + 3 = 6 apples, x + 2x = 30, | 63 − 35 | 28 |.

Unlike `arithmetic`, which asks whether they are true, this reads variables and what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realign.reading.arithmetic import NOTE
from realign.reading.numerals import canonical_number

_NOTE = re.compile(rf"{NOTE.pattern}|\*\*|__")
_TOKEN = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<tail>%|[A-Za-z](?!\w))?"
    r"|(?P<sign>[+*/×·÷−]|(?<=[\s\d)])[-–](?=[\s\d($])|(?<=\d )[xX](?= [\d$(]))"
    r"|(?P<is>[=|])|(?P<paren>[()\[\]])|(?P<letter>[A-Za-z](?![\w'’]))|(?P<word>[^\W\d_][\w'’-]*)"
    r"|(?P<other>[^\s$€£*_`,])"
)
_SIGNED = re.compile(r"[-+*/×·÷−–xX][ \t]?(?:[\d$€£(]|[A-Za-z](?![A-Za-z]))")
_DIGIT = re.compile(r"\d")
_SAME = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "x": "*", "X": "*"}
_WORDS = 3  # of a unit, between an operand and the sign behind it
_UNIT = 6  # words behind a result
_LONGEST = 2000
_MOST = 200


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands and the signs between them, what is written as the result, and the words behind it.

    The result is "" where none is written, or where it is calculated with at once.
    """

    operands: tuple[str, ...]
    signs: tuple[str, ...]
    result: str
    unit: tuple[str, ...]
    start: int
    end: int

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """The same in whatever order the operands are written."""
        return tuple(sorted(self.operands)), tuple(sorted(self.signs)), self.result


def chains(text: str) -> list[Chain]:
    """All chains of a text, in order."""
    found: list[Chain] = []
    at = 0
    for line in text.split("\n"):
        if (
            len(line) <= _LONGEST
            and len(found) < _MOST
            and _DIGIT.search(line)
            and _SIGNED.search(line)
        ):
            found.extend(_of_line(line, at))
        at += len(line) + 1
    return found


def _of_line(line: str, base: int) -> Iterator[Chain]:
    plain = _NOTE.sub(lambda match: " " * len(match[0]), line)
    tokens = list(_TOKEN.finditer(plain))
    at = 0
    while at < len(tokens):
        operands, signs, then = _operands(tokens, at)
        if signs:
            result, unit = _result(tokens, then)
            start, end = base + tokens[at].start(), base + tokens[then - 1].end()
            yield Chain(tuple(operands), tuple(signs), result, unit, start, end)
        at = max(at + 1, then)


def _operands(tokens: list[re.Match[str]], at: int) -> tuple[list[str], list[str], int]:
    """The operands and signs from a token on, and the place behind them."""
    if not _is_operand(tokens, at):
        return [], [], at
    operands, then = [_operand(tokens[at])], at + 1
    signs: list[str] = []
    while True:
        sign = _past(tokens, then, _WORDS)
        if sign >= len(tokens) or not tokens[sign]["sign"]:
            return operands, signs, then
        other = _past(tokens, sign + 1, 0)
        if not _is_operand(tokens, other):
            return operands, signs, then
        signs.append(_SAME.get(tokens[sign]["sign"], tokens[sign]["sign"]))
        operands.append(_operand(tokens[other]))
        then = other + 1


def _result(tokens: list[re.Match[str]], then: int) -> tuple[str, tuple[str, ...]]:
    """The number behind "=", or in a table's next cell, and the words behind it."""
    sign = _past(tokens, then, _WORDS + 1)
    if sign + 1 >= len(tokens) or not tokens[sign]["is"] or not tokens[sign + 1]["number"]:
        return "", ()
    number, at = tokens[sign + 1], sign + 2
    if at < len(tokens) and tokens[at]["sign"]:
        return "", ()
    unit = ["%"] if number["tail"] == "%" else []
    while at < len(tokens) and tokens[at]["word"] and len(unit) < _UNIT:
        unit.append(tokens[at]["word"].lower())
        at += 1
    return canonical_number(number["number"]), tuple(unit)


def _past(tokens: list[re.Match[str]], at: int, words: int) -> int:
    """The place behind brackets and up to so many words."""
    while at < len(tokens) and (tokens[at]["paren"] or (tokens[at]["word"] and words)):
        words -= bool(tokens[at]["word"])
        at += 1
    return at


def _is_operand(tokens: list[re.Match[str]], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at]["number"] or tokens[at]["letter"])


def _operand(token: re.Match[str]) -> str:
    if token["number"]:
        return canonical_number(token["number"]) + (token["tail"] or "").lower()
    return token["letter"].lower()
