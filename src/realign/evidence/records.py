"""JSON files of a corpus: JSONL, arrays, one object of titles and texts; and records of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec

from realign.errors import InputError
from realign.evidence.sources import Document, Place, not_utf8, open_source, skip_mark

TEXT_FIELDS = ("text", "body", "content", "contents", "passage", "paragraph", "paragraphs")
TITLE_FIELDS = ("title", "name", "heading")
SOURCE_FIELDS = ("url", "source", "link")
ID_FIELDS = ("id", "_id", "doc_id")

_LONGEST_LINE = 64 * 1024 * 1024  # bytes
_DEEPEST = 100
_LOOK = 64 * 1024  # bytes behind the first line
_KNOWN = {*TEXT_FIELDS, *TITLE_FIELDS, *ID_FIELDS}
_QUICK = msgspec.json.Decoder()
_FIELD = re.compile(r"[a-z][a-z0-9_]*")


def read_json(path: Path, name: str, stream: BufferedReader, start: bytes) -> Iterator[Document]:
    skip_mark(stream)
    if not start:
        return
    if start.startswith(b"["):
        yield from _values(path, name, stream, 1)
        return
    if _is_mapping(path):
        yield from _titled(path, name, stream)
    elif _is_of_lines(path):
        yield from _lines(path, name, stream)
    else:  # pretty-printed objects one after another
        yield from _values(path, name, stream, 0)


def _is_mapping(path: Path) -> bool:
    """Whether the file is one object {title: text or sentences} instead of records.

    Few keys that all look like names of fields are one record: its error names them.
    """
    keys: list[str] = []
    with open_source(path) as stream:
        try:
            for key, value in _members(stream, 1):
                keys.append(key)
                nested = isinstance(value, dict) and any(name in value for name in TEXT_FIELDS)
                if key in _KNOWN or (_joined(value) is None and not nested):
                    return False
                if len(keys) == 20:
                    return True
        except ValueError:
            return False
    return any(not _FIELD.fullmatch(key) for key in keys)


def _is_of_lines(path: Path) -> bool:
    """Whether the first line that is not blank is JSON; or can't begin any, whatever follows it."""
    with open_source(path) as stream:
        skip_mark(stream)
        line = b""
        while not line.strip():
            line = stream.readline(_LONGEST_LINE)
            if not line:
                return False
        try:
            json.loads(line.rstrip())
        except json.JSONDecodeError as error:
            # An error before its end is one of this line; at its end the next one may go on.
            return error.pos < len(error.doc.rstrip()) or not stream.read(_LOOK).strip()
        except UnicodeDecodeError:
            return True
        except (ValueError, RecursionError):
            return False
        return True


def _lines(path: Path, name: str, stream: BufferedReader) -> Iterator[Document]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise InputError("the line is over 64 MB long", path=str(path), line=number,
                             hint="Split the document into several records.")  # fmt: skip
        if not line.strip():
            continue
        try:
            record = _loads(line)
        except UnicodeDecodeError as error:
            raise not_utf8(path, number) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"not valid JSON: {_reason(error)}", path=str(path), line=number,
                             hint="Each line must be one JSON object.") from error  # fmt: skip
        yield to_document(record, f"{name}:{number}", Place(path, line=number))


def _reason(error: Exception) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    said = error.msg.removesuffix(" at").removesuffix(" starting")
    return f"{said[:1].lower()}{said[1:]} at column {error.colno}"


def _loads(line: bytes) -> Any:
    """The quick parser; what it refuses goes to the one that takes more, and says more."""
    try:
        return _QUICK.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(line.rstrip())  # a line break is no part of a broken text


def _values(path: Path, name: str, stream: BufferedReader, level: int) -> Iterator[Document]:
    number = 0
    try:
        for _, record in _members(stream, level):
            number += 1
            yield to_document(record, f"{name}#{number}", Place(path, record=number))
    except ValueError as error:
        raise _bad_json(path, number + 1, error) from error


def _titled(path: Path, name: str, stream: BufferedReader) -> Iterator[Document]:
    number = 0
    try:
        for title, value in _members(stream, 1):
            number += 1
            record = {**value, "title": title} if isinstance(value, dict) else value
            document = to_document(record, name, Place(path, record=number))
            yield Document(document.text, title, f"{name}#{title}", document.key)
    except ValueError as error:
        raise _bad_json(path, number + 1, error) from error


def _members(stream: BufferedReader, level: int) -> Iterator[tuple[str, Any]]:
    """Values at a level (0: one after another; 1: in an array or object, with their keys).

    Each is held alone. Raises ValueError for what is no JSON, or is nested over 100 deep: the
    parser's own way of doing this takes time in the square of the depth.
    """
    import ijson

    depth, key, builder = 0, "", None
    skip_mark(stream)
    events = ijson.basic_parse(stream, use_float=True, multiple_values=level == 0)
    try:
        for event, value in events:
            if builder is None and (depth < level or event == "map_key" or event.startswith("end")):
                key = value if event == "map_key" else key
            else:
                builder = builder or ijson.ObjectBuilder()
                builder.event(event, value)
            depth += event.startswith("start") - event.startswith("end")
            if depth > _DEEPEST:
                raise ValueError(f"nested over {_DEEPEST} deep")
            if builder is not None and depth == level:
                yield key, builder.value
                builder = None
    except ijson.JSONError as error:
        raise ValueError(str(error)) from error


def _bad_json(path: Path, number: int, error: Exception) -> InputError:
    reason = " ".join(str(error).split())[:120]
    return InputError(
        f"not valid JSON: {reason}", path=str(path), record=number, hint="Correct it there."
    )


def to_document(record: Any, place: str, at: Place) -> Document:
    """A record as a document; its own source is kept, else it is called by its place."""
    if isinstance(record, str | list):
        text = _joined(record)
        if text is None:
            raise at.error("a list that is not of strings", f"Give each record one of {_named()}.")
        return Document(text, "", place)
    if not isinstance(record, Mapping):
        raise at.error(f"a {type(record).__name__} instead of an object with a text", "Remove it.")
    for field in TEXT_FIELDS:
        if field in record:
            break
    else:
        fields = ", ".join(list(map(str, record))[:12]) or "none"
        raise at.error(f"no text field; the fields are: {fields}", f"Name it one of {_named()}.")
    text = "" if record[field] is None else _joined(record[field])
    if text is None:
        raise at.error(f"'{field}' is not a text", "It must be a string or a list of strings.")
    own_id = _first(record, ID_FIELDS)
    return Document(text, _first(record, TITLE_FIELDS), _source(record, place, own_id), own_id)


def _named() -> str:
    return ", ".join(TEXT_FIELDS[:5])


def _joined(value: Any) -> str | None:
    """A string, or sentences made into one; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(part.strip() for part in value)
    return None


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = record.get(name)
        if isinstance(value, (str, int)) and (words := str(value).split()):
            return " ".join(words)[:500]
    return ""


def _source(record: Mapping[str, Any], place: str, own_id: str) -> str:
    source = _first(record, SOURCE_FIELDS)
    if not source:
        return f"{re.split('[:#]', place)[0]}#{own_id}" if own_id else place
    return source if "://" in source or not own_id else f"{source}#{own_id}"
