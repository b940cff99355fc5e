"""What a format is: pure functions between a raw record and its messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

from realign.errors import InputError
from realign.samples import Message

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record, read.

    `turns` holds the places in `messages` of the assistant's text responses, in order; an empty
    response is among them, with the content "". `task` is the one that the record came with.
    """

    messages: tuple[Message, ...]
    turns: tuple[int, ...]
    task: str | None = None


@dataclass(frozen=True)
class Format:
    """Base of the formats. A subclass's dataclass fields hold the names of the columns it reads,
    so another file with other names is the same format with other field values."""

    name: ClassVar[str] = ""
    aliases: ClassVar[Mapping[str, str]] = {}

    def matches(self, record: Record) -> bool:
        """True when the record has the fields and their shapes; False is no error."""
        raise NotImplementedError

    def claims(self, record: Record) -> bool:
        """True when the record has the fields' names, whatever their shapes."""
        raise NotImplementedError

    def parse(self, record: Record) -> Parsed:
        """The record's messages.

        Raises:
            InputError: a field is missing or has a type that makes no sense. It names the field,
                what it is and what is expected, but no file or line: the reader adds those.
        """
        raise NotImplementedError

    def restore(self, record: Record, texts: Mapping[int, str]) -> dict[str, Any]:
        """A new record with the messages at these indices replaced, and nothing else changed.

        Raises:
            ValueError: an index that is no turn of this record.
        """
        raise NotImplementedError

    @classmethod
    def standard_fields(cls) -> tuple[str, ...]:
        """The names that `--map` can map onto."""
        return tuple(item.name.rstrip("_") for item in fields(cls)) + tuple(cls.aliases)

    def with_mapping(self, mapping: Mapping[str, str]) -> Self:
        """The same format, reading the user's column names.

        Args:
            mapping: standard field name to the user's name.

        Raises:
            KeyError: a name that is no field of this format.
        """
        own = {item.name.rstrip("_"): item.name for item in fields(self)}
        return replace(self, **{own[self.aliases.get(k, k)]: v for k, v in mapping.items()})

    def columns(self) -> dict[str, str]:
        """Standard field name to the column that is read for it."""
        return {item.name.rstrip("_"): getattr(self, item.name) for item in fields(self)}


def describe(value: object) -> str:
    """What a JSON value is, in plain words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list | tuple):
        kinds = {describe(item) for item in value}
        each = f", each {kinds.pop()}" if len(kinds) == 1 else ""
        return f"a list with {len(value)} item{'' if len(value) == 1 else 's'}{each}"
    return "an object"


def is_text(value: object) -> bool:
    """Text or nothing."""
    return value is None or isinstance(value, str)


def text_field(record: Record, column: str) -> str:
    """The column's text; "" where it is absent or null.

    Raises:
        InputError: it is something else.
    """
    value = record.get(column)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise InputError(
        f"the field {column!r} is {describe(value)}; text is expected.", hint=_remedy(column, value)
    )


def required(record: Record, column: str) -> None:
    """Raise InputError where the record has no such column."""
    if column not in record:
        found = ", ".join(str(key) for key in list(record)[:12]) or "none"
        raise InputError(
            f"the field {column!r} is missing. Fields of this record: {found}.",
            hint=f"Add {column!r} to the record, or leave the record out.",
        )


def known_task(record: Record, category: object = None) -> str | None:
    """The task that the record came with: from an earlier run, else `category`."""
    earlier = record.get("realign")
    if isinstance(earlier, Mapping) and isinstance(earlier.get("task"), str) and earlier["task"]:
        return str(earlier["task"])
    return category if isinstance(category, str) and category else None


def _remedy(column: str, value: object) -> str:
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return (
            f"{column!r} looks like several answers to one request. Write a file in which it "
            "is one text, for example the first of each list, and run on that."
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"Put it in quotes, so that {column!r} is text in every record."
    return (
        f"If the text stands in another column, name it with --map; else turn {column!r} into text."
    )
