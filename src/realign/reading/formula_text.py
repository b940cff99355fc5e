"""LaTeX formulas in a text, and the form in which two of them are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from realign.reading.numerals import matches_from

_FORMULA = re.compile(
    r"(?<![\\$])\$\$(?P<a>[^$]{1,2000})\$\$"
    r"|(?<![\\$\w])\$(?P<b>(?![\s$])[^$\n]{0,400}?[^$\s\\])\$(?![\d$])"
    r"|\\\((?P<c>[^\n]{1,400}?)\\\)"
    r"|\\\[(?P<d>(?:[^\\]|\\(?!\])){1,2000})\\\]"
)
_OPENING = re.compile(r"[$\\](?:(?<=\$)|(?=[(\[]))")  # looked for first: much quicker
# Words, code with variables in $, and a price before a sign: $73 = $50 + $23.
_NO_FORMULA = re.compile(
    r"(?<![\\A-Za-z{])[A-Za-z]{3,}[ ,]+[A-Za-z]{2,}|->|::|`|;|\A\d[\d,.]*[ \t]*[-+*/=×÷(][ \t]*\Z"
)
_DROP = re.compile(
    r"\\(?:left|right|big|Big|bigg|Bigg|displaystyle|textstyle|limits|quad|qquad|boxed|mathrm|text"
    r"|mbox|textbf|mathbf|hspace)(?![a-zA-Z])|\\[,;:! ]|[\s{}~&$]|(?<!\\)\\[()\[\]]"
    r"|\\(?:begin|end)\{\w+\*?\}|(?<=\d),(?=\d{3})"
)
_SAME = (
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), ""),
    (re.compile(r"\\[dt]frac(?![a-zA-Z])"), r"\\frac"),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-zA-Z])|[×·∗]"), "*"),
    (re.compile(r"\\(?:le|leq|leqslant)(?![a-zA-Z])|≤"), "<="),
    (re.compile(r"\\(?:ge|geq|geqslant)(?![a-zA-Z])|≥"), ">="),
    (re.compile(r"\\(?:ne|neq)(?![a-zA-Z])|≠"), "!="),
    (re.compile(r"\\(?:div)(?![a-zA-Z])|÷"), "/"),
    (re.compile(r"\\pi(?![a-zA-Z])|π"), "π"),
    (re.compile(r"[−–]"), "-"),
    (re.compile(r"²"), "^2"),
    (re.compile(r"³"), "^3"),
)
_CUT = re.compile(r"[,;]|\\\\")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, its place with its signs, and the `key` to compare it by."""

    written: str
    start: int
    end: int
    key: str


def formulas_in(text: str) -> list[Formula]:
    """The formulas of a text, in order. Prices ($5 and $6) are none."""
    if text.count("$") < 2 and "\\" not in text:
        return []
    found = []
    for match in matches_from(_OPENING, _FORMULA, text):
        body = next(part for part in match.groups() if part is not None)
        if match["b"] is not None and "\\" not in body and _NO_FORMULA.search(body):
            continue
        key = formula_key(body)
        if key:
            found.append(Formula(match[0], match.start(), match.end(), key))
    return found


def formula_key(body: str) -> str:
    """Without blanks, braces, sizes and closing marks; signs in one form."""
    for pattern, sign in _SAME:
        body = pattern.sub(sign, body)
    return _DROP.sub("", body).strip(".,;:*")


def parts_of(key: str) -> list[str]:
    """What stands between its commas and line ends."""
    return [part.strip(".") for part in _CUT.split(key) if part.strip(".")] or [key]
