"""What of a sentence is told near its counterpart: the ground of the checks that look closely.

A word that stands elsewhere in the rewrite covers for one that is lost only where it stands near
what its sentence says: in the sentences that share most with it, their neighbours, or a label.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from realign.checks.clauses import Clauses
from realign.checks.lexicon import LAYOUT_STEMS, heads
from realign.checks.rarity import weight
from realign.checks.thesaurus import neighbours, same_ending

_MOST = 150  # sentences of a side; a longer text is not looked at
_CLOSE = 0.5  # share of what the best counterpart has in common that another one must have
_LIGHT = 0.3  # what a word of no weight counts all the same


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence and what is told of it.

    `places` are its words of content and numbers, `lost` those of them that are not told near its
    counterparts, `others` the counterparts, `new` the words of content in these that nothing near
    the sentence says, labels and words of layout left out.
    """

    sentence: range
    places: tuple[int, ...]
    lost: frozenset[int]
    others: tuple[range, ...]
    new: tuple[int, ...]


def nearby(here: Clauses, there: Clauses) -> list[Near]:
    """Each sentence of a side that has a counterpart on the other, in order."""
    ours, theirs = here.sentences(), there.sentences()
    if max(len(ours), len(theirs)) > _MOST:
        return []
    labels = [_labels(here), _labels(there)]
    new = [
        tuple(
            place
            for place in _untold(there, sentence, here, ours, close, labels[0])
            if not there.label[place] and there.keys[place] not in LAYOUT_STEMS
        )
        for sentence, close in zip(theirs, _counterparts(there, theirs, here, ours), strict=True)
    ]
    found = []
    for sentence, close in zip(ours, _counterparts(here, ours, there, theirs), strict=True):
        if close:
            places = tuple(_content(here, sentence))
            lost = frozenset(_untold(here, sentence, there, theirs, close, labels[1]))
            others = tuple(theirs[number] for number in close)
            came = tuple(place for number in close for place in new[number])
            found.append(Near(sentence, places, lost, others, came))
    return found


def _labels(clauses: Clauses) -> set[str]:
    return {key for key, label in zip(clauses.keys, clauses.label, strict=True) if label}


def _content(clauses: Clauses, places: range) -> list[int]:
    content, words = clauses.content, clauses.words
    return [place for place in places if content[place] or words[place][0].isdigit()]


def _counterparts(
    here: Clauses, ours: list[range], there: Clauses, theirs: list[range]
) -> list[list[int]]:
    """For each sentence of one side the numbers of those of the other that share most with it."""
    index: dict[str, set[int]] = defaultdict(set)
    for number, sentence in enumerate(theirs):
        for key in {there.keys[place] for place in _content(there, sentence)}:
            for form in (key, *heads(key)):
                index[form].add(number)
    found = []
    for sentence in ours:
        scores: dict[int, float] = defaultdict(float)
        for key in {here.keys[place] for place in _content(here, sentence)}:
            numbers = index.get(key) or next((index[h] for h in heads(key) if h in index), ())
            for number in numbers:
                scores[number] += (_LIGHT + weight(key)) / len(numbers) ** 0.5
        best = max(scores.values(), default=0.0)
        found.append(sorted(number for number, score in scores.items() if score >= _CLOSE * best))
    return found


def _untold(
    here: Clauses,
    sentence: range,
    there: Clauses,
    theirs: list[range],
    close: list[int],
    labels: set[str],
) -> list[int]:
    """Places of a sentence whose words do not stand near its counterparts, nor in a label."""
    wide = {near for at in close for near in (at - 1, at, at + 1) if 0 <= near < len(theirs)}
    keys = labels.union(*(there.keys[theirs[at].start : theirs[at].stop] for at in wide))
    forms: set[str] | None = None
    found = []
    for place in _content(here, sentence):
        key = here.keys[place]
        if key in keys or key[0].isdigit():
            continue
        if forms is None:
            forms = {head for word in keys for head in heads(word)}
        if key in forms or not keys.isdisjoint((*heads(key), *same_ending(key))):
            continue
        if keys.isdisjoint(neighbours(key)):
            found.append(place)
    return found
