"""Two words of one sentence that changed places: the males hunt while the females breed."""

from __future__ import annotations

from realign.checks.align import Change, changes, words_at
from realign.checks.base import Pair, Text
from realign.checks.clauses import Clauses
from realign.checks.thesaurus import is_adverb
from realign.samples import Finding, Span

_SHARE = 0.75
_ALIKE = frozenset({"and", "or", "nor", "vs", "versus", "as", "well", "both", "the", "a", "an"})
_ARTICLES = frozenset({"the", "a", "an"})


class Exchanged:
    """Rejects when two words, or short names, of an otherwise equal sentence stand for each other.

    Each sentence of the rewrite is laid beside its best counterpart; one change puts a word in the
    place of another, a second one the other way round. Where more than one such pair changed,
    two statements moved as a whole; things of one list ("a and b") may stand in any order.
    Limits: a sentence that was built anew is not compared.
    """

    name = "exchanged"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        for match in pair.matches:
            if match.share < _SHARE:
                continue
            crossed = _crossed(pair, changes(original.clauses, rewrite.clauses, match))
            if len(crossed) == 1:
                one, two = crossed[0]
                if not _listed(original, one, two):
                    return self._found(pair, one, two)
        return None

    def _found(self, pair: Pair, one: Change, two: Change) -> Finding:
        old, new = pair.original.clauses, pair.rewrite.clauses
        return Finding(
            self.name,
            f"{words_at(old, one.before)!r} and {words_at(old, two.before)!r} changed places",
            expected=pair.original.text[old.starts[one.before[0]] : old.ends[two.before[-1]]][:120],
            found=pair.rewrite.text[new.starts[one.after[0]] : new.ends[two.after[-1]]][:120],
            spans=(
                Span("original", old.starts[one.before[0]], old.ends[two.before[-1]]),
                Span("rewrite", new.starts[one.after[0]], new.ends[two.after[-1]]),
            ),
        )


def _crossed(pair: Pair, found: list[Change]) -> list[tuple[Change, Change]]:
    """The pairs of changes of which one is the other the other way round."""
    sides = [
        (_keys(pair.original, change.before), _keys(pair.rewrite, change.after)) for change in found
    ]
    return [
        (found[one], found[two])
        for one in range(len(found))
        for two in range(one + 1, len(found))
        if sides[one][0] and sides[one][0] == sides[two][1] and sides[one][1] == sides[two][0]
    ]


def _keys(text: Text, places: range) -> tuple[str, ...]:
    """The words at some places, articles left out; none where one of them only joins or limits."""
    clauses = text.clauses
    own = [at for at in places if clauses.words[at] not in _ARTICLES]
    if not all(clauses.content[at] and not _is_adverb(clauses, at) for at in own):
        return ()
    return tuple(clauses.keys[at] for at in own)


def _is_adverb(clauses: Clauses, place: int) -> bool:
    return clauses.words[place].endswith("ly") or is_adverb(clauses.keys[place])


def _listed(text: Text, one: Change, two: Change) -> bool:
    """True for "a and b", "a, b"."""
    between = range(one.before[-1] + 1, two.before[0])
    return all(text.clauses.words[place] in _ALIKE for place in between)
