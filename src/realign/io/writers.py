"""Records out, as JSON lines, a JSON array or Parquet; the file appears in whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from realign.errors import UsageError
from realign.io import jsonio
from realign.io.atomic import atomic_file

EXTENSIONS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".json", ".parquet")


class RecordWriter(Protocol):
    """Takes records, one by one."""

    def write(self, record: Mapping[str, Any]) -> None:
        """Write one record; its keys keep their order."""


def output_kind(path: Path | str) -> str:
    """The extension that decides the form: one of `EXTENSIONS`.

    Raises:
        UsageError: none of them.
    """
    name = Path(path).name.lower()
    for extension in sorted(EXTENSIONS, key=len, reverse=True):
        if name.endswith(extension) and name != extension:
            return extension
    raise UsageError(
        f"{path}: no output format is known by this name.",
        hint=f"Use a name that ends in {', '.join(EXTENSIONS[:-1])} or {EXTENSIONS[-1]}.",
    )


@contextlib.contextmanager
def open_writer(path: Path | str) -> Iterator[RecordWriter]:
    """A writer whose form the extension decides. Memory stays flat; Parquet waits in a hidden file
    beside the output until its schema is known.

    If the block raises, no file is made, and an older one stays.

    Raises:
        UsageError: unknown extension; the directory is missing or may not be written to.
        MissingExtra: Parquet without pyarrow.
        RunStopped: the disk is full.
    """
    target = Path(path)
    opener = _OPENERS[output_kind(target)]
    with atomic_file(target) as handle, opener(handle, target) as writer:
        yield writer


class _Lines:
    def __init__(self, put: Callable[[bytes], object]) -> None:
        self._put = put

    def write(self, record: Mapping[str, Any]) -> None:
        self._put(jsonio.dumps(record, strict=True) + b"\n")


class _Array:
    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self._started = False

    def write(self, record: Mapping[str, Any]) -> None:
        text = jsonio.pretty(record, strict=True).replace(b"\n", b"\n  ")
        self._handle.write((b",\n  " if self._started else b"[\n  ") + text)
        self._started = True

    def close(self) -> None:
        self._handle.write(b"\n]\n" if self._started else b"[]\n")


@contextlib.contextmanager
def _open_lines(handle: BinaryIO, _target: Path) -> Iterator[RecordWriter]:
    yield _Lines(handle.write)


@contextlib.contextmanager
def _open_gzip(handle: BinaryIO, _target: Path) -> Iterator[RecordWriter]:
    # No name and no time inside: the same records give the same bytes.
    with gzip.GzipFile(filename="", fileobj=handle, mode="wb", compresslevel=6, mtime=0) as out:
        yield _Lines(out.write)


@contextlib.contextmanager
def _open_zstd(handle: BinaryIO, _target: Path) -> Iterator[RecordWriter]:
    import zstandard

    with zstandard.ZstdCompressor(level=6).stream_writer(handle, closefd=False) as out:
        yield _Lines(out.write)


@contextlib.contextmanager
def _open_array(handle: BinaryIO, _target: Path) -> Iterator[RecordWriter]:
    array = _Array(handle)
    yield array
    array.close()


@contextlib.contextmanager
def _open_parquet(handle: BinaryIO, target: Path) -> Iterator[RecordWriter]:
    from realign.io.parquet import ParquetRecords, spool_path

    records = ParquetRecords(handle, spool_path(target))
    try:
        yield records
        records.close()
    finally:
        records.discard()


_Opener = Callable[[BinaryIO, Path], contextlib.AbstractContextManager[RecordWriter]]
_OPENERS: dict[str, _Opener] = {
    ".jsonl": _open_lines,
    ".jsonl.gz": _open_gzip,
    ".jsonl.zst": _open_zstd,
    ".json": _open_array,
    ".parquet": _open_parquet,
}
