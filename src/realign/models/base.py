"""The seam to language models. Everything that talks to one is a `ChatModel`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from realign.samples import Message


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the reply must look like, for endpoints that can force it.

    At most one is set: `choices` (the reply is one of these strings), `json_schema`,
    `grammar` (GBNF; llama.cpp only).
    """

    choices: tuple[str, ...] = ()
    json_schema: Mapping[str, Any] | None = None
    grammar: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Parameters of decoding. `max_tokens` counts new tokens. `seed` None: the endpoint's own."""

    temperature: float = 0.3
    top_p: float = 1.0
    max_tokens: int = 2048
    seed: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Everything that can change the answer, except which model is asked.

    `n` is how many draws are wanted for these messages; `first_draw` numbers them, so that a
    later request for more draws is another request. With `given` no reply is drawn: it is measured
    how likely that text is behind the messages' plain text (see `Choice.logprob`).
    """

    messages: tuple[Message, ...]
    sampling: Sampling = field(default_factory=Sampling)
    constraint: Constraint | None = None
    n: int = 1
    first_draw: int = 0
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One drawn reply. `finish_reason` is stop, length, or what the endpoint says.

    Of a given text that was measured: that text, "given", and `logprob`, the sum of the natural
    logarithms of its tokens' probabilities.
    """

    text: str
    finish_reason: str = "stop"
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call, as the endpoint counts them; 0 where it does not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's reply: `n` choices. `cached` is True when no call was made for it."""

    choices: tuple[Choice, ...]
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    cached: bool = False


class ChatModel(Protocol):
    """A language model that can chat.

    `identity` names what would answer: it is part of the cache key, so two models that can
    answer differently must have different ones.
    """

    @property
    def identity(self) -> Mapping[str, Any]:
        """JSON-able, without secrets."""
        ...

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Answer, or raise a `ModelError`."""
        ...

    async def aclose(self) -> None:
        """Give back connections and files."""
        ...
