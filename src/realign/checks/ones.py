""" "One" before a noun: a number that list marks and pronouns hide from the count of numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from realign.checks.text import Text
from realign.reading.lexicon import LAYOUT_STEMS, stem
from realign.samples import Span

_SINGLE_LIST = "a an one each every another per single this that the"
_SINGLE = frozenset(_SINGLE_LIST.split())
_WAYS_LIST = "way time thing part side kind type example person people day other more"
_LOOSE = LAYOUT_STEMS | frozenset(map(stem, _WAYS_LIST.split()))  # what lists count themselves

Counted = dict[str, dict[str, Span]]  # noun -> how many of it, with the place


def changed_one(original: Text, rewrite: Text) -> tuple[str, str, Span, Span] | None:
    """Both amounts and their places where one of a thing became several, or the other way.

    The noun must be counted on both sides, by other numbers only, and stand nowhere with "a".
    """
    before = _counted(original, "original")
    if not before:
        return None
    after = _counted(rewrite, "rewrite")
    for noun, olds in before.items():
        news = after.get(noun)
        if not news or not olds.keys().isdisjoint(news) or "1" not in olds.keys() | news.keys():
            continue
        if noun in _LOOSE or _is_single(original, noun) or _is_single(rewrite, noun):
            continue
        (was, first), (now, second) = next(iter(olds.items())), next(iter(news.items()))
        return was, now, first, second
    return None


def _counted(text: Text, side: str) -> Counted:
    clauses, found = text.clauses, defaultdict[str, dict[str, Span]](dict)
    numbers = [(number.value, number.start, number.end) for number in text.scanned]
    for place, word in enumerate(clauses.words):  # "one" is no number among the scanned
        if word == "one":
            numbers.append(("1", clauses.starts[place], clauses.ends[place]))
    for value, start, end in numbers:
        at = bisect_left(clauses.starts, end)
        if at >= len(clauses) or clauses.starts[at] - end != 1 or not clauses.content[at]:
            continue
        if text.text[end] in " -":
            span = Span("original" if side == "original" else "rewrite", start, end)
            found[clauses.keys[at]].setdefault(value, span)
    return found


def _is_single(text: Text, noun: str) -> bool:
    """True where "a" or "the" stands before the noun, without "one"."""
    words = text.clauses.words
    return any(at and words[at - 1] in _SINGLE - {"one"} for at in text.places.get(noun, ()))
