"""Read the files of a corpus: one document at a time, whatever the file's shape.

The shape is told by the content first and the name second, so a JSONL file named .json is read.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from realign.errors import InputError, MissingExtra, UsageError
from realign.evidence.html import read_html
from realign.evidence.prose import read_markdown, read_plain
from realign.evidence.records import (
    ID_FIELDS,
    SOURCE_FIELDS,
    TEXT_FIELDS,
    TITLE_FIELDS,
    read_json,
    to_document,
)
from realign.evidence.sources import KINDS, Document, Place, open_source, peek, unreadable
from realign.evidence.tables import read_csv

__all__ = ["KINDS", "Document", "find_files", "passed_over", "read_documents", "require"]

_MARKDOWN = {".md", ".markdown", ".mdx"}
_PLAIN = {".txt", ".text", ".rst"}
_JSON = {".json", ".jsonl", ".ndjson"}
_PARQUET = {".parquet", ".pq"}
_CSV = {".csv", ".tsv"}
_HTML = {".html", ".htm", ".xhtml"}
_PDF = {".pdf"}
_READABLE = _MARKDOWN | _PLAIN | _JSON | _PARQUET | _CSV | _HTML | _PDF
_COLUMNS = {*TEXT_FIELDS, *TITLE_FIELDS, *SOURCE_FIELDS, *ID_FIELDS}


def find_files(paths: Iterable[Path], leave_out: Path) -> list[tuple[Path, str]]:
    """Files to read with the name each is called by, in a fixed order.

    A directory is walked: hidden files, other corpora, `leave_out` and files of kinds that can't
    be read are passed over. Raises InputError for a path that does not exist.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            files = filter(_is_readable, _walk(path, leave_out))
            found += [(file, file.relative_to(path).as_posix()) for file in files]
        elif path.is_file():
            found.append((path, path.name))
        else:
            raise InputError(
                "there is no such file or directory",
                path=str(path),
                hint=f"Name a file or a directory of files: {KINDS}.",
            )
    once = list({file.resolve(): (file, name) for file, name in found}.values())
    names = Counter(name for _, name in once)
    # Files of the same name in two places are called by their paths, as they were given.
    return [(file, name if names[name] == 1 else file.as_posix()) for file, name in once]


def passed_over(paths: Iterable[Path], leave_out: Path) -> list[str]:
    """Names of the files in directories of `paths` that `find_files` passes over for their kind."""
    return [
        file.relative_to(path).as_posix()
        for path in paths
        if path.is_dir()
        for file in _walk(path, leave_out)
        if not _is_readable(file)
    ]


def _walk(directory: Path, leave_out: Path) -> Iterator[Path]:
    for entry in sorted(directory.iterdir()):
        if entry.name.startswith(".") or entry.resolve() == leave_out.resolve():
            continue
        if entry.is_dir():
            if not entry.is_symlink() and not (entry / "corpus.json").exists():
                yield from _walk(entry, leave_out)
        elif entry.is_file():
            yield entry


def _is_readable(path: Path) -> bool:
    return _kind(path) in _READABLE


def _kind(path: Path) -> str:
    """The extension that says what is inside: of notes.md.gz it is .md."""
    inner = Path(path.stem) if path.suffix.lower() in {".gz", ".zst", ".zstd"} else path
    return inner.suffix.lower()


def read_documents(path: Path, name: str) -> Iterator[Document]:
    """Documents of one file, in order; `name` is what sources call it.

    Raises InputError with file, line or record for what can't be read, and MissingExtra for
    Parquet without pyarrow.
    """
    try:
        if _kind(path) in _PARQUET:
            yield from _parquet(path, name)
            return
        with open_source(path) as stream:
            start = peek(stream)
            if start.startswith(b"PAR1"):
                yield from _parquet(path, name)
            elif start.startswith(b"%PDF-"):
                yield from _pdf(path, name, stream)
            elif _kind(path) in _JSON or _looks_like_json(path, start):
                yield from read_json(path, name, stream, start)
            elif reader := _BY_KIND.get(_kind(path)):
                yield from reader(path, name, stream)
            else:
                yield from read_plain(path, name, stream, start)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def _pdf(path: Path, name: str, stream: io.BufferedReader) -> Iterator[Document]:
    from realign.evidence.pdf import read_pdf

    yield from read_pdf(path, name, stream)


_BY_KIND = {
    **dict.fromkeys(_MARKDOWN, read_markdown),
    **dict.fromkeys(_HTML, read_html),
    **dict.fromkeys(_CSV, read_csv),
    **dict.fromkeys(_PDF, _pdf),
}


def _looks_like_json(path: Path, start: bytes) -> bool:
    """For names that say nothing: prose seldom opens with {"."""
    known = _kind(path) in _READABLE
    return not known and bool(re.match(rb'[\[{]\s*["{\[]', start))


def _parquet(path: Path, name: str) -> Iterator[Document]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("Reading Parquet", "parquet") from error
    try:
        with parquet.ParquetFile(path) as table:
            wanted = [n for n in table.schema_arrow.names if n in _COLUMNS]
            if not set(wanted) & set(TEXT_FIELDS):
                to_document(dict.fromkeys(table.schema_arrow.names), name, Place(path))
            number = 0
            for batch in table.iter_batches(batch_size=512, columns=wanted):
                for record in batch.to_pylist():
                    number += 1
                    yield to_document(record, f"{name}#{number}", Place(path, record=number))
    except (pyarrow.ArrowException, OSError) as error:
        raise unreadable(path, error) from error


def require(files: list[tuple[Path, str]], paths: Iterable[Path]) -> None:
    """Raises UsageError when there is nothing to read."""
    if not files:
        given = ", ".join(map(str, paths)) or "nothing"
        raise UsageError(
            f"No file to read in {given}.", hint=f"A corpus is made of files of {KINDS}."
        )
