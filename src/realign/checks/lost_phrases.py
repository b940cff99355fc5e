"""A part of a sentence that is gone, however light its words: "in low light conditions"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from realign.checks.base import Pair
from realign.checks.cuts import cut, kept_in_all
from realign.checks.weighing import COUNTS, JOINING
from realign.reading.clauses import Clauses
from realign.reading.lexicon import heads
from realign.reading.nearby import Near
from realign.reading.rarity import weight
from realign.reading.thesaurus import is_adverb, neighbours, same_ending
from realign.samples import Finding, Span

_IN_CODE = 0.5  # share of its words that may stand in code
_WORDS = 2  # of content, side by side
_LEAST = 0.3  # what they weigh together
_ROOM = (
    0.5  # for each of them so many words may be new where they would be told: more, and they are
)
_NEAR = 12  # words before and behind the counterpart that are looked at


class LostPhrases:
    """Rejects when words side by side are said less often, and nothing came in their place.

    Words are counted, so it does not help that the same ones stand elsewhere in the text, but in
    a label one stands for many. A synonym that came tells one; and where the counterpart of the
    sentence has half as many new words as are gone, they may be told by these. What the request
    says may be left out. In what is nearly a copy, in any language, an item, a sentence or a part
    of one that was cut out is found as well (see `cuts`). Limits: else English; single words are
    left to `dropped` and `qualifiers`, names and numbers to their checks.
    """

    name = "lost_phrases"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        return self._unsaid(pair) or self._cut(pair)

    def _cut(self, pair: Pair) -> Finding | None:
        """What was cut out of a copy."""
        gap = cut(pair)
        places = list(gap.places) if gap else []
        original = pair.original
        return _found(self.name, original.clauses, original.text, places) if places else None

    def _unsaid(self, pair: Pair) -> Finding | None:
        """Words side by side that are said less often."""
        original, rewrite = pair.original, pair.rewrite
        if original.worked or original.mostly_code:
            return None
        if not original.language == rewrite.language == "en":
            return None
        before, after = original.clauses.content_counts(), rewrite.clauses.content_counts()
        lost, came = before - after, after - before
        labels = rewrite.clauses.labelled()
        for key in [key for key in lost if key in labels or _is_told(key, came)]:
            del lost[key]
        if len(lost) < _WORDS:
            return None
        for near in pair.kept_near.losing():
            for run in _runs(pair, near, lost):
                if not _has_room(pair, near, came, len(run)) and kept_in_all(pair, run) < _IN_CODE:
                    return _found(self.name, original.clauses, original.text, run)
        return None


def _found(name: str, clauses: Clauses, text: str, run: list[int]) -> Finding:
    start, end = clauses.starts[run[0]], clauses.ends[run[-1]]
    return Finding(
        name,
        "a part of a sentence is gone",
        expected=" ".join(text[start:end].split())[:200],
        spans=(Span("original", start, end),),
    )


def _is_told(key: str, came: Counter[str]) -> bool:
    """True where a word of its family, or a synonym, came."""
    others = {key, *heads(key), *same_ending(key), *neighbours(key)}
    return any(other in others or not others.isdisjoint(heads(other)) for other in came)


def _runs(pair: Pair, near: Near, lost: Counter[str]) -> Iterator[list[int]]:
    """Places of words of content in a row that are said less often, the request's left out."""
    clauses, request = pair.original.clauses, pair.request
    run: list[int] = []
    for place in (*near.sentence, -1):
        inside = place >= 0
        if inside and (
            not clauses.content[place] or clauses.named[place] or clauses.words[place] in COUNTS
        ):
            continue
        if inside and clauses.words[place - 1 : place + 2] == ["in", "order", "to"]:
            continue
        if inside and lost[clauses.keys[place]] > 0 and not clauses.label[place]:
            run.append(place)
            continue
        own = [at for at in run if not request.says(clauses.keys[at])]
        telling = {clauses.keys[at] for at in own if not _joins(clauses, at)}
        if len(telling) >= _WORDS and sum(weight(clauses.keys[at]) for at in own) >= _LEAST:
            yield own
        run = []


def _joins(clauses: Clauses, place: int) -> bool:
    """True for what only joins a sentence to the one before: finally, or "Alternatively," first."""
    word = clauses.words[place]
    if word in JOINING:
        return True
    first = not place or clauses.sentence[place - 1] != clauses.sentence[place]
    return first and word.endswith("ly") and is_adverb(clauses.keys[place])


def _has_room(pair: Pair, near: Near, came: Counter[str], words: int) -> bool:
    """True where the counterpart has words that came, half as many as are gone."""
    clauses = pair.rewrite.clauses
    places = [
        at
        for part in near.others
        for at in range(max(0, part.start - _NEAR), min(len(clauses), part.stop + _NEAR))
    ]
    new = {clauses.keys[at] for at in places if clauses.content[at] and clauses.keys[at] in came}
    return len(new) >= _ROOM * words
