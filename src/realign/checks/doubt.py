"""Findings that only warn, because the sentence they point at was built anew.

A small word that came, went or changed says most where all around it stayed. In a sentence that is
told in other words, what looks like a lost "must" or another person is often another way of saying
it; not where the words on both sides of it stayed (see `in_place`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from realign.checks.base import Pair
from realign.checks.in_place import CLAIMED, DENIED
from realign.checks.negation import WITHOUT_NON
from realign.checks.severity import with_severity
from realign.checks.text import Text
from realign.samples import Finding, Span

# Check -> how alike the sentence and its best counterpart must be, 0..1. Measured on 360 records
# when nobody had tuned on them: below it lay 16 of 69 false alarms, and 3 of 598 catches. Those of
# negation and comparatives are lower since, by what they still pointed at in 2,732 records.
LEAST = {
    "roles": 0.58,
    "modality": 0.58,
    "comparatives": 0.4,
    "steps": 0.5,
    "replaced": 0.5,
    "negation": 0.3,
    "quantifiers": 0.45,
}
# Check -> share of the sentence's stems that its best counterpart must have, and more: a short
# sentence that was cut out of a long one is all there, though little alike.
_WITHIN = {"negation": 0.62, "quantifiers": 0.61, "modality": 0.8}
_SURE = frozenset({CLAIMED, DENIED, WITHOUT_NON})
_NONE = 0.2  # less than this is no counterpart: the sentence is new or gone, not built anew


def settled(pair: Pair, findings: Sequence[Finding], decided: Collection[str]) -> list[Finding]:
    """The findings, of which one that is in doubt warns. Two that are bear each other out.

    `decided` are the checks whose severity somebody chose: theirs stays.
    """
    doubtful = [
        finding
        for finding in findings
        if finding.check not in decided and _is_doubtful(pair, finding)
    ]
    if len(doubtful) != 1:
        return list(findings)
    return [with_severity(item, "warn") if item is doubtful[0] else item for item in findings]


def _is_doubtful(pair: Pair, finding: Finding) -> bool:
    least = LEAST.get(finding.check, 0.0)
    if finding.severity == "warn" or not least or finding.message in _SURE:
        return False
    within = _WITHIN.get(finding.check)
    if within and max((_shares(pair, span)[1] for span in finding.spans), default=0.0) > within:
        return False
    return _NONE <= likeness(pair, finding) < least


def likeness(pair: Pair, finding: Finding) -> float:
    """How alike a finding's sentence and its best counterpart are: shared stems of all their
    stems (Jaccard), the best of the places it points at; 1 where it points at none."""
    return max((_shares(pair, span)[0] for span in finding.spans), default=1.0)


def _shares(pair: Pair, span: Span) -> tuple[float, float]:
    """How alike the sentence of a span and the nearest one of the other side are, 0..1, and the
    largest share of its own stems that a sentence there has."""
    if span.side == "evidence":
        return 0.0, 0.0
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
        return 0.0, 0.0
    number = clauses.sentence[places[0]]
    own = {
        key for key, which in zip(clauses.keys, clauses.sentence, strict=True) if which == number
    }
    others = [(len(own & other), len(own | other)) for other in _sentences(there)]
    alike = max((common / whole for common, whole in others), default=0.0)
    return alike, max((common / len(own) for common, _ in others), default=0.0)


def _sentences(text: Text) -> list[set[str]]:
    pairs = zip(text.clauses.sentence, text.clauses.keys, strict=True)
    return [{key for _, key in group} for _, group in groupby(pairs, key=lambda pair: pair[0])]
