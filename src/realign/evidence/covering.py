"""Passages that answer different parts of a question before more of the same.

A question about two things ("Are A and B of one nationality?") takes a passage about each. By score
alone all that tell of the commoner one may stand before the first that tells of the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from realign.evidence.fulltext import Hit

NEW_WEIGHT = 0.3  # of the query's weight in words that none of the passages before it has
_COMPARED = 20


def covering(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, best first, where what is new counts beside the score.

    The next is the one with the highest score (the best one's is 1) plus 0.3 times the part of the
    query's weight that no passage before it has; when nothing is new any more the others follow in
    their order. After maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), by words.
    """
    best = max((hit.score for hit in hits), default=0.0)
    if best <= 0:
        return list(hits)
    left, found, told = list(hits[:_COMPARED]), list[Hit](), set[str]()
    while left:
        fresh = [sum(part for term, part in hit.said.items() if term not in told) for hit in left]
        if not any(fresh):
            break
        values = [hit.score / best + NEW_WEIGHT * new for hit, new in zip(left, fresh, strict=True)]
        chosen = left.pop(values.index(max(values)))
        told.update(chosen.said)
        found.append(chosen)
    return [*found, *left, *hits[_COMPARED:]]
