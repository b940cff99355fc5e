"""Names of two words of which one half was changed: Marie Curie, Pierre Curie."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import NEGATIONS, STOP, stem
from realign.reading.rarity import weight
from realign.reading.spelling import same_word
from realign.reading.thesaurus import neighbours
from realign.samples import Span

_TWO = re.compile(r"(?<![\w'])(?=([A-Z][a-z]{2,})[ ]([A-Z][a-z]{2,})(?!\w))")
_SMALL = STOP | NEGATIONS
_MOST = 200  # names of a side

Name = tuple[str, str]


def changed_half(pair: Pair) -> tuple[str, str, tuple[Span, Span]] | None:
    """A name of two words that the rewrite has with another first word, or with the second word of
    another name: what it was, what it is, and where.

    Another form of the same word is none; what the request or the evidence says may stand.
    Limits: two words of plain Latin letters side by side, the new one rare, so that Clear
    Communication for Effective Communication is none; not German.
    """
    if pair.rewrite.language == "de":
        return None
    after = _names(pair.rewrite)
    before = _names(pair.original) if after else {}
    if not before:
        return None
    known = set(before).union(*(_names(text) for text in (pair.request, *pair.evidence)))
    for name, now in after.items():
        if name in known:
            continue
        was = _other_first(pair, name, before, after) or _crossed(name, before, after)
        if was:
            at = before[was]
            spans = (
                Span("original", at, at + len(" ".join(was))),
                Span("rewrite", now, now + len(" ".join(name))),
            )
            return " ".join(was), " ".join(name), spans
    return None


def _names(text: Text) -> dict[Name, int]:
    """Two words with capital letters side by side, and where they stand first."""
    found: dict[Name, int] = {}
    for match in _TWO.finditer(text.text):
        if not text.in_code(match.start()):
            found.setdefault((match[1], match[2]), match.start())
            if len(found) == _MOST:
                break
    return found


def _other_first(
    pair: Pair, name: Name, before: dict[Name, int], after: dict[Name, int]
) -> Name | None:
    """The original's name with that second word and a first word that is gone; the new one is said
    nowhere."""
    first, last = name
    if not _is_own(first) or any(text.says(stem(first.lower())) for text in pair.support):
        return None
    for other in before:
        lost = other[0].lower()
        if other[1] != last or other in after or {lost, last.lower()} & _SMALL:
            continue
        if stem(first.lower()) in neighbours(stem(lost)):
            continue
        if not same_word(first.lower(), lost) and not pair.rewrite.says(stem(lost)):
            return other
    return None


def _is_own(word: str) -> bool:
    """True for a word that may be a name's own: neither small nor common."""
    return word.lower() not in _SMALL and weight(stem(word.lower())) >= 1


def _crossed(name: Name, before: dict[Name, int], after: dict[Name, int]) -> Name | None:
    """The original's name with that first word, which is gone, where the second is another's."""
    first, last = name
    if first.lower() in _SMALL or not _is_own(last) or all(other[1] != last for other in before):
        return None
    lost = (other for other in before if other[0] == first and other not in after)
    return next(lost, None)
