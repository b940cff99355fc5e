"""The part of a passage that is about the question."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

_BORDER = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=\S)|\n+")
_LONGEST_WORD = 8  # characters a word, roughly: where a window ends inside a sentence


def best_window(text: str, words: int, weigh: Callable[[str], dict[str, float]]) -> str:
    """The run of sentences, up to about `words`, whose words weigh most; the first of equals.

    `weigh` says which of the wanted words a sentence has, and what each weighs. A word counts once
    in a run. The text behind the run is kept as far as the window reaches.
    """
    cuts = [0, *(border.end() for border in _BORDER.finditer(text)), len(text)]
    spans = [(a, b) for a, b in itertools.pairwise(cuts) if b > a]
    reach = words * _LONGEST_WORD
    if len(spans) < 2:
        return text[:reach]
    sentences = [text[a:b] for a, b in spans]
    found = [weigh(sentence) for sentence in sentences]
    sizes = [len(sentence.split()) for sentence in sentences]
    best, start = 0.0, 0
    for first in range(len(sentences)):
        weight = sum(_run(found, sizes, first, words).values())
        if weight > best + 1e-9:
            best, start = weight, spans[first][0]
    return text[start : start + reach]


def _run(
    found: list[dict[str, float]], sizes: list[int], first: int, words: int
) -> dict[str, float]:
    """The wanted words of the sentences from `first` on that the window has room for."""
    there = dict(found[first])
    room = words - sizes[first]
    for weights, size in zip(found[first + 1 :], sizes[first + 1 :], strict=True):
        if size > room:
            break
        there |= weights
        room -= size
    return there
