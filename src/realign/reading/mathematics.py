"""Are two answers the same mathematics?

Numbers, fractions and percentages are compared here. For other expressions math-verify decides
where it is installed (the extra "maths"); without it only the same spelling counts, blanks, braces
and sizes apart.
"""

from __future__ import annotations

import importlib
import logging
import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from realign.reading.formula_text import formula_key
from realign.reading.numerals import canonical_number

_FRACTION = re.compile(
    r"(?P<sign>-)?(?:(?P<whole>\d[\d,]*) )?\\?[dt]?frac\s*\{?(?P<top>\d+)\}?\s*\{?(?P<under>\d+)\}?"
    r"|(?P<minus>-)?(?P<one>\d[\d,]*(?:\.\d+)?)(?:\s*/\s*(?P<two>\d[\d,]*(?:\.\d+)?))?"
)
_NOISE = re.compile(r"\\(?:text|mathrm|mbox)\{[^{}]*\}|\\[!,;: ]|\\(?:left|right)|[$€£*_]|\^\\circ")
_LONGEST = 80  # characters of an expression that math-verify is asked about
# What a computer algebra system could work on without end.
_HEAVY = re.compile(r"\^\s*\{?[^}\s]*\^|\^\s*\{?-?\d{3}|!|\d{16}|\\(?:int|sum|prod|lim)")


def same_value(one: str, other: str) -> bool:
    """True where both are the same value or the same expression."""
    if formula_key(one) == formula_key(other):
        return True
    left, right = as_fraction(one), as_fraction(other)
    if left is not None and right is not None:
        return left == right
    return _proven(one.strip(" $."), other.strip(" $."))


def as_fraction(text: str) -> Fraction | None:
    """The value of a plain number, fraction, mixed number or percentage; None for others."""
    bare = _NOISE.sub(" ", text.replace("−", "-")).strip(" .{}()")
    percent = bare.endswith("%")
    bare = bare.rstrip("%\\ ")
    match = _FRACTION.fullmatch(bare)
    if match is None:
        return None
    if match["top"]:
        top, under = int(match["top"]), int(match["under"])
        if not under:
            return None
        whole = int(match["whole"].replace(",", "")) if match["whole"] else 0
        value = Fraction(top, under) + whole
    else:
        value = Fraction(canonical_number(match["one"]))
        if match["two"]:
            under_value = Fraction(canonical_number(match["two"]))
            if not under_value:
                return None
            value /= under_value
    value = -value if match["sign"] or match["minus"] else value
    return value / 100 if percent else value


def boxed(text: str) -> str | None:
    """What the last \\boxed{...} holds."""
    at = text.rfind("\\boxed")
    start = text.find("{", at, at + 12) if at >= 0 else -1
    if start < 0:
        return None
    depth = 0
    for place in range(start, min(len(text), start + 2000)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return text[start + 1 : place]
    return None


@cache
def _library() -> Any:
    """math-verify, or None where it is not installed."""
    try:
        library = importlib.import_module("math_verify")
    except ImportError:
        return None
    for part in ("parser", "grader"):  # they warn that no time limit is set: see _proven
        logging.getLogger(f"math_verify.{part}").setLevel(logging.ERROR)
    return library


@lru_cache(maxsize=4096)
def _proven(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _LONGEST or _HEAVY.search(one) or _HEAVY.search(other):
        return False
    if not one or not other or _library() is None:
        return False
    library = _library()
    try:
        # No time limit of its own: that needs signals, which a thread has not.
        parsed = [library.parse(f"${side}$", parsing_timeout=None) for side in (one, other)]
        if not all(parsed):
            return False
        return bool(library.verify(*parsed, timeout_seconds=None))
    except Exception:
        return False
