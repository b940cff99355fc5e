"""Which column type holds all values of a field, over all records of a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from realign.io import jsonio

Name = Literal["null", "bool", "int", "long", "float", "string", "list", "struct", "json"]

MAX_FIELDS = 300  # an object with more keys than this is a dictionary, no structure
_EXACT = 1 << 53  # a float holds every integer up to here
_LONGEST = 1 << 63
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: `item` is set in a list, `fields` in a struct. A "json" value is kept as JSON text,
    because no one type holds all that stands there."""

    name: Name
    item: Kind | None = None
    fields: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """True when values need no conversion."""
        if self.item is not None:
            return self.item.plain
        return self.name not in ("json", "float") and all(k.plain for k in self.fields.values())


NULL = Kind("null")
JSON = Kind("json")
_STRING = Kind("string")
_BOOL = Kind("bool")
_INT = Kind("int")
_LONG = Kind("long")
_FLOAT = Kind("float")
_WIDER = {frozenset(("int", "long")): _LONG, frozenset(("int", "float")): _FLOAT}


def kind_of(value: Any, depth: int = 0) -> Kind:
    """The kind of one JSON value."""
    if isinstance(value, str):
        return _STRING if _encodes(value) else JSON
    if isinstance(value, bool):  # before int, which it is too
        return _BOOL
    if isinstance(value, int):
        return _int_kind(value)
    if isinstance(value, list | tuple | Mapping):
        return _nested_kind(value, depth + 1)
    if isinstance(value, Decimal):  # beyond a float's range
        return JSON
    return _FLOAT if isinstance(value, float) else NULL


def _nested_kind(value: Any, depth: int) -> Kind:
    if depth > _MAX_DEPTH:
        return JSON
    if not isinstance(value, Mapping):
        item = NULL
        for each in value:
            item = merge(item, kind_of(each, depth))
        return Kind("list", item)
    if not 0 < len(value) <= MAX_FIELDS:  # Parquet has no empty struct
        return JSON
    if not all(isinstance(key, str) and _encodes(key) for key in value):
        return JSON
    return Kind("struct", fields={k: kind_of(v, depth) for k, v in value.items()})


def merge(one: Kind, other: Kind) -> Kind:
    """A kind that holds the values of both."""
    if one == other or "null" in (one.name, other.name):
        return other if one.name == "null" else one
    names = frozenset((one.name, other.name))
    if names in _WIDER:
        return _WIDER[names]
    if names == {"list"} and one.item is not None and other.item is not None:
        return Kind("list", merge(one.item, other.item))
    if names == {"struct"}:
        joined = dict(one.fields)
        for key, kind in other.fields.items():
            joined[key] = merge(joined.get(key, NULL), kind)
        return Kind("struct", fields=joined) if len(joined) <= MAX_FIELDS else JSON
    return JSON


def convert(value: Any, kind: Kind) -> Any:
    """The value in the form that its column takes."""
    if value is None or kind.plain:
        return value
    if kind.name == "json":
        return jsonio.dumps(value, strict=True).decode("utf-8")
    if kind.name == "float":
        return float(value)
    if kind.item is not None:
        return [convert(each, kind.item) for each in value]
    return {key: convert(value.get(key), each) for key, each in kind.fields.items()}


def json_places(kind: Kind, place: str) -> Iterator[str]:
    """The dotted names of what is kept as JSON text."""
    if kind.name == "json":
        yield place
    elif kind.item is not None:
        yield from json_places(kind.item, place + "[]")
    for key, each in kind.fields.items():
        yield from json_places(each, f"{place}.{key}")


def _int_kind(value: int) -> Kind:
    if -_EXACT <= value <= _EXACT:
        return _INT
    return _LONG if -_LONGEST <= value < _LONGEST else JSON


def _encodes(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
