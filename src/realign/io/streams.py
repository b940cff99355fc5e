"""A file as a stream of UTF-8 chunks, whatever its compression and encoding."""

from __future__ import annotations

import codecs
import difflib
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from realign.errors import InputError

HEAD = 1 << 20  # what is looked at to tell compression, encoding and container
_STEP = 1 << 18
_SMALL_STEP = 1 << 12  # zstd can grow a few bytes to a block, so it is fed little at a time
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

Tap = Callable[[bytes], None]


def check_file(path: Path) -> None:
    """Raise InputError where `path` is no readable, non-empty, regular file."""
    name = str(path)
    if path.is_dir():
        files = sorted(p.name for p in path.iterdir() if p.is_file() and p.name[0] != ".")[:5]
        hint = (
            f"Name one file in it, for example {path / files[0]}" if files else "It has no files."
        )
        raise InputError("this is a directory; a file is expected.", path=name, hint=hint)
    if not path.exists():
        raise InputError("there is no such file.", path=name, hint=_near_names(path))
    if not path.is_file():
        raise InputError(
            "this is no regular file. It is read more than once, so a pipe does not do.",
            path=name,
            hint="Write the data to a file first.",
        )
    if not os.access(path, os.R_OK):
        raise InputError("this file may not be read.", path=name, hint="Check its permissions.")
    if path.stat().st_size == 0:
        raise InputError("the file is empty.", path=name, hint="Was its download or export cut?")


def sniff_compression(path: Path) -> str:
    """gzip, zstd or none, by the first bytes."""
    with path.open("rb") as handle:
        magic = handle.read(4)
    return next((name for start, name in _MAGIC.items() if magic.startswith(start)), "none")


def read_head(path: Path, compression: str) -> bytes:
    """Up to `HEAD` bytes of the decompressed file, as they are."""
    parts: list[bytes] = []
    size = 0
    for chunk in raw_chunks(path, compression):
        parts.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(parts)[:HEAD]


def sniff_encoding(head: bytes, path: Path) -> tuple[str, int]:
    """Encoding, and the length of the byte order mark.

    Raises:
        InputError: the bytes look like UTF-16 without a mark.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    start = head[:1000]
    if len(start) >= 4 and 3 * start.count(0) > len(start) and (start[0] == 0) != (start[1] == 0):
        order = "BE" if start[0] == 0 else "LE"
        raise InputError(
            f"the text looks like UTF-16-{order} without a byte order mark.",
            path=str(path),
            line=1,
            hint=f"Convert it: iconv -f UTF-16{order} -t UTF-8 {path.name} > new-file",
        )
    return "utf-8", 0


def raw_chunks(path: Path, compression: str, tap: Tap | None = None) -> Iterator[bytes]:
    """The decompressed bytes. `tap` gets the bytes of the file itself, for a hash.

    Raises:
        InputError: the compressed data is damaged or cut off.
    """
    with path.open("rb") as handle:
        if compression == "gzip":
            yield from _gunzip(handle, path, tap)
        elif compression == "zstd":
            yield from _unzstd(handle, path, tap)
        else:
            yield from _steps(handle, _STEP, tap)


def utf8_chunks(
    path: Path, compression: str, encoding: str, tap: Tap | None = None
) -> Iterator[bytes]:
    """The text as UTF-8 chunks without a byte order mark; chunks may cut a character.

    UTF-8 is passed on unchecked: the JSON parser checks it, and knows the record.

    Raises:
        InputError: damaged compression, or bytes that are not of this encoding.
    """
    chunks = raw_chunks(path, compression, tap)
    if encoding == "utf-8":
        yield from _without_mark(chunks)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    lines = 1
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise _bad_encoding(path, encoding, offset + error.start, lines) from None
        if offset == 0:
            text = text.removeprefix("\ufeff")
        offset += len(chunk)
        lines += text.count("\n")
        if text:
            yield text.encode("utf-8")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _bad_encoding(path, encoding, offset, lines) from None


def checked_utf8(chunks: Iterator[bytes], path: Path, record: int | None = None) -> Iterator[str]:
    """The chunks as text.

    Raises:
        InputError: a byte that is no UTF-8, with its offset and line.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, line, pending = 0, 1, 0
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            good = bytes(error.object[: error.start]).count(b"\n")
            place = offset - pending + error.start
            raise _not_utf8(path, place, line + good, error, record) from None
        pending = len(decoder.getstate()[0])
        offset += len(chunk)
        line += text.count("\n")
        yield text
    if pending:
        raise InputError(
            f"the text ends in the middle of a character (byte {offset}).",
            path=str(path),
            line=line,
            hint="Was the file cut off?",
        )


def _not_utf8(
    path: Path, offset: int, line: int, error: UnicodeDecodeError, record: int | None
) -> InputError:
    return InputError(
        f"byte {offset} (0x{error.object[error.start]:02x}) is no UTF-8.",
        path=str(path),
        line=line,
        record=record,
        hint="If the whole file has another encoding, convert it, for example: "
        f"iconv -f WINDOWS-1252 -t UTF-8 {path.name} > new-file",
    )


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= len(codecs.BOM_UTF8):
            break
    start = start.removeprefix(codecs.BOM_UTF8)
    if start:
        yield start
    yield from chunks


def _steps(handle: BinaryIO, size: int, tap: Tap | None) -> Iterator[bytes]:
    while chunk := handle.read(size):
        if tap is not None:
            tap(chunk)
        yield chunk


def _gunzip(handle: BinaryIO, path: Path, tap: Tap | None) -> Iterator[bytes]:
    member: zlib._Decompress | None = None
    try:
        for data in _steps(handle, _STEP, tap):
            rest = data
            while rest:
                if member is None:
                    rest = rest.lstrip(b"\0")  # padding between and after members
                    if not rest:
                        break
                    member = zlib.decompressobj(wbits=31)
                out = member.decompress(rest, _STEP)
                if out:
                    yield out
                rest = member.unconsumed_tail
                if member.eof:
                    rest, member = member.unused_data, None
        if member is not None:
            yield from filter(None, [member.flush()])
    except zlib.error as error:
        raise _damaged(path, "gzip", str(error)) from None
    if member is not None and not member.eof:
        raise _damaged(path, "gzip", "the file ends too early")


def _unzstd(handle: BinaryIO, path: Path, tap: Tap | None) -> Iterator[bytes]:
    import zstandard

    frame: zstandard.ZstdDecompressionObj | None = None
    try:
        for data in _steps(handle, _SMALL_STEP, tap):
            rest = data
            while rest:
                if frame is None:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                out = frame.decompress(rest)
                if out:
                    yield out
                rest = b""
                if frame.eof:
                    rest, frame = frame.unused_data, None
    except zstandard.ZstdError as error:
        raise _damaged(path, "zstd", str(error)) from None
    if frame is not None:
        raise _damaged(path, "zstd", "the file ends too early")


def _damaged(path: Path, compression: str, reason: str) -> InputError:
    return InputError(
        f"the {compression} data is damaged: {reason}.",
        path=str(path),
        hint="Was the download or the copy cut off? Fetch the file again.",
    )


def _bad_encoding(path: Path, encoding: str, offset: int, line: int) -> InputError:
    return InputError(
        f"byte {offset} is no {encoding.upper()}, which the byte order mark announces.",
        path=str(path),
        line=line,
        hint="Write the file again as UTF-8.",
    )


def _near_names(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"The directory {folder} does not exist either."
    names = sorted(p.name for p in folder.iterdir() if p.name[0] != ".")
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    near += [n for n in names if n.split(".")[0] == path.name.split(".")[0] and n not in near]
    if near:
        return f"Did you mean {' or '.join(str(folder / name) for name in near[:3])}?"
    return f"The files of {folder}: {', '.join(names[:8])}." if names else f"{folder} is empty."
