"""Single operations in a text: 3 + 5, 80 hours / 10, total / n, with the signs around them read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from realign.reading.numerals import canonical_number

_OPERAND = r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)[A-Za-z]?|[A-Za-z]{1,12}"  # 3N is one
_SIGN = r"\\times|\\cdot|\\div|[-+*/×·÷−]|–(?=[ \t])|[xX](?=[ \t(]*[\d.$])"
# Behind the first operand: a closing bracket, a percent sign, up to two words for a unit.
_OPERATION = re.compile(
    rf"(?<![\w.,])(?P<one>{_OPERAND})(?=(?:[ \t]?%)?\)*(?P<units>(?:[ \t][A-Za-z]{{2,12}}){{0,2}}?)"
    rf"\)*(?P<gap>[ \t]*)(?P<sign>{_SIGN})(?P<then>[ \t]*)[($€£]*(?P<two>{_OPERAND})(?![\w]))"
)
# A sign with an operand behind it, but no hyphen of a word. Looking for these first, and at the
# words before them and the numbers only, is much quicker.
_IS_SIGNED = (
    r"(?:(?<=[-+*/×·÷−])(?!(?<=[A-Za-z]{2}[-/])[A-Za-z]{2})|(?<=–)(?=[ \t])"
    r"|(?<=[xX])(?=[ \t(]*[\d.$])|(?<=\\)(?:times|cdot|div))(?=[ \t]*[($€£]*[\dA-Za-z.])"
)
_SIGNED = re.compile(rf"[-+*/×·÷−–\\xX]{_IS_SIGNED}")
_ASCII_SIGNED = re.compile(rf"[-+*/\\xX]{_IS_SIGNED}")
_NUMBER_START = re.compile(r"[\d.](?<![\w.,].)(?:(?<=\d)|(?=\d))")
_ASCII_NUMBER_START = re.compile(r"[0-9.](?<![\w.,].)(?:(?<=[0-9])|(?=[0-9]))")
_SAME = {
    "\\times": "*", "\\cdot": "*", "\\div": "/", "×": "*", "·": "*", "÷": "/", "−": "-",
    "–": "-", "x": "*", "X": "*",
}  # fmt: skip
_FACTOR_BEFORE = re.compile(r"[*/×·÷][ \t]?\Z")
_FACTOR_AFTER = re.compile(r"[ \t]?[*/×·÷]")
_BOLD = re.compile(r"\*\*|__")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands, numbers in canonical form, and the sign between them, with their place.

    `spaced` where blanks stand around the sign, or it can be no dash or slash of a date.
    """

    one: str
    sign: str
    two: str
    start: int
    end: int
    spaced: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for 3 + 5 and 5 + 3."""
        if self.sign in "+*" and self.two < self.one:
            return self.two, self.sign, self.one
        return self.one, self.sign, self.two


def operations(text: str) -> list[Operation]:
    """The first operations of a text, in order. At least one operand is a number or a letter."""
    plain = _BOLD.sub("  ", text) if "**" in text or "__" in text else text
    found = []
    for start in _starts(plain):
        match = _OPERATION.match(plain, start)
        if match is None:
            continue
        one, two = _operand(match["one"]), _operand(match["two"])
        if min(len(one), len(two)) > 1 and not (one[0].isdigit() or two[0].isdigit()):
            continue
        if match["units"] and not one[0].isdigit():
            continue
        sign = _SAME.get(match["sign"], match["sign"])
        if sign in "+-" and _is_part(plain, match.start("one"), match.end("two")):
            continue
        spaced = sign in "+*" or bool(match["gap"] and match["then"])
        found.append(Operation(one, sign, two, match.start("one"), match.end("two"), spaced))
        if len(found) == _MOST:
            break
    return found


def _starts(text: str) -> list[int]:
    """Where an operation can begin: at a number, or at the word before a sign."""
    plain = text.isascii()
    signs = (_ASCII_SIGNED if plain else _SIGNED).finditer(text)
    numbers = (_ASCII_NUMBER_START if plain else _NUMBER_START).finditer(text)
    words = {_word_before(text, sign.start()) for sign in signs} - {-1}
    return sorted(words.union([number.start() for number in numbers]))


def _word_before(text: str, at: int) -> int:
    """Where the word begins that a sign stands behind; -1 for none of up to twelve letters."""
    while at and text[at - 1] in " \t":
        at -= 1
    while at and text[at - 1] == ")":
        at -= 1
    if at and text[at - 1] == "%":
        at -= 1
        at -= 1 if at and text[at - 1] in " \t" else 0
    end = at
    while at and end - at < 13 and text[at - 1].isalpha() and text[at - 1].isascii():
        at -= 1
    return at if 0 < end - at < 13 else -1


def _is_part(text: str, start: int, end: int) -> bool:
    """True where an operand belongs to a fraction or a product: the 6 and 2 of 3/6 + 2/6."""
    return _FACTOR_BEFORE.search(text, max(0, start - 3), start) is not None or (
        _FACTOR_AFTER.match(text, end) is not None
    )


def _operand(written: str) -> str:
    if written[0].isalpha():
        return written.lower()
    if written[-1].isalpha():
        return canonical_number(written[:-1]) + written[-1].lower()
    return canonical_number(written)
