"""CSV as documents: a record a row, the columns named by the first one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from realign.errors import InputError
from realign.evidence.records import to_document
from realign.evidence.sources import Document, Place, not_utf8

_LONGEST = 64 * 1024 * 1024  # characters of one cell


def read_csv(path: Path, name: str, stream: IO[bytes]) -> Iterator[Document]:
    """One document a row; cells are parted by commas, semicolons or tabs.

    Raises InputError with the line for what is no UTF-8, no CSV, or has no column of text.
    """
    csv.field_size_limit(_LONGEST)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.reader(text, strict=True)
    try:
        head = text.readline()
        rows = csv.reader(text, delimiter=_delimiter(head), strict=True)
        names = [column.strip() for column in next(csv.reader([head], rows.dialect), [])]
        if names:
            yield from _documents(path, name, rows, names)
    except UnicodeDecodeError as error:
        raise not_utf8(path, rows.line_num + 2) from error
    except csv.Error as error:
        raise InputError(
            f"not valid CSV: {error}",
            path=str(path),
            line=rows.line_num + 1,
            hint="A cell with quotes, commas or line breaks stands in double quotes.",
        ) from error
    finally:
        if not text.closed:
            text.detach()


def _documents(path: Path, name: str, rows: Any, names: list[str]) -> Iterator[Document]:
    at = 2
    for row in rows:
        if any(cell.strip() for cell in row):
            if len(row) > len(names):
                raise InputError(
                    f"{len(row)} cells under {len(names)} columns", path=str(path), line=at,
                    hint="A cell with commas stands in double quotes.",
                )  # fmt: skip
            record = dict(zip(names, row, strict=False))
            yield to_document(record, f"{name}:{at}", Place(path, line=at))
        at = rows.line_num + 2


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)
