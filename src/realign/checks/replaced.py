"""One word in place of another: "hope" became "sorrow", "the red hats" became "the green hats"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from realign.checks.base import Pair
from realign.checks.spans import span_at
from realign.checks.weighing import LINKS
from realign.reading.align import Change, Match, apart, same_beside, words_at
from realign.reading.clauses import Clauses
from realign.reading.lexicon import NEGATIONS
from realign.reading.quantities import unit_of
from realign.reading.rarity import weight
from realign.reading.spelling import is_denial, mistaken, mistyped, same_word
from realign.reading.thesaurus import neighbours
from realign.samples import Finding

_FEWEST = 4  # words of a sentence that is told word for word
_LIGHT = 0.6
_BESIDE = 3  # of two words before and two behind, those that must be the same
_NOUNS_LIST = """
    a an the this these his her its our their your my of for in on at with from by as about into no
    each every any some
    """  # what stands before a noun, or its adjective
_BEFORE_NOUNS = frozenset(_NOUNS_LIST.split())
_AMOUNTS = frozenset({"more", "less", "fewer", "least", "most"})
_ARTICLES = frozenset({"a", "an", "the"})
_BOUNDS = {"least": frozenset({"more", "longer", "above"}), "most": frozenset({"less", "fewer"})}


class Replaced:
    """Rejects when, in a sentence that is otherwise the original's, one word stands for another.

    Each sentence of the rewrite is laid beside its best counterpart. Between equal words up to
    three may have changed; they are compared by weight (see `dropped`): light ones are free, save
    where all else is the same, or where most else is and it is one word of a name, or behind an
    article or preposition and thus no verb. Words
    that the same sentence says elsewhere, labels, numbers and function words are free. This also
    finds words that change places, since the lost one may stand elsewhere in the text. Limits: a
    rare synonym counts as another word; nothing is said where the sentence was built anew.
    """

    name = "replaced"

    def __init__(self, share: float = 0.75, least: float = 1.1) -> None:
        self._share, self._least = share, least

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text or not pair.original.language:
            return None
        original, rewrite = pair.original.clauses, pair.rewrite.clauses
        for match in pair.matches:
            alone = _alone(original, rewrite, match)
            if match.share < self._share and not alone:
                continue
            found = alone or pair.changes(match)
            for change in found:
                if self._counts(pair, match, change) or _exchanged(pair, change, found):
                    return Finding(
                        self.name,
                        f"{words_at(original, change.before)!r} became "
                        f"{words_at(rewrite, change.after)!r}",
                        expected=_around(pair.original.text, original, match.before, change.before),
                        found=_around(pair.rewrite.text, rewrite, match.after, change.after),
                        spans=(
                            span_at("original", original, change.before),
                            span_at("rewrite", rewrite, change.after),
                        ),
                    )
        return None

    def _counts(self, pair: Pair, match: Match, change: Change) -> bool:
        original, rewrite = pair.original.clauses, pair.rewrite.clauses
        lost = _words(original, change.before, match.before, rewrite, match.after)
        new = _words(rewrite, change.after, match.after, original, match.before)
        if not lost or not new or any(rewrite.label[place] for place in change.after):
            return False
        if any(_is_number(original, change.before)) or any(_is_number(rewrite, change.after)):
            return False
        if (
            related(lost, new)
            or _is_asked(pair, change)
            or _is_one_unit(pair, change)
            or _same_otherwise(pair, match, change)
        ):
            return False
        if _is_rebuilt(original, change.before) or _is_rebuilt(rewrite, change.after):
            return False
        if all(rewrite.words[at] in LINKS for at in change.after if rewrite.content[at]):
            return False  # due to, thanks to
        least = min(sum(map(weight, lost)), sum(map(weight, new)))
        whole = sum(map(weight, [*lost, *new]))
        return least >= 0.3 and (
            whole >= self._least or (whole >= _LIGHT and _is_verbatim(pair, match, change))
        )


def _alone(original: Clauses, rewrite: Clauses, match: Match) -> list[Change]:
    """The one word within the sentence that is another, all else being the same; or none."""
    size = len(match.before)
    if len(match.after) != size or size < _FEWEST:
        return []
    before = original.keys[match.before.start : match.before.stop]
    after = rewrite.keys[match.after.start : match.after.stop]
    places = [at for at in range(size) if before[at] != after[at]]
    if len(places) != 1 or not places[0]:
        return []  # what a sentence begins with an editor likes to change
    return [
        Change(
            match.before[places[0] : places[0] + 1],
            match.after[places[0] : places[0] + 1],
        )
    ]


def _is_verbatim(pair: Pair, match: Match, change: Change) -> bool:
    """True where all else is the same; behind an article and such, also where most else is."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    said = {before.words[at] for at in change.before} | {after.words[at] for at in change.after}
    if said & _AMOUNTS:
        return False  # better informed, for more
    if _alone(before, after, match):
        return True
    if apart(before, after, match) > 1 or same_beside(before, after, match, change) < _BESIDE:
        return False
    return _is_named(before, change.before) and _is_named(after, change.after)


def _is_named(clauses: Clauses, places: range) -> bool:
    """True for one word of a name, or behind an article or a preposition: mostly no verb."""
    if len(places) > 1 or not places[0]:
        return False
    place = places[0]
    if clauses.words[place].endswith("ing"):
        return False
    return clauses.named[place] or clauses.words[place - 1] in _BEFORE_NOUNS


def _is_one_unit(pair: Pair, change: Change) -> bool:
    """True for gigawatts and GW."""
    was = [unit_of(pair.original.clauses.words[at]) for at in change.before]
    now = [unit_of(pair.rewrite.clauses.words[at]) for at in change.after]
    return was == now and all(was)


def _is_asked(pair: Pair, change: Change) -> bool:
    """True for one word that the request says with the same word beside it, where the original has
    one a letter or two away: "the reaming spots", asked of the remaining spots."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    if len(change.before) != 1 or len(change.after) != 1 or not pair.request.text:
        return False
    was, now = before.words[change.before[0]], after.words[change.after[0]]
    if was in pair.request.word_set or now not in pair.request.word_set:
        return False
    place = change.after[0]
    said = pair.request.folded
    beside = (after.words[place - 1 : place + 1], after.words[place : place + 2])
    near = any(len(words) == 2 and f" {' '.join(words)} " in said for words in beside)
    return near and OSA.distance(was, now, score_cutoff=3) <= len(now) // 3


def _is_rebuilt(clauses: Clauses, places: range) -> bool:
    """True where a word of grammar changed too: disparities in, have unequal; not "or less"."""
    if any(clauses.words[at] in _AMOUNTS for at in places):
        return False
    return any(not clauses.content[at] and clauses.words[at] not in _ARTICLES for at in places)


def _is_number(clauses: Clauses, places: range) -> Iterable[bool]:
    return (clauses.words[place][0].isdigit() for place in places)


def _same_otherwise(pair: Pair, match: Match, change: Change) -> bool:
    """True for a typing error mended, "not necessary" as "unnecessary", and the like."""
    was = [pair.original.clauses.words[place] for place in change.before]
    now = [pair.rewrite.clauses.words[place] for place in change.after]
    if any(
        same_word(one, two) or mistaken(one, two) or mistyped(one, two)
        for one in was
        for two in now
    ):
        return True
    if any(
        bound in one and "or" in two and not others.isdisjoint(two)
        for one, two in ((was, now), (now, was))
        for bound, others in _BOUNDS.items()
    ):
        return True
    denied = any(is_denial(one, two) or is_denial(two, one) for one in was for two in now)
    return denied and not same_negations(pair, match)


def same_negations(pair: Pair, match: Match) -> bool:
    """True where a sentence and its counterpart have as many negations."""
    before, after = pair.original.clauses.words, pair.rewrite.clauses.words
    one = sum(before[place] in NEGATIONS for place in match.before)
    two = sum(after[place] in NEGATIONS for place in match.after)
    return one == two


def _exchanged(pair: Pair, change: Change, others: Sequence[Change]) -> bool:
    """True where "red hats" and "green hats" changed places in one sentence."""
    one, two = _single(pair, change)
    if not one or not two or one == two:
        return False
    keys = pair.original.clauses.keys
    return any(
        _single(pair, other) == (two, one)
        and keys[change.before[-1] + 1 :][:1] == keys[other.before[-1] + 1 :][:1]
        for other in others
    )


def _single(pair: Pair, change: Change) -> tuple[str, str]:
    """The one word of content on each side of a change; empty where there is another number."""
    sides = []
    for clauses, places in (
        (pair.original.clauses, change.before),
        (pair.rewrite.clauses, change.after),
    ):
        keys = [clauses.keys[place] for place in places if clauses.content[place]]
        sides.append(keys[0] if len(keys) == 1 else "")
    return sides[0], sides[1]


def related(lost: Iterable[str], new: Iterable[str]) -> bool:
    """True where a stem of one side means the same as one of the other, or begins like it."""
    pairs = [(one, two) for one in lost for two in new]
    return any(
        (one[:4] == two[:4] and min(len(one), len(two)) > 3)
        or (min(len(one), len(two)) > 2 and (one.startswith(two) or two.startswith(one)))
        or two in neighbours(one)
        for one, two in pairs
    )


def _words(here: Clauses, places: range, within: range, there: Clauses, others: range) -> list[str]:
    """Stems of content among the places that the other sentence says less often."""
    own = Counter(here.keys[place] for place in within)
    known = Counter(there.keys[place] for place in others)
    return [
        here.keys[place]
        for place in places
        if here.content[place]
        and own[here.keys[place]] > known[here.keys[place]]
        and here.words[place] not in NEGATIONS
    ]


def _around(text: str, clauses: Clauses, sentence: range, places: range) -> str:
    first, last = max(sentence[0], places[0] - 3), min(sentence[-1], places[-1] + 3)
    return " ".join(text[clauses.starts[first] : clauses.ends[last]].split())[:120]
