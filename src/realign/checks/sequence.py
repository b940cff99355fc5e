"""What comes first, and what then: the order of events told in sentences."""

from __future__ import annotations

from itertools import compress

from realign.checks.base import Pair
from realign.reading.align import Match
from realign.reading.clauses import Clauses
from realign.reading.lexicon import parse_table
from realign.samples import Finding, Span

_WORDS = parse_table(
    """
    then: then next after afterwards afterward later finally lastly subsequently once before first
    then: step second third danach dann zuerst schließlich anschließend zuletzt
    turns: before after once until earlier previously bevor nachdem vorher
    """
)
_THEN = frozenset(_WORDS) - {"until", "earlier", "previously"}
_TURNS = frozenset(word for word, kind in _WORDS.items() if kind == "turns")
_SURE = 0.8
_LONG = 4  # words of content that a sentence must have to be known again
_LEAST = 2  # words of time that the original must have


class Sequence:
    """Warns when two sentences of a told order change places.

    Asked only where the original tells an order: at least two sentences have a word of time (then,
    next, after, finally, first). Sentences are found again by their words; a rewrite that turns
    two round with "before" or "after" is let pass. Limits: English and German; numbered lists are
    `order`'s; short sentences, worked calculations, and what happens within one sentence are not
    looked at.
    """

    name = "sequence"
    severity = "warn"  # a condition or a hint may well move

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original.clauses, pair.rewrite.clauses
        if pair.original.text == pair.rewrite.text or _told(original) < _LEAST:
            return None
        if pair.original.worked:
            return None
        last: Match | None = None
        for match in pair.matches:
            if match.share < _SURE or rewrite.label[match.after[-1]]:
                continue
            if min(_size(original, match.before), _size(rewrite, match.after)) < _LONG:
                continue
            if last is not None and match.before[0] < last.before[0]:
                timed = _has(original, last.before, _THEN) or _has(original, match.before, _THEN)
                turned = _turned(rewrite, last.after) or _turned(rewrite, match.after)
                if timed and not turned:
                    return self._found(pair, last, match)
                continue
            last = match
        return None

    def _found(self, pair: Pair, first: Match, then: Match) -> Finding:
        old, new = pair.original.clauses, pair.rewrite.clauses
        spans = (
            Span("original", old.starts[then.before[0]], old.ends[then.before[-1]]),
            Span("rewrite", new.starts[first.after[0]], new.ends[first.after[-1]]),
            Span("rewrite", new.starts[then.after[0]], new.ends[then.after[-1]]),
        )
        one, two, _ = spans
        return Finding(
            self.name,
            "what came first comes later",
            expected=pair.original.text[one.start : one.end][:120],
            found=pair.rewrite.text[two.start : two.end][:120],
            spans=spans,
        )


def _has(clauses: Clauses, places: range, wanted: frozenset[str]) -> bool:
    return any(clauses.words[place] in wanted for place in places)


def _size(clauses: Clauses, places: range) -> int:
    return sum(clauses.content[places.start : places.stop])


def _turned(clauses: Clauses, places: range) -> bool:
    """True where a sentence says itself what comes before or after ("after that" does not)."""
    words = clauses.words
    return any(
        words[place] in _TURNS and words[place + 1 : place + 2] not in (["that"], ["this"])
        for place in places
    )


def _told(clauses: Clauses) -> int:
    """How many sentences have a word of time."""
    return len(set(compress(clauses.sentence, map(_THEN.__contains__, clauses.words))))
