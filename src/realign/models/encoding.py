"""JSON in bytes: as it is sent, and in one spelling for keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, msgspec.Raw):
        return msgspec.json.decode(value)
    raise NotImplementedError(f"not JSON-able: {type(value).__name__}")


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
_CANONICAL = msgspec.json.Encoder(order="sorted", enc_hook=_plain)


def encode_json(value: Any) -> bytes:
    """JSON in UTF-8. Lone halves of surrogate pairs, which broken data holds, become U+FFFD."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(_mended(msgspec.to_builtins(value, enc_hook=_plain)))


def canonical_json(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces. Lone surrogates stay what they are."""
    try:
        return _CANONICAL.encode(value)
    except UnicodeEncodeError:
        import json

        tree = msgspec.to_builtins(value, enc_hook=_plain)
        return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()


def mended(text: str) -> str:
    """The text with lone halves of surrogate pairs replaced, so that it has a UTF-8 form."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return mended(value)
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(item) for item in value]
    return value
