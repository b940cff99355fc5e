"""A whole sentence that is gone while all around it stayed as it was, however light its words."""

from __future__ import annotations

from collections import Counter
from itertools import compress

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


class LostSentences:
    """Rejects when a sentence is missing from what is otherwise a copy in another layout.

    Words are counted, so it does not help that the same words stand elsewhere in the text. Only
    where nearly every other word of content was kept and few came; freer rewrites are for
    `dropped`, which weighs. Any language. The steps of a written calculation may be told shorter.
    """

    name = "lost_sentences"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.worked:
            return None
        clauses = pair.original.clauses
        before, after = clauses.content_counts(), pair.rewrite.clauses.content_counts()
        if pair.rewrite.code:
            after += Counter(
                map(stem, plain_words(" ".join(block.text for block in pair.rewrite.code)))
            )
        lost = before - after
        if not lost:
            return None
        gone = [sentence for sentence in clauses.sentences() if _is_gone(clauses, sentence, lost)]
        within = Counter(key for sentence in gone for key in _content(clauses, sentence))
        others = before.total() - within.total()
        if not gone or (lost - within).total() > _ELSE * others:
            return None
        if (after - before).total() > _NEW * within.total():
            return None
        first = gone[0]
        start, end = clauses.starts[first[0]], clauses.ends[first[-1]]
        return Finding(
            self.name,
            f"{len(gone)} sentences are gone" if len(gone) > 1 else "a sentence is gone",
            expected=" ".join(pair.original.text[start:end].split())[:200],
            spans=tuple(
                Span("original", clauses.starts[places[0]], clauses.ends[places[-1]])
                for places in gone[:8]
            ),
        )


def _content(clauses: Clauses, places: range) -> list[str]:
    inside = slice(places.start, places.stop)
    return list(compress(clauses.keys[inside], clauses.content[inside]))


def _is_gone(clauses: Clauses, sentence: range, lost: Counter[str]) -> bool:
    keys = set(_content(clauses, sentence))
    if len(keys) < _WORDS or any(clauses.label[sentence.start : sentence.stop]):
        return False
    missing = sum(lost[key] > 0 for key in keys)
    return missing >= _GONE * len(keys) and sum(map(weight, keys)) >= _LEAST
