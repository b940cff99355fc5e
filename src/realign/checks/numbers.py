"""Numbers: none gone, none new, none with another unit, no calculation made false."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from realign.checks.arithmetic import equations
from realign.checks.base import Pair, Text
from realign.checks.lexicon import parse_table
from realign.numerals import Number
from realign.samples import Finding

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
    volt: v volt volts
    hz: hz hertz
    calorie: calorie calories kcal cal
    mph: mph
    kmh: km/h kph kmh
    newton: newton newtons
    person: person people persons
    dozen: dozen dozens
    item: item items
    time: time times
    character: character characters
    word: word words
    """
)
_AFTER = re.compile(r"[\s\u00a0-]{0,2}(km/h|°\s?[cCfF]?|[%€£¢¥₹]|[^\W\d_]+)")
_NAMED = re.compile(r"[A-Z][^\W\d_]*[ ]$")  # iPhone 12 counts nothing
_COUNTED = re.compile(r"[\s-]{1,2}(?:[^\W\d_]+[\s-]){0,4}[^\W\d_]+s\b")


class Numbers:
    """Rejects a number of the original that is gone, a new one, another unit, a false equation.

    New is allowed: what the request or the evidence says, the count of a list's items, a share
    written as a percentage or the reverse, and the result of a true calculation on the same line
    where the original writes none out. Gone is allowed: the count of a list that stands there.
    Limits: two numbers that change places are seen only by their units or in a calculation.
    """

    name = "numbers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        counts = _list_sizes(rewrite)
        there = set(rewrite.numbers) | counts | _lone_one(rewrite)
        for value in original.prose_numbers:
            if not _covered(value, there):
                return Finding(self.name, f"the number {value} is gone", expected=value)
        support = {*original.numbers, *pair.request.numbers}
        for passage in pair.evidence:
            support.update(passage.numbers)
        return self._new(pair, support | counts) or self._units(pair) or self._false(pair)

    def _new(self, pair: Pair, support: set[str]) -> Finding | None:
        results = set() if equations(pair.original.prose) else _results(pair.rewrite, support)
        for value in pair.rewrite.prose_numbers:
            if value != "1" and not _covered(value, support | results):
                return Finding(self.name, f"the number {value} is new", found=value)
        return self._wrong_count(pair)

    def _wrong_count(self, pair: Pair) -> Finding | None:
        """An opening that the rewrite adds ("five steps:") and that its list contradicts."""
        text, items = pair.rewrite.text, pair.rewrite.items
        if not items:
            return None
        sizes, before = _list_sizes(pair.rewrite), set(pair.original.numbers)
        opening = text[: items[0].start].rstrip().rpartition("\n")[0]
        for number in pair.rewrite.scanned:
            value = number.value
            if number.start >= items[0].start:
                break
            if number.start < len(opening) or not _COUNTED.match(text, number.end):
                continue
            named = text[number.start].isdigit() and _NAMED.search(text[: number.start][-30:])
            counted = not named and value.isdigit() and len(value) < 3 and value != "1"
            if counted and value not in before and value not in sizes:
                message = f"{value} are announced, the list has another count"
                return Finding(
                    self.name, message, found=text[len(opening) : items[0].start].strip()
                )
        return None

    def _units(self, pair: Pair) -> Finding | None:
        before, after = _by_unit(pair.original), _by_unit(pair.rewrite)
        asked = _by_unit(pair.request)
        for value, units in after.items():
            new = units - before.get(value, set()) - asked.get(value, set())
            lost = before.get(value, set()) - units
            if new and lost:
                was, now = min(lost), min(new)
                return Finding(
                    self.name,
                    f"{value} has another unit",
                    expected=f"{value} {was}",
                    found=f"{value} {now}",
                )
        return None

    def _false(self, pair: Pair) -> Finding | None:
        known = {(equation.left, equation.right) for equation in equations(pair.original.prose)}
        for equation in equations(pair.rewrite.prose):
            if not equation.true and (equation.left, equation.right) not in known:
                return Finding(self.name, "a calculation is false", found=equation.written[:120])
        return None


def _covered(value: str, there: Collection[str]) -> bool:
    if value in there:
        return True
    try:
        number = float(value)
    except ValueError:
        return False
    return any(f"{number * factor:.10g}" in there for factor in (100, 0.01))


def _lone_one(text: Text) -> set[str]:
    """1 is covered by "one" and "a": 1 cup, a cup."""
    words = set(text.plain)
    return {"1"} if words & {"one", "a", "an", "single", "once", "first"} else set()


def _list_sizes(text: Text) -> set[str]:
    """How many items the lists have: each run of one level and kind, and all of the top level."""
    items = text.items
    runs = _run_ends([(item.level, item.kind) for item in items])
    top = sum(item.level == 0 for item in items)
    return {str(size) for size in {*runs, top} if size > 1}


def _run_ends(kinds: list[tuple[int, str]]) -> set[int]:
    sizes, run = set(), 0
    for place, kind in enumerate(kinds):
        run += 1
        if place + 1 == len(kinds) or kinds[place + 1] != kind:
            sizes.add(run)
            run = 0
    return sizes


def _results(text: Text, support: set[str]) -> set[str]:
    """Results of true calculations whose operands are known."""
    known, found = set(support), set()
    for equation in equations(text.prose):
        operands = [token.rstrip("%") for token in equation.left if token[0].isdigit()]
        if equation.true and all(_covered(value, known) for value in operands):
            results = {token.rstrip("%") for token in equation.right if token[0].isdigit()}
            known |= results
            found |= results
    return found


def _by_unit(text: Text) -> dict[str, set[str]]:
    """Number -> the units that it stands with."""
    found: dict[str, set[str]] = defaultdict(set)
    for number in text.scanned:
        unit = _unit(text.text, number)
        if unit:
            found[number.value].add(unit)
    return found


def _unit(text: str, number: Number) -> str | None:
    before = text[max(0, number.start - 1) : number.start]
    if before and before in "$€£¥₹":
        return _UNITS[before]
    match = _AFTER.match(text, number.end)
    return _UNITS.get(match[1].replace(" ", "").lower()) if match else None
