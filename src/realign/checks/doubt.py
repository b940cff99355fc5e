"""Findings that only warn, because the sentence they point at was built anew.

A small word that came, went or changed says most where all around it stayed. In a sentence that is
told in other words, what looks like a lost "must" or another person is often another way of saying
it; not where the words on both sides of it stayed (see `in_place`).
"""

from __future__ import annotations

from itertools import groupby

from realign.checks.base import Pair
from realign.checks.in_place import CLAIMED, DENIED
from realign.checks.severity import with_severity
from realign.checks.text import Text
from realign.samples import Finding, Span

# Check -> how alike the sentence and its best counterpart must be, 0..1. Measured on 360 records
# when nobody had tuned on them: below it lay 16 of 69 false alarms, and 3 of 598 catches.
LEAST = {
    "roles": 0.58,
    "modality": 0.58,
    "comparatives": 0.58,
    "steps": 0.5,
    "replaced": 0.5,
    "negation": 0.45,
    "quantifiers": 0.45,
}
_SURE = frozenset({CLAIMED, DENIED})
_NONE = 0.2  # less than this is no counterpart: the sentence is new or gone, not built anew


def settled(pair: Pair, finding: Finding) -> Finding:
    """The finding; one that is in doubt warns."""
    least = LEAST.get(finding.check, 0.0)
    if finding.severity == "warn" or not least or finding.message in _SURE:
        return finding
    doubtful = _NONE <= likeness(pair, finding) < least
    return with_severity(finding, "warn") if doubtful else finding


def likeness(pair: Pair, finding: Finding) -> float:
    """How alike a finding's sentence and its best counterpart are: shared stems of all their
    stems (Jaccard), the best of the places it points at; 1 where it points at none."""
    return max((_of_span(pair, span) for span in finding.spans), default=1.0)


def _of_span(pair: Pair, span: Span) -> float:
    if span.side == "evidence":
        return 0.0
    here, there = pair.original, pair.rewrite
    if span.side == "rewrite":
        here, there = there, here
    clauses = here.clauses
    places = [
        place
        for place in range(len(clauses))
        if clauses.starts[place] < span.end and clauses.ends[place] > span.start
    ]
    if not places:
        return 0.0
    number = clauses.sentence[places[0]]
    own = {
        key for key, which in zip(clauses.keys, clauses.sentence, strict=True) if which == number
    }
    return max((len(own & other) / len(own | other) for other in _sentences(there)), default=0.0)


def _sentences(text: Text) -> list[set[str]]:
    pairs = zip(text.clauses.sentence, text.clauses.keys, strict=True)
    return [{key for _, key in group} for _, group in groupby(pairs, key=lambda pair: pair[0])]
