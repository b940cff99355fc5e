"""One word written in two ways: typing errors mended, words joined, split or cut short."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice, pairwise

from rapidfuzz.distance import OSA

from realign.checks.clauses import Clauses

_MOST = 40  # words looked at
_LONG = 6  # letters: shorter words are too alike to tell a slip of the keyboard
_DENIALS = ("un", "in", "im", "non", "dis", "ir", "il")  # whether it is denied is another check's


def mended(wanted: Collection[str], here: Clauses, there: Clauses) -> frozenset[str]:
    """Those of the wanted stems whose word stands on the other side in another spelling.

    One letter more, less or another; "on board" for "onboard"; "sci fi" for "science fiction";
    the first letters of words ("AI"); and "necessary" for "unnecessary".
    """
    if not wanted:
        return frozenset()
    words: dict[str, str] = {}
    for key, word in zip(here.keys, here.words, strict=True):
        if key in wanted:
            words.setdefault(key, word)
    known = dict.fromkeys(there.words)
    own = frozenset(here.words)
    joined = {one + two for one, two in pairwise(there.words)}
    broken = {part for pair in pairwise(here.words) if "".join(pair) in known for part in pair}
    firsts = "".join(word[0] for word in there.words)[:5000]
    return frozenset(
        key
        for key, word in islice(words.items(), 4 * _MOST)
        if word in joined
        or word in broken
        or _is_compound(word, known)
        or (1 < len(word) < 6 and word in firsts)
        or _is_cut(word, known, own)
        or _is_denied(word, known)
        or (len(word) >= _LONG and any(_slip(word, other) for other in known if other not in own))
    )


def _is_compound(word: str, known: Collection[str]) -> bool:
    return any(word[:at] in known and word[at:] in known for at in range(2, len(word) - 2))


def _is_cut(word: str, known: Collection[str], own: Collection[str]) -> bool:
    """True where one of the two is the start of the other, in at most four letters."""
    return any(
        other not in own
        and len(word) != len(other)
        and min(len(word), len(other)) < 5
        and word[:2] == other[:2]
        and (word.startswith(other) or other.startswith(word))
        for other in known
        if len(other) > 1
    )


def _is_denied(word: str, known: Collection[str]) -> bool:
    return any(
        word.startswith(start) and len(word) - len(start) > 3 and word[len(start) :] in known
        for start in _DENIALS
    )


def _slip(word: str, other: str) -> bool:
    """True for one letter more, less or another one, and for two where the letters are the same."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1:
        return False
    distance = OSA.distance(word, other, score_cutoff=2)
    return distance < 2 or (distance == 2 and set(word) == set(other))
