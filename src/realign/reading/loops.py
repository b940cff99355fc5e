"""Stretches of words that come several times in a row, in prose, formulas and tables alike."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

_WORD = re.compile(r"\\?[^\W_]+")
_LEAST = 4  # words of a stretch: less comes again in honest texts
_LOOKED = 5  # lengths of a stretch that are tried, the likeliest ones
_MOST = 50_000  # words looked at


def in_a_row(text: str) -> tuple[int, int, int]:
    """How often the same four words or more come in a row, and the place of them all.

    Numbers are words, marks and capital letters make no difference. Only stretches with a word of
    two letters count, not those that are one cell of a table, in a row of such. (1, 0, 0) where
    nothing comes again at once.
    """
    found = [(match[0].lower(), match.span()) for match in _WORD.finditer(text)][:_MOST]
    words, places = [word for word, _ in found], [place for _, place in found]
    best = (1, 0, 0)
    for size in _sizes(words):
        first, same = 0, 0
        for at in range(len(words) - size):
            if words[at] != words[at + size]:
                first, same = at + 1, 0
                continue
            same += 1
            times = same // size + 1
            if times > best[0] and _tells(words[first : first + size]):
                start, end = places[first][0], places[at + size][1]
                if text.count("|", start, places[first + size][0]) != 1:
                    best = (times, start, end)
    return best


def _sizes(words: list[str]) -> list[int]:
    """How far apart four words come again, where that is often enough for two of a stretch."""
    runs = list(zip(*(words[place:] for place in range(_LEAST)), strict=False))
    if len(set(runs)) == len(runs):
        return []
    homes: dict[tuple[str, ...], list[int]] = {}
    for at, run in enumerate(runs):
        homes.setdefault(run, []).append(at)
    apart = Counter(two - one for home in homes.values() for one, two in pairwise(home))
    likely = [size for size, times in apart.most_common() if _LEAST <= size <= _LEAST * times]
    return likely[:_LOOKED]


def _tells(words: list[str]) -> bool:
    return any(len(word) > 1 and word.isalpha() for word in words)
