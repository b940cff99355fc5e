"""What the readers of corpus files share: a document, its place, and a file's unpacked bytes."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, NamedTuple

from realign.errors import InputError

KINDS = "JSONL, JSON, Parquet, CSV, Markdown, HTML, PDF or plain text; .gz and .zst are read too"


class Document(NamedTuple):
    """One text with its title and where it came from; `key` is the record's own id, or ""."""

    text: str
    title: str
    source: str
    key: str = ""


class Place(NamedTuple):
    """Where a record stands, for messages."""

    path: Path
    line: int | None = None
    record: int | None = None

    def error(self, message: str, hint: str) -> InputError:
        return InputError(
            message, path=str(self.path), line=self.line, record=self.record, hint=hint
        )


def unreadable(path: Path, error: BaseException) -> InputError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return InputError(
        f"can't be read: {reason}", path=str(path), hint="Is it whole, and may you read it?"
    )


def not_utf8(path: Path, line: int | None = None) -> InputError:
    return InputError(
        "is not UTF-8 text",
        path=str(path),
        line=line,
        hint="If the whole file has another encoding, convert it, for example: "
        f"iconv -f WINDOWS-1252 -t UTF-8 {path.name} > new-file",
    )


def open_source(path: Path) -> io.BufferedReader:
    """The file's bytes, unpacked when its first bytes say that it is packed."""
    with path.open("rb") as raw:
        magic = raw.read(4)
    if magic.startswith(b"\x1f\x8b"):
        # GzipFile reads like a raw stream; the buffer gives it peek and fast lines.
        return io.BufferedReader(gzip.open(path, "rb"), 1 << 16)
    if magic == b"\x28\xb5\x2f\xfd":
        return _open_zstd(path)
    return path.open("rb")


def _open_zstd(path: Path) -> io.BufferedReader:
    import zstandard

    class Raw(io.RawIOBase):
        """Turns zstandard's own error into an OSError, which is what a broken file is."""

        def __init__(self) -> None:
            self._file = path.open("rb")
            self._stream = zstandard.ZstdDecompressor().stream_reader(
                self._file, read_across_frames=True
            )

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            try:
                return self._stream.readinto(buffer)
            except zstandard.ZstdError as error:
                raise OSError(f"broken zstd data ({error})") from error

        def close(self) -> None:
            self._stream.close()  # type: ignore[no-untyped-call]
            self._file.close()
            super().close()

    return io.BufferedReader(Raw(), 1 << 16)


def peek(stream: io.BufferedReader) -> bytes:
    """The first bytes that are not blank; they stay in the stream."""
    return stream.peek(4096).removeprefix(b"\xef\xbb\xbf").lstrip()


def skip_mark(stream: io.BufferedReader) -> None:
    """Read over a UTF-8 byte order mark, if the stream stands before one."""
    if stream.peek(3).startswith(b"\xef\xbb\xbf"):
        stream.read(3)
