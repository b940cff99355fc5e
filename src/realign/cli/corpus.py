"""`realign corpus`: make, search and describe a local evidence corpus."""

from __future__ import annotations

import itertools
import json
import os
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from realign.counts import counted

if TYPE_CHECKING:
    from realign.evidence.corpus import LocalCorpus
    from realign.evidence.encoder import Encoder
    from realign.evidence.fulltext import Hit


_MOST_SKIPPED = 10


@click.group()
def corpus() -> None:
    """Evidence from documents of your own.

    \b
    Examples:
      realign corpus build docs/ notes.jsonl.gz -o my-corpus
      realign corpus search my-corpus "how is a kettle descaled" -k 3
      realign run data.jsonl -o out --evidence my-corpus
    """


@corpus.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="Directory to make."
)
@click.option("--force", is_flag=True, help="Build it anew, even where nothing changed.")
def build(files: tuple[Path, ...], out: Path, force: bool) -> None:
    """Index FILES: JSONL, JSON, Parquet, CSV, Markdown, HTML, PDF, plain text; directories are
    walked.

    Records need a text (text, body, content or passage) and can have a title, an id and a
    source or url. Documents are cut into passages of about 100 to 150 words. The same command
    again brings the corpus up to date: it holds what FILES hold, and only files that changed are
    read.

    \b
    Examples:
      realign corpus build docs/ -o my-corpus
      realign corpus build wiki.jsonl.zst faq.csv manual.pdf -o my-corpus
    """
    from realign.evidence.building import build as build_corpus
    from realign.evidence.manifest import table

    started = time.monotonic()
    live = sys.stderr.isatty()

    def progress(name: str, passages: int) -> None:
        if live:
            rate = passages / max(time.monotonic() - started, 1e-3)
            told = f"{counted(passages, 'passage')}, {rate:,.0f} a second  {printable(name)}"
            click.echo(f"\r\033[K{told[:100]}", nl=False, err=True)

    try:
        info = build_corpus(files, out, progress, force=force)
    finally:
        if live:
            click.echo("\r\033[K", nl=False, err=True)
    empty = f" (and {info.empty:,} empty)" if info.empty else ""
    passages = counted(info.passages, "passage")
    done = f"{passages} of {counted(info.documents, 'document')}{empty}"
    if info.changes.none:
        click.echo(f"{info.path} is up to date: {done}")
    else:
        click.echo(f"Built {info.path}: {done} in {time.monotonic() - started:.1f} s")
        for line in table(info.files, info.changes):
            click.echo(printable(line))
    if info.passed_over:
        click.echo(printable(_skipped(info.passed_over)))


def _skipped(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_SKIPPED]) + (", ..." if len(names) > _MOST_SKIPPED else "")
    return f"skipped: {shown} ({counted(len(names), 'file')} of a kind that is not read)"


@corpus.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument("query", required=False)
@click.option("-k", default=5, show_default=True, type=click.IntRange(1, 100), help="How many.")
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    help="A file of queries, one a line: text, or JSON with a query or question.",
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where their results go, as JSON lines."
)
@click.option(
    "--rerank/--no-rerank",
    default=None,
    help="Compare meanings too, by the embedded encoder (fetched at first use). Default: where "
    "it is on this machine.",
)
def search(
    directory: Path,
    query: str | None,
    k: int,
    queries: Path | None,
    out: Path | None,
    rerank: bool | None,
) -> None:
    """Show what the corpus in DIRECTORY holds on QUERY, best first; or on a file of queries.

    A run leaves out passages that share too little with the request; they are marked here. With
    --queries each line of the output is {query, results: [{id, source, title, text, score}]}.

    \b
    Examples:
      realign corpus search my-corpus "who wrote the anthem"
      realign corpus search my-corpus --queries questions.txt -k 5 -o found.jsonl
    """
    from realign.evidence.corpus import LocalCorpus

    if (query is None) == (queries is None):
        raise click.UsageError("Give a QUERY, or --queries FILE.")
    if query is not None and not query.strip():
        raise click.UsageError("The QUERY is empty.")
    if out is not None and queries is None:
        raise click.UsageError("-o goes with --queries.")
    opened = LocalCorpus(directory, _encoder(rerank))
    if queries is not None:
        _search_file(opened, queries, out, k)
    else:
        _show(opened.hits(query or "", k, least=0.0), query or "")


def _encoder(wanted: bool | None) -> Encoder | None:
    from realign.evidence.encoder import Encoder, encoder_is_here, pull_encoder, runtime_is_here

    if wanted is None and not (encoder_is_here() and runtime_is_here()):
        return None
    if wanted is False:
        return None

    def tell(done: int, total: int, what: str) -> None:
        click.echo(f"encoder: {what}, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB", err=True)

    pull_encoder(tell)
    return Encoder()


def _show(hits: list[Hit], query: str) -> None:
    """A score of 0 says that only the words were looked at (see `rerank`): told in words."""
    from realign.evidence.corpus import LEAST_SHARED, to_evidence
    from realign.evidence.relevance import WordShare

    sieve = WordShare()

    if not hits:
        click.echo("Nothing in this corpus shares a word with the query.")
    for number, hit in enumerate(hits, 1):
        found = hit.passage
        title = printable(found.title) or "(no title)"
        click.secho(f"{number}. {title}", bold=True, nl=False)
        share = sieve.scores(query, [to_evidence(hit, query)])[0]
        kept = hit.shared >= LEAST_SHARED and share >= sieve.threshold
        weak = "" if kept else "  (shares too little: a run leaves it out)"
        score = f"{hit.score:.2f}" if hit.score else "meaning not compared"
        click.echo(f"  [{score}]  {printable(found.source)}{weak}")
        text = textwrap.shorten(printable(found.text), 600, placeholder=" ...")
        click.echo(textwrap.indent(textwrap.fill(text, 96), "   ") + "\n")


def _search_file(opened: LocalCorpus, queries: Path, out: Path | None, k: int) -> None:
    from realign.io.atomic import atomic_file

    started, count = time.monotonic(), 0
    if out is None:
        for line in _lines(opened, read_queries(queries), k):
            click.echo(line, nl=False)
        return
    with atomic_file(out) as file:
        for line in _lines(opened, read_queries(queries), k):
            file.write(line.encode())
            count += 1
    rate = count / max(time.monotonic() - started, 1e-3)
    click.echo(f"{counted(count, 'query')}, {rate:,.0f} a second: {out}", err=True)


def _lines(opened: LocalCorpus, queries: Iterator[str], k: int) -> Iterator[str]:
    """A line for each query, in order; the encoder reads for several of them at once."""
    if opened.reranker is None:
        yield from (_line(opened, query, k) for query in queries)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while some := list(itertools.islice(queries, 200)):
            yield from pool.map(lambda query: _line(opened, query, k), some)


def _line(opened: LocalCorpus, query: str, k: int) -> str:
    results = [
        {
            "id": hit.passage.key,
            "source": hit.passage.source,
            "title": hit.passage.title,
            "text": hit.passage.text,
            "score": round(hit.score, 4),
        }
        for hit in opened.hits(query, k, least=0.0)
    ]
    return json.dumps({"query": query, "results": results}, ensure_ascii=False) + "\n"


def read_queries(path: Path) -> Iterator[str]:
    """Queries of a file, in order; blank lines are passed over. Raises InputError."""
    from realign.errors import InputError

    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _query(line.strip(), path, number)
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", path=str(path), hint="Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(
            f"can't be read: {error.strerror or error}", path=str(path), hint="Check the path."
        ) from error


def _query(line: str, path: Path, number: int) -> str:
    from realign.errors import InputError

    if not line.startswith(("{", '"')):
        return line
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        if line.startswith('"'):  # a query in quotation marks
            return line
        raise InputError(
            "not valid JSON", path=str(path), line=number,
            hint="A line is a query as text, or a JSON object with one.",
        ) from None  # fmt: skip
    if isinstance(record, dict):
        record = next((record[n] for n in ("query", "question", "text") if n in record), None)
    if not isinstance(record, str):
        raise InputError(
            "no query in this line", path=str(path), line=number,
            hint="Name it query or question; it must be a text.",
        )  # fmt: skip
    return record


@corpus.command()
@click.argument("directory", type=click.Path(path_type=Path))
def info(directory: Path) -> None:
    """Say what the corpus in DIRECTORY is made of.

    \b
    Example:
      realign corpus info my-corpus
    """
    from realign.evidence.corpus import describe, read_info

    for name, value in describe(read_info(directory)):
        click.echo(f"{name:<12} {printable(value)}")


def printable(text: str) -> str:
    """One line that can't steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
