"""Several lists of passages as one, by reciprocal rank (Cormack, Clarke, Buettcher, SIGIR 2009)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from realign.evidence.base import Retriever
from realign.samples import Evidence

RANK_OFFSET = 60
"""The paper's k: how little the first places count more than those behind them."""


def fuse(lists: Sequence[Sequence[Evidence]], k: int) -> tuple[Evidence, ...]:
    """The `k` best of all lists, best first, duplicates removed.

    A passage is worth 1 / (60 + its place), added up over the lists that have it; with more than
    one list this is its `score`. The same words, whatever their case and marks, are one passage,
    and so is one whose words another one holds in full.
    """
    worth: dict[str, float] = {}
    first: dict[str, Evidence] = {}
    for found in lists:
        seen: set[str] = set()
        for place, item in enumerate(found, 1):
            key = _key(item, first)
            if key in seen:
                continue
            seen.add(key)
            worth[key] = worth.get(key, 0.0) + 1 / (RANK_OFFSET + place)
            first.setdefault(key, item)
    order = sorted(first, key=lambda key: -worth[key])  # stable: the first list's before the next
    if len(lists) == 1:
        return tuple(first[key] for key in order[:k])
    return tuple(replace(first[key], score=round(worth[key], 6)) for key in order[:k])


def _key(item: Evidence, first: dict[str, Evidence]) -> str:
    words = " ".join(re.findall(r"\w+", item.text.casefold())) or item.text
    if words in first:
        return words
    for key in first:
        shorter, longer = sorted((words, key), key=len)
        if len(shorter) > 40 and f" {shorter} " in f" {longer} ":
            return key
    return words


class Merged:
    """Several retrievers asked at once. One that fails fails the whole: what it would have
    brought is not known."""

    def __init__(self, retrievers: Sequence[Retriever]) -> None:
        self._retrievers = tuple(retrievers)

    @property
    def fingerprint(self) -> str:
        """Those of all."""
        return " + ".join(retriever.fingerprint for retriever in self._retrievers)

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best of all."""
        if len(self._retrievers) == 1:
            return await self._retrievers[0].retrieve(query, k)
        asked = (retriever.retrieve(query, max(k, 10)) for retriever in self._retrievers)
        return fuse(await asyncio.gather(*asked), k) if k > 0 else ()
