"""One amount in several notations: an hour and 15 minutes, 75 minutes; 50 %, half; 2:30 pm, 14:30.

Amounts are brought to one measure, exactly, and only within a system: weeks and days, feet and
inches, not miles and kilometres. Only looked at where a number seems gone or new. English.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

from realign.checks.text import Text
from realign.reading.lexicon import parse_table
from realign.reading.quantities import unit_of

Measure = tuple[str, Fraction]
_Place = tuple[Measure, int, int]

_SYSTEMS = {
    "time": "second 1 minute 60 hour 3600 day 86400 week 604800",
    "years": "month 1 year 12 decade 120 century 1200",
    "metric": "mm 1 cm 10 m 1000 km 1000000",
    "imperial": "inch 1 foot 12 yard 36 mile 63360",
    "grams": "mg 1 g 1000 kg 1000000",
    "litres": "ml 1 l 1000",
    "spoons": "tsp 1 tbsp 3 cup 48",
    "gallons": "pint 1 quart 2 gallon 8",
    "dollars": "¢ 1 $ 100",
}
_SIZES = {
    unit: (system, int(size))
    for system, row in _SYSTEMS.items()
    for unit, size in zip(row.split()[::2], row.split()[1::2], strict=True)
}
_COUNT_LIST = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty"""
_PART_LIST = "whole half third fourth fifth sixth seventh eighth ninth tenth"
_DECADE_LIST = "twen thir for fif six seven eigh nine"
_VALUES = {word: value for value, word in enumerate(_COUNT_LIST.split(), 1)}
_VALUES |= {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_PARTS = {word[:4]: Fraction(1, value) for value, word in enumerate(_PART_LIST.split(), 1)}
_PARTS |= {"quar": Fraction(1, 4), "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4),
           "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "⅛": Fraction(1, 8)}  # fmt: skip
_PART = r"(?:hal(?:f|ves)|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)\b"
_WHOLE = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}(?:\.\d{{1,4}})?)(?!\.?\d)|\b(?:{'|'.join(_VALUES)})\b"
)
_FRACTION = rf"[ ]?[½¼¾⅓⅔⅛]|[ ]\d/\d(?!\d)|[ ]and[ ](?:an?|one|three)[ -]{_PART}"
_MEASURED = re.compile(
    rf"(?P<whole>{_WHOLE})(?P<more>{_FRACTION})?[ \u00a0-]?(?P<unit>%|[^\W\d_]+)?"
    rf"(?P<tail>[ ]and[ ]an?[ ]{_PART})?",
    re.IGNORECASE,
)
_FRACTIONS = re.compile(
    rf"(?:\b(?P<top>{'|'.join(_VALUES)}|\d)[ -])?(?<![\w-])?(?P<part>{_PART})"
    r"|(?<![\d/.])(?P<over>\d{1,2}/[1-9]\d?)(?![\d/])|(?P<sign>[½¼¾⅓⅔⅛])",
    re.IGNORECASE,
)
_OF_UNIT = re.compile(r"(?:[ ](?:of[ ])?an?)?[ ]([^\W\d_]+)")
_JOINT = re.compile(r",?[ ]?(?:and[ ])?")
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?![:.]?\d)"
    r"(?P<rest>[ \u00a0]?(?:[ap]\.?m\b|o['’]clock))?"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<!\d)(?P<from>1\d|20)(?P<first>\d\d)(?:[ ]?[-–/][ ]?(?P<to>\d\d)(?!\d))?")
_DECADE = re.compile(
    r"(?:\b1[89]|\b20|['’]|\b)(?P<tens>[2-9]0)['’]?s\b"
    r"|\b(?P<word>twen|thir|for|fif|six|seven|eigh|nine)ties\b",
    re.IGNORECASE,
)
_DECADES = dict(zip(_DECADE_LIST.split(), range(20, 100, 10), strict=True))
_ROMAN = re.compile(r"(?<=[A-Za-z][ ])(?:[VX]|[IVX]{2,5})\b")
_FOLD = parse_table(
    """
    2: twice double doubled doubles doubling twofold
    3: thrice triple tripled triples tripling threefold
    4: quadruple quadrupled fourfold
    """
)
_TIMES = re.compile(
    rf"\b(?:(?P<n>{_WHOLE})(?:[ -]times|-?fold)|(?P<word>{'|'.join(_FOLD)}))\b", re.I
)
_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "k"})
_TWINS = {"roman": "digits", "digits": "roman"}
_LONGEST = 20_000  # characters looked at


def restated(text: Text, others: Iterable[Text]) -> set[str]:
    """The numbers of a text that only tell amounts which one of the others tells as well."""
    known = {measure for other in others for measure, _, _ in _amounts(other)}
    told: set[int] = set()
    starts = [number.start for number in text.scanned]
    for (system, value), start, end in _amounts(text):
        if (_TWINS.get(system, system), value) in known:
            told.update(range(bisect_left(starts, start), bisect_left(starts, end)))
    left = {number.value for at, number in enumerate(text.scanned) if at not in told}
    return {text.scanned[at].value for at in told} - left


def _amounts(text: Text) -> Iterator[_Place]:
    """Measures with their places."""
    whole = text.text[:_LONGEST]
    return chain(_measured(whole), _fractions(whole), _clock(whole), _years(whole), _others(whole))


def _measured(text: str) -> Iterator[_Place]:
    """Amounts with a unit, those of falling units that stand together as one; and shares."""
    chained: list[tuple[str, int, Fraction, int, int]] = []  # system, size, value, start, end
    for match in _MEASURED.finditer(text):
        value = _number(match["whole"]) + _part(match["more"]) + _part(match["tail"])
        named = (match["unit"] or "").lower()
        if named in _SCALES:
            continue
        unit = unit_of(named)
        if unit == "%":
            yield ("", value / 100), match.start(), match.end()
        elif value.denominator > 1:
            yield ("", value), match.start(), match.end()
        system, size = _SIZES.get(unit, (unit, 1))
        if not unit or unit == "%":
            continue
        end = match.end() if match["tail"] else match.end("unit")
        joint = chained and _JOINT.fullmatch(text, chained[-1][4], match.start())
        if not joint or chained[-1][0] != system or chained[-1][1] <= size:
            chained = []
        chained.append((system, size, value * size, match.start(), end))
        total = sum((item[2] for item in chained), Fraction())
        yield (system, total), chained[0][3], end


def _number(written: str) -> Fraction:
    low = written.lower().replace(",", "")
    return Fraction(_VALUES[low]) if low in _VALUES else Fraction(low)


def _part(written: str | None) -> Fraction:
    """The value of " 1/2", "½" or " and a half"; 0 for nothing."""
    words = (written or "").lower().replace("-", " ").split()
    if not words:
        return Fraction()
    if "/" in words[0]:
        top, _, bottom = words[0].partition("/")
        return Fraction(int(top), int(bottom) or 1)
    times = _VALUES.get(words[-2], 1) if len(words) > 1 else 1
    return times * _PARTS.get(words[-1][:4], Fraction(1, 2))


def _fractions(text: str) -> Iterator[_Place]:
    """Half, two thirds, 3/4: as shares, and with the unit they are a part of."""
    for match in _FRACTIONS.finditer(text):
        if match["over"]:
            value = _part(match["over"])
        elif match["sign"]:
            value = _PARTS[match["sign"]]
        else:
            top = _number(match["top"]) if match["top"] else Fraction(1)
            value = top * _PARTS.get(match["part"].lower()[:4], Fraction(1, 2))
        yield ("", value), match.start(), match.end()
        of_unit = _OF_UNIT.match(text, match.end())
        unit = unit_of(of_unit[1].lower()) if of_unit else ""
        if unit:
            system, size = _SIZES.get(unit, (unit, 1))
            yield (system, value * size), match.start(), match.end()


def _clock(text: str) -> Iterator[_Place]:
    """Times of the day in minutes; both halves of the day where nothing tells which."""
    for match in _CLOCK.finditer(text):
        rest = (match["rest"] or "").strip(" \u00a0").lower()
        if match["word"]:
            minutes, sure = 0 if match["word"].lower() == "midnight" else 720, True
        elif not rest and not match["minute"]:
            continue
        else:
            hour, sure = int(match["hour"]), rest[:1] in ("a", "p")
            hour = hour % 12 + 12 * (rest[0] == "p") if sure else hour % 24
            minutes = 60 * hour + int(match["minute"] or 0)
        yield ("clock", Fraction(minutes)), match.start(), match.end()
        if not sure and minutes < 780:
            yield ("clock", Fraction((minutes + 720) % 1440)), match.start(), match.end()


def _years(text: str) -> Iterator[_Place]:
    """Years, those that are cut short (1939-45) in full; decades."""
    for match in _YEARS.finditer(text):
        century = 100 * int(match["from"])
        yield ("year", Fraction(century + int(match["first"]))), match.start(), match.end("first")
        if match["to"]:
            yield ("year", Fraction(century + int(match["to"]))), match.start("to"), match.end()
    for match in _DECADE.finditer(text):
        tens = int(match["tens"]) if match["tens"] else _DECADES[match["word"].lower()]
        yield ("decade", Fraction(tens)), match.start(), match.end()


def _others(text: str) -> Iterator[_Place]:
    """Roman numbers, and small whole ones that may stand for them; doubled, 3 times."""
    for match in _ROMAN.finditer(text):
        digits = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[0]]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        value = sum(-one if one < then else one for one, then in pairs)
        yield ("roman", Fraction(value)), match.start(), match.end()
    for match in re.finditer(r"(?<=[A-Za-z][ ])(?<![\d.,])\d{1,2}(?![.,]?\d)", text):
        yield ("digits", Fraction(int(match[0]))), match.start(), match.end()
    for match in _TIMES.finditer(text):
        times = Fraction(_FOLD[match["word"].lower()]) if match["word"] else _number(match["n"])
        yield ("times", times), match.start(), match.end()
