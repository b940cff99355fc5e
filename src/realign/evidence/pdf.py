"""PDF as documents, one a page. The only file that imports pypdf."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from realign.errors import InputError, MissingExtra
from realign.evidence.sources import Document

_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_WRAPPED = re.compile(r"(?<![.!?:…])\n(?=[^\W\d_])")


def read_pdf(path: Path, name: str, stream: IO[bytes]) -> Iterator[Document]:
    """The text of each page; a page without text (a scan) is an empty document.

    Words divided at the end of a line are joined, and lines that go on in the next one.
    Raises InputError for a file that is broken or locked, MissingExtra without pypdf.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise MissingExtra("Reading PDF", "pdf") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity of a file
    number = 0
    try:
        reader = pypdf.PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                "is locked with a password", path=str(path), hint="Save it without one."
            )
        title = _title(reader) or Path(name).stem
        for number, page in enumerate(reader.pages, 1):
            text = _WRAPPED.sub(" ", _HYPHEN.sub("", page.extract_text()))
            yield Document(text, title, f"{name}#page={number}")
    # A broken file makes the library fall in many ways, and none of them is a fault of ours.
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError,
            AssertionError, RecursionError, NotImplementedError) as error:  # fmt: skip
        where = f"page {number + 1}: " if number else ""
        raise InputError(
            f"{where}the PDF can't be read: {' '.join(str(error).split())[:120] or type(error)}",
            path=str(path),
            hint="Open and save it anew, or give its text as Markdown.",
        ) from error


def _title(reader: Any) -> str:
    said = reader.metadata.title if reader.metadata else None
    return " ".join(str(said).split()) if said else ""
