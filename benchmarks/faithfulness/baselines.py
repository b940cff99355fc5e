"""What others test: the paper's post-filters, and general rules of length and repetition.

Both written afresh from their description. Each says whether it would turn the rewrite down.
"""

from __future__ import annotations

import re
from collections import Counter

from realign.reading.numerals import numbers_in

_MARKERS = re.compile(
    r"(?i)revised response|original response|\[/?inst\]|###\s*(?:response|instruction)"
)


def paper_filters(prompt: str, original: str, rewrite: str) -> bool:
    """Half the length, code on one side only, a lone letter gone, its own markers, wrong result."""
    del prompt
    if len(rewrite.split()) <= 0.5 * len(original.split()):
        return True
    if _has_code(original) != _has_code(rewrite):
        return True
    if len(original.strip()) == 1 and not re.search(rf"\b{re.escape(original.strip())}\b", rewrite):
        return True
    if _MARKERS.search(rewrite):
        return True
    result = re.search(r"(?:####|The answer is|\\boxed\{)\s*\$?(-?[\d,.]*\d)", original)
    return bool(result) and not set(numbers_in(result[1])) <= set(numbers_in(rewrite))


def _has_code(text: str) -> bool:
    return "```" in text or ("def " in text and "return " in text)


def length_rules(prompt: str, original: str, rewrite: str) -> bool:
    """Rules for single texts, and half to double the original's length."""
    del prompt
    words = rewrite.split()
    if not words or not 0.5 < len(words) / max(1, len(original.split())) < 2:
        return True
    if len(words) > 20 and _repetition([word.lower() for word in words]) > 0.5:
        return True
    if len(rewrite) > 40 and _repetition(list(rewrite)) > 0.5:
        return True
    strange = sum(not (char.isalnum() or char.isspace()) for char in rewrite) / len(rewrite)
    return strange > 0.5 or max(map(len, words)) > 300


def _repetition(units: list[str], size: int = 10) -> float:
    """Share of the n-grams that come more than once."""
    grams = Counter(zip(*(units[place:] for place in range(size)), strict=False))
    return sum(times for times in grams.values() if times > 1) / max(1, grams.total())
