"""What of a sentence is told near its counterpart: the ground of the checks that look closely.

A word that stands elsewhere in the rewrite covers for one that is lost only where it stands near
what its sentence says: in the sentences that share most with it, their neighbours, or a label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress

from realign.reading.clauses import Clauses, sayers
from realign.reading.lexicon import LAYOUT_STEMS, heads
from realign.reading.rarity import weight
from realign.reading.thesaurus import neighbours, same_ending

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


class Nearby:
    """Both sides of a pair, and what of each sentence of `here` is told near its counterparts.

    `holders` says which sentences of `there` have a word, as bits. Sentences are looked at when
    they are asked for; of a text with very many there are none.
    """

    def __init__(self, here: Clauses, there: Clauses, holders: dict[str, int]) -> None:
        self._ours, self._theirs, self._holders = _Side(here), _Side(there), holders
        self._new: dict[int, tuple[int, ...]] = {}

    def __iter__(self) -> Iterator[Near]:
        """Each sentence that has a counterpart, in order."""
        if max(len(self._ours.sentences), len(self._theirs.sentences)) <= _MOST:
            found = map(self._near, self._ours.sentences)
            yield from (near for near in found if near is not None)

    def losing(self) -> Iterator[Near]:
        """Those of them of which words are lost, in order."""
        if max(len(self._ours.sentences), len(self._theirs.sentences)) <= _MOST:
            for sentence in self._ours.sentences:
                # A sentence that has all of its words is its best counterpart.
                if not sayers(self._ours.keys(sentence), self._holders):
                    near = self._near(sentence)
                    if near is not None and near.lost:
                        yield near

    def untold(self) -> Iterator[range]:
        """The sentences without any counterpart."""
        if max(len(self._ours.sentences), len(self._theirs.sentences)) <= _MOST:
            for sentence in self._ours.sentences:
                keys = self._ours.keys(sentence)
                if self._holders.keys().isdisjoint(keys) and not self._theirs.counterparts(keys):
                    yield sentence

    def _near(self, sentence: range) -> Near | None:
        close = self._theirs.counterparts(self._ours.keys(sentence))
        if not close:
            return None
        return Near(
            sentence,
            tuple(self._ours.content(sentence)),
            frozenset(self._theirs.untold(self._ours, sentence, close)),
            tuple(self._theirs.sentences[number] for number in close),
            tuple(place for number in close for place in self._came(number)),
        )

    def _came(self, number: int) -> tuple[int, ...]:
        """Places of the words of content in a counterpart that nothing near it says."""
        found = self._new.get(number)
        if found is None:
            theirs, sentence = self._theirs, self._theirs.sentences[number]
            clauses = theirs.clauses
            close = self._ours.counterparts(theirs.keys(sentence))
            found = self._new[number] = tuple(
                place
                for place in self._ours.untold(theirs, sentence, close)
                if not clauses.label[place] and clauses.keys[place] not in LAYOUT_STEMS
            )
        return found


class _Side:
    """The sentences of one side, by what they say."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses, self.sentences = clauses, clauses.sentences()

    def content(self, places: range) -> Iterable[int]:
        """The places of words of content and numbers."""
        return compress(places, self.clauses.counted[places.start : places.stop])

    def keys(self, places: range) -> set[str]:
        """The stems there, of words of content and numbers."""
        return {key for key in self.clauses.counted[places.start : places.stop] if key}

    @cached_property
    def _labels(self) -> frozenset[str]:
        return self.clauses.labelled()

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """Stem, or a shorter one of its family -> numbers of the sentences that say it."""
        index: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self.sentences):
            keys = self.keys(sentence)
            for form in keys.union(*map(heads, keys)):
                index[form].append(number)
        return dict(index)

    def counterparts(self, keys: set[str]) -> list[int]:
        """Numbers of the sentences that share most with the words of one of the other side."""
        index = self._index
        scores: dict[int, float] = defaultdict(float)
        for key in keys:
            numbers = index.get(key) or next((index[h] for h in heads(key) if h in index), ())
            if numbers:
                value = (_LIGHT + weight(key)) / len(numbers) ** 0.5
                for number in numbers:
                    scores[number] += value
        least = _CLOSE * max(scores.values(), default=0.0)
        return sorted([number for number, score in scores.items() if score >= least])

    def untold(self, other: _Side, sentence: range, close: list[int]) -> Iterator[int]:
        """Places of a sentence of the other side whose words do not stand near its counterparts
        on this side, nor in a label."""
        last = len(self.sentences) - 1
        wide = {near for at in close for near in (at - 1, at, at + 1) if 0 <= near <= last}
        parts = [self.sentences[at] for at in wide]
        keys = self._labels.union(*[self.clauses.keys[part.start : part.stop] for part in parts])
        forms: frozenset[str] | None = None
        for place in other.content(sentence):
            key = other.clauses.keys[place]
            if key in keys or key[0].isdigit():
                continue
            if forms is None:
                forms = frozenset(chain.from_iterable(map(heads, keys)))
            if key in forms or not keys.isdisjoint((*heads(key), *same_ending(key))):
                continue
            if keys.isdisjoint(neighbours(key)):
                yield place
