"""Alpaca: instruction, input, output; optional system, and history = [[user, assistant], ...]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from realign.errors import InputError
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

_NO_INPUT = {"noinput", "<noinput>"}
_PAIR = 2


@dataclass(frozen=True)
class Alpaca(Format):
    """One request and its response, with the turns before them in `history`."""

    name: ClassVar[str] = "alpaca"

    instruction: str = "instruction"
    input: str = "input"
    output: str = "output"
    system: str = "system"
    history: str = "history"

    def claims(self, record: Record) -> bool:
        """Instruction and output are there."""
        return self.instruction in record and self.output in record

    def matches(self, record: Record) -> bool:
        """Instruction and output are there, and are texts or null."""
        return (
            self.claims(record)
            and is_text(record[self.instruction])
            and is_text(record[self.output])
            and is_text(record.get(self.input))
        )

    def parse(self, record: Record) -> Parsed:
        """System message, history, request, response."""
        required(record, self.instruction)
        required(record, self.output)
        messages: list[Message] = []
        turns: list[int] = []
        system = text_field(record, self.system)
        if system:
            messages.append(Message("system", system))
        for asked, answered in self._pairs(record):
            messages.append(Message("user", asked))
            turns.append(len(messages))
            messages.append(Message("assistant", answered))
        request = join_request(text_field(record, self.instruction), text_field(record, self.input))
        messages.append(Message("user", request))
        turns.append(len(messages))
        messages.append(Message("assistant", text_field(record, self.output)))
        return Parsed(tuple(messages), tuple(turns), known_task(record))

    def restore(self, record: Record, texts: Mapping[int, str]) -> dict[str, Any]:
        """New responses go to `output`, and to the second place of a history pair."""
        new = dict(record)
        if not texts:
            return new
        first = 1 if text_field(record, self.system) else 0
        history = record.get(self.history) or []
        last = first + 2 * len(history) + 1
        for index, text in texts.items():
            if index == last:
                new[self.output] = text
            elif first < index < last and (index - first) % 2 == 1:
                if new[self.history] is history:
                    new[self.history] = list(history)
                place = (index - first) // 2
                new[self.history][place] = [history[place][0], text]
            else:
                raise ValueError(f"message {index} is no response of this record")
        return new

    def _pairs(self, record: Record) -> Iterator[tuple[str, str]]:
        history = record.get(self.history)
        if not history:
            return
        if not isinstance(history, list | tuple):
            raise InputError(
                f"the field {self.history!r} is {describe(history)}; a list of pairs "
                "[request, response] is expected.",
                hint=f"If {self.history!r} is something else here, rename that column.",
            )
        for place, pair in enumerate(history, start=1):
            good = isinstance(pair, list | tuple) and len(pair) == _PAIR and all(map(is_text, pair))
            if not good:
                raise InputError(
                    f"pair {place} of the field {self.history!r} is {describe(pair)}; "
                    "a list [request, response] of two texts is expected.",
                    hint="Correct the pair, or leave the record out.",
                )
            yield pair[0] or "", pair[1] or ""


def join_request(instruction: str, extra: str) -> str:
    """The user's message: the instruction, a blank line, the input. "noinput" is no input."""
    if not extra.strip() or extra.strip().lower() in _NO_INPUT:
        return instruction
    return f"{instruction}\n\n{extra}" if instruction.strip() else extra
