"""Numbers: none gone, none new, none with another unit, no calculation made false."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from realign.checks.amounts import restated
from realign.checks.base import Pair
from realign.checks.ones import changed_one
from realign.checks.spans import spans_of
from realign.checks.tallies import numbering, tallies
from realign.checks.text import Text
from realign.reading.arithmetic import NOTE
from realign.reading.numerals import numbers_in
from realign.reading.quantities import Quantity, by_value
from realign.reading.text import Number, words_of
from realign.samples import Finding, Side, Span

_NAMED = re.compile(r"[A-Z][^\W\d_]*[ ]$")  # iPhone 12 counts nothing
_ALWAYS = (" around the clock ", " round the clock ", " day and night ", " at all hours ")
_LESS_LIST = """
    lose loses losing lost spend spends spending spent minus less fewer decrease decreases decreased
    reduce reduces reduced subtract subtracts subtracted subtracting leave leaves leaving left cost
    costs gave gives pay pays paid loss expense expenses deduct deducted withdraw withdrew sold sell
    sells remove removed removes drop drops dropped fall falls fell below negative emigration debt
    eat eats ate donated donate donates took takes away down decline declined owes
    """
_LESS = frozenset(_LESS_LIST.split())  # what is lost may be written with a minus
_COUNTED = re.compile(r"[\s-]{1,2}(?:[^\W\d_]+[\s-]){0,4}[^\W\d_]+s\b")
# "the percentage is 60", "30 / 50 * 100 = 60": it is percent, though no sign says so.
_SHARE = re.compile(
    r"(?:percent[^.\n]{0,80}?(?:is|are|was|:)|[*×x] ?100 ?=(?: ?<<[^<>\n]*>>)?)"
    r"[ *]*(\d[\d.,]*)(?![\d/]| ?[*/])",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[\s$]|\\[()\[\]]")
_MONEY = frozenset("$€£¢¥₹")
_IN_WORDS = (
    (re.compile(r" divided by ", re.IGNORECASE), "/"),
    (re.compile(r" (?:times|multiplied by) ", re.IGNORECASE), "*"),
    (re.compile(r" plus ", re.IGNORECASE), "+"),
    (re.compile(r" minus ", re.IGNORECASE), "-"),
    (re.compile(r" (?:is|equals|makes|gives) ", re.IGNORECASE), "="),
)
_DIGITS = 9  # of a number that is calculated with: int() refuses thousands
_JOINED = re.compile(r",\s*(?:and|or)\s|,|\s(?:and|or|&)\s")
_LONG_LABEL, _MOST_NAMED = 80, 12  # characters, things
_ONES = frozenset({"one", "a", "an", "single", "once", "first"})


class Numbers:
    """Rejects a number of the original that is gone, a new one, another unit, a false equation.

    New is allowed: what the request or the evidence says, the count of a list's items, a share
    written as a percentage or the reverse, and the result of a true calculation from numbers that
    are known. Gone is allowed: the count of a list that stands there. A number that comes once
    less while another comes once more, in the place of the first, was changed. A small number in
    words may count what stands there (the two, these three). Digits of any script; number words in
    English. Limits: two numbers that change places are `swapped`'s to find; units that no table
    has are words.
    """

    name = "numbers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (original.scanned or rewrite.scanned):
            return None
        counts = _list_sizes(rewrite)
        there = set(rewrite.numbers) | counts | _lone_one(rewrite)
        there.update(str(item.value) for item in rewrite.ordinals)
        there.update(
            each for each in original.numbers if each.count(".") > 1 and each in rewrite.text
        )
        free: set[str] | None = None
        for value in original.prose_numbers:
            if not _covered(value, there):
                free = _free(original, rewrite) if free is None else free
                if value in free:
                    continue
                spans = _places("original", original, value)
                return Finding(
                    self.name, f"the number {value} is gone", expected=value, spans=spans
                )
        support = {*original.numbers, *pair.request.numbers}
        support.update(str(item.value) for item in original.ordinals)
        for passage in pair.evidence:
            support.update(passage.numbers)
        return (
            self._new(pair, support, counts)
            or self._units(pair)
            or self._false(pair)
            or self._changed(pair)
            or self._one(pair)
        )

    def _new(self, pair: Pair, support: set[str], counts: set[str]) -> Finding | None:
        support |= (counts | numbering(pair.rewrite)) - _measured(pair.rewrite)
        results: set[str] | None = None
        told: set[str] | None = None
        for value in pair.rewrite.prose_numbers:
            if value == "1" or _covered(value, support):
                continue
            results = _results(pair.rewrite, support) if results is None else results
            if not _covered(value, results) and not _told(pair, value):
                told = restated(pair.rewrite, pair.support) if told is None else told
                if value in told:
                    continue
                spans = _places("rewrite", pair.rewrite, value)
                return Finding(self.name, f"the number {value} is new", found=value, spans=spans)
        return self._wrong_count(pair)

    def _wrong_count(self, pair: Pair) -> Finding | None:
        """An opening that the rewrite adds ("five steps:") and that its list contradicts."""
        text, items = pair.rewrite.text, pair.rewrite.items
        if not items:
            return None
        sizes, before = _list_sizes(pair.rewrite), set(pair.original.numbers)
        sizes |= _announced(pair.rewrite)
        opening = text[: items[0].start].rstrip().rpartition("\n")[0]
        for number in pair.rewrite.scanned:
            value = number.value
            if number.start >= items[0].start:
                break
            if number.start < len(opening) or not _COUNTED.match(text, number.end):
                continue
            named = text[number.start].isdigit() and _NAMED.search(text[: number.start][-30:])
            counted = not named and value.isdigit() and len(value) < 3 and value != "1"
            if (
                counted
                and value not in before
                and value not in sizes | _series_behind(number, text)
            ):
                message = f"{value} are announced, the list has another count"
                spans = (Span("rewrite", number.start, number.end),)
                found = text[len(opening) : items[0].start].strip()
                return Finding(self.name, message, found=found[:200], spans=spans)
        return None

    def _units(self, pair: Pair) -> Finding | None:
        before, after = by_value(pair.original.quantities), by_value(pair.rewrite.quantities)
        asked: dict[str, Counter[str]] | None = None
        for item in pair.rewrite.quantities:
            value, unit = item.number.value, item.unit
            known = before.get(value)
            if not unit or not known or known[unit]:
                continue
            lost = [was for was in known if was and after[value][was] < known[was]]
            if not lost and unit == "%" and not _is_share(pair.original, value, known):
                lost = [next(iter(known))]
            if not lost and unit in _MONEY:
                lost = [was for was in known if was in _MONEY]  # $160, and in the end 160 cents
            if not lost:
                continue
            asked = by_value(pair.request.quantities) if asked is None else asked
            if not asked.get(value, Counter())[unit]:
                was = next(
                    other
                    for other in pair.original.quantities
                    if other.number.value == value and other.unit == lost[0]
                )
                return self._unit_became(was, item)
        return self._unit_in_its_place(pair, before, after)

    def _unit_in_its_place(
        self, pair: Pair, before: dict[str, Counter[str]], after: dict[str, Counter[str]]
    ) -> Finding | None:
        """A unit that its own sentence lost for another, though both stand elsewhere as well."""
        if pair.original.formulas or pair.rewrite.formulas:
            return None  # 2$ and 2s are no money and no time there
        olds, news = pair.original.quantities, pair.rewrite.quantities
        for match in pair.matches if olds and news else ():
            old = _within(pair.original, match.before, olds)
            new = _within(pair.rewrite, match.after, news)
            if len(old) != len(new):
                continue
            for was, now in zip(old, new, strict=True):
                value = was.number.value
                fewer = after[value][was.unit] < before[value][was.unit]
                more = after[value][now.unit] > before[value][now.unit]
                same = value == now.number.value and was.unit and now.unit
                if same and was.unit != now.unit and fewer and more:
                    return self._unit_became(was, now)
        return None

    def _unit_became(self, was: Quantity, now: Quantity) -> Finding:
        value = was.number.value
        return Finding(
            self.name,
            f"{value} has another unit",
            expected=f"{value} {was.unit}",
            found=f"{value} {now.unit}",
            spans=(
                Span("original", was.number.start, was.number.end),
                Span("rewrite", now.number.start, now.number.end),
            ),
        )

    def _false(self, pair: Pair) -> Finding | None:
        known = {(equation.left, equation.right) for equation in pair.original.equations}
        told: str | None = None
        for equation in pair.rewrite.equations:
            if not equation.true and (equation.left, equation.right) not in known:
                told = _in_signs(pair.original.text) if told is None else told
                if _stands(equation.written, told):
                    continue
                spans = spans_of("rewrite", pair.rewrite.text, equation.written)
                return Finding(
                    self.name, "a calculation is false", found=equation.written[:120], spans=spans
                )
        return None

    def _one(self, pair: Pair) -> Finding | None:
        """One tablet that became three, or the other way."""
        found = None if pair.original.worked else changed_one(pair.original, pair.rewrite)
        if found is None:
            return None
        was, now, *spans = found
        return Finding(
            self.name, f"{was} became {now}", expected=was, found=now, spans=tuple(spans)
        )

    def _changed(self, pair: Pair) -> Finding | None:
        """One number once less, another once more, all others as often as before."""
        original, rewrite = pair.original, pair.rewrite
        before, after = Counter(original.prose_numbers), Counter(rewrite.prose_numbers)
        less, more = before - after, after - before
        if less.total() != 1 or more.total() != 1:
            return None
        was, now = next(iter(less)), next(iter(more))
        if now == f"-{was}" and _is_less(original, was):
            return None
        if _covered(was, {now}) or "1" in {was, now} or not _in_its_place(pair, was, now):
            return None
        if was in restated(original, (rewrite,)) and now in restated(rewrite, (original,)):
            return None
        spans = _places("original", original, was) + _places("rewrite", rewrite, now)
        return Finding(self.name, f"{was} became {now}", expected=was, found=now, spans=spans)


def _measured(text: Text) -> set[str]:
    """Numbers that stand with a unit only: 4 cm are no count of a list."""
    counted = {item.number.value for item in text.quantities if not item.unit}
    return {item.number.value for item in text.quantities} - counted


def _is_share(text: Text, value: str, units: Collection[str]) -> bool:
    """True where a number without a sign may be percent, and where it has another unit."""
    if not set(units) <= {"", "$"}:
        return True
    return any(match[1].rstrip(".,") == value for match in _SHARE.finditer(text.text))


def _series_behind(number: Number, text: str) -> set[str]:
    """Sizes of a series told behind a number in its own line: three causes act: a, b, and c."""
    line = text[number.start :].partition("\n")[0]
    return tallies(Text(line), series=True) if ":" in line else set()


def _free(original: Text, rewrite: Text) -> set[str]:
    """What may go: the size of what stands in the rewrite, numbers of labels, amounts written
    otherwise, and what only stands in a calculator's notes: <<6*5=30>>."""
    free = tallies(rewrite, series=False) | numbering(original)
    free |= restated(original, (rewrite,))
    signed = {value[1:] for value in rewrite.numbers if value[:1] == "-"}
    free |= {value for value in signed if _is_less(original, value)}
    if "24/7" in original.text and any(phrase in rewrite.folded for phrase in _ALWAYS):
        free |= {"24", "7"}
    if "<<" in original.text:
        free |= {*original.numbers} - {*numbers_in(NOTE.sub(" ", original.text))}
    return free


def _is_less(text: Text, value: str) -> bool:
    """True where a sentence says of the number that it is lost, spent or taken away."""
    return value in text.numbers and any(
        not _LESS.isdisjoint(words_of(sentence.lower())) and value in numbers_in(sentence)
        for sentence in text.sentences
    )


def _told(pair: Pair, value: str) -> bool:
    """True for a small number in words that counts what stands there, and for the last number of a
    Python range."""
    text = pair.rewrite.text
    written = [number for number in pair.rewrite.scanned if number.value == value]
    small = value.isdigit() and len(value) < _DIGITS
    if small and re.search(rf"[A-Za-z]{value}\b", pair.original.text):
        return True  # Python3 is Python 3
    if small and f", {int(value) + 1})" in text and "range(" in text:
        return True
    if value[:1] == "-" and _is_less(pair.original, value[1:]):
        return True
    if not written or any(not text[number.start].isalpha() for number in written):
        return False
    if value in numbering(pair.original):
        return True
    sizes = tallies(pair.rewrite, series=True) | tallies(pair.original, series=True)
    return value in sizes


def _in_its_place(pair: Pair, was: str, now: str) -> bool:
    """True where a sentence has the new number, and its counterpart the old one in its place."""
    olds, news = pair.original.quantities, pair.rewrite.quantities
    for match in pair.matches:
        old = Counter(item.number.value for item in _within(pair.original, match.before, olds))
        new = Counter(item.number.value for item in _within(pair.rewrite, match.after, news))
        if new[now] > old[now] and new[was] < old[was]:
            return True
    return not pair.matches


def _within(text: Text, places: range, found: Iterable[Quantity]) -> list[Quantity]:
    """The quantities of a sentence, given by the places of its words."""
    start, end = text.clauses.starts[places.start], text.clauses.ends[places[-1]]
    return [item for item in found if start <= item.number.end and item.number.start <= end]


def _places(side: Side, text: Text, value: str) -> tuple[Span, ...]:
    """Where a number stands, as often as it does, up to ten times."""
    found = [Span(side, item.start, item.end) for item in text.scanned if item.value == value]
    return tuple(found[:10])


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
    return set() if _ONES.isdisjoint(text.plain) else {"1"}


def _in_signs(text: str) -> str:
    """A text with the words of calculations as signs, without blanks and dollars."""
    for words, sign in _IN_WORDS:
        text = words.sub(sign, text)
    return _BLANKS.sub("", text)


def _stands(written: str, told: str) -> bool:
    """True where a text in signs has the calculation with the same signs, blanks aside."""
    bare = re.escape("".join(written.split()))
    return bool(re.search(rf"(?<![\d.]){bare}(?!\d)", told))


def _list_sizes(text: Text) -> set[str]:
    """How many items the lists have: each run of one level and kind, and all of the top level."""
    items = text.items
    if not items:
        return set()
    runs = _run_ends([(item.level, item.kind) for item in items])
    top = sum(item.level == 0 for item in items)
    return {str(size) for size in {*runs, top} if size > 1}


def _announced(text: Text) -> set[str]:
    """What a count before the first list may count besides: its items up to other text, and the
    things that its labels name: "Length and form: ...", "Age: ..." are three."""
    found, named = set(), 0
    for number, item in enumerate(text.items[:_MOST_NAMED], 1):
        label, colon, _ = item.text.partition(":")
        named += 1 + len(_JOINED.findall(label)) if colon and len(label) < _LONG_LABEL else 1
        after = text.items[number].start if number < len(text.items) else len(text.text)
        if text.text[item.end : after].strip() or number == len(text.items):
            found.update({str(number), str(named)})
            break
    return found


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
    for equation in text.equations:
        operands = [token.rstrip("%") for token in equation.left if token[0].isdigit()]
        if equation.true and all(_covered(value, known) for value in operands):
            results = {token.rstrip("%") for token in equation.right if token[0].isdigit()}
            known |= results
            found |= results
    return found
