"""Negations: what makes a sentence its opposite."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import islice, pairwise

from realign.checks.base import Pair
from realign.checks.denied import changed_denial
from realign.checks.in_place import other_denial
from realign.checks.marked import changed, counts, finding, kinds
from realign.checks.text import Text
from realign.reading.lexicon import NEGATIONS
from realign.reading.markers import Changed, Marker, quoted, span_of
from realign.samples import Finding, Span

_KINDS = kinds("not")
_INSTEAD = re.compile(r" (?:instead of|rather than|without) (?P<doing>\w{3,}ing)(?= )")
WITHOUT_NON = "a word lost its non-"
_NON = re.compile(r"\bnon-(?P<bare>[a-z]{4,20})\b", re.IGNORECASE)
_LONGEST, _MOST_NON = 20_000, 50  # characters, and words with "non-", looked at
_DENYING = NEGATIONS | {"non", "free", "avoid", "avoiding", "rather", "lack", "lacks", "than"}
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")


class Negation:
    """Rejects when a not, no, never, without is lost or new, or moves to another statement.

    A negation is known by what it bears on, so that one said twice is no new one, and "not only" is
    none. A word that stands close behind a negation on one side only is found too (see `denied`),
    and a "not" that came or went between words that stayed (see `in_place`).
    A word that gets or loses its un-, in-, dis-, non- counts too, and so do "without" that became
    "not without" and "instead of doing" that became "by doing". Limits: English and German; a
    negation dissolved into another verb ("does not work", "fails") counts as lost.
    """

    name = "negation"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        turned = self._turned(pair) or self._bare_of_non(pair) or other_denial(self.name, pair)
        if turned is not None:
            return turned
        change = changed(pair, _KINDS)
        if change is not None:
            found = None if _in_a_word(pair, change) else finding(self.name, pair, _KINDS)
            return found or self._bare(pair)
        return self._moved(pair) or self._prefix(pair) or self._bare(pair)

    def _bare(self, pair: Pair) -> Finding | None:
        """A word that stands close behind a negation on one side only."""
        original, rewrite = pair.original, pair.rewrite
        if not original.language == rewrite.language == "en" or original.mostly_code:
            return None
        places = changed_denial(original, rewrite)
        if places is None:
            return None
        was, now = places
        return Finding(
            self.name,
            "a word is denied on one side only",
            expected=original.clauses.quote(original.text, was, 5, 2),
            found=rewrite.clauses.quote(rewrite.text, now, 5, 2),
            spans=(original.clauses.span("original", was), rewrite.clauses.span("rewrite", now)),
        )

    def _turned(self, pair: Pair) -> Finding | None:
        """ "Without" that became "not without", or "instead of doing" that became "by doing"."""
        original, rewrite = pair.original, pair.rewrite
        if not original.language == rewrite.language == "en":
            return None
        doubled = " not without " in rewrite.folded and " not without " not in original.folded
        if doubled and " without " in original.folded:
            return Finding(self.name, "without is denied now", found="not without")
        said = {match["doing"] for match in _INSTEAD.finditer(rewrite.folded)}
        for match in _INSTEAD.finditer(original.folded):
            was, now = match[0].strip(), f"by {match['doing']}"
            if match["doing"] in said or f" {now} " in original.folded:
                continue
            if f" {now} " in rewrite.folded:
                return Finding(self.name, f"{was!r} became {now!r}", expected=was, found=now)
        return None

    def _bare_of_non(self, pair: Pair) -> Finding | None:
        """A word with "non-" that lost it: non-random, random."""
        original, rewrite = pair.original, pair.rewrite
        if "non-" not in original.text.lower():
            return None
        found = list(islice(_NON.finditer(original.text[:_LONGEST]), _MOST_NON))
        wanted = {match["bare"].lower() for match in found}
        before, after = _followed(original, wanted), _followed(rewrite, wanted)
        for match in found:
            bare = match["bare"].lower()
            place = bisect_left(original.clauses.starts, match.start("bare"))
            then = original.clauses.words[place + 1 : place + 2]
            if then and then[0] in after.get(bare, ()) and then[0] not in before.get(bare, ()):
                spans = (Span("original", *match.span()),)
                return Finding(self.name, WITHOUT_NON, expected=match[0], found=bare, spans=spans)
        return None

    def _moved(self, pair: Pair) -> Finding | None:
        """As many negations on both sides, but one has left its statement for another."""
        original, rewrite = pair.original, pair.rewrite
        if original.language != rewrite.language:
            return None
        before, after = _negated(original), _negated(rewrite)
        left = [key for key in before.keys() - after.keys() if key in rewrite.vocabulary]
        came = [key for key in after.keys() - before.keys() if key in original.vocabulary]
        lost = [place for key in left if (place := before[key])[1].isdisjoint(after)]
        new = [place for key in came if (place := after[key])[1].isdisjoint(before)]
        first, second = _first(pair, lost, lost=True), _first(pair, new, lost=False)
        if first is None or second is None:
            return None
        return Finding(
            self.name,
            "a negation bears on something else",
            expected=quoted(original.text, original.clauses, first),
            found=quoted(rewrite.text, rewrite.clauses, second),
            spans=(
                span_of("original", original.clauses, first),
                span_of("rewrite", rewrite.clauses, second),
            ),
        )

    def _prefix(self, pair: Pair) -> Finding | None:
        before, after = set(pair.original.clauses.words), set(pair.rewrite.clauses.words)
        if any(marker.kind == "not" for marker in (*pair.original.markers, *pair.rewrite.markers)):
            return None  # "not possible" and "impossible" say the same
        for bare, turned, what in ((before, after, "new"), (after, before, "lost")):
            for word in sorted(word for word in turned - bare if word.startswith(_PREFIXES)):
                root = next((word[len(p) :] for p in _PREFIXES if word.startswith(p)), "")
                if len(root) > 3 and root in bare and root not in turned:
                    pair_of = (root, word) if what == "new" else (word, root)
                    message = f"{pair_of[0]} became {pair_of[1]}"
                    return Finding(self.name, message, expected=pair_of[0], found=pair_of[1])
        return None


def _followed(text: Text, wanted: Collection[str]) -> dict[str, set[str]]:
    """Wanted word -> the words that stand behind it where nothing denies it."""
    words, found = text.clauses.words, defaultdict(set)
    for at, (word, then) in enumerate(pairwise(words)):
        if word in wanted and _DENYING.isdisjoint(words[max(0, at - 3) : at]):
            found[word].add(then)
    return found


def _first(
    pair: Pair, places: Iterable[tuple[int, frozenset[str]]], *, lost: bool
) -> Marker | None:
    """The first of some negations, by number, whose statement stands without it."""
    text = pair.original if lost else pair.rewrite
    markers = (text.markers[number] for number in sorted(number for number, _ in places))
    return next((one for one in markers if counts(pair, Changed("not", lost, one, 0, 0))), None)


def _in_a_word(pair: Pair, change: Changed) -> bool:
    """True where the other side says it with a prefix: not possible, impossible."""
    here, there = pair.original, pair.rewrite
    if not change.lost:
        here, there = there, here
    place = change.marker.place
    close = here.clauses.words[place + 1 : place + 4]
    said = set(there.clauses.words)
    return any(prefix + word in said for word in close for prefix in _PREFIXES)


def _negated(text: Text) -> dict[str, tuple[int, frozenset[str]]]:
    """Word close behind a negation -> (number of the marker, all words that it bears on)."""
    clauses, found = text.clauses, {}
    for number, marker in enumerate(text.markers):
        if marker.kind != "not":
            continue
        near = range(marker.place + 1, min(len(clauses), marker.place + 4))
        close = [
            clauses.keys[place]
            for place in near
            if clauses.content[place] and clauses.clause[place] == clauses.clause[marker.place]
        ]
        if close:
            found[close[0]] = (number, frozenset(marker.focus))
    return found
