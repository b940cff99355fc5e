"""Where one JSON record ends and the next begins, in a stream of any length.

Only brackets and strings are looked at, in one regular expression; what stands between them is
the JSON parser's business, record by record. So any value survives, memory holds one record, and
an error has its line and its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from realign.io import jsonio

MAX_RECORD = 1 << 28  # bytes; beyond it, a bracket or a quote is missing rather than a record big

# Everything up to the next bracket, strings in whole. No bracket found: more data is needed.
_NEXT = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])?', re.DOTALL)
_KEY = re.compile(rb'("(?:[^"\\]|\\.)*")\s*:\s*\Z', re.DOTALL)
_OPEN = b"[{"
_NO_OBJECT = "Every record is an object with named fields: {...}."
_CUT = "Was the file cut off? Else a bracket or a quote is missing in this record."


class ScanError(ValueError):
    """The frame around the records is broken.

    `line` counts from 1 in the stream. `text` begins at that line and is given where a parser may
    find out more; empty where `reason` says it all. `hint` says how to mend it.
    """

    def __init__(self, reason: str, line: int, *, hint: str = "", text: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.line, self.hint, self.text = reason, line, hint, text


@dataclass
class _Buffer:
    """A window on the stream; its byte `counted` stands in line `line`."""

    chunks: Iterator[bytes]
    data: bytes = b""
    counted: int = 0
    line: int = 1

    def drop(self, count: int) -> None:
        """Forget the first bytes."""
        self.line_at(count)
        self.data = self.data[count:]
        self.counted = 0

    def grow(self) -> bool:
        """Read at least as much again as is held, so that a long record is not scanned often."""
        parts = [self.data]
        more = 0
        for chunk in self.chunks:
            parts.append(chunk)
            more += len(chunk)
            if more >= len(self.data):
                break
        self.data = b"".join(parts)
        return more > 0

    def line_at(self, position: int) -> int:
        """The line of a place that is not before the last one asked for."""
        self.line += self.data.count(b"\n", self.counted, position)
        self.counted = max(self.counted, position)
        return self.line


def lines(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines without their ends, each with its number from 1. Empty ones are left out.

    Raises:
        ScanError: a line of more than `MAX_RECORD` bytes.
    """
    number = 0
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        held.append(first)
        size += len(first)
        if size > MAX_RECORD:
            raise ScanError(f"the line is longer than {MAX_RECORD >> 20} MiB", number + 1)
        if not rest:
            continue
        last = rest.pop()
        for line in (b"".join(held), *rest):
            number += 1
            if text := line.strip():
                yield text, number
        held = [last]
        size = len(last)
    if text := b"".join(held).strip():
        yield text, number + 1


def objects(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Values that follow each other with nothing between, each with the line of its start."""
    yield from _Scanner(chunks).elements(between=b"", closing=None)


def array(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """The objects of one JSON array, each with the line of its start.

    Raises:
        ScanError: a comma is missing or too many, a value that is no object, no end, text after it.
    """
    scanner = _Scanner(chunks)
    scanner.enter()
    yield from scanner.elements(between=b",", closing=b"]")
    rest, line = scanner.rest()
    if rest.strip():
        hint = "Is there more than one list in the file? Write one list, or one record a line."
        raise ScanError("there is text after the end of the list", line, hint=hint)


def member(chunks: Iterator[bytes], key: str) -> Iterator[tuple[bytes, int]]:
    """The objects of the list under `key` of one JSON object.

    The last item is the object around the list, with an empty list in its place; its line is 0.

    Raises:
        ScanError: as `array`; the object has no such list.
    """
    scanner = _Scanner(chunks)
    head = scanner.find_list(key)
    yield from scanner.elements(between=b",", closing=b"]")
    tail, _ = scanner.rest()
    yield head + b"]" + tail, 0


def key_before(data: bytes, start: int, end: int) -> str | None:
    """The key whose value begins at `end`, where only strings stand from `start` on."""
    match = _KEY.search(data, start, end)
    if match is None:
        return None
    try:
        key = jsonio.loads(match.group(1))
    except jsonio.JsonError:
        return None
    return key if isinstance(key, str) else None


class _Scanner:
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._buffer = _Buffer(chunks)
        self._position = 0  # what lies before it in the buffer is done

    def enter(self) -> None:
        """Step behind the first bracket."""
        bracket = self._next(self._position)
        assert bracket is not None, "the container was sniffed by this bracket"  # noqa: S101
        self._position = bracket + 1

    def find_list(self, key: str) -> bytes:
        """Step behind the bracket of the list under `key`, and return all up to and with it."""
        depth = 0
        at = self._position
        while (bracket := self._next(at)) is not None:
            data = self._buffer.data
            opening = data[bracket] in _OPEN
            is_list = depth == 1 and data[bracket : bracket + 1] == b"["
            if is_list and key_before(data, at, bracket) == key:
                self._position = bracket + 1
                return data[: bracket + 1]
            depth += 1 if opening else -1
            at = bracket + 1
        raise ScanError("the file ends too early", self._buffer.line, hint=_CUT)

    def elements(self, between: bytes, closing: bytes | None) -> Iterator[tuple[bytes, int]]:
        """Elements at this level, up to the closing bracket or the end of the stream."""
        count = 0
        while True:
            if 2 * self._position > len(self._buffer.data):  # seldom, as it copies what is left
                self._forget()
            start = self._next(self._position)
            if start is None:
                self._check_end(closing)
                return
            gap = self._buffer.data[self._position : start].strip()
            bracket = self._buffer.data[start : start + 1]
            if bracket == closing:
                self._check_closing(gap, start)
                self._position = start + 1
                return
            if gap != (between if count else b"") or bracket not in (b"{", b"["):
                raise self._bad_gap(gap, start, between)
            line = self._buffer.line_at(start)
            end = self._end_of(start)
            yield self._buffer.data[start:end], line
            self._position = end
            count += 1

    def rest(self) -> tuple[bytes, int]:
        """What stands behind the last element, and its line."""
        self._forget()
        while len(self._buffer.data) <= MAX_RECORD and self._buffer.grow():
            pass
        return self._buffer.data, self._line_of_text()

    def _forget(self) -> None:
        self._buffer.drop(self._position)
        self._position = 0

    def _line_of_text(self) -> int:
        """The line of the first thing that is no space and no comma, from the position on."""
        rest = self._buffer.data[self._position :]
        return self._buffer.line_at(self._position + len(rest) - len(rest.lstrip(b", \t\r\n")))

    def _next(self, at: int) -> int | None:
        """The place of the next bracket from `at` on; None at the end of the stream."""
        while True:
            match = _NEXT.match(self._buffer.data, at)
            if match is not None and match.start(1) >= 0:
                return match.start(1)
            at = match.end() if match is not None else at
            if len(self._buffer.data) > MAX_RECORD:
                raise self._broken(f"the record is larger than {MAX_RECORD >> 20} MiB")
            if not self._buffer.grow():
                return None

    def _end_of(self, start: int) -> int:
        depth = 1
        at = start + 1
        while depth:
            bracket = self._next(at)
            if bracket is None:
                raise self._broken("the file ends in the middle of this record", start)
            depth += 1 if self._buffer.data[bracket] in _OPEN else -1
            at = bracket + 1
        return at

    def _check_end(self, closing: bytes | None) -> None:
        left = self._buffer.data[self._position :].strip()
        line = self._line_of_text()
        if left:
            raise ScanError(
                f"an object is expected; there stands: {_show(left)}", line, hint=_NO_OBJECT
            )
        if closing:
            raise ScanError("the file ends before the list does: ']' is missing", line, hint=_CUT)

    def _check_closing(self, gap: bytes, start: int) -> None:
        if gap == b",":
            line = self._buffer.line_at(start)
            raise ScanError("a comma stands before this ']'", line, hint="Delete the comma.")
        if gap:
            line = self._line_of_text()
            raise ScanError(
                f"an object is expected; there stands: {_show(gap)}", line, hint=_NO_OBJECT
            )

    def _bad_gap(self, gap: bytes, start: int, between: bytes) -> ScanError:
        if gap in (between, b"") and self._buffer.data[start] not in _OPEN:
            line = self._buffer.line_at(start)
            return ScanError("a closing bracket too many", line, hint="Delete the bracket.")
        if not gap:
            line = self._buffer.line_at(start)
            hint = "Put a comma between this record and the one before it."
            return ScanError("a comma is missing before this record", line, hint=hint)
        line = self._line_of_text()
        if not between and gap == b",":
            reason = "commas stand between the records, but no [ ] around them"
            return ScanError(reason, line, hint="Put [ before the first record, ] after the last.")
        return ScanError(
            f"an object is expected; there stands: {_show(gap)}", line, hint=_NO_OBJECT
        )

    def _broken(self, reason: str, start: int | None = None) -> ScanError:
        if start is None:
            start = self._position
        line = self._buffer.line_at(start)
        return ScanError(reason, line, hint=_CUT, text=self._buffer.data[start:])


def _show(text: bytes) -> str:
    return " ".join(text.lstrip(b", \t\r\n")[:60].decode("utf-8", "replace").split())
