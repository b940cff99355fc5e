"""Constructions that say what another small word says: nobody ... but him, only him.

A denial may be half of another claim: with an exception it says only, with a comparison most, with
a verb of hindering or with an opposite nothing is denied at all. English.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from realign.checks.text import Text
from realign.reading.lexicon import STOP, stem
from realign.reading.markers import Marker
from realign.reading.thesaurus import is_noun, opposites, synonyms

_NONE = frozenset({"no", "none", "nothing", "nobody", "nowhere", "noone", "never", "neither"})
_DENIALS = _NONE | {"not", "cannot", "without", "nor"}
_FEW = _NONE | {"few", "hardly"}
_ONLY = frozenset({"only", "just", "solely", "merely", "alone", "simply", "exclusively", "purely"})
_EXCEPT = frozenset({"except", "besides", "unless", "until", "till", "excluding", "barring"})
_OTHER = frozenset({("other", "than"), ("apart", "from"), ("aside", "from"), ("save", "for")})
_WHOM = frozenset({"me", "him", "her", "us", "them", "you", "one", "that", "the", "a"})
_HINDER = ("stop", "prevent", "hinder", "fail", "lack", "refus", "avoid")
_BEST = frozenset({"most", "least", "best", "worst", "first", "last"})
_WHO = frozenset({"i", "you", "he", "she", "it", "we", "they", "this", "that", "one", "there"})
_BE = frozenset({"is", "was", "be", "are", "were"})
_PREFIXES = ("un", "in", "im", "ir", "il", "dis")
_REACH = 12  # words looked at


def told_by_construction(here: Text, marker: Marker, there: Sequence[str]) -> bool:
    """True where a construction on one side says what the marker, or its sentence, says."""
    if marker.kind == "only":
        return any(
            word in _DENIALS and _excepts(there[at : at + _REACH]) for at, word in enumerate(there)
        ) or _is_cleft(there)
    if marker.kind == "most":
        return any(
            word in _FEW and _compares(there[at : at + _REACH]) for at, word in enumerate(there)
        ) or _is_more_of_two(there)
    ahead = _ahead(here, marker)
    if marker.kind == "must":
        return list(ahead[1:2]) == ["not"] and ("can", "not") in pairwise(there)
    if marker.kind == "all":
        return _is_cleft(ahead) and not _ONLY.isdisjoint(there)
    if marker.kind != "not":
        return False
    return any(rule(ahead, there) for rule in _DENIED) or _in_its_word(here, there)


def _ahead(text: Text, marker: Marker) -> Sequence[str]:
    """The words of the sentence from the marker on."""
    clauses, end = text.clauses, marker.place
    last = min(len(clauses), end + _REACH)
    while end < last and clauses.sentence[end] == clauses.sentence[marker.place]:
        end += 1
    return clauses.words[marker.place : end]


def _excepts(ahead: Sequence[str]) -> bool:
    """Nothing but, nobody ... except, no other than; not "not hot, but cold"."""
    for at in range(1, len(ahead)):
        if ahead[at] in _EXCEPT or tuple(ahead[at : at + 2]) in _OTHER:
            return True
        close = at <= 2 or not _WHOM.isdisjoint(ahead[at + 1 : at + 2])
        if ahead[at] == "but" and ahead[0] in _NONE and close:
            return True
    return False


def _compares(ahead: Sequence[str]) -> bool:
    """No ... more than, nothing better than, few ... as much."""
    for at in range(1, len(ahead)):
        word = ahead[at]
        if word == "than" and any(_is_more(before) for before in ahead[1:at]):
            return True
        if word in {"as", "so"} and at > 1:
            return True
    return False


def _is_more(word: str) -> bool:
    return word in {"more", "better", "worse", "less"} or (len(word) > 4 and word.endswith("er"))


def _is_superlative(word: str) -> bool:
    return word in _BEST or (len(word) > 5 and word.endswith("est"))


def _is_more_of_two(words: Sequence[str]) -> bool:
    """The more ... of the two."""
    return any(
        word == "the" and words[at + 1 : at + 2] == ("more",) and "of" in words[at + 2 : at + 6]
        for at, word in enumerate(words)
    )


def _is_cleft(words: Sequence[str]) -> bool:
    """All it did was."""
    return any(
        word == "all"
        and not _WHO.isdisjoint(words[at + 1 : at + 2])
        and not _BE.isdisjoint(words[at + 2 : at + 6])
        for at, word in enumerate(words)
    )


def _is_only(ahead: Sequence[str], there: Sequence[str]) -> bool:
    return not _ONLY.isdisjoint(there) and _excepts(ahead)


def _is_most(ahead: Sequence[str], there: Sequence[str]) -> bool:
    return ahead[0] in _FEW and any(map(_is_superlative, there)) and _compares(ahead)


def _is_unhindered(ahead: Sequence[str], there: Sequence[str]) -> bool:
    """Nothing stops you from it: you can."""
    hinders = any(word.startswith(_HINDER) for word in ahead[1:4])
    return hinders and not any(word.startswith(_HINDER) for word in there)


def _is_opposite(ahead: Sequence[str], there: Sequence[str]) -> bool:
    """No different, where the other side says the same."""
    keys: Collection[str] = {stem(word) for word in there}
    near = [stem(word) for word in ahead[1:4] if word not in STOP][:2]
    return any(key not in keys and not opposites(key).isdisjoint(keys) for key in near)


def _is_asked_why(ahead: Sequence[str], there: Sequence[str]) -> bool:
    """Don't wait: why wait?"""
    return any(word == "why" and there[at + 1] in ahead[1:3] for at, word in enumerate(there[:-1]))


def _is_doubled(ahead: Sequence[str], there: Sequence[str]) -> bool:
    """Not uncommon: common."""
    return any(
        word.startswith(prefix) and len(word) > 5 and word[len(prefix) :] in there
        for word in ahead[1:3]
        for prefix in _PREFIXES
    )


_DENIED: tuple[Callable[[Sequence[str], Sequence[str]], bool], ...] = (
    _is_only,
    _is_most,
    _is_unhindered,
    _is_opposite,
    _is_asked_why,
    _is_doubled,
)


def _in_its_word(here: Text, there: Sequence[str]) -> bool:
    """True for "nothing is done" where the other side says unchecked, and this one nowhere."""
    own = here.word_set
    return any(_is_denial(word) and word not in own for word in there)


def _is_denial(word: str) -> bool:
    """True for non-, for a known word with un- before it, and for one with -less behind."""
    if word == "non":
        return True
    if word.startswith("un") and len(word) > 5:
        root = stem(word[2:])
        return bool(synonyms(root)) and (not is_noun(root) or word.endswith("ed"))
    return len(word) > 7 and word.endswith("less") and bool(synonyms(stem(word[:-4])))
