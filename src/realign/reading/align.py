"""Which sentence of the original says what a sentence of the rewrite says?

Each sentence of the rewrite gets its best counterpart: the one that shares most with it, rare words
before common ones. One sentence may be the counterpart of many. Where nothing fits, there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance.Levenshtein import opcodes

from realign.reading.clauses import Clauses

_MOST = 400  # sentences looked at
_COMMON = 40  # a word in more sentences than this says nothing of where it belongs
_LEAST = 0.45  # share of the weight of the smaller side that the two must have in common
_LONGEST = 120  # words
_MOST_CHANGED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence of each side, as places of words in its clauses, and how much they share, 0..1."""

    before: range
    after: range
    share: float


def align(original: Clauses, rewrite: Clauses) -> list[Match]:
    """A match for each sentence of the rewrite that has one, in the rewrite's order."""
    olds = original.sentences()[:_MOST]
    spoken = _keys_of(original, olds)
    index: dict[str, list[int]] = defaultdict(list)
    for number, keys in enumerate(spoken):
        for key in keys:
            index[key].append(number)
    rarity = {key: 1 / len(numbers) for key, numbers in index.items()}
    kept = _unmistakable(spoken, rarity)
    totals = [sum([rarity[key] for key in keys]) for keys in spoken]
    found = []
    news = rewrite.sentences()[:_MOST]
    for sentence, keys in zip(news, _keys_of(rewrite, news), strict=True):
        if keys in kept:
            found.append(Match(olds[kept[keys]], sentence, 1.0))
            continue
        scores: dict[int, float] = defaultdict(float)
        for key in keys:
            numbers = index.get(key, ())
            if len(numbers) <= _COMMON:
                for number in numbers:
                    scores[number] += rarity[key]
        if scores:
            best = max(  # of those that share as much, the one that says nothing else
                scores,
                key=lambda number: (round(scores[number], 9), spoken[number] == keys, -number),
            )
            whole = min(totals[best], sum([rarity.get(key, 1.0) for key in keys]))
            share = scores[best] / whole if whole else 0.0
            if share >= _LEAST:
                found.append(Match(olds[best], sentence, min(1.0, share)))
    return found


def _unmistakable(
    spoken: list[frozenset[str]], rarity: dict[str, float]
) -> dict[frozenset[str], int]:
    """The sentences with a word that no other one has: the same words can be no other's."""
    return {
        keys: number
        for number, keys in enumerate(spoken)
        if keys and max(own := [rarity[key] for key in keys]) == 1 and min(own) * _COMMON >= 1
    }


def _keys_of(clauses: Clauses, sentences: list[range]) -> list[frozenset[str]]:
    """Stems of content, and numbers, of each sentence."""
    counted, none = clauses.counted, frozenset({""})
    return [frozenset(counted[part.start : part.stop]) - none for part in sentences]


@dataclass(frozen=True, slots=True)
class Change:
    """Words of one side that stand where others stood, as places in the clauses of each side."""

    before: range
    after: range


def changes(original: Clauses, rewrite: Clauses, match: Match) -> list[Change]:
    """Where the two sentences differ, word for word, with equal words on both sides of it.

    The start and the end of a sentence count as equal words. At most three words a side.
    """
    one, two = match.before, match.after
    if max(len(one), len(two)) > _LONGEST:
        return []
    before = original.keys[one.start : one.stop]
    after = rewrite.keys[two.start : two.stop]
    if before == after:
        return []
    parts = list(opcodes(before, after))
    found = []
    for number, part in enumerate(parts):
        around = {parts[near].tag for near in (number - 1, number + 1) if 0 <= near < len(parts)}
        if part.tag == "replace" and around == {"equal"}:
            change = Change(
                one[part.src_start : part.src_end], two[part.dest_start : part.dest_end]
            )
            if max(len(change.before), len(change.after)) <= _MOST_CHANGED:
                found.append(change)
    return found


def same_beside(original: Clauses, rewrite: Clauses, match: Match, change: Change) -> int:
    """How many of the two words before a change, and the two behind, are the same ones, 0..4.

    Where both sentences begin or end there, that counts as the same.
    """
    one, two = match.before, match.after
    pairs = [
        (places_before, places_after)
        for step in (1, 2)
        for places_before, places_after in (
            (change.before.start - step, change.after.start - step),
            (change.before.stop - 1 + step, change.after.stop - 1 + step),
        )
    ]
    return sum(
        (original.keys[was] if was in one else "") == (rewrite.keys[now] if now in two else "")
        for was, now in pairs
    )


def apart(original: Clauses, rewrite: Clauses, match: Match) -> float:
    """How many other words the two sentences have for each one that both have, 0 and more."""
    was = set(original.keys[match.before.start : match.before.stop])
    now = set(rewrite.keys[match.after.start : match.after.stop])
    return len(was ^ now) / max(1, len(was & now))


def words_at(clauses: Clauses, places: Sequence[int]) -> str:
    """The words at some places, for a message."""
    return " ".join(clauses.words[place] for place in places)
