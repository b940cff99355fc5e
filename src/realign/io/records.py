"""The raw records of a file, one by one, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from realign.errors import InputError
from realign.io import jsonio, scan, streams
from realign.io.formats.base import describe
from realign.io.layout import Layout, is_other_list, two_lists

OnBad = Callable[[int, str, bytes], None]
Located = tuple[dict[str, Any], int]

_SKIP_HINT = "Correct the line, or leave out such lines with --bad-lines skip."


def read_records(
    path: Path, layout: Layout, *, tap: streams.Tap | None = None, on_bad: OnBad | None = None
) -> Iterator[Located]:
    """Records with the line of their start, from 1 (0 in Parquet).

    Args:
        path: the file.
        layout: what `layout.sniff` found.
        tap: gets the bytes of the file itself; a hash.
        on_bad: gets line number, reason and text of each line that is no JSON object, instead of
            an error; for JSON lines only.

    Raises:
        InputError: with line, record (from 1), what stands there, and a remedy.
    """
    if layout.container == "Parquet":
        from realign.io.parquet import read_parquet

        if tap is not None:
            for chunk in streams.raw_chunks(path, "none"):
                tap(chunk)
        for record in read_parquet(path):
            yield record, 0
        return
    chunks = streams.utf8_chunks(path, layout.compression, layout.encoding, tap)
    if layout.container == "CSV":
        yield from _csv(path, chunks, layout.delimiter)
    elif layout.container == "JSON lines":
        yield from _Reader(path, layout).lines(chunks, on_bad)
    else:
        yield from _Reader(path, layout).values(chunks)


class _Reader:
    """JSON in its four containers; counts records, to name them in errors."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self._path = path
        self._layout = layout
        self._count = 0

    def lines(self, chunks: Iterator[bytes], on_bad: OnBad | None) -> Iterator[Located]:
        try:
            for text, line in scan.lines(chunks):
                try:
                    record = jsonio.loads(text)
                except jsonio.JsonError as error:
                    if on_bad is None:
                        self._broken(error, line, _SKIP_HINT)
                    on_bad(line, _reason(error), text)
                    continue
                if not isinstance(record, dict):
                    reason = f"a record is expected, a JSON object; this is {describe(record)}"
                    if on_bad is None:
                        self._fail(reason + ".", line, _SKIP_HINT)
                    on_bad(line, reason, text)
                    continue
                self._count += 1
                yield record, line
        except scan.ScanError as error:
            self._fail(f"{error.reason}.", error.line)

    def values(self, chunks: Iterator[bytes]) -> Iterator[Located]:
        container = self._layout.container
        if container == "JSON array":
            found = scan.array(chunks)
        elif container == "JSON objects":
            found = scan.objects(chunks)
        else:
            found = scan.member(chunks, self._layout.key)
        try:
            for text, line in found:
                value = self._decode(text, line)
                if line == 0:
                    self._check_around(value)
                    return
                if not isinstance(value, dict):
                    self._fail(
                        f"a record is expected, a JSON object; this is {describe(value)}.",
                        line,
                        "Take its outer brackets away, so that what it holds are records too.",
                    )
                self._count += 1
                yield value, line
        except scan.ScanError as error:
            self._broken_frame(error)

    def _decode(self, text: bytes, line: int) -> Any:
        try:
            return jsonio.loads(text)
        except jsonio.JsonError as error:
            if line == 0:
                self._fail(f"the object around the list is broken: {_reason(error)}.", None)
            self._broken(error, line, "Correct the file there.")

    def _check_around(self, value: object) -> None:
        others = (
            [k for k, v in value.items() if is_other_list(v)] if isinstance(value, dict) else []
        )
        if others:
            raise two_lists([self._layout.key, *others], self._path)

    def _broken_frame(self, error: scan.ScanError) -> NoReturn:
        """The parser often knows better than the scanner what is wrong."""
        if error.text:
            try:
                jsonio.loads(error.text)
            except jsonio.JsonError as found:
                if found.near:
                    self._broken(found, error.line, "Correct the file there.")
        self._fail(f"{error.reason}.", error.line, error.hint)

    def _broken(self, error: jsonio.JsonError, line: int, hint: str) -> NoReturn:
        if isinstance(error, jsonio.NotUtf8Error) and self._layout.encoding == "utf-8":
            self._bad_byte()
        self._fail(f"broken JSON: {_reason(error)}.", line + error.line - 1, hint)

    def _bad_byte(self) -> None:
        """Read once more, to say where in the file the first wrong byte stands."""
        chunks = streams.utf8_chunks(self._path, self._layout.compression, "utf-8")
        for _ in streams.checked_utf8(chunks, self._path, record=self._count + 1):
            pass

    def _fail(self, message: str, line: int | None, hint: str = "") -> NoReturn:
        path, record = str(self._path), self._count + 1
        raise InputError(message, path=path, line=line, record=record, hint=hint)


def _reason(error: jsonio.JsonError) -> str:
    near = f": {error.near}" if error.near else ", where the text ends"
    return f"{error.reason} at column {error.column}{near}"


def _csv(path: Path, chunks: Iterator[bytes], delimiter: str) -> Iterator[Located]:
    csv.field_size_limit(scan.MAX_RECORD)
    rows = csv.reader(_text_lines(path, chunks), delimiter=delimiter, strict=True)
    header: list[str] = []
    count = 0
    line = 1
    try:
        for row in rows:
            if row and not header:
                header = _check_header(path, row, line)
            elif row:
                if len(row) != len(header):
                    raise InputError(
                        f"{len(row)} fields stand here, but the header has {len(header)}.",
                        path=str(path),
                        line=line,
                        record=count + 1,
                        hint="Put quotes around fields that hold the delimiter or a line break.",
                    )
                count += 1
                yield dict(zip(header, row, strict=True)), line
            line = rows.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"broken CSV: {error}.",
            path=str(path),
            line=line,
            record=count + 1,
            hint='Within a quoted field, a quote is written twice: "".',
        ) from None


def _check_header(path: Path, row: list[str], line: int) -> list[str]:
    twice = next((name for name in row if row.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            f"the header names the column {twice!r} twice.",
            path=str(path),
            line=line,
            hint="Give each column a name of its own.",
        )
    return row


def _text_lines(path: Path, chunks: Iterator[bytes]) -> Iterator[str]:
    held = ""
    for text in streams.checked_utf8(chunks, path):
        *whole, held = (held + text).split("\n")
        for line in whole:
            yield line + "\n"
    if held:
        yield held
