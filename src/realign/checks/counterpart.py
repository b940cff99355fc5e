"""Where does the other side say what a marker bears on, and does it say the marker otherwise?

A marker that has no counterpart of its kind may be said in other words, or its whole statement may
be: then nothing can be told from the marker. Only where the same statement stands without it does
a lost or new marker change the claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from realign.checks.constructions import told_by_construction
from realign.checks.text import Text
from realign.reading.equivalents import equivalents
from realign.reading.lexicon import NEGATIONS
from realign.reading.markers import Marker

_EXCEPT = frozenset({"without", "unless", "until"})
_HEDGES = frozenset({"may", "could", "sometimes"})
_CASES = frozenset({("some", "cases"), ("certain", "cases"), ("many", "cases"), ("some", "people")})
_NEAR = 8  # words on each side of a marker that belong to its statement
_WIDE = 10  # words on each side of the counterpart in which an equivalent is looked for


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The words where the other side says it, and the share of the statement they have, 0..1."""

    words: tuple[str, ...]
    share: float


def counterpart(here: Text, marker: Marker, there: Text) -> Counterpart | None:
    """The sentence of the other side that shares most with the marker's statement; None where no
    word that the marker bears on stands there."""
    near = {here.clauses.keys[place] for place in _statement(here, marker)}
    focus = set(marker.focus)
    index = there.places
    shared: dict[int, set[str]] = defaultdict(set)
    clauses = there.clauses
    for key in near | focus:
        for place in index.get(key, ())[:40]:
            shared[clauses.sentence[place]].add(key)
    close = {number: keys for number, keys in shared.items() if keys & focus}
    if not close:
        return None
    most = max(len(keys) for keys in close.values())
    best = [number for number, keys in close.items() if len(keys) == most]
    words: set[int] = set()
    for number in best:
        for key in close[number]:
            for place in index[key][:40]:
                if clauses.sentence[place] == number:
                    words.update(_around(there, place))
    share = most / len(near | focus)
    if marker.kind == "not":  # ", but it must not be given to children" may stand alone there
        part = {here.clauses.keys[place] for place in _part(here, marker)}
        if 1 < len(part) < len(near):
            share = max(share, *(len(close[number] & part) / len(part) for number in best))
    return Counterpart(tuple(clauses.words[place] for place in sorted(words)), share)


def said_otherwise(here: Text, marker: Marker, there: Counterpart) -> bool:
    """True where the counterpart has as many words for the marker's kind as the statement."""
    span = here.clauses.words
    own = [span[place] for place in _around(here, marker.place)]
    if marker.kind == "not" and _is_needed(own, there.words):
        return True
    if marker.kind in _HEDGES and any(pair in _CASES for pair in pairwise(there.words)):
        return True
    if told_by_construction(here, marker, there.words):
        return True
    least = 1 if marker.kind == "most" else max(1, equivalents(marker.kind, own, there.words))
    return equivalents(marker.kind, there.words, own) >= least


def _is_needed(own: Sequence[str], there: Sequence[str]) -> bool:
    """True for "not ... without it" on one side, and "it is essential" on the other."""
    denials = sum(word in NEGATIONS for word in own)
    excepted = not _EXCEPT.isdisjoint(own)
    return excepted and denials > 0 and equivalents("must", there) > 0


def weaker(kind: str, here: Text, marker: Marker, there: Counterpart) -> bool:
    """True where the counterpart says less: often, many or can, where the statement says always."""
    own = [here.clauses.words[place] for place in _around(here, marker.place)]
    return equivalents(f"less_{kind}", there.words) > equivalents(f"less_{kind}", own)


def _statement(text: Text, marker: Marker) -> list[int]:
    """Places of the words of content around a marker, in its sentence."""
    clauses = text.clauses
    ends = range(marker.place, marker.place + marker.length)
    first, last = marker.place - _NEAR, ends.stop + _NEAR
    return [
        place
        for place in range(max(0, first), min(len(clauses), last))
        if clauses.sentence[place] == clauses.sentence[marker.place]
        and clauses.content[place]
        and place not in ends
    ]


def _part(text: Text, marker: Marker) -> list[int]:
    """Those of a statement that stand between the same commas as the marker."""
    before = [at for at in text.commas if at <= marker.place]
    behind = [at for at in text.commas if at > marker.place]
    first, stop = max(before, default=0), min(behind, default=len(text.clauses))
    return [place for place in _statement(text, marker) if first <= place < stop]


def _around(text: Text, place: int) -> range:
    """The words around one, in its sentence."""
    sentence = text.clauses.sentence
    first, last = place, place
    while first > 0 and place - first < _WIDE and sentence[first - 1] == sentence[place]:
        first -= 1
    end = len(sentence) - 1
    while last < end and last - place < _WIDE and sentence[last + 1] == sentence[place]:
        last += 1
    return range(first, last + 1)
