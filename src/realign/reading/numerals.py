"""Numbers in running text, in one canonical form.

1,000, 1000, 1e3, one thousand, ١٠٠٠ and １０００ are all "1000". Units stay apart: 5% and $5
both give "5". Ordinals (1st, first) and list numbering ("1." at a line's start, "1) ... 2) ..."
within a line, "Step 2:") are no numbers. A lone "one" is none either: it is mostly a pronoun.
Number words are read in English only; Chinese numerals are not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SMALL_NAMES = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen"""
_TENS_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_SMALL_NAMES.split())}
_TENS = {word: 10 * (place + 2) for place, word in enumerate(_TENS_NAMES.split())}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHIFTS = {"hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "billion": 9, "trillion": 12}
_NAMES = "|".join([*_SMALL, *_TENS, "hundred", "dozen", *_SCALES])
_LATIN = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
_NAME_SET = frozenset(_NAMES.split("|"))
_DIGITS = re.compile(
    rf"(?<![{_LATIN}\d])(?:"
    r"(?P<version>\d+(?:\.\d+){2,})"
    r"|(?P<grouped>\d{1,3}(?:,\d{2,3}){0,6},\d{3}(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f'’]\d{3})+(?!\d)"
    r"(?:\.\d+)?)"
    r"|(?P<plain>\d*\.?\d+(?:[eE][+\-−]?\d{1,3}(?![\w.]))?))"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"|(?P<other>[¼-¾⅐-⅞⁰¹²³⁴-⁹₀-₉])"
)
# Where such a number can begin. A search for one of some signs is much quicker than for the above,
# and for one of a few signs quicker still.
_DIGITS_START = re.compile(r"[\d.¼-¾⅐-⅞⁰¹²³⁴-⁹₀-₉](?:(?<!\.)|(?=\d))")
_ASCII_DIGITS_START = re.compile(r"[0-9.](?:(?<!\.)|(?=[0-9]))")
_WORDS = re.compile(rf"\b(?=[zotfsenhdmb])(?:{_NAMES})(?:(?:\s+|-)(?:and\s+)?(?:{_NAMES}))*\b")
_SCALE_AFTER = re.compile(
    r"[ \u00a0]?-?(hundred|thousand|million|billion|trillion)s?\b|((?-i:[kKM]))(?!\w)",
    re.IGNORECASE,
)
_LINE_MARKER = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+)?[*_]{0,2}"
    r"(?:\(?(?P<mark>\d{1,3})(?:[.)](?=[\s*]|[A-Za-z])|\))(?=[ \t]*\S)"
    r"|(?:step|part|question|tip|reason|example|option|section|chapter|method|item|point|q)"
    r"[ \t]*#?(?P<step>\d{1,3})[ \t]*[*_]{0,2}[:.)\-–—])",
    re.IGNORECASE | re.MULTILINE,
)
_ROW_MARKER = re.compile(r"^[ \t]*\|[ \t*]*(\d{1,3})[.)]?[ \t*]*\|", re.MULTILINE)
_INLINE_MARKER = re.compile(r"(\d(?<![^\s(]\d)\d?)[.)](?=\s+\S)")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its canonical `value`, and where it stands in the text."""

    value: str
    start: int
    end: int


_ORDINAL_NAMES = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ORDINAL = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,4})(?:st|nd|rd|th)\b"
    rf"|(?P<name>(?<![^\W_])(?i:{'|'.join(_ORDINAL_NAMES)}))\b(?!\s+of all)"
)
# Some of these letters must stand somewhere in the text; "fourth" alone is none of them.
_ORDINAL_DIGITS = re.compile(r"[0-9](?<![\w.,].)[0-9]{0,3}(?:st|nd|rd|th)\b")
_ORDINAL_START = re.compile(
    r"[\dfstenFSTENſ](?<![^\W_].)"
    rf"(?:(?<=\d)|(?i:{'|'.join(sorted({name[1:3] for name in _ORDINAL_NAMES}))}))"
)
_BEFORE_ORDINAL = re.compile(
    r"(?:\b(?P<sure>the|a|his|her|its|their|our|your|my|every)\s+)?"
    r"(?:\b(?P<tens>twenty|thirty|forty|fifty)-)?$",
    re.IGNORECASE,
)
# What a pattern takes for an i or s where case is ignored, and lower() does not.
_ODD_LETTERS = str.maketrans({"ı": "i", "ſ": "s", "\u0307": ""})


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal. `sure` is False for a bare word, which may only number what is said."""

    value: int
    start: int
    end: int
    written: str
    sure: bool


def matches_from(
    opening: re.Pattern[str], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, tried only at the places that `opening` finds."""
    at = 0
    while start := opening.search(text, at):
        match = pattern.match(text, start.start())
        at = match.end() if match else start.start() + 1
        if match:
            yield match


def _heads(names: Iterable[str]) -> tuple[str, ...]:
    """Those that begin with no other one: where "four" does not stand, no "fourteen" does."""
    known = sorted(set(names))
    return tuple(
        name for name in known if not any(name != head and name.startswith(head) for head in known)
    )


_NAME_HEADS = _heads(_NAME_SET)
_ORDINAL_HEADS = _heads(_ORDINAL_NAMES)


def _places_of(names: Iterable[str], text: str) -> list[int]:
    """Where the names stand, in order; looked for one by one, which is quicker than a pattern."""
    found = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            found.append(at)
            at = text.find(name, at + 1)
    return sorted(found)


def _matches_at(
    places: Iterable[int], pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, tried only at some places, which rise."""
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match:
            end = match.end()
            yield match


def ordinals_in(text: str) -> list[Ordinal]:
    """Ordinals in order: 1st, the second, twenty-third. English."""
    found: list[Ordinal] = []
    matches = list(_ordinals(text))
    for match in matches:
        start, sure = match.start(), True
        if match["digits"]:
            value = int(_ascii_digits(match["digits"]))
        else:
            head = text[max(0, start - 20) : start]
            before = _BEFORE_ORDINAL.search(head)
            tens = before["tens"] if before else None
            value = _ORDINAL_NAMES.index(match["name"].lower().translate(_ODD_LETTERS)) + 1
            value += _TENS[tens.lower()] if tens else 0
            start -= len(tens) + 1 if tens else 0
            sure = bool(before and before["sure"])
        found.append(Ordinal(value, start, match.end(), text[start : match.end()], sure))
    return found


def _ordinals(text: str) -> Iterator[re.Match[str]]:
    if not text.isascii():
        return matches_from(_ORDINAL_START, _ORDINAL, text)
    places = _places_of(_ORDINAL_HEADS, text.lower())
    places += [match.start() for match in _ORDINAL_DIGITS.finditer(text)]
    return _matches_at(sorted(places), _ORDINAL, text)


def numbers_in(text: str) -> list[str]:
    """Canonical numbers in order. A minus sign counts where no operator can be meant."""
    return [number.value for number in scan_numbers(text)]


def scan_numbers(text: str) -> list[Number]:
    """As `numbers_in`, each number with its place."""
    found = list(_from_digits(text))
    if found:
        markers = _markers(text)
        found = [number for number in found if _digit_start(text, number) not in markers]
    found.extend(_from_words(text))
    return sorted(found, key=lambda number: number.start)


def _digit_start(text: str, number: Number) -> int:
    return number.start + (text[number.start] in "-−–")


def _markers(text: str) -> set[int]:
    """Places of list numbering: at line starts, and inline where it counts up from 1."""
    places = set()
    at = 0
    while at >= 0:
        match = _LINE_MARKER.match(text, at)
        if match:
            places.add(match.start("mark" if match["mark"] is not None else "step"))
        at = text.find("\n", at) + 1 or -1
    counted = not text.isascii() or "1." in text or "1)" in text
    patterns = ((_INLINE_MARKER, counted), (_ROW_MARKER, "|" in text))
    for pattern in (pattern for pattern, may_be in patterns if may_be):
        run: list[int] = []  # places of a count up from 1
        for match in pattern.finditer(text):
            if int(match[1]) == len(run) + 1:
                run.append(match.start(1))
                continue
            places.update(run if len(run) > 1 else ())
            run = [match.start(1)] if int(match[1]) == 1 else []
        places.update(run if len(run) > 1 else ())
    return places


def _from_digits(text: str) -> Iterator[Number]:
    opening = _ASCII_DIGITS_START if text.isascii() else _DIGITS_START
    for match in matches_from(opening, _DIGITS, text):
        start, end = match.span()
        if match["other"] is not None:
            yield from _from_symbol(match["other"], start)
        elif match["ordinal"] is None:
            value = match["version"] or match["grouped"] or match["plain"]
            if match["version"] is None:
                scale = _SCALE_AFTER.match(text, end)
                value = canonical_number(value, (scale[1] or scale[2]).lower() if scale else "")
            else:
                value = _ascii_digits(value)
            signed = _is_signed(text, start)
            yield Number(f"-{value}" if signed and value != "0" else value, start - signed, end)


def _from_symbol(symbol: str, start: int) -> Iterator[Number]:
    """½ is 1 and 2, as 1/2 is; ² is 2."""
    for part in re.findall(r"\d+", unicodedata.normalize("NFKD", symbol)):
        yield Number(part, start, start + 1)


def _ascii_digits(digits: str) -> str:
    if digits.isascii():
        return digits
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in digits)


def canonical_number(written: str, scale: str = "") -> str:
    """No separators, no exponent, no leading or trailing zeros. Text in, so nothing overflows."""
    if not scale and written.isascii() and written.isdecimal():
        return written.lstrip("0") or "0"
    digits = re.sub(r"[,'’\u00a0\u2009\u202f]", "", _ascii_digits(written)).replace("−", "-")
    mantissa, _, exponent = digits.lower().partition("e")
    shift = int(exponent) if exponent else 0
    shift += _SHIFTS.get(scale, 0)
    whole, _, part = mantissa.partition(".")
    if shift > 0:
        part = part.ljust(shift, "0")
        whole, part = whole + part[:shift], part[shift:]
    elif shift < 0:
        whole = whole.rjust(-shift, "0")
        whole, part = whole[:shift], whole[shift:] + part
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _is_signed(text: str, start: int) -> bool:
    """-5 after a space or bracket is signed; 24 -4 and 3-5 are a subtraction and a range."""
    if start == 0 or text[start - 1] not in "-−–":
        return False
    before = text[max(0, start - 4) : start - 1]
    if not before:
        return True
    if before[-1] in "(=[,:*/<>^{|$€£":
        return True
    last = before.rstrip()[-1:]
    return before[-1].isspace() and not (last.isdigit() or last in ")%]=-−–")


def _from_words(text: str) -> Iterator[Number]:
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow; places must not move
        lower = "".join(char.lower()[0] for char in text)
    for match in _matches_at(_places_of(_NAME_HEADS, lower), _WORDS, lower):
        words = re.findall(r"[a-z]+", match[0])
        head = text[max(0, match.start() - 2) : match.start()].rstrip(" \u00a0-")
        if head[-1:].isdecimal() and words[0] in _SHIFTS:
            words = words[1:]  # the scale of 2.5 million was read with its digits
        for value in _compose(words):
            if value != 1:  # "one of them", "no one"
                yield Number(str(value), match.start(), match.end())


def _compose(words: list[str]) -> Iterator[int]:
    """Values of a run of number words; "two three" is two numbers, "two hundred three" is one."""
    if not words:
        return
    total, current, last = 0, 0, ""
    for word in [word for word in words if word != "and"]:
        starts_anew = bool(last) and (
            (word in _SMALL and (last in _SMALL or (last in _TENS and not 0 < _SMALL[word] < 10)))
            or (word in _TENS and (last in _SMALL or last in _TENS))
            or last == "dozen"
            or (word in {"hundred", "dozen"} and current >= 100)
            or (word in _SCALES and not current)
        )
        if starts_anew:
            yield total + current
            total, current = 0, 0
        if word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        elif word in {"hundred", "dozen"}:
            current = (current or 1) * (100 if word == "hundred" else 12)
        else:
            current += _SMALL.get(word, _TENS.get(word, 0))
        last = word
    yield total + current
