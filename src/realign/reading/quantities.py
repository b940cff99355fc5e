"""Numbers with their units."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from realign.reading.lexicon import parse_table
from realign.reading.numerals import Number

_UNITS = parse_table(
    """
    %: % percent pct percentage
    $: $ dollar dollars usd
    €: € euro euros eur
    £: £ pound pounds gbp lb lbs
    ¢: ¢ cent cents
    ¥: ¥ yen
    ₹: ₹ rupee rupees
    km: km kms kilometer kilometers kilometre kilometres
    m: m meter meters metre metres
    cm: cm centimeter centimeters centimetre centimetres
    inch: inch inches
    mm: mm millimeter millimeters millimetre millimetres
    mile: mile miles mi
    foot: foot feet ft
    yard: yard yards yd
    acre: acre acres
    kg: kg kgs kilogram kilograms
    g: g gram grams
    mg: mg milligram milligrams
    ton: ton tons tonne tonnes
    oz: oz ounce ounces
    l: l liter liters litre litres
    ml: ml milliliter milliliters
    gallon: gallon gallons
    cup: cup cups
    tbsp: tbsp tablespoon tablespoons
    tsp: tsp teaspoon teaspoons
    pint: pint pints
    quart: quart quarts
    ms: ms millisecond milliseconds
    second: s sec secs second seconds
    minute: min mins minute minutes
    hour: h hr hrs hour hours
    day: day days
    week: week weeks
    month: month months
    year: year years yr yrs
    decade: decade decades
    century: century centuries
    °: ° degree degrees
    °c: °c celsius
    °f: °f fahrenheit
    kb: kb kilobyte kilobytes
    mb: mb megabyte megabytes
    gb: gb gigabyte gigabytes
    tb: tb terabyte terabytes
    watt: w watt watts
    kw: kw kilowatt kilowatts
    mw: mw megawatt megawatts
    gw: gw gigawatt gigawatts
    volt: v volt volts
    hz: hz hertz
    calorie: calorie calories kcal cal
    mph: mph
    kmh: km/h kph kmh
    newton: newton newtons
    points: points
    gram_calorie: kcal
    km2: km² sqkm
    mph: mph
    knot: knot knots
    joule: joule joules
    bit: bit bits
    byte: byte bytes
    pixel: pixel pixels px
    kelvin: kelvin
    bar: bar
    pa: pascal pascals
    teaspoonful: teaspoonful
    slice: slice slices
    serving: serving servings
    mole: mole moles mol
    people: person people persons
    dozen: dozen dozens
    item: item items
    time: time times
    character: character characters
    word: word words
    """
)
_AFTER = re.compile(
    r"(?:[ ]of[ ]an?[ ]|[\s\u00a0-]{0,2})"
    r"(km/h|°(?:\s?[cCfF]\b)?|degrees?\s+(?i:celsius|fahrenheit|[cf])\b"
    r"|[%€£¢¥₹]|[^\W\d_]+)"
)
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_OF_POWER = re.compile(r"\.?[ \u00a0-]([^\W\d_]+)")
_NOTE = re.compile(r"([$€£¥₹])<<[^<>\n]*>>\Z")
_DEGREES = re.compile(r"degrees?\s+(?=[cf])", re.IGNORECASE)
_SCALE = re.compile(
    r"[\s\u00a0-]?(?:hundred|thousand|million|billion|trillion)[\s\u00a0-]|(?-i:[kKM])(?!\w)[\s-]?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the unit that it stands with; "" for none that is known."""

    number: Number
    unit: str


def quantities(text: str, numbers: Iterable[Number]) -> list[Quantity]:
    """The numbers of a text, each with its unit."""
    return [Quantity(number, _unit(text, number) or "") for number in numbers]


def by_value(all_of: Iterable[Quantity]) -> dict[str, Counter[str]]:
    """Number -> how often it stands with which unit."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for quantity in all_of:
        found[quantity.number.value][quantity.unit] += 1
    return found


def unit_of(word: str) -> str:
    """The unit that a word in lower case names, "" for none: kg and kilograms are one."""
    return _UNITS.get(word, "")


def _unit(text: str, number: Number) -> str | None:
    before = text[max(0, number.start - 1) : number.start]
    if before == ">":  # $<<50*2=100>>100: what stands before a calculator's note
        note = _NOTE.search(text, max(0, number.start - 100), number.start)
        before = note[1] if note else ""
    if before and before in "$€£¥₹":
        return _UNITS[before]
    scale = _SCALE.match(text, number.end)
    match = _AFTER.match(text, scale.end() if scale else number.end)
    if not match:
        return None
    unit = _DEGREES.sub("°", match[1]).replace(" ", "").lower()
    if unit in _POWERS:
        base = _OF_POWER.match(text, match.end())
        known = _UNITS.get(base[1].lower()) if base else None
        return f"{known}{_POWERS[unit]}" if known else None
    return _UNITS.get(unit[:2] if unit[0] == "°" else unit)
