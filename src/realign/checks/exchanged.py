"""Two words of one sentence that changed places: the males hunt while the females breed."""

from __future__ import annotations

from collections import Counter
from itertools import compress

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.align import Change, Match, words_at
from realign.reading.clauses import Clauses
from realign.reading.thesaurus import is_adverb
from realign.samples import Finding, Span

_SHARE = 0.75
_LONGEST = 40  # words of a sentence that is looked at for its names
_NEAR = 15  # words before a sentence whose names it may be about
_ALIKE = frozenset({"and", "or", "nor", "vs", "versus", "as", "well", "both", "the", "a", "an"})
_ARTICLES = frozenset({"the", "a", "an"})


class Exchanged:
    """Rejects when two words, or short names, of an otherwise equal sentence stand for each other.

    Each sentence of the rewrite is laid beside its best counterpart; one change puts a word in the
    place of another, a second one the other way round. Where more than one such pair changed,
    two statements moved as a whole; things of one list ("a and b") may stand in any order. And a
    sentence must not lose a name, or its speaker, for another one of the original's. Limits: a
    sentence that was built anew is not compared.
    """

    name = "exchanged"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        for match in pair.matches:
            if match.share < _SHARE:
                continue
            crossed = _crossed(pair, pair.changes(match))
            if len(crossed) == 1:
                one, two = crossed[0]
                if not _listed(original, one, two):
                    return self._found(pair, one, two)
        return self._renamed(pair)

    def _renamed(self, pair: Pair) -> Finding | None:
        """A sentence that has another one of the original's names in place of its own."""
        before, after = pair.original.clauses, pair.rewrite.clauses
        names = _names(before) & pair.rewrite.places.keys()
        speakers = _speakers(before)
        for match in pair.matches if len(names) > 1 or len(speakers) > 1 else ():
            if len(match.before) > _LONGEST:
                continue
            was = names.intersection(before.keys[match.before.start : match.before.stop])
            now = names.intersection(after.keys[match.after.start : match.after.stop])
            lost, new = was - now, now - was
            spoken = len(speakers) > 1 and _other_speaker(pair, match, speakers)
            if spoken:
                lost, new = {before.keys[match.before[0]]}, {after.keys[match.after[0]]}
            elif not lost or not new:
                continue
            near = range(max(0, match.before[0] - _NEAR), match.before[0])
            if not spoken and not new.isdisjoint(before.keys[at] for at in near):
                continue
            one = next(at for at in match.before if before.keys[at] in lost)
            two = next(at for at in match.after if after.keys[at] in new)
            return Finding(
                self.name,
                f"what is said of {before.words[one]!r} is said of {after.words[two]!r}",
                expected=_text(pair.original, match.before)[:120],
                found=_text(pair.rewrite, match.after)[:120],
                spans=(
                    Span("original", before.starts[one], before.ends[one]),
                    Span("rewrite", after.starts[two], after.ends[two]),
                ),
            )
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


def _text(text: Text, places: range) -> str:
    return text.text[text.clauses.starts[places[0]] : text.clauses.ends[places[-1]]]


def _names(clauses: Clauses) -> set[str]:
    """Stems of words that are always written as names."""
    found, other = set(), {"quot", "amp"}
    for place in compress(range(len(clauses)), clauses.content):
        if clauses.named[place]:
            if not clauses.label[place]:
                found.add(clauses.keys[place])
        elif place and clauses.sentence[place] == clauses.sentence[place - 1]:
            other.add(clauses.keys[place])
    return found - other


def _speakers(clauses: Clauses) -> set[str]:
    """Stems of words that several lines begin with as their label."""
    firsts = [places[0] for places in clauses.sentences()]
    counts = Counter(clauses.keys[at] for at in firsts if clauses.label[at] and clauses.content[at])
    return {key for key, count in counts.items() if count > 1}


def _other_speaker(pair: Pair, match: Match, speakers: set[str]) -> bool:
    """True where another one says the line."""
    was = _told_by(pair.original.clauses, match.before, speakers)
    return _told_by(pair.rewrite.clauses, match.after, speakers) not in {"", was} and was != ""


def _told_by(clauses: Clauses, places: range, speakers: set[str]) -> str:
    """Which of the speakers says a line; "" for none."""
    first, alone = places[0], not any(clauses.label[places[0] + 1 : places[0] + 2])
    said = alone and clauses.label[first] and clauses.keys[first] in speakers
    return clauses.keys[first] if said else ""


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
