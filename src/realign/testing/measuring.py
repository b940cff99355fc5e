"""Log-probabilities for the fake endpoint: a word that stood there before is likely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_WORDS = re.compile(r"\S+\s*|\s+")
_TOKEN = re.compile(r"<\[(\d+)\]>")
SEEN, NEW = -1.0, -5.0
"""Log-probability of a word that the text before it has, and of another one."""


def pieces(text: str) -> list[str]:
    """The text in tokens: words with the space behind them."""
    return _WORDS.findall(text)


def logprobs(tokens: list[str]) -> list[float]:
    """One a token."""
    known: set[str] = set()
    values = []
    for token in tokens:
        word = token.strip().casefold().strip(".,:;?!")
        values.append(SEEN if word in known else NEW)
        known.add(word)
    return values


def echoed(prompt: str) -> dict[str, Any]:
    """A choice as vLLM gives it: the prompt read back."""
    told = {
        "token_logprobs": [None, *logprobs(pieces(prompt))[1:]],
        "text_offset": [match.start() for match in _WORDS.finditer(prompt)],
    }
    return {"index": 0, "text": prompt, "logprobs": told}


class Vocabulary:
    """The tokens that were asked for, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def encode(self, text: str) -> list[int]:
        """The numbers of the text's tokens; new ones get the next."""
        return [self._numbers.setdefault(piece, len(self._numbers)) for piece in pieces(text)]

    def forced(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A choice as llama.cpp's server gives it: tokens that a grammar forced, and an end."""
        by_number = {number: piece for piece, number in self._numbers.items()}
        given = [by_number[int(number)] for number in _TOKEN.findall(body["grammar"])]
        before = pieces(body["prompt"])
        values = logprobs(before + given)[len(before) :]
        content = [{"logprob": value} for value in [*values, -0.5]]
        return {"index": 0, "text": "".join(given), "logprobs": {"content": content}}
