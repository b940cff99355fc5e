"""Formats that hold a list of messages: ShareGPT, messages, and ReAlign's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from realign.errors import InputError
from realign.io import jsonio
from realign.io.formats.base import (
    Format,
    Parsed,
    Record,
    describe,
    is_text,
    known_task,
    required,
    text_field,
)
from realign.samples import Message

CALL_ROLE = "function_call"
_ROLES = {
    "human": "user",
    "user": "user",
    "prompter": "user",
    "gpt": "assistant",
    "assistant": "assistant",
    "chatgpt": "assistant",
    "bard": "assistant",
    "bing": "assistant",
    "bot": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "system": "system",
    "developer": "system",
}
_CALL_KEYS = ("tool_calls", "function_call")
_TEXT_PARTS = ("text", "input_text", "output_text")
_CALL_PARTS = ("tool_call", "tool_use", "tool_calls", "function_call")


@dataclass(frozen=True)
class _Chat(Format):
    """A list of messages, each an object with a role and a content.

    The content is text, null, or a list of typed parts. An assistant message that calls a tool is
    no turn, with text beside the call or without: what it says announces the call. It stands in
    the messages as role "function_call", with the call in its content.
    """

    def claims(self, record: Record) -> bool:
        """The list's column is there."""
        return self._names()[0] in record

    def matches(self, record: Record) -> bool:
        """The column holds a list of objects that have the role and the content."""
        items, role, content = self._names()
        value = record.get(items)
        return (
            isinstance(value, list | tuple)
            and len(value) > 0
            and all(
                isinstance(item, Mapping)
                and isinstance(item.get(role), str)
                and (content in item or any(item.get(key) for key in _CALL_KEYS))
                for item in value
            )
        )

    def parse(self, record: Record) -> Parsed:
        """All messages, the record's own `system` field first."""
        required(record, self._names()[0])
        messages = [Message("system", text) for text in self._system(record)]
        turns: list[int] = []
        task: object = None
        for place, item in enumerate(self._items(record), start=1):
            role, text, is_turn = self._read(item, place)
            if is_turn:
                turns.append(len(messages))
            messages.append(Message(role, text))
            task = task or self._category(item)
        return Parsed(
            tuple(messages), tuple(turns), known_task(record, task or self._category(record))
        )

    def restore(self, record: Record, texts: Mapping[int, str]) -> dict[str, Any]:
        """New texts go to their messages, in the place where the old text stood."""
        new = dict(record)
        if not texts:
            return new
        items, _, content = self._names()
        changed = list(record[items])
        first = len(self._system(record))
        for index, text in texts.items():
            place = index - first
            if not 0 <= place < len(changed) or not self._read(changed[place], place + 1)[2]:
                raise ValueError(f"message {index} is no response of this record")
            old = changed[place].get(content)
            changed[place] = {**changed[place], content: _put_text(old, text)}
        new[items] = changed
        return new

    def _names(self) -> tuple[str, str, str]:
        """Columns of the list, the role, the content: each format's first three fields."""
        names = [getattr(self, item.name) for item in fields(self)]
        return names[0], names[1], names[2]

    def _system(self, record: Record) -> list[str]:
        """The record's own system text, in a list: none or one."""
        column = getattr(self, "system", None)
        text = text_field(record, column) if column else ""
        return [text] if text else []

    def _category(self, where: Record) -> object:  # noqa: ARG002 - only ReAlign's own has one
        return None

    def _items(self, record: Record) -> list[Any]:
        items, role, content = self._names()
        value = record[items]
        if isinstance(value, list | tuple):
            return list(value)
        hint = f"Each record needs {items!r}: a list of objects with {role!r} and {content!r}."
        if isinstance(value, str):
            others = [key for key, item in record.items() if key != items and is_text(item)]
            hint += f" If {items!r} holds the request alone, " + (
                f"and one of {', '.join(others)} the response: "
                f"--map prompt={items},completion=COLUMN"
                if others
                else "there is no response to rewrite."
            )
        raise InputError(
            f"the field {items!r} is {describe(value)}; a list of messages is expected.", hint=hint
        )

    def _read(self, item: object, place: int) -> tuple[str, str, bool]:
        """Role, text, and whether it is a response that can be rewritten."""
        items, role_name, content_name = self._names()
        where = f"message {place} of {items!r}"
        if not isinstance(item, Mapping):
            raise InputError(
                f"{where} is {describe(item)}; an object with {role_name!r} and "
                f"{content_name!r} is expected.",
                hint="Correct the message, or leave the record out.",
            )
        raw = item.get(role_name)
        if not isinstance(raw, str):
            stands = describe(raw) if role_name in item else "missing"
            raise InputError(
                f"{where}: the field {role_name!r} is {stands}; a role such as user or assistant "
                "is expected.",
                hint="If the roles stand under another name, use --map role=NAME (messages) "
                "or --map from=NAME (sharegpt).",
            )
        role = _ROLES.get(raw.lower(), raw)
        calls = [item[key] for key in _CALL_KEYS if item.get(key)]
        if content_name not in item and not calls:
            raise InputError(
                f"{where}: the field {content_name!r} is missing. Its fields: {', '.join(item)}.",
                hint="If the texts stand under another name, use --map content=NAME (messages) "
                "or --map value=NAME (sharegpt).",
            )
        text, more_calls, can_hold = _take_text(item.get(content_name), where, content_name)
        calls += more_calls
        if role == "assistant" and calls:
            shown = [text] if text else []
            shown += [jsonio.dumps(call).decode("utf-8") for call in calls]
            return CALL_ROLE, "\n".join(shown), False
        return role, text, role == "assistant" and can_hold


@dataclass(frozen=True)
class ShareGPT(_Chat):
    """conversations: [{from, value}, ...], optional system and tools beside it."""

    name: ClassVar[str] = "sharegpt"

    conversations: str = "conversations"
    from_: str = "from"
    value: str = "value"
    system: str = "system"


@dataclass(frozen=True)
class Messages(_Chat):
    """messages: [{role, content}, ...], as chat APIs have it."""

    name: ClassVar[str] = "messages"

    messages: str = "messages"
    role: str = "role"
    content: str = "content"


@dataclass(frozen=True)
class Realign(_Chat):
    """items: [{from, value}, ...]; `category`, on an item or on the record, is the task."""

    name: ClassVar[str] = "realign"

    items: str = "items"
    from_: str = "from"
    value: str = "value"
    category: str = "category"

    def _category(self, where: Record) -> object:
        found = where.get(self.category)
        return found if isinstance(found, str) else None


def _take_text(value: object, where: str, name: str) -> tuple[str, list[object], bool]:
    """A content's text, the tool calls in it, and whether it has a place for a text."""
    if value is None:
        return "", [], True
    if isinstance(value, str):
        return value, [], True
    if not isinstance(value, list | tuple):
        raise InputError(
            f"{where}: the field {name!r} is {describe(value)}; text, null, or a list of parts is "
            "expected.",
            hint=f"Turn {name!r} into text, or leave the record out.",
        )
    texts: list[str] = []
    calls: list[object] = []
    for part in value:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping):
            kind = part.get("type")
            if kind in _TEXT_PARTS:
                texts.append(_part_text(part))
            elif kind in _CALL_PARTS:
                calls.append(part.get("value", part))
        else:
            raise InputError(
                f"{where}: a part of {name!r} is {describe(part)}; an object with a type, or text, "
                "is expected.",
                hint="Correct the message, or leave the record out.",
            )
    return "\n".join(texts), calls, bool(texts) or not value


def _part_key(part: Mapping[str, Any]) -> str:
    return next((key for key in ("text", "value") if isinstance(part.get(key), str)), "text")


def _part_text(part: Mapping[str, Any]) -> str:
    text = part.get(_part_key(part))
    return text if isinstance(text, str) else ""


def _put_text(content: object, text: str) -> object:
    """The content with `text` in the place of its text.

    Several text parts were read as one, so the first takes the new text and the others go.
    """
    if not isinstance(content, list | tuple):
        return text
    parts: list[object] = []
    placed = False
    for part in content:
        is_object = isinstance(part, Mapping)
        if not (isinstance(part, str) or (is_object and part.get("type") in _TEXT_PARTS)):
            parts.append(part)
        elif not placed:
            parts.append({**part, _part_key(part): text} if is_object else text)
            placed = True
    return parts if placed else [{"type": "text", "text": text}, *parts]
