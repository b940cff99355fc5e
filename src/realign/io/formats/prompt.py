"""Prompt and completion, under the pairs of names that data sets use for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from realign.errors import InputError
from realign.io.formats.alpaca import join_request
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


@dataclass(frozen=True)
class Prompt(Format):
    """One request and its response. `context` (Dolly) is read after the request, as the Alpaca
    input is: a text, or a list of texts."""

    name: ClassVar[str] = "prompt"
    aliases: ClassVar[Mapping[str, str]] = {
        "question": "prompt",
        "instruction": "prompt",
        "response": "completion",
        "answer": "completion",
    }

    prompt: str = "prompt"
    completion: str = "completion"
    context: str = "context"
    system: str = "system"

    def claims(self, record: Record) -> bool:
        """Prompt and completion are there."""
        return self.prompt in record and self.completion in record

    def matches(self, record: Record) -> bool:
        """Prompt and completion are there, and are texts or null."""
        return (
            self.claims(record)
            and is_text(record[self.prompt])
            and is_text(record[self.completion])
        )

    def parse(self, record: Record) -> Parsed:
        """System message, request, response."""
        required(record, self.prompt)
        required(record, self.completion)
        messages = []
        system = text_field(record, self.system)
        if system:
            messages.append(Message("system", system))
        request = join_request(text_field(record, self.prompt), self._context(record))
        messages.append(Message("user", request))
        messages.append(Message("assistant", text_field(record, self.completion)))
        return Parsed(tuple(messages), (len(messages) - 1,), known_task(record))

    def restore(self, record: Record, texts: Mapping[int, str]) -> dict[str, Any]:
        """The new response goes to the completion's column."""
        new = dict(record)
        for index, text in texts.items():
            if index != (2 if text_field(record, self.system) else 1):
                raise ValueError(f"message {index} is no response of this record")
            new[self.completion] = text
        return new

    def _context(self, record: Record) -> str:
        value = record.get(self.context)
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return "\n\n".join(value)
        if is_text(value):
            return value or ""
        raise InputError(
            f"the field {self.context!r} is {describe(value)}; text, or a list of texts, is "
            "expected.",
            hint=f"Turn {self.context!r} into text, or rename the column: it is left alone then.",
        )
