"""How one endpoint wants things said: what OpenAI-compatible servers take differently.

A constraint is said in the first form of its row, and in the next one when the endpoint refuses
the field with a 400 or 422 that names it:

    choices       native -> schema -> none
    json_schema   schema -> none
    grammar       native -> none

- native: `grammar` (GBNF, llama.cpp) and, for choices, also `structured_outputs` (vLLM from
  0.11). Each server ignores the other's field. The reply is the bare choice, which is what small
  models were shown in the prompt.
- schema: `response_format` of type json_schema, which OpenAI, vLLM, llama.cpp and Ollama all take.
  Choices become an object with one enum, because OpenAI wants an object, and are unwrapped again.
- none: no constraint. The caller parses strictly in any case.

Ollama ignores the native fields instead of refusing them: the first reply that is none of the
choices moves choices to `schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec

from realign.models.base import ChatRequest, Choice, Constraint
from realign.models.replies import Refusal

Form = Literal["native", "schema", "none"]

_FORMS: tuple[Form, ...] = ("native", "schema", "none")
_NATIVE_FIELDS = ("grammar", "structured_outputs")
_SCHEMA_FIELDS = ("response_format", "json_schema")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint has been seen to take. A new one is optimistic."""

    takes_n: bool = True
    limit_field: str = "max_tokens"
    choices: Form = "native"
    json_schema: Form = "schema"
    grammar: Form = "native"

    def body(self, request: ChatRequest, draw: int, n: int) -> dict[str, Any]:
        """The request as JSON-able fields, without the model's name.

        Draws of one request differ by `seed` only, which is the plan's seed plus the draw.
        """
        sampling = request.sampling
        fields: dict[str, Any] = {
            "messages": request.messages,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            self.limit_field: sampling.max_tokens,
        }
        if n > 1:
            fields["n"] = n
        if sampling.seed is not None:
            fields["seed"] = sampling.seed + draw
        if sampling.stop:
            fields["stop"] = sampling.stop
        if request.constraint is not None:
            fields |= self._constrain(request.constraint)
        return fields

    def _constrain(self, constraint: Constraint) -> dict[str, Any]:
        form = self._form(constraint)
        if form == "none":
            return {}
        if constraint.grammar:
            return {"grammar": constraint.grammar}
        if constraint.json_schema is not None:
            return _response_format(constraint.json_schema)
        if form == "schema":
            return _response_format(choices_schema(constraint.choices))
        return {
            "grammar": choices_grammar(constraint.choices),
            "structured_outputs": {"choice": constraint.choices},
        }

    def _form(self, constraint: Constraint) -> Form:
        if constraint.grammar:
            return self.grammar
        if constraint.json_schema is not None:
            return self.json_schema
        return self.choices if constraint.choices else "none"

    def without(self, refusal: Refusal, request: ChatRequest, n: int) -> Dialect | None:
        """The next way to say a request that was refused; None when there is none."""
        constraint = request.constraint
        form = self._form(constraint) if constraint else "none"
        fields = {"native": _NATIVE_FIELDS, "schema": _SCHEMA_FIELDS, "none": ()}[form]
        if constraint and fields and refusal.names(*fields):
            return self._simpler(constraint)
        if self.limit_field == "max_tokens" and "max_completion_tokens" in refusal.message:
            return replace(self, limit_field="max_completion_tokens")  # OpenAI's reasoning models
        # Servers refuse n in many words; one request more tells for sure.
        return replace(self, takes_n=False) if n > 1 else None

    def _simpler(self, constraint: Constraint) -> Dialect:
        if constraint.grammar:
            return replace(self, grammar="none")
        if constraint.json_schema is not None:
            return replace(self, json_schema="none")
        return replace(self, choices="schema" if self.choices == "native" else "none")

    def also(self, other: Dialect) -> Dialect:
        """What both have learned: calls under way learn at the same time, and none unlearns."""
        return Dialect(
            takes_n=self.takes_n and other.takes_n,
            limit_field=max(self.limit_field, other.limit_field, key=len),
            choices=max(self.choices, other.choices, key=_FORMS.index),
            json_schema=max(self.json_schema, other.json_schema, key=_FORMS.index),
            grammar=max(self.grammar, other.grammar, key=_FORMS.index),
        )

    def heard(self, constraint: Constraint | None, choices: tuple[Choice, ...]) -> Dialect:
        """What the replies show: an endpoint that ignores the native form gets the next one."""
        if constraint is None or not constraint.choices or self.choices != "native":
            return self
        ignored = any(
            choice.finish_reason == "stop" and choice.text.strip() not in constraint.choices
            for choice in choices
        )
        return self._simpler(constraint) if ignored else self

    def unwrap(self, constraint: Constraint | None, choice: Choice) -> Choice:
        """The bare choice, where it had to be asked for as an object."""
        if constraint is None or self.choices != "schema" or self._form(constraint) != "schema":
            return choice
        if not constraint.choices:
            return choice
        try:
            value = msgspec.json.decode(choice.text)
        except (msgspec.DecodeError, RecursionError):
            return choice
        name = value.get("choice") if isinstance(value, dict) else None
        return replace(choice, text=name) if isinstance(name, str) else choice


def _response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    form = {"name": "answer", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": form}}


def choices_schema(choices: tuple[str, ...]) -> dict[str, Any]:
    """A JSON schema for an object whose `choice` is one of these."""
    return {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": choices}},
        "required": ["choice"],
        "additionalProperties": False,
    }


def choices_grammar(choices: tuple[str, ...]) -> str:
    """A GBNF grammar for exactly one of these strings."""
    return "root ::= " + " | ".join(f'"{_escape(choice)}"' for choice in choices)


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)
