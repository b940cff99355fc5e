"""Words that are denied on one side and not on the other: cannot be resolved, can be resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from realign.checks.constructions import told_by_construction
from realign.checks.text import Text
from realign.reading.equivalents import equivalents
from realign.reading.lexicon import NEGATIONS
from realign.reading.rarity import weight

_DENYING = frozenset(
    {"not", "no", "never", "without", "nor", "neither", "cannot", "none", "unable"}
)
_BETWEEN_LIST = """
    be being been have has had having to ever even a an the any his her its their your my our going
    able just always really fully yet still get so very too by of
    """  # what may stand between a negation and what it denies
_BETWEEN = frozenset(_BETWEEN_LIST.split())
_IDIOMS = frozenset(
    {
        ("not", "only"), ("not", "just"), ("not", "merely"), ("not", "simply"), ("no", "longer"),
        ("no", "matter"), ("no", "more"), ("no", "doubt"), ("not", "necessarily"),
    }
)  # fmt: skip
_FAR, _NEAR = 10, 6  # words before and behind in which a denial in other words is looked for
_APART = 4  # words from one word of content to the next that it goes with
_SHORT = 3  # letters: words of so short a stem are told apart as written
_RARE = 0.6  # weight of a word that is known again without a second one


def changed_denial(original: Text, rewrite: Text) -> tuple[int, int] | None:
    """The places of a word that is denied in one of the two only; None where there is none.

    A word is known again by the word of content behind it, or by any other near it where it is
    rare; it must come once on each side. It is denied by a negation with nothing but small words
    between. Where the other side has as many words that deny near it, or one negation more by two,
    it may be the same.
    """
    for here, there in ((original, rewrite), (rewrite, original)):
        for denied in _denied(here):
            bare = _again(here, denied, there)
            if bare is None or _is_denied(there, bare) or not _stands(here, denied, there, bare):
                continue
            return (denied, bare) if here is original else (bare, denied)
    return None


def _denied(text: Text) -> Iterator[int]:
    """The places of words of content close behind a negation."""
    clauses = text.clauses
    words, most = clauses.words, len(clauses)
    for at in compress(range(most), map(_DENYING.__contains__, words)):
        then = at + 1
        while then < most and then - at <= _NEAR and words[then] in _BETWEEN:
            then += 1
        spoken = then < most and clauses.content[then] and words[then] not in NEGATIONS
        if spoken and _is_denied(text, then):
            yield then


def _again(here: Text, place: int, there: Text) -> int | None:
    """Where the other side has the same word; None where it is not sure to be the same."""
    key = here.clauses.keys[place]
    ours, theirs = here.places.get(key, ()), there.places.get(key, ())
    if len(ours) == len(theirs) == 1 and weight(key) >= _RARE:
        beside = _beside(here, place) & _beside(there, theirs[0])
        if len(beside) > 1 or _next(here, place) == _next(there, theirs[0]):
            return theirs[0]
    then = _next(here, place)
    ours = [at for at in ours if _next(here, at) == then]
    theirs = [at for at in theirs if _next(there, at) == then]
    return theirs[0] if then and len(ours) == len(theirs) == 1 else None


def _beside(text: Text, place: int) -> set[str]:
    """What the sentence says near a place, itself among it."""
    clauses = text.clauses
    near = range(max(0, place - _FAR), min(len(clauses), place + _NEAR + 1))
    own = [at for at in near if clauses.sentence[at] == clauses.sentence[place]]
    return {clauses.keys[at] for at in own if clauses.content[at]}


def _next(text: Text, place: int) -> str:
    """The word of content close behind another one in its sentence."""
    clauses = text.clauses
    for at in range(place + 1, min(len(clauses), place + _APART + 1)):
        if clauses.sentence[at] != clauses.sentence[place]:
            return ""
        if clauses.content[at]:
            key = clauses.keys[at]
            return key if len(key) > _SHORT else clauses.words[at]
    return ""


def _is_denied(text: Text, place: int) -> bool:
    clauses, at = text.clauses, place - 1
    while at >= max(0, place - _NEAR) and clauses.clause[at] == clauses.clause[place]:
        word = clauses.words[at]
        if word in _DENYING:
            if clauses.words[at - 1 : at] == ["why"]:
                return False  # why not try it
            return (word, clauses.words[at + 1]) not in _IDIOMS
        if word not in _BETWEEN:
            return False
        at -= 1
    return False


def _stands(here: Text, denied: int, there: Text, bare: int) -> bool:
    """True where the bare word is denied in no other way."""
    one, two = _around(here, denied), _around(there, bare)
    if equivalents("not", one, two) <= equivalents("not", two, one):
        return False
    before = range(max(0, denied - _NEAR), denied)
    denials = [marker for marker in here.markers if marker.kind == "not" and marker.place in before]
    if any(told_by_construction(here, marker, two) for marker in denials):
        return False  # "no device is used more" for "the most used device"
    if equivalents("must", two) > equivalents("must", one):
        return False  # "not without it" for "it is essential"
    if not (_denials(one) - _denials(two)) % 2:
        return False
    return _denials(_ahead(there, bare)) < _denials(_ahead(here, denied))


def _denials(words: Sequence[str]) -> int:
    return sum(word in _DENYING for word in words)


def _around(text: Text, place: int) -> list[str]:
    """The words near a place in its clause."""
    clauses = text.clauses
    near = range(max(0, place - _FAR), min(len(clauses), place + _NEAR + 1))
    own = [at for at in near if clauses.clause[at] == clauses.clause[place]]
    return [clauses.words[at] for at in own if clauses.words[at] != "but"]


def _ahead(text: Text, place: int) -> list[str]:
    """The words before a place in its sentence."""
    clauses = text.clauses
    near = range(max(0, place - _FAR), place)
    return [clauses.words[at] for at in near if clauses.sentence[at] == clauses.sentence[place]]
