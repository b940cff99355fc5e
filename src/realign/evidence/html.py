"""HTML as documents: what a reader of the page sees, a document for each section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import IO

from realign.errors import InputError
from realign.evidence.sources import Document

_MOST = 64 * 1024 * 1024  # bytes of one page
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# What is no text of the page's own.
# fmt: off
_UNSEEN = frozenset((
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "canvas", "nav",
    "form", "select", "button",
))
_BREAKS = frozenset((
    "p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "li", "dl",
    "dt", "dd", "table", "thead", "tbody", "tr", "pre", "blockquote", "figure", "figcaption",
    "address", "details", "summary", "hr", "br",
))
# fmt: on
_HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}


def read_html(path: Path, name: str, stream: IO[bytes]) -> Iterator[Document]:
    """A document for each heading's section; its title is the path of headings that leads to it.

    Markup, scripts, menus and forms are left out. Raises InputError for a page that is over 64 MB
    or not in the encoding that it says.
    """
    raw = stream.read(_MOST + 1)
    if len(raw) > _MOST:
        raise InputError("the page is over 64 MB", path=str(path), hint="Split it.")
    page = _Page()
    page.feed(_decode(path, raw))
    page.close()
    page.end_section()
    stem = page.title or Path(name).name.split(".")[0]
    for line, headings, text in page.sections:
        titles = [stem, *headings] if headings[:1] != [stem] else headings
        yield Document(text, " > ".join(titles), f"{name}:{line}")


def _decode(path: Path, raw: bytes) -> str:
    said = _CHARSET.search(raw[:4096])
    encoding = said[1].decode("ascii", "replace") if said else "utf-8"
    try:
        return raw.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        reason = f"its encoding {encoding!r} is not known"
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = f"is not {encoding} text (line {line})"
    raise InputError(reason, path=str(path), hint="Save it as UTF-8.")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.sections: list[tuple[int, list[str], str]] = []
        self._headings: dict[int, str] = {}
        self._depth = 0  # of the heading that is being read
        self._line = 1
        self._parts: list[str] = []
        self._unseen: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "title" and not self._unseen and not self.title:
            self._in_title = True
        elif tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _HEADINGS:
            self.end_section()
            self._depth = _HEADINGS[tag]
        elif tag in ("td", "th"):
            self._parts.append(" ")
        elif tag in _BREAKS:
            self._parts.append("\n" if tag in ("br", "li", "tr", "dt", "dd") else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in _HEADINGS and self._depth:
            self._headings = {d: t for d, t in self._headings.items() if d < self._depth}
            self._headings[self._depth] = " ".join("".join(self._parts).split())
            self._depth, self._parts, self._line = 0, [], self.getpos()[0]
        elif tag in _BREAKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = " ".join(f"{self.title} {data}".split())
        elif not self._unseen:
            self._parts.append(data)

    def end_section(self) -> None:
        """Keep what stands since the last heading, if it is text."""
        text = _tidy("".join(self._parts))
        if text:
            headings = [self._headings[depth] for depth in sorted(self._headings)]
            self.sections.append((self._line, [h for h in headings if h], text))
        self._parts, self._depth = [], 0


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
