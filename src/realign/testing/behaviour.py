"""What a fake endpoint does, and the faults that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that is not as it should be.

    `body` stands in for the usual one. `cut` closes the connection before the answer, or in the
    middle of its body. `delay_s` comes on top of the latency.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Mapping[str, Any] | None = None
    delay_s: float = 0.0
    cut: Literal["", "before", "middle"] = ""


Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an endpoint behaves.

    - `reply`: from the request's JSON to a text; called once for each choice.
    - `faults`: by the number of the call, from 1, or a function of number and request.
    - `fail_rate`: share of calls, by chance from `seed`, that get `fail`.
    - `takes_n` False: one choice, whatever n says.
    - `refuses`: fields that get a 400 which names them.
    - `context_chars`: more text than this gets a 400 as OpenAI words it.
    - `api_key`: any other key gets a 401.
    - `measures`: how it gives log-probabilities of a given text: it reads it back ("echo", as
      vLLM), it forces its tokens ("force", as llama.cpp's server), or not at all ("").
    """

    reply: Callable[[Body], str] | None = None
    latency_s: float = 0.0
    faults: Mapping[int, Fault] | Callable[[int, Body], Fault | None] = field(default_factory=dict)
    fail_rate: float = 0.0
    fail: Fault = Fault(status=500)
    seed: int = 0
    takes_n: bool = True
    refuses: tuple[str, ...] = ()
    context_chars: int | None = None
    api_key: str | None = None
    models: tuple[str, ...] = ("fake-model",)
    measures: Literal["echo", "force", ""] = "echo"
