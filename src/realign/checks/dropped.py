"""What is gone: content of the original that has no counterpart in the rewrite."""

from __future__ import annotations

import re
from itertools import islice

from realign.checks.base import Pair
from realign.checks.lexicon import (
    FRAME_STEMS,
    LIMITS,
    NEGATIONS,
    fold,
    plain_words,
    stem,
)
from realign.samples import Finding
from realign.text import words_of

_QUOTED = re.compile(r"[\"“«]([^\"“”«»\n]{2,300})[\"”»]")
_NAME = re.compile(
    r"(?<=[^.!?:;\s*#|>\-•\"“(][ \t])((?:[A-Z][\w'’.-]*[A-Z0-9][\w'’-]*|[A-Z][\w'’-]+))"
)
_MOST = 300  # quotations and addresses looked at: hostile texts hold a hundred thousand


class Dropped:
    """Rejects when content words of the original are missing from the rewrite.

    Compared are stems, without function words and without words that only frame an answer ("the
    answer is", "this means"). `allowance` is how many may be missing. Names, quoted text and
    addresses may not be missing at all. Limits: a synonym counts as missing; a word that stands
    elsewhere in the rewrite covers for one that is lost.
    """

    name = "dropped"

    def __init__(self, allowance: int = 0) -> None:
        self._allowance = allowance

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        strict = self._strict(pair)
        if strict is not None:
            return strict
        missing = [
            word
            for key, word in pair.original.stems.items()
            if not _frames(key, word) and not pair.rewrite.says(key)
        ]
        if len(missing) <= self._allowance:
            return None
        message = f"{len(missing)} words of content are gone"
        return Finding(self.name, message, expected=", ".join(missing[:8]))

    def _strict(self, pair: Pair) -> Finding | None:
        addresses = set(pair.rewrite.links)
        for link in pair.original.links:
            if link not in addresses:
                return Finding(self.name, "an address is gone", expected=link)
        said = f" {' '.join(words_of(fold(pair.rewrite.text)))} "
        for match in islice(_QUOTED.finditer(pair.original.prose), _MOST):
            quote = " ".join(words_of(fold(match[1])))
            if quote and f" {quote} " not in said:
                return Finding(self.name, "quoted text is gone or changed", expected=match[1][:120])
        for match in _NAME.finditer(pair.original.prose):
            stems = {stem(part) for part in plain_words(match[1])} - FRAME_STEMS
            if not stems <= pair.rewrite.vocabulary:
                return Finding(self.name, "a name is gone", expected=match[1])
        return None


def _frames(key: str, word: str) -> bool:
    return key in FRAME_STEMS or word in LIMITS or word in NEGATIONS or len(key) == 1
