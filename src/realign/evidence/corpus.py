"""The retriever that searches a corpus of the user's own documents.

A corpus is a directory: `corpus.json` says what is in it (see `manifest`), `index/` is the search
index (see `fulltext`). It is built beside its place and renamed (see `building`), so a corpus
that exists is whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from realign.errors import UsageError
from realign.evidence.building import Progress, build
from realign.evidence.covering import covering
from realign.evidence.fulltext import MOST_TERMS, Hit, Searcher, Stored, distinct, spread
from realign.evidence.manifest import (
    FORMAT,
    MARKER,
    REBUILD,
    Changes,
    CorpusFile,
    CorpusInfo,
    describe,
    read_info,
)
from realign.samples import Evidence

__all__ = [
    "FORMAT",
    "LEAST_SHARED",
    "MARKER",
    "MOST_TERMS",
    "Changes",
    "CorpusFile",
    "CorpusInfo",
    "LocalCorpus",
    "Progress",
    "Reranker",
    "build",
    "describe",
    "read_info",
    "spread",
]

SEARCH_VERSION = "4"  # raise it with any change to what a query brings
LEAST_SHARED = 0.15  # of the query's weight in rare words: 0.35 lost 3 to 18 % of the gold at 20
RERANKED = 20  # candidates whose meaning is compared
LEAST_SCORE = 0.4  # of the best one's; the right passage is seldom further behind
MEANING_WEIGHT = 0.5  # of the likeness of meaning in a re-ranked score; the rest is the words'
WINDOW_WORDS = 28  # of a passage whose meaning is compared: the sentences that share most
_SPARE = 10  # hits beyond what is wanted: repetitions, and those that come forward
_MOST_HITS = 1_000


class Reranker(Protocol):
    """Says how like a query each text is in meaning, from -1 to 1 (see `encoder`)."""

    @property
    def fingerprint(self) -> str: ...

    def likeness(self, query: str, texts: Sequence[str]) -> Sequence[float]: ...


class LocalCorpus:
    """Searches a corpus: BM25 over text and title of each passage, English words by their stem.

    Words that stand side by side in query and passage count more. With a `reranker` up to 20 of
    the best are put in order by their words and their meaning together. A passage with words of
    the query that those before it lack comes sooner (see `covering`). Of a long request only
    the 32 rarest words count. A passage is dropped when the words it shares with the query carry
    under 15 % of the query's weight (a word's weight is its rarity; a word which the corpus does
    not know weighs most).
    """

    def __init__(self, directory: Path | str, reranker: Reranker | None = None) -> None:
        """Open the corpus. Raises UsageError if it is missing or broken, or MissingExtra."""
        self.info = read_info(directory)
        self.reranker = reranker
        try:
            self._searcher = Searcher(self.info.path / "index")
        except (ValueError, OSError) as error:
            raise UsageError(
                f"The index in {self.info.path} is broken: {error}", hint=REBUILD
            ) from error

    @property
    def fingerprint(self) -> str:
        """Changes with the passages and with the way they are searched."""
        meaning = f":{self.reranker.fingerprint}" if self.reranker else ""
        return f"corpus:{self.info.fingerprint}:{SEARCH_VERSION}{meaning}"

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best passages, best first, without repetitions."""
        return await asyncio.to_thread(self.search, query, k)

    def search(self, query: str, k: int) -> tuple[Evidence, ...]:
        """The same, for callers without an event loop."""
        return tuple(to_evidence(hit, query) for hit in self.hits(query, k))

    def hits(self, query: str, k: int, least: float = LEAST_SHARED) -> list[Hit]:
        """The `k` best passages that share `least` of the query's weight, best first."""
        if k < 1:
            return []
        wanted = k if self.reranker is None else max(k, RERANKED)
        limit = max(wanted + _SPARE, 2 * k)
        while True:
            found = self._searcher.search(query, limit)
            kept = distinct(found)
            if len(kept) >= k or len(found) < limit or limit == _MOST_HITS:
                break
            limit = _MOST_HITS  # a corpus full of repetitions: look deeper, once
        kept = [hit for hit in kept if hit.shared >= least]
        if self.reranker is not None:
            kept = rerank(query, kept, self.reranker, self._read)
        return covering(kept)[:k]

    def _read(self, query: str, passages: Sequence[Stored]) -> list[str]:
        """What of each passage is compared: its title, and the part about the query."""
        windows = self._searcher.windows(query, passages, WINDOW_WORDS)
        pairs = zip(passages, windows, strict=True)
        return [f"{passage.title}\n{window}".strip() for passage, window in pairs]


Read = Callable[[str, Sequence[Stored]], list[str]]


def rerank(query: str, hits: list[Hit], reranker: Reranker, read: Read) -> list[Hit]:
    """The best in order of words and meaning together (a weighted sum), the others after them.

    `read` says what of each passage is compared. Compared are the first 20 that have at least 40 %
    of the best one's score. Scores of words are divided by the best one's, so the sums go from
    about 0 to 1; those not compared get 0.
    """
    if not hits or not _is_latin(query):  # the encoder has read English
        return hits
    best = max(hit.score for hit in hits)
    first = [hit for hit in hits[:RERANKED] if hit.score >= LEAST_SCORE * best]
    texts = read(query, [hit.passage for hit in first])
    scored = [
        Hit((1 - MEANING_WEIGHT) * hit.score / best + MEANING_WEIGHT * like, hit.said, hit.passage)
        for hit, like in zip(first, reranker.likeness(query, texts), strict=True)
    ]
    rest = [Hit(0.0, hit.said, hit.passage) for hit in hits[len(first) :]]
    return [*sorted(scored, key=lambda hit: -hit.score), *rest]


def _is_latin(query: str) -> bool:
    letters = [char for char in query[:2_000] if char.isalpha()]
    return 2 * sum(char < "\u0250" for char in letters) >= len(letters)


def to_evidence(hit: Hit, query: str) -> Evidence:
    found = hit.passage
    return Evidence(
        found.text,
        found.source,
        found.title,
        round(hit.score, 4),
        "corpus",
        query,
        span=(found.start, found.end),
    )
