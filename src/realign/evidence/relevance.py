"""Does a passage bear on the question? A word score, and the seam for a better one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from realign.reading.text import words_of
from realign.samples import Evidence

# Measured on RGB: the questions with odd numbers chose it, the others were held out. It keeps 95 %
# of the passages with the answer and drops 89 % of those that answer another question.
THRESHOLD = 0.25

_GRAMMAR = """
    a about all also an and any are as at be been between but by can could did do does doing
    each explain find for from get give had has have he her hers him his how i if in into is it
    its just know let like list make many may me might more most much must my name need of on
    one or other our out over please s shall she should show so some t tell than that the their
    them then there these they this those through to too up us use using want was we were what
    when where which while who whom whose why will with would write you your
"""
_STOP = frozenset(_GRAMMAR.split())
_ENDINGS = re.compile(r"(?:ing|edly|ed|ies|ers|er|es|s|ly|e)$")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


class Relevance(Protocol):
    """Scores passages against the query that found them. An encoder would be another one."""

    @property
    def threshold(self) -> float:
        """Below it a passage is beside the question."""
        ...

    def scores(self, query: str, passages: Sequence[Evidence], /) -> Sequence[float]:
        """0..1 for each passage, in their order."""
        ...


@dataclass(frozen=True)
class WordShare:
    """The share of the query's words that the passage or its title says, compared by their
    beginnings: endings are cut off, and a longer word counts more. Scripts without spaces are
    compared by pairs of characters. A query without a word that says anything keeps all."""

    threshold: float = THRESHOLD

    def scores(self, query: str, passages: Sequence[Evidence], /) -> Sequence[float]:
        """See `Relevance`."""
        weights = {key: _weight(key) for key in keys_of(query)}
        total = sum(weights.values())
        if not total:
            return [1.0] * len(passages)
        return [
            sum(weights[key] for key in weights.keys() & keys_of(f"{item.title} {item.text}"))
            / total
            for item in passages
        ]


def is_beside(query: str, response: str, passage: Evidence) -> bool:
    """True for a passage that shares but one of the query's words, and no other with the response:
    "electric" alone does not bring bicycles to a kettle."""
    asked, says = keys_of(query), keys_of(f"{passage.title} {passage.text}")
    shared = asked & says
    return len(asked) > 2 and len(shared) < 2 and not (keys_of(response) - shared) & says


def keys_of(text: str) -> set[str]:
    """What a text is about: the beginnings of its words, without the words of grammar."""
    found: set[str] = set()
    for run in _DENSE.findall(text):
        found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    for word in words_of(_DENSE.sub(" ", text).casefold()):
        if word not in _STOP:
            bare = word.removesuffix("'s").removesuffix("’s")
            stem = _ENDINGS.sub("", bare) if len(bare) > 4 else bare
            found.add(stem[:7] or bare)
    return found


def _weight(key: str) -> float:
    """Longer words are rarer; numbers say much."""
    return 1.5 if key.isdigit() else min(len(key), 6) / 6 + 0.2
