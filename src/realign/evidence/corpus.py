"""A local full-text index of the user's own documents, and the retriever that searches it.

A corpus is a directory: `corpus.json` says what is in it, `index/` is the search index. It is
built beside its place and renamed, so a corpus that exists is whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from realign.errors import MissingExtra, UsageError
from realign.evidence.documents import KINDS, find_files, read_documents, require
from realign.evidence.passages import PARAMETERS, clean, count_words, split_passages
from realign.samples import Evidence

if TYPE_CHECKING:
    import tantivy

FORMAT = 1
MARKER = "corpus.json"
SEARCH_VERSION = "1"  # raise it with any change to what a query brings

MOST_TERMS = 32  # of a long request, the rarest words
TITLE_WEIGHT = 0.3  # of a match in the title, on top of the one in title and text together
LEAST_SHARED = 0.35  # of the query's weight in rare words; passages below it are dropped
_READ_ENDS = 20_000  # characters of a huge request that are read, at each end
_HEAP = 64_000_000  # bytes tantivy may hold before it writes a segment
_REPORT_EVERY = 1_000
_MOST_HITS = 1_000

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

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file that went into a corpus. `bytes` is its size as stored."""

    name: str
    bytes: int
    sha256: str
    documents: int


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What a corpus holds. `empty` counts documents without text; they were passed over."""

    path: Path
    passages: int
    documents: int
    words: int
    empty: int
    files: tuple[CorpusFile, ...]
    fingerprint: str
    built_by: str


def build(
    files: Iterable[Path | str],
    out_dir: Path | str,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> CorpusInfo:
    """Index files and directories of them; `progress` is told file name and passages so far.

    Documents are streamed: memory does not grow with their number. With `force` an existing
    corpus is replaced, once the new one is whole.

    Raises InputError for what can't be read, UsageError when nothing is found or `out_dir` is
    in use, MissingExtra without tantivy.
    """
    _tantivy()
    paths, out = [Path(path) for path in files], Path(out_dir)
    _check_place(out, force)
    found = find_files(paths, leave_out=out)
    require(found, paths)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = out.parent / f".{out.name}.building-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        builder = _Builder(work, progress)
        try:
            info = builder.run(found, out)
        finally:
            builder.close()
        _put_in_place(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return info


def read_info(directory: Path | str) -> CorpusInfo:
    """What a corpus says about itself. Raises UsageError if it is none, or of another version."""
    path = Path(directory)
    hint = "Make one: realign corpus build FILES... -o DIR"
    if not path.is_dir():
        raise UsageError(f"There is no directory {path}.", hint=hint)
    try:
        raw = json.loads((path / MARKER).read_text(encoding="utf-8"))
        if raw["format"] == FORMAT:
            files = tuple(CorpusFile(**file) for file in raw["files"])
            names = ("passages", "documents", "words", "empty", "fingerprint", "built_by")
            return CorpusInfo(path=path, files=files, **{name: raw[name] for name in names})
    except FileNotFoundError:
        raise UsageError(f"{path} is not a corpus: it has no {MARKER}.", hint=hint) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path / MARKER} can't be read: {error!r}", hint=_REBUILD) from error
    raise UsageError(
        f"{path} is a corpus of format {raw['format']}; this version reads {FORMAT}.", hint=_REBUILD
    )


_REBUILD = "Build it again: realign corpus build FILES... -o DIR --force"


class LocalCorpus:
    """Searches a corpus: BM25 over text and title of each passage, English words by their stem.

    The query is data: it is cut into words like the passages, never read as a query language.
    Of a long request only the 32 rarest words count. A passage is dropped when the words it
    shares with the query carry under 35 % of the query's weight (a word's weight is its rarity;
    a word which the corpus does not know weighs most).
    """

    def __init__(self, directory: Path | str) -> None:
        """Open the corpus. Raises UsageError if it is missing or broken, or MissingExtra."""
        tantivy = _tantivy()
        self.info = read_info(directory)
        try:
            self._index = tantivy.Index.open(str(self.info.path / "index"))
            self._analyzer = _analyzer()
            self._index.register_tokenizer("passage", self._analyzer)
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise UsageError(
                f"The index in {self.info.path} is broken: {error}", hint=_REBUILD
            ) from error

    @property
    def fingerprint(self) -> str:
        """Changes with the passages and with the way they are searched."""
        return f"corpus:{self.info.fingerprint}:{SEARCH_VERSION}"

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best passages, best first, without repetitions; `score` is BM25."""
        return await asyncio.to_thread(self.search, query, k)

    def search(self, query: str, k: int) -> tuple[Evidence, ...]:
        """The same, for callers without an event loop."""
        weights = self._weights(query)
        if not weights or k < 1:
            return ()
        total, parsed = sum(weights.values()), self._parsed(weights)
        limit = 2 * k + 10
        while True:
            hits = self._searcher.search(parsed, limit, count=False).hits
            distinct = self._distinct(hits)
            if len(distinct) >= k or len(hits) < limit or limit == _MOST_HITS:
                break
            limit = _MOST_HITS  # a corpus full of repetitions: look deeper, once
        kept: list[Evidence] = []
        for score, title, text, source in distinct:
            words = set(self._analyzer.analyze(spread(f"{title}\n{text}")))
            if sum(weights[term] for term in weights if term in words) >= LEAST_SHARED * total:
                kept.append(Evidence(text, source, title, round(score, 4), "corpus", query))
            if len(kept) == k:
                break
        return tuple(kept)

    def _weights(self, query: str) -> dict[str, float]:
        """The query's rarest words and how much each counts (inverse document frequency)."""
        if len(query) > 2 * _READ_ENDS:
            query = f"{query[:_READ_ENDS]} {query[-_READ_ENDS:]}"
        count = max(self._searcher.num_docs, 1)
        weights = {}
        for term in dict.fromkeys(self._analyzer.analyze(spread(clean(query)))):
            known = self._searcher.doc_freq("body", term)
            weights[term] = math.log(1 + (count - known + 0.5) / (known + 0.5))
        rarest = sorted(weights, key=lambda term: -weights[term])[:MOST_TERMS]
        return {term: weights[term] for term in rarest}

    def _parsed(self, weights: dict[str, float]) -> tantivy.Query:
        occur, query = _tantivy().Occur, _tantivy().Query
        schema, parts = self._index.schema, []
        for term in weights:
            title = query.term_query(schema, "title", term, "freq")
            parts.append((occur.Should, query.term_query(schema, "body", term, "freq")))
            parts.append((occur.Should, query.boost_query(title, TITLE_WEIGHT)))
        built: tantivy.Query = query.boolean_query(parts)
        return built

    def _distinct(self, hits: Sequence[tuple[float, Any]]) -> list[tuple[float, str, str, str]]:
        """(score, title, text, source); one of those that differ in spacing, case or marks only."""
        found: dict[str, tuple[float, str, str, str]] = {}
        for score, address in hits:
            title, text, source = json.loads(self._searcher.doc(address)["stored"][0])
            words = " ".join(re.findall(r"\w+", text.casefold()))
            found.setdefault(words or text, (score, title, text, source))
        return list(found.values())


def spread(text: str) -> str:
    """Writing without spaces as overlapping pairs of characters, so that it can be searched."""
    if text.isascii():
        return text
    return _SOLID_RUN.sub(_pairs, text)


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return f" {' '.join(pairs)} "


def _tantivy() -> ModuleType:
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtra("Searching a corpus of your own", "evidence") from error
    return tantivy


def _analyzer() -> tantivy.TextAnalyzer:
    module = _tantivy()
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


def _check_place(out: Path, force: bool) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / MARKER).is_file():
        raise UsageError(
            f"{out} exists and is not a corpus; nothing was touched.", hint="Name a new directory."
        )
    if not force:
        raise UsageError(f"{out} is a corpus already.", hint="Replace it with --force.")


def _put_in_place(work: Path, out: Path) -> None:
    if not out.exists():
        work.rename(out)
        return
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


class _Builder:
    """Builds one corpus in a directory of its own."""

    def __init__(self, work: Path, progress: Progress | None) -> None:
        tantivy = _tantivy()
        self.work, self.progress = work, progress
        (work / "index").mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        for field in ("body", "title"):
            builder.add_text_field(field, tokenizer_name="passage", index_option="freq")
        builder.add_bytes_field("stored", stored=True)
        self.index = tantivy.Index(builder.build(), str(work / "index"))
        self.index.register_tokenizer("passage", _analyzer())
        self.writer = self.index.writer(_HEAP, 1)
        self.hash = hashlib.sha256(json.dumps([FORMAT, PARAMETERS]).encode())
        self.passages = self.words = self.empty = 0

    def run(self, found: list[tuple[Path, str]], out: Path) -> CorpusInfo:
        files = tuple(self._add_file(path, name) for path, name in found)
        if not self.passages:
            names = ", ".join(name for _, name in found[:5])
            raise UsageError(
                f"No text in {names}: the corpus would be empty.", hint=f"Give files of {KINDS}."
            )
        self.writer.commit()
        self.writer.wait_merging_threads()
        self.writer = None
        info = CorpusInfo(
            path=out,
            passages=self.passages,
            documents=sum(file.documents for file in files),
            words=self.words,
            empty=self.empty,
            files=files,
            fingerprint=self.hash.hexdigest()[:32],
            built_by=f"realign-data {_own_version()}",
        )
        record = {"format": FORMAT, **asdict(info), "parameters": PARAMETERS}
        del record["path"]
        with (self.work / MARKER).open("w", encoding="utf-8") as file:
            json.dump(record, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        return info

    def close(self) -> None:
        """Stop the writer's threads: they would go on writing into a directory being removed."""
        if self.writer:
            self.writer.rollback()
            self.writer.wait_merging_threads()
            self.writer = None

    def _add_file(self, path: Path, name: str) -> CorpusFile:
        documents = 0
        for document in read_documents(path, name):
            pieces = split_passages(document.text)
            documents += bool(pieces)
            self.empty += not pieces
            title = clean(document.title)
            for piece in pieces:
                self._add_passage([title, piece, clean(document.source)])
                if self.progress and self.passages % _REPORT_EVERY == 0:
                    self.progress(name, self.passages)
        if self.progress:
            self.progress(name, self.passages)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return CorpusFile(name, path.stat().st_size, digest, documents)

    def _add_passage(self, passage: list[str]) -> None:
        stored = json.dumps(passage, ensure_ascii=False).encode()
        self.hash.update(stored + b"\n")
        document = _tantivy().Document()
        document.add_text("title", spread(passage[0]))
        document.add_text("body", spread(f"{passage[0]}\n{passage[1]}"))
        document.add_bytes("stored", stored)
        self.writer.add_document(document)
        self.passages += 1
        self.words += count_words(passage[1])


def _own_version() -> str:
    try:
        return version("realign-data")
    except PackageNotFoundError:
        return "unknown"


def describe(info: CorpusInfo) -> Iterator[tuple[str, str]]:
    """What a person wants to know of a corpus, as (name, value)."""
    yield "directory", str(info.path)
    yield "passages", f"{info.passages:,}"
    yield "documents", f"{info.documents:,}" + (f" ({info.empty:,} empty)" if info.empty else "")
    yield "words", f"{info.words:,}"
    yield "built by", info.built_by
    yield "fingerprint", info.fingerprint
    for file in info.files:
        yield "file", f"{file.name} ({file.bytes:,} bytes, {file.documents:,} documents)"
