"""The full-text index: how a passage becomes words, and how the words of a query find it.

The only file that imports tantivy.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from realign.errors import MissingExtra
from realign.evidence.arabic import stemmed
from realign.evidence.passages import clean, is_spaced
from realign.evidence.windows import best_window

if TYPE_CHECKING:
    import tantivy

MOST_TERMS = 32  # of a long request, the rarest words
TITLE_WEIGHT = 0.3  # of a match in the title, on top of the one in title and text together
ADJACENT_WEIGHT = 0.2  # of two words that stand side by side in the query and in the passage

_READ_ENDS = 20_000  # characters of a huge request that are read, at each end
_HEAP = 64_000_000  # bytes tantivy may hold before it writes a segment

# Words of asking and of grammar, beside the articles and prepositions that tantivy leaves out:
# a small corpus may not hold them, and an unknown word would weigh more than any other.
_FUNCTION_WORDS = (
    "about all also am any been being can could did do does doing done each else explain find from "
    "get give had has have having he her here hers him his how i its just know let like list make "
    "many may me might more most much must my name need one other our out over please s shall she "
    "should show so some t tell than them those through too up us use using want we were what when "
    "where which while who whom whose why would write you your"
)
_SOLID_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """One passage as the index keeps it; `start` and `end` are characters of its document."""

    title: str
    text: str
    source: str
    key: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `said` has the query's words in it, each with its part of the
    query's weight in rare words."""

    score: float
    said: Mapping[str, float]
    passage: Stored

    @property
    def shared(self) -> float:
        """Its part of the query's weight, 0..1."""
        return sum(self.said.values())


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Stored)


def load_tantivy() -> ModuleType:
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtra("Searching a corpus of your own", "evidence") from error
    return tantivy


def spread(text: str) -> str:
    """Writing without spaces as overlapping pairs of characters, Arabic words by their stems, so
    that both can be searched."""
    if is_spaced(text):
        return text
    return _SOLID_RUN.sub(_pairs, stemmed(text))


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return f" {' '.join(pairs)} "


def make_analyzer() -> tantivy.TextAnalyzer:
    """Text to words: no case, no accents, no function words, English stems."""
    module = load_tantivy()
    made = module.Filter
    built: tantivy.TextAnalyzer = (
        module.TextAnalyzerBuilder(module.Tokenizer.simple())
        .filter(made.remove_long(80))  # bytes
        .filter(made.lowercase())
        .filter(made.ascii_fold())
        .filter(made.stopword("english"))
        .filter(made.custom_stopword(_FUNCTION_WORDS.split()))
        .filter(made.stemmer("english"))
        .build()
    )
    return built


class Writer:
    """Adds and removes passages. Nothing is seen by a searcher before `commit`."""

    def __init__(self, directory: Path, *, new: bool) -> None:
        tantivy = load_tantivy()
        if new:
            directory.mkdir(parents=True, exist_ok=True)
            builder = tantivy.SchemaBuilder()
            for field in ("body", "title"):
                builder.add_text_field(field, tokenizer_name="passage", index_option="freq")
            builder.add_text_field("file", tokenizer_name="raw", index_option="basic")
            builder.add_bytes_field("stored", stored=True)
            index = tantivy.Index(builder.build(), str(directory))
        else:
            index = tantivy.Index.open(str(directory))
        index.register_tokenizer("passage", make_analyzer())
        self._document = tantivy.Document
        self._writer = index.writer(_HEAP, 1)

    def add(self, file: str, passage: Stored) -> bytes:
        """Add one passage of a file; returns its bytes as stored."""
        stored = _ENCODER.encode(passage)
        title, text = spread(passage.title), spread(passage.text)
        document = self._document()
        document.add_text("title", title)
        document.add_text("body", f"{title}\n{text}")
        document.add_text("file", file)
        document.add_bytes("stored", stored)
        self._writer.add_document(document)
        return stored

    def remove(self, file: str) -> None:
        """Remove all passages of a file."""
        self._writer.delete_documents_by_term("file", file)

    def commit(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None

    def close(self) -> None:
        """Stop the writer's threads: they would go on writing into a directory being removed."""
        writer, self._writer = self._writer, None
        if writer:
            with suppress(ValueError, OSError):  # a full disk: its threads are dead already
                writer.rollback()
                writer.wait_merging_threads()


class Searcher:
    """Finds passages by their words: BM25 over title and text, the title counted again.

    The query is data: it is cut into words like the passages, never read as a query language.
    """

    def __init__(self, directory: Path) -> None:
        """Raises ValueError or OSError if the index is broken, MissingExtra without tantivy."""
        tantivy = load_tantivy()
        self._query, self._should = tantivy.Query, tantivy.Occur.Should
        index = tantivy.Index.open(str(directory))
        self._analyzer = make_analyzer()
        index.register_tokenizer("passage", self._analyzer)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._rarity = lru_cache(50_000)(self._count_rarity)

    def terms(self, query: str) -> list[str]:
        """The words of a query that are searched, in order; of a huge one, those of its ends."""
        if len(query) > 2 * _READ_ENDS:
            query = f"{query[:_READ_ENDS]} {query[-_READ_ENDS:]}"
        found: list[str] = self._analyzer.analyze(spread(clean(query)))
        return found

    def weights(self, terms: Iterable[str]) -> dict[str, float]:
        """The rarest words and how much each counts (inverse document frequency)."""
        weights = {term: self._rarity(term) for term in terms}
        if len(weights) <= MOST_TERMS:
            return weights
        rarest = sorted(weights, key=lambda term: -weights[term])[:MOST_TERMS]
        return {term: weights[term] for term in rarest}

    def _count_rarity(self, term: str) -> float:
        count, known = max(self._searcher.num_docs, 1), self._searcher.doc_freq("body", term)
        return math.log(1 + (max(count - known, 0) + 0.5) / (known + 0.5))

    def search(self, query: str, limit: int) -> list[Hit]:
        """Up to `limit` passages, best first."""
        terms = self.terms(query)
        weights = self.weights(terms)
        if not weights or limit < 1:
            return []
        found = self._searcher.search(self._parsed(weights), limit, count=False).hits
        beside = {(a, b) for a, b in itertools.pairwise(terms) if a != b}
        hits = [self._hit(score, address, weights, beside) for score, address in found]
        return sorted(hits, key=lambda hit: -hit.score)

    def windows(self, query: str, passages: Iterable[Stored], words: int) -> list[str]:
        """Of each passage the sentences, up to about `words`, that share most with the query."""
        weights = self.weights(self.terms(query))

        def weigh(sentence: str) -> dict[str, float]:
            said = self._analyzer.analyze(spread(sentence))
            return {term: weights[term] for term in said if term in weights}

        return [best_window(passage.text, words, weigh) for passage in passages]

    def _parsed(self, weights: dict[str, float]) -> Any:
        parts = []
        for term in weights:
            body = self._query.term_query(self._schema, "body", term, "freq")
            title = self._query.term_query(self._schema, "title", term, "freq")
            parts.append((self._should, body))
            parts.append((self._should, self._query.boost_query(title, TITLE_WEIGHT)))
        return self._query.boolean_query(parts)

    def _hit(
        self, score: float, address: Any, weights: dict[str, float], beside: set[tuple[str, str]]
    ) -> Hit:
        passage = _DECODER.decode(self._searcher.doc(address)["stored"][0])
        words = self._analyzer.analyze(spread(f"{passage.title}\n{passage.text}"))
        there = set(words)
        whole = sum(weights.values())
        said = {term: weight / whole for term, weight in weights.items() if term in there}
        pairs = [(a, b) for a, b in beside if a in there and b in there]
        if pairs:
            standing = set(itertools.pairwise(words))
            pairs = [pair for pair in pairs if pair in standing]
        near = sum([weights.get(a, 0.0) + weights.get(b, 0.0) for a, b in pairs])
        return Hit(score + ADJACENT_WEIGHT * near, said, passage)


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """One of those that differ in spacing, case or marks only."""
    kept: list[Hit] = []
    alike: dict[str, list[str]] = {}  # the beginning, in words, to the texts that have it
    for hit in hits:
        text = hit.passage.text
        others = alike.setdefault(_words(text[:120])[:60], [])
        if not others or all(_words(text) != _words(other) for other in others):
            others.append(text)
            kept.append(hit)
    return kept


def _words(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold())) or text
