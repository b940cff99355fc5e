"""How a file is built: compression, encoding, container. Found by its content, never its name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from realign.errors import InputError
from realign.io import jsonio, scan, streams
from realign.io.formats import looks_like_record

Container = Literal[
    "JSON lines", "JSON array", "JSON objects", "list in a JSON object", "CSV", "Parquet"
]

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive (or an Office file)", "Unpack it: unzip {name}"),
    (b"BZh", "compressed with bzip2", "Unpack it: bunzip2 -k {name}"),
    (b"\xfd7zXZ\x00", "compressed with xz", "Unpack it: xz -dk {name}"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first."),
    (b"ARROW1", "an Arrow file", "Write it as Parquet or JSON lines."),
    (b"SQLite format 3", "an SQLite database", "Write the table as JSON lines or CSV."),
    (b"%PDF", "a PDF document", ""),
    (
        b"version https://git-lfs",
        "a pointer of Git LFS; the data itself is not here",
        "Fetch it: git lfs pull",
    ),
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])?', re.DOTALL)
_COLUMN = re.compile(r"[^\W\d][\w .()/:-]{0,63}\Z")
_DELIMITERS = (",", "\t", ";", "|")
_ROWS = 20
_NEXT_LINES = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """`key` is the list's name in "list in a JSON object"; `delimiter` is for CSV."""

    compression: str
    encoding: str
    container: Container
    key: str = ""
    delimiter: str = ""


def sniff(path: Path) -> Layout:
    """The layout of a file, from its first bytes.

    Raises:
        InputError: no such file, empty, damaged, or nothing that holds records.
    """
    streams.check_file(path)
    compression = streams.sniff_compression(path)
    raw = streams.read_head(path, compression)
    whole = len(raw) < streams.HEAD
    if raw.startswith(b"PAR1") and compression == "none":
        return Layout(compression, "", "Parquet")
    _refuse_signature(raw, path)
    encoding, mark = streams.sniff_encoding(raw, path)
    head = raw[mark:]
    if encoding != "utf-8":
        head = head.decode(encoding, "ignore").encode("utf-8")
    head = head.lstrip()
    if not head:
        raise InputError("the file holds nothing but blanks.", path=str(path))
    if head[:1] == b"[":
        return Layout(compression, encoding, "JSON array")
    if head[:1] == b"{":
        container, key = _object_container(head, whole, path)
        return Layout(compression, encoding, container, key=key)
    delimiter = _csv_delimiter(head, whole, path)
    if delimiter:
        return Layout(compression, encoding, "CSV", delimiter=delimiter)
    raise _no_records(head, path)


def _refuse_signature(head: bytes, path: Path) -> None:
    for magic, what, remedy in _SIGNATURES:
        if head.startswith(magic):
            hint = remedy.format(name=path.name)
            raise InputError(f"this is {what}.", path=str(path), hint=hint)


def _object_container(head: bytes, whole: bool, path: Path) -> tuple[Container, str]:
    first, newline, rest = head.partition(b"\n")
    others = [line for line in rest.split(b"\n") if line.strip()]
    if newline or whole:
        value = _decoded(first)
        if value is not None and (others or not whole):
            return "JSON lines", ""
        if value is not None:
            key = _list_key(value, path)
            return ("list in a JSON object", key) if key else ("JSON lines", "")
        complete = others[:_NEXT_LINES] if whole else others[: min(_NEXT_LINES, len(others) - 1)]
        if 2 * sum(_decoded(line) is not None for line in complete) > len(complete) > 0:
            return "JSON lines", ""  # and its first line is broken
    key = _key_in_head(head, path)
    return ("list in a JSON object", key) if key else ("JSON objects", "")


def _decoded(text: bytes) -> Mapping[str, object] | None:
    try:
        value = jsonio.loads(text)
    except jsonio.JsonError:
        return None
    return value if isinstance(value, dict) else None


def _list_key(value: Mapping[str, object], path: Path) -> str:
    """The key of the one list of records in an object; "" where the object is a record itself."""
    if looks_like_record(value):
        return ""
    keys = [key for key, item in value.items() if _is_records(item)]
    if len(keys) > 1:
        raise two_lists(keys, path)
    return keys[0] if keys else ""


def two_lists(keys: Sequence[str], path: Path) -> InputError:
    """The error for an object with more than one list of records."""
    return InputError(
        f"the JSON object holds several lists of objects: {', '.join(keys)}.",
        path=str(path),
        hint="Write the list that you mean into a file of its own.",
    )


def is_other_list(value: object) -> bool:
    """True for a list that could have been meant by the user as the records."""
    return _is_records(value)


def _is_records(value: object) -> bool:
    if not (isinstance(value, list) and value and all(isinstance(item, dict) for item in value)):
        return False
    return not _is_message(value[0])


def _is_message(value: Mapping[str, object]) -> bool:
    return ("role" in value or "from" in value) and ("content" in value or "value" in value)


def _key_in_head(head: bytes, path: Path) -> str:
    """The same, for an object that may be longer than the head."""
    depth = 0
    at = 0
    while (match := _BRACKET.match(head, at)) is not None and match.start(1) >= 0:
        place = match.start(1)
        if depth == 1 and head[place : place + 1] == b"[":
            key = scan.key_before(head, at, place)
            if key and _opens_records(head[place + 1 :]) and not _first_is_record(head):
                return key
        depth += 1 if head[place] in b"[{" else -1
        at = place + 1
        if depth == 0:
            return _key_of_whole(head, at, path)
    return ""


def _key_of_whole(head: bytes, end: int, path: Path) -> str:
    value = _decoded(head[:end])
    return _list_key(value, path) if value is not None and not head[end:].strip() else ""


def _first_is_record(head: bytes) -> bool:
    """True when the first object ends in the head: then it is judged in whole, at its end."""
    try:
        next(scan.objects(iter([head])))
    except scan.ScanError:
        return False
    return True


def _opens_records(text: bytes) -> bool:
    if not text.lstrip().startswith(b"{"):
        return False
    try:
        first, _ = next(scan.objects(iter([text])))
    except scan.ScanError:
        return True  # longer than the head: no chat message
    value = _decoded(first)
    return value is None or not _is_message(value)


def _csv_delimiter(head: bytes, whole: bool, path: Path) -> str:
    """The delimiter of a table with a header; "" where this is none."""
    text = head.decode("utf-8", "replace")
    named = any(s in (".csv", ".tsv") for s in (x.lower() for x in path.suffixes))
    best = ""
    width = 1
    for delimiter in _DELIMITERS:
        rows = _rows(text, delimiter, whole)
        if not rows:
            continue
        header = rows[0]
        names = header and len(set(header)) == len(header) and all(map(_COLUMN.match, header))
        even = len(rows) > 1 and all(len(row) == len(header) for row in rows)
        if len(header) > width and ((names and even) or named):
            best, width = delimiter, len(header)
    return best or ("," if named else "")


def _rows(text: str, delimiter: str, whole: bool) -> list[list[str]]:
    csv.field_size_limit(scan.MAX_RECORD)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if row:
                rows.append(row)
            if len(rows) > _ROWS:
                return rows[:-1]
    except csv.Error:
        return rows
    return rows if whole else rows[:-1]


def _no_records(head: bytes, path: Path) -> InputError:
    shown = " ".join(head[:400].decode("utf-8", "replace").split())[:60]
    if b"\0" in head[:4096]:
        return InputError("this is a binary file of no known kind.", path=str(path), line=1)
    if _MARKUP.match(head):
        return InputError(
            f"this is a page of markup, no data. It begins: {shown}",
            path=str(path),
            line=1,
            hint="Was an error page saved in place of the file? Download the file itself.",
        )
    return InputError(
        f"this is plain text, no records. It begins: {shown}",
        path=str(path),
        line=1,
        hint="Records of requests and responses are needed, as JSON lines, JSON, CSV (with a "
        'header) or Parquet. For example: {"instruction": "...", "input": "", "output": "..."}',
    )
