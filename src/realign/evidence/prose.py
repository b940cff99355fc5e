"""Markdown and plain text as documents, a bounded piece at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from realign.errors import InputError
from realign.evidence.sources import KINDS, Document, not_utf8

_BLOCK = 64 * 1024  # characters that are held at once, about
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


def _text_lines(path: Path, stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Numbered lines. A line without end is handed out in pieces."""
    number, whole = 0, True
    reader = io.TextIOWrapper(stream, encoding="utf-8-sig", newline=None)
    try:
        while line := reader.readline(_BLOCK):
            number += whole
            whole = line.endswith("\n")
            yield number, line
    except UnicodeDecodeError as error:
        raise not_utf8(path, number + 1) from error
    finally:
        if not reader.closed:
            reader.detach()


def read_plain(path: Path, name: str, stream: IO[bytes], start: bytes) -> Iterator[Document]:
    """Paragraphs in blocks, so that a huge file is never held whole."""
    if b"\0" in start:
        raise InputError("is not text", path=str(path), hint=f"Give it as {KINDS}.")
    title = Path(name).name.split(".")[0]
    for number, text in _blocks(_text_lines(path, stream)):
        yield Document(text, title, f"{name}:{number}")


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    held: list[str] = []
    first = size = 0
    for number, line in lines:
        if size > _BLOCK and (not line.strip() or size > 16 * _BLOCK):
            yield first, "".join(held)
            held, size = [], 0
        if not held:
            first = number
        held.append(line)
        size += len(line)
    if held:
        yield first, "".join(held)


def read_markdown(path: Path, name: str, stream: IO[bytes]) -> Iterator[Document]:
    """A document for each section; its title is the path of headings that leads to it."""
    headings: dict[int, str] = {}
    stem = Path(name).name.split(".")[0]
    for depth, heading, section in _sections(_text_lines(path, stream)):
        if depth:
            headings = {level: text for level, text in headings.items() if level < depth}
            headings[depth] = heading
        title = " > ".join(headings[level] for level in sorted(headings)) or stem
        for number, text in _blocks(section):
            yield Document(text, title, f"{name}:{number}")


def _sections(
    lines: Iterator[tuple[int, str]],
) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """(depth, heading, lines); a # inside a code fence is no heading."""
    depth, heading, fence = 0, "", ""
    section: list[tuple[int, str]] = []
    size = 0
    for number, line in _without_front_matter(lines):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        match = None if fence else _HEADING.match(line)
        if match or size > 16 * _BLOCK:
            yield depth, heading, section
            depth, section, size = 0, [], 0
        if match:
            depth, heading = len(match[1]), match[2]
        else:
            section.append((number, line))
            size += len(line)
    yield depth, heading, section


def _without_front_matter(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    inside = False
    for number, line in lines:
        if number == 1 and line.rstrip() == "---":
            inside = True
        elif inside:
            inside = line.rstrip() not in ("---", "...")
        else:
            yield number, line
