"""One of a few told side by side: money or goods; the head, title and body tags."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance.Levenshtein import opcodes

from realign.checks.base import Pair, said
from realign.checks.text import Text
from realign.reading.align import Change, Match, same_beside, words_at
from realign.reading.markers import AMOUNTS
from realign.reading.spelling import mended
from realign.reading.thesaurus import is_adverb, is_noun, neighbours, same_ending
from realign.samples import Finding, Side, Span

_BETWEEN = frozenset({"a", "an", "the", "to", "even", "just", "his", "her", "their", "its"})
_JOINS = frozenset({"and", "or"})
_SMALL = _JOINS | {"a", "an", "the"}
_CAME: dict[Side, str] = {"original": "gone", "rewrite": "new"}
_SURE = 0.5
_BESIDE = 3  # of the two words before and the two behind, those that must be the same
_MOST = 4
_LONGEST = 120  # words
_FREE = frozenset({"more", "less", "fewer", "later", "earlier", "above", "below", "older", "other"})


class Choices:
    """Rejects when of "one or the other" only one is told, and nothing says the other otherwise.

    The two are words of one kind side by side, and the one that is left must stand in the rewrite.
    Also when between the same words a word joined by "and", "or" or commas is gone, or a new one
    stands, which the other side nowhere says. Limits: English; single words; not beside code; of
    three and more see `members`.
    """

    name = "choices"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.code:
            return None
        if not original.language == rewrite.language == "en":
            return None
        return self._chosen(pair) or self._joined(pair)

    def _joined(self, pair: Pair) -> Finding | None:
        """Words that stand, or stood, in a row that is otherwise the same."""
        for match in pair.matches:
            if len(match.before) == len(match.after) or match.share < _SURE:
                continue
            for side, places in _alone(pair, match):
                text = pair.original if side == "original" else pair.rewrite
                shown = text.clauses.quote(text.text, places[0], 4, 4)
                return Finding(
                    self.name,
                    f"{words_at(text.clauses, places)!r} is {_CAME[side]}",
                    expected=shown if side == "original" else "",
                    found=shown if side == "rewrite" else "",
                    spans=(text.clauses.span(side, places[0]),),
                )
        return None

    def _chosen(self, pair: Pair) -> Finding | None:
        """One of two that stood with "or" between them."""
        original, rewrite = pair.original, pair.rewrite
        if "or" not in original.word_set:
            return None
        clauses = original.clauses
        for one, other in _choices(original):
            told = [_is_told(pair, clauses.keys[place]) for place in (one, other)]
            if told[0] == told[1]:
                continue
            lost = other if told[0] else one
            key = clauses.keys[lost]
            if is_adverb(key) or mended({key}, clauses, rewrite.clauses):
                continue
            start, end = clauses.starts[one], clauses.ends[other]
            return Finding(
                self.name,
                f"{clauses.words[lost]!r} is gone",
                expected=original.text[start:end][:120],
                spans=(Span("original", clauses.starts[lost], clauses.ends[lost]),),
            )
        return None


def _alone(pair: Pair, match: Match) -> Iterator[tuple[Side, list[int]]]:
    """Words of content that only one side has there, joined to others, between the same words."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    if max(len(match.before), len(match.after)) > _LONGEST:
        return
    ours = before.keys[match.before.start : match.before.stop]
    theirs = after.keys[match.after.start : match.after.stop]
    for part in opcodes(ours, theirs):
        if part.tag not in {"insert", "delete"}:
            continue
        change = Change(
            range(match.before.start + part.src_start, match.before.start + part.src_end),
            range(match.after.start + part.dest_start, match.after.start + part.dest_end),
        )
        side: Side = "original" if part.tag == "delete" else "rewrite"
        text, places = (
            (pair.original, change.before) if change.before else (pair.rewrite, change.after)
        )
        own = [at for at in places if text.clauses.content[at]]
        if not own or not _is_joined(text, places) or not _are_things(pair, side, own):
            continue
        if same_beside(before, after, match, change) >= _BESIDE:
            yield side, own


def _is_joined(text: Text, places: range) -> bool:
    """True for one of several, and nothing else: with a comma, "and" or "or" on each side of it."""
    clauses = text.clauses
    if len(places) > _MOST or not 0 < places[0] <= places[-1] < len(clauses) - 1:
        return False
    words = clauses.words
    if any(not clauses.content[at] and words[at] not in _SMALL for at in places):
        return False
    if words[places[0]] in _JOINS or words[places[-1]] in _JOINS:
        return True
    opened = places[0] in text.commas or words[places[0] - 1] in _JOINS
    return opened and (places[-1] + 1 in text.commas or words[places[-1] + 1] in _JOINS)


def _are_things(pair: Pair, side: Side, places: list[int]) -> bool:
    """True where neither the other side nor request or evidence says any of the words."""
    text, other = pair.original, pair.rewrite
    if side == "rewrite":
        text, other = other, text
    clauses = text.clauses
    return all(
        not clauses.label[at]
        and not clauses.words[at].isdigit()
        and not is_adverb(clauses.keys[at])
        and clauses.words[at] not in AMOUNTS
        and not said(clauses.keys[at], (other, pair.request, *pair.evidence))
        for at in places
    ) and not mended({clauses.keys[at] for at in places}, clauses, other.clauses)


def _choices(text: Text) -> Iterator[tuple[int, int]]:
    """Places of two words of one kind, with "or" between them."""
    clauses = text.clauses
    words, keys = clauses.words, clauses.keys
    for at in [at for at, word in enumerate(words) if word == "or" and at]:
        then = at + 1
        while then < len(words) and words[then] in _BETWEEN:
            then += 1
        if then >= len(words) or clauses.clause[at - 1] != clauses.clause[then]:
            continue
        both = (at - 1, then)
        if not all(clauses.content[place] and not clauses.label[place] for place in both):
            continue
        if any(words[place] in AMOUNTS or words[place] in _FREE for place in both):
            continue
        kinds = {(_is_thing(words[at], keys[at]), words[at].endswith("ing")) for at in both}
        if len(kinds) == 1 and keys[both[1]] not in neighbours(keys[both[0]]):
            yield both


def _is_thing(word: str, key: str) -> bool:
    return is_noun(key) or (word.endswith("s") and not word.endswith("ss"))


def _is_told(pair: Pair, key: str) -> bool:
    """True where the rewrite says a word, or says one that means the same more often."""
    if pair.rewrite.says(key):
        return True
    before, after = pair.original.stem_counts, pair.rewrite.stem_counts
    return any(after[other] > before[other] for other in neighbours(key) | same_ending(key))
