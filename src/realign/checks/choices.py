"""One of two that were told with "or": money or goods, recommending or requiring."""

from __future__ import annotations

from collections.abc import Iterator

from realign.checks.base import Pair, Text
from realign.checks.markers import AMOUNTS
from realign.checks.spelling import mended
from realign.checks.thesaurus import is_adverb, is_noun, neighbours, same_ending
from realign.samples import Finding, Span

_BETWEEN = frozenset({"a", "an", "the", "to", "even", "just", "his", "her", "their", "its"})
_FREE = frozenset({"more", "less", "fewer", "later", "earlier", "above", "below", "older", "other"})


class Choices:
    """Rejects when of "one or the other" only one is told, and nothing says the other otherwise.

    The two are words of one kind side by side, and the one that is left must stand in the rewrite.
    Limits: English; single words; not beside code; of three and more see `members`.
    """

    name = "choices"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.code or "or" not in original.word_set:
            return None
        if not original.language == rewrite.language == "en":
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
