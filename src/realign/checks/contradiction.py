"""Does a passage say something else than the original? A test of values, not of understanding.

The question is what makes two values comparable: "When was it released?" is answered by a date, and
a passage that speaks of the release with another date contradicts. Names, dates and amounts are
compared; sentences that differ in anything else are not seen. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.reading.lexicon import STOP, fold, stem
from realign.reading.text import split_sentences, words_of
from realign.samples import Evidence, Finding, Span

NAME = "evidence contradicts the original"

Kind = Literal["name", "date", "amount"]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y1>\d{{4}}))?\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m2>{_MONTH})(?:,?\s+(?P<y2>\d{{4}}))?\b"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<y3>\d{{4}})\b|\b(?P<y4>1[5-9]\d\d|20\d\d)\b",
    re.IGNORECASE,
)
_STAMP = re.compile(rf"^\s*{_MONTH}\s+\d{{1,2}},\s+\d{{4}}\s*(?:\.{{3}}|…|·|—)\s*", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?P<sign>[$€£¥]|US\$)?\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>million|billion|trillion|%"
    r"|percent|thousand)?",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'-]*[\wÀ-ÿ]|\.)?"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:of|de|da|van|von|the|al)\s+)?{_CAPITAL})*")
_WHEN = re.compile(r"\b(?:when|date|year|day)\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|tall|high|old|far|big|large)\b|\b(?:revenue|price|number|population"
    r"|amount|cost|worth|budget|score|percentage)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_COMMON = """
    the a an in on at it he she they his her this that these those when where who what why how
    and but or for from with by of to as is was were after before during since while january
    february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday mr mrs ms dr new jan feb mar apr jun jul aug sep
    sept oct nov dec there here final first last yes no not i we you watch read more see all
"""
_NOT_NAMES = frozenset(_COMMON.split())
_NEAR = 5  # words between a value and a word of the question that makes it an answer
_ABOUT = 0.6  # of the question's words must stand in the passage or its title


@dataclass(frozen=True, slots=True)
class Value:
    """A name, a date or an amount as written, and its place in words."""

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A passage (by its place) that answers the question with another value."""

    passage: int
    expected: str
    found: str


def contradictions(
    original: str, question: str, evidence: Sequence[Evidence]
) -> list[Contradiction]:
    """The passages whose answer to the question is another one than the original's."""
    kind = _kind(question)
    asked = [stem(word) for word in words_of(fold(question)) if word not in STOP]
    answers = list(_answers(original, question, kind))
    if not answers or not asked:
        return []
    found = []
    for place, item in enumerate(evidence):
        if any(_says(item.text, answer) for answer in answers):
            continue
        rival = _rival(item, question, asked, answers[0].kind, answers)
        if rival:
            found.append(Contradiction(place, answers[0].text, rival))
    return found


def supporters(original: str, question: str, evidence: Sequence[Evidence]) -> int:
    """How many sources say the original's answer."""
    answers = list(_answers(original, question, _kind(question)))
    said_by = [e for e in evidence if any(_says(e.text, answer) for answer in answers)]
    return len({origin(item) for item in said_by})


def agreed(
    found: Sequence[Contradiction], evidence: Sequence[Evidence], supporting: int = 0
) -> set[str]:
    """The values that at least two sources say, and more than say the original's: two sites or
    documents, not one of them twice."""
    return {
        value
        for value, said_by in _said_by(found, evidence).items()
        if len(said_by) > max(1, supporting)
    }


def _said_by(found: Sequence[Contradiction], evidence: Sequence[Evidence]) -> dict[str, set[str]]:
    sources: dict[str, set[str]] = {}
    for item in found:
        sources.setdefault(_folded(item.found), set()).add(origin(evidence[item.passage]))
    return sources


def is_agreed(value: str, values: set[str]) -> bool:
    """True where a value is one of those that two sources say."""
    return _folded(value) in values


def origin(item: Evidence) -> str:
    """Whose word it is: the site of an address, the document of a place in it."""
    try:
        host = urlsplit(item.source).hostname
    except ValueError:
        host = None
    if host:
        return ".".join(host.removeprefix("www.").split(".")[-3:])
    return re.sub(r"[:#][\d-]+$", "", item.source)


def findings(
    found: Sequence[Contradiction],
    evidence: Sequence[Evidence],
    supporting: int = 0,
    original: str = "",
) -> tuple[Finding, ...]:
    """One finding a value, with who says it and where the original says otherwise: for the review,
    since the original may be wrong. None for a value that fewer sources say than say the
    original's."""
    said: dict[str, list[Contradiction]] = {}
    for item in found:
        said.setdefault(_folded(item.found), []).append(item)
    out = []
    for items in said.values():
        names = list(dict.fromkeys(origin(evidence[item.passage]) for item in items))
        if len(names) < supporting:
            continue
        sources = f"{len(names)} source{'s' if len(names) > 1 else ''}"
        message = f"{NAME}: {sources} ({', '.join(names[:3])[:200]})"
        expected, value = items[0].expected, items[0].found
        spans = spans_of("original", original, expected)
        out.append(Finding("contradiction", message, "warn", expected, value, spans))
    return tuple(out)


class Contradicts:
    """Rejects when a new sentence of the rewrite answers the request with another value than the
    original does, unless two passages' sources agree on it."""

    name = "contradiction"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if not pair.evidence or pair.original.text == pair.rewrite.text:
            return None
        known = set(pair.original.sentences)
        new = [Evidence(text, "rewrite") for text in pair.rewrite.sentences if text not in known]
        allowed = {_folded(value) for value in pair.agreed}
        for item in contradictions(pair.original.text, pair.request.text, new):
            if _folded(item.found) not in allowed:
                return Finding(
                    self.name,
                    "the rewrite contradicts the original",
                    expected=item.expected,
                    found=item.found,
                    spans=(
                        *spans_of("original", pair.original.text, item.expected),
                        *_where(pair.rewrite.text, new[item.passage].text, item.found),
                    ),
                )
        return None


def _where(text: str, sentence: str, value: str) -> tuple[Span, ...]:
    """The value's place in its sentence; where the sentence stands otherwise, in the text."""
    at = text.find(sentence)
    inside = spans_of("rewrite", sentence, value) if at >= 0 else ()
    if not inside:
        return spans_of("rewrite", text, value)
    return tuple(Span(span.side, at + span.start, at + span.end) for span in inside)


def _kind(question: str) -> Kind | None:
    """What kind of value answers the question; None: whatever the original has."""
    if _WHO.search(question):
        return "name"
    if _WHEN.search(question):
        return "date"
    return "amount" if _HOW_MANY.search(question) else None


def _answers(original: str, question: str, kind: Kind | None) -> Iterator[Value]:
    """What the original answers: its values that the question does not say, of the kind asked for,
    in the sentence that comes nearest to the question."""
    asked = {stem(word) for word in words_of(fold(question)) if word not in STOP}
    sentences = split_sentences(original)[:20] or [original]

    def nearness(sentence: str) -> int:
        return len(asked & {stem(word) for word in words_of(fold(sentence))})

    best = max(sentences, key=nearness)
    for wanted in [kind] if kind else ["name", "date", "amount"]:
        values = [value for value in _values(best, wanted) if not _says(question, value)]
        if values:
            yield from values
            return


def _values(text: str, kind: str) -> Iterator[Value]:
    if kind == "name":
        yield from _names(text)
    elif kind == "date":
        for match in _DATE.finditer(text):
            yield Value("date", match[0], match.start(), match.end())
    else:
        dates = [match.span() for match in _DATE.finditer(text)]
        for match in _AMOUNT.finditer(text):
            if not any(a <= match.start("number") < b for a, b in dates):
                yield Value("amount", match[0].strip(), match.start(), match.end())


def _names(text: str) -> Iterator[Value]:
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and fold(words[0]).strip(".") in _NOT_NAMES:
            words = words[1:]
        if not words:
            continue
        name = " ".join(words).removesuffix("'s").removesuffix("’s")
        yield Value("name", name, match.end() - len(" ".join(words)), match.end())


def _says(text: str, value: Value) -> bool:
    """True where the text has the value, or a part of it that could stand for it."""
    if value.kind == "date":
        mine = _parts(value.text)
        return any(_same_date(mine, _parts(m[0])) for m in _DATE.finditer(text))
    if value.kind == "amount":
        mine_amount = _amount(value.text)
        return any(_amount(match[0]) == mine_amount for match in _AMOUNT.finditer(text))
    there = set(words_of(fold(text)))
    return any(word in there for word in words_of(fold(value.text)) if len(word) > 2)


def _rival(
    item: Evidence, question: str, asked: list[str], kind: Kind, answers: list[Value]
) -> str | None:
    """Another value of the kind, near to what the question asks of."""
    text = _STAMP.sub("", item.text)
    relation = [key for key in asked if not _in_names(key, question)] or asked
    about = {stem(word) for word in words_of(fold(f"{item.title} {text}"))}
    numbers = {key for key in asked if key.isdigit()}
    if sum(key in about for key in asked) < _ABOUT * len(asked) or not numbers <= about:
        return None  # of another year, or another part of a series
    for part in re.split(r"\s(?:\.\.\.|…|·|;)\s", text):
        for value in _values(part, kind):
            if not _comparable(value, answers) or _says(question, value):
                continue
            if _near(part, value, relation):
                return value.text
    return None


def _comparable(value: Value, answers: list[Value]) -> bool:
    if value.kind == "amount":
        return any(_amount(value.text)[1:] == _amount(answer.text)[1:] for answer in answers)
    if value.kind == "date":
        return any(_rivals(_parts(value.text), _parts(answer.text)) for answer in answers)
    return True


def _near(text: str, value: Value, relation: list[str]) -> bool:
    before = words_of(fold(text[: value.start]))[-_NEAR:]
    after = words_of(fold(text[value.end :]))[:_NEAR]
    if not before and value.kind == "name" and " " not in value.text:
        after = after[:1]  # a capital that begins a sentence is mostly no name
    return any(stem(word) in relation for word in [*before, *after])


def _in_names(key: str, question: str) -> bool:
    first = question.split(" ", 1)[0]
    return any(
        key in {stem(word) for word in words_of(fold(value.text))}
        for value in _names(question)
        if value.text != first
    )


def _parts(text: str) -> tuple[str, str, str]:
    """(year, month, day) of a date; "" for what it does not say."""
    match = _DATE.search(text)
    if match is None:
        return "", "", ""
    year = match["y1"] or match["y2"] or match["y3"] or match["y4"] or ""
    month = (match["m1"] or match["m2"] or match["m3"] or "")[:3].lower()
    day = (match["d1"] or match["d2"] or "").lstrip("0")
    return year, str(_MONTHS.index(month) + 1) if month in _MONTHS else "", day


def _same_date(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """What both say is the same, and both say something."""
    both = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(both) and all(a == b for a, b in both)


def _rivals(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    both = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(both) and any(a != b for a, b in both)


def _amount(text: str) -> tuple[str, str, str]:
    match = _AMOUNT.search(text)
    if match is None:
        return "", "", ""
    number = f"{float(match['number'].replace(',', '')):.6g}"
    scale = (match["scale"] or "").lower().replace("percent", "%")
    return number, "$" if "$" in (match["sign"] or "") else match["sign"] or "", scale


def _folded(text: str) -> str:
    date = _parts(text)
    return "-".join(date) if any(date) and not _NAME.fullmatch(text) else fold(text).strip(" .,")
