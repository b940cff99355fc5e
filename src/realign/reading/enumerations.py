"""Things that prose counts up: in one sentence, or a sentence for each.

Pure, and shared by the requirements that ask for a list and the layout that makes one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from realign.reading.text import words_of

_BRACKETS = re.compile(r"[(\[\"“][^()\[\]\"“”]*[)\]\"”]")
_COMMA = re.compile(r"[,;]\s+")
_SEMICOLON = re.compile(r";\s+")
_JOINED = re.compile(r"(?:and|or|as\s+well\s+as)\s+", re.IGNORECASE)
# What a row of things follows.
_LEADS = re.compile(
    r"(?::|\b(?:includ(?:e|es|ed|ing)|such\s+as|are|is|consists?\s+of|comprises?|contains?|requires?|needs?"
    r"|have|has|involves?|offers?|provides?|covers?|as\s+follows:?))\s+"
)
_NAMES_A_ROW = re.compile(r"(?::|\b(?:includ\w+|such\s+as|are|consists?\s+of|follows:?))\s+$")
_DEGREE = re.compile(r"(?:more|less|very|even)\s", re.I)
_APART = re.compile(r",\s+(?:including|such\s+as|namely)\s+")
# A part that holds a verb of its own is a clause, and no thing.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|should|we|they|he|she|i)\b", re.I
)
_GERUND = re.compile(r"\w{2,}ing\b(?!\s+(?:of|materials?|tools?|and|or)\b)")
_TRAILS = re.compile(r"(?:which|who|making|while|but|so|because|among|all\s+of|etc)\b", re.I)
_REFERS_BACK = re.compile(r"(?:it|its|they|this|he|she|for\s+example|for\s+instance)\b", re.I)
_COMMON = frozenset(
    words_of(
        "the a an this that these those and or of in on at for to with by from as is are was "
        "were be include includes including such some main key major three four five six it its "
        "their your first second third most more other one"
    )
)
_OPENING = 6  # words: where a sentence says what it is about


@dataclass(frozen=True, slots=True)
class Row:
    """Things that one sentence counts up, behind the words that lead to them."""

    lead: str
    items: tuple[str, ...]


def row_of(sentence: str) -> Row | None:
    """The row that a sentence ends with: "Its parts are a tray, a drum, and a lamp."

    None where it is not plain where an item begins or ends: no comma before the last "and" and
    an "and" within an item, a clause among the items, or something behind the last one.
    """
    body = sentence.rstrip()
    if not body.endswith("."):
        return None
    body = body[:-1]
    hidden = _BRACKETS.sub(lambda match: "\x00" * len(match[0]), body)
    start = _lead_end(hidden)
    between = _SEMICOLON if hidden.count("; ") > 1 else _COMMA
    cuts = [start, *(match.end() for match in between.finditer(hidden, start)), len(body)]
    parts = [body[a:b].strip(" ,;") for a, b in itertools.pairwise(cuts)]
    joined = _JOINED.match(parts[-1])
    if not start or len(parts) < 3 or joined is None:
        return None
    items = (*parts[:-1], parts[-1][joined.end() :])
    if not _are_items(hidden[:start], items):
        return None
    if items[0].startswith("to ") and not any(item.startswith("to ") for item in items[1:]):
        start += 3  # "are to rest, eat, and sleep"
        items = (items[0][3:], *items[1:])
    return Row(body[:start].rstrip(" :"), items)


def _are_items(lead: str, items: Sequence[str]) -> bool:
    """False for adjectives of one thing, clauses, and what says more of the item before."""
    if len(items) < 5 and not _NAMES_A_ROW.search(lead):
        return False  # "has a warm, soft, and even light"
    if any(map(_DEGREE.match, items[1:])):
        return False  # "cut it into smaller, more handy pieces" is one item
    if _GERUND.match(items[0]) is None and any(map(_GERUND.match, items[1:])):
        return False  # "shirts that sell well, featuring ..."
    return all(item and not _is_no_thing(item) for item in items)


def _lead_end(hidden: str) -> int:
    """Where the row begins: behind ", including", else behind the words before the first comma
    that lead to it. A colon leads more surely than "include", and that more than a verb."""
    told = _APART.search(hidden)
    if told is not None:
        return told.end()
    comma = _COMMA.search(hidden)
    ends = [match.end() for match in _LEADS.finditer(hidden, 0, comma.start() if comma else 0)]
    sure = [end for end in ends if _NAMES_A_ROW.search(hidden[:end])]
    colon = [end for end in ends if hidden[:end].rstrip().endswith(":")]
    return (colon or sure or ends or [0])[-1]


def _is_no_thing(item: str) -> bool:
    plain = _BRACKETS.sub("", item)
    return bool(_CLAUSE.search(plain) or _TRAILS.match(plain) or _JOINED.match(plain))


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences `first`..`last` (exclusive) tell one after the other what the sentence before
    them named; `starts` are the sentences that open a point."""

    first: int
    last: int
    starts: tuple[int, ...]


def told_points(sentences: Sequence[str], wanted: int = 3) -> Points | None:
    """The first sentence that names at least `wanted` things, each told by what follows.

    "The parts are a tray, a drum and a lamp. The tray holds ... It ... The drum ... The lamp ..."
    None unless every thing that is named is told.
    """
    for place in range(len(sentences) - wanted):
        named = _named(sentences[place])
        if len(named) >= wanted:
            found = _told(sentences, place + 1, named)
            if found is not None:
                return found
    return None


def _told(sentences: Sequence[str], first: int, named: Sequence[frozenset[str]]) -> Points | None:
    starts: list[int] = []
    told: set[int] = set()
    at = first
    while at < len(sentences):
        about = _about(sentences[at], named)
        if about is not None and about not in told:
            told.add(about)
            starts.append(at)
        elif not starts or not (about is not None or _REFERS_BACK.match(sentences[at])):
            break
        at += 1
    if len(told) < len(named):
        return None
    if at - starts[-1] > 1 and not _goes_on(starts):
        at = starts[-1] + 1  # the others are a sentence each: what is left is about them all
    return Points(first, at, tuple(starts))


def _goes_on(starts: Sequence[int]) -> bool:
    """A point before the last has more than one sentence."""
    return any(b - a > 1 for a, b in itertools.pairwise(starts))


def _named(sentence: str) -> list[frozenset[str]]:
    """The last words of each thing that a sentence counts up."""
    parts = _COMMA.split(_BRACKETS.sub("", sentence))
    last = re.split(r"\b(?:and|or)\s+", parts[-1])
    if len(parts) > 1 and _JOINED.match(parts[-1]):
        last = [parts[-1][_JOINED.match(parts[-1]).end() :]]  # type: ignore[union-attr]
    named = [frozenset(_weighty(words_of(part)[-4:])) for part in [*parts[:-1], *last]]
    return [words for words in named if words]


def _about(sentence: str, named: Sequence[frozenset[str]]) -> int | None:
    """The one thing that the opening of a sentence speaks of."""
    opening = _weighty(words_of(sentence[:80])[:_OPENING])
    shared = [len(words & opening) for words in named]
    most = max(shared)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _weighty(words: Sequence[str]) -> set[str]:
    """Without the words that any sentence has, and without the plural's s."""
    found = {word.casefold() for word in words} - _COMMON
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found}
