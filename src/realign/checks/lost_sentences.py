"""A whole sentence that is gone while all around it stayed as it was, however light its words."""

from __future__ import annotations

from collections import Counter

from realign.checks.base import Pair
from realign.reading.clauses import Clauses
from realign.reading.lexicon import plain_words, stem
from realign.reading.rarity import weight
from realign.samples import Finding, Span

_GONE = 0.8  # share of a sentence's words that the rewrite says less often than the original
_WORDS = 4  # of content: shorter ones are headings, greetings, frames
_LEAST = 1.5  # what the sentence's words weigh together
_ELSE = 0.06  # share of all other words that may be gone: more, and it is no copy
_NEW = 0.5  # for each word of the sentence so many may be new: more, and it may be said otherwise
_UNTOLD = 0.6  # share of a sentence's words that nothing near its counterpart says
_NOWHERE = 3  # words of them that stand nowhere in the rewrite
_HEAVY = 2.0  # what these weigh together


class LostSentences:
    """Rejects when a sentence is missing, however light its words.

    In what is otherwise a copy in another layout, words are counted, so it does not help that the
    same ones stand elsewhere in the text: nearly every other word of content was kept, and few
    came. In a freer rewrite, where what is nearest to the sentence says little of it, and some of
    its words stand nowhere; the rest is for `dropped`, which weighs. Any language. The steps of a
    written calculation may be told shorter.
    """

    name = "lost_sentences"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.worked:
            return None
        gone = _missing_from_copy(pair) or _barely_told(pair)
        if not gone:
            return None
        clauses = pair.original.clauses
        start, end = clauses.starts[gone[0][0]], clauses.ends[gone[0][-1]]
        return Finding(
            self.name,
            f"{len(gone)} sentences are gone" if len(gone) > 1 else "a sentence is gone",
            expected=" ".join(pair.original.text[start:end].split())[:200],
            spans=tuple(
                Span("original", clauses.starts[places[0]], clauses.ends[places[-1]])
                for places in gone[:8]
            ),
        )


def _missing_from_copy(pair: Pair) -> list[range]:
    """The sentences that a copy does not have."""
    clauses = pair.original.clauses
    before, after = clauses.content_counts(), pair.rewrite.clauses.content_counts()
    if pair.rewrite.code:
        after += Counter(
            map(stem, plain_words(" ".join(block.text for block in pair.rewrite.code)))
        )
    lost = before - after
    if not lost:
        return []
    gone = [sentence for sentence in clauses.sentences() if _is_gone(clauses, sentence, lost)]
    within = Counter(key for sentence in gone for key in clauses.content_of(sentence))
    others = before.total() - within.total()
    if not gone or (lost - within).total() > _ELSE * others:
        return []
    if (after - before).total() > _NEW * within.total():
        return []
    return gone


def _barely_told(pair: Pair) -> list[range]:
    """The sentences of which what stands nearest says little, and nothing says some words."""
    clauses, gone = pair.original.clauses, pair.gone
    if len(gone) < _NOWHERE:
        return []
    found = []
    for near in pair.kept_near.losing():
        nowhere = [clauses.keys[at] for at in near.lost if clauses.keys[at] in gone]
        if len(nowhere) < _NOWHERE or len(near.lost) < _UNTOLD * len(near.places):
            continue
        if sum(map(weight, nowhere)) >= _HEAVY:
            found.append(near.sentence)
    return found


def _is_gone(clauses: Clauses, sentence: range, lost: Counter[str]) -> bool:
    keys = set(clauses.content_of(sentence))
    if len(keys) < _WORDS or any(clauses.label[sentence.start : sentence.stop]):
        return False
    missing = sum(lost[key] > 0 for key in keys)
    return missing >= _GONE * len(keys) and sum(map(weight, keys)) >= _LEAST
