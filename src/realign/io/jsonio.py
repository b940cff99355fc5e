"""JSON in and out, fast, and without losing a value.

msgspec does the work. What it can't hold (lone surrogates, NaN, infinities) goes through the
standard library, so that every value that Python's `json` accepts survives the trip. A number
beyond a float's range (1e400) is a `Decimal`, and is written as that number again.
"""

from __future__ import annotations

import json
import math
import re
import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

_DECODER = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_NEAR = 60
_MARK = secrets.token_hex(16)  # before a number that waits in a text; no data can hold it
_MARKED = re.compile(f'"{_MARK}([^"]*)"')


class JsonError(ValueError):
    """Text that is no JSON.

    `line` and `column` count from 1, within the text; the column counts characters.
    `near` is what stands there, shortened.
    """

    def __init__(self, reason: str, *, line: int = 1, column: int = 1, near: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.column, self.near = reason, line, column, near


class NotUtf8Error(JsonError):
    """Bytes in another encoding."""


def loads(data: bytes | str) -> Any:
    """The value of a JSON text. Integers of any size stay whole; NaN and Infinity are read.

    Raises:
        JsonError: it is no JSON, or nested too deeply; `NotUtf8Error` where the encoding is wrong.
    """
    try:
        return _DECODER.decode(data)
    except (ValueError, RecursionError):
        return _loads_slowly(data)


def dumps(obj: Any, *, strict: bool = False) -> bytes:
    """Compact JSON in UTF-8, keys in their own order. Lone surrogates are written as escapes.

    NaN and the infinities, for which JSON has no form, are written as Python writes them, so that
    `loads` gives them back; where `strict`, as texts ("NaN"), so that everybody can read it.

    Raises:
        TypeError: an object that JSON has no form for.
    """
    try:
        data = _ENCODER.encode(obj)
    except (ValueError, OverflowError):
        return _dumps_slowly(_spelled(obj) if strict else obj)
    if b"null" in data and _has_odd_float(obj):  # msgspec writes NaN as null
        return _ENCODER.encode(_spelled(obj)) if strict else _dumps_slowly(obj)
    return data


def pretty(obj: Any, *, strict: bool = False) -> bytes:
    """As `dumps`, indented by two spaces, for a person to read."""
    data = dumps(obj, strict=strict)
    try:
        return msgspec.json.format(data, indent=2)
    except ValueError:
        return _dumps_slowly(_spelled(obj) if strict else obj, indent=2)


def canonical(obj: Any) -> bytes:
    """One form for equal values: sorted keys, no spaces. For hashes.

    The standard library writes it, so that the form does not change with msgspec's version.
    """
    text = json.dumps(
        obj, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_number_text
    )
    return text.encode("utf-8", "surrogatepass")


def _loads_slowly(data: bytes | str) -> Any:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from None
    try:
        return json.loads(text, parse_float=_number)
    except json.JSONDecodeError as error:
        near = " ".join(text[error.pos : error.pos + 2 * _NEAR].split())[:_NEAR]
        raise JsonError(
            error.msg[:1].lower() + error.msg[1:].removesuffix(" at").removesuffix(" starting"),
            line=error.lineno,
            column=error.colno,
            near=near,
        ) from None
    except RecursionError:
        raise JsonError("lists or objects are nested too deeply") from None
    except ValueError as error:  # an integer of thousands of digits
        raise JsonError(str(error)) from None


def _not_utf8(error: UnicodeDecodeError) -> NotUtf8Error:
    before = bytes(error.object[: error.start])
    line_start = before.rfind(b"\n") + 1
    return NotUtf8Error(
        f"a byte that is no UTF-8 (0x{error.object[error.start]:02x})",
        line=before.count(b"\n") + 1,
        column=len(before[line_start:].decode("utf-8", "replace")) + 1,
        near=bytes(error.object[error.start : error.start + _NEAR]).decode("utf-8", "replace"),
    )


def _dumps_slowly(obj: Any, indent: int | None = None) -> bytes:
    separators = (",", ":") if indent is None else None

    def write(*, ascii_only: bool) -> str:
        text = json.dumps(
            obj,
            ensure_ascii=ascii_only,
            separators=separators,
            indent=indent,
            default=lambda value: _MARK + _number_text(value),
        )
        return _MARKED.sub(r"\1", text)

    try:
        return write(ascii_only=False).encode("utf-8")
    except UnicodeEncodeError:
        return write(ascii_only=True).encode("ascii")


def _number(text: str) -> float | Decimal | str:
    value = float(text)
    if math.isfinite(value):
        return value
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent of 19 digits: no number of anybody's
        return text


def _number_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _spelled(obj: Any) -> Any:
    """The value with texts where JSON has no number."""
    if isinstance(obj, float) and not math.isfinite(obj):
        return "NaN" if math.isnan(obj) else "Infinity" if obj > 0 else "-Infinity"
    if isinstance(obj, dict):
        return {key: _spelled(value) for key, value in obj.items()}
    if isinstance(obj, list | tuple):
        return [_spelled(value) for value in obj]
    return obj


def _has_odd_float(obj: Any) -> bool:
    if isinstance(obj, float):
        return not math.isfinite(obj)
    if isinstance(obj, dict):
        return any(_has_odd_float(value) for value in obj.values())
    if isinstance(obj, list | tuple):
        return any(_has_odd_float(value) for value in obj)
    return False
