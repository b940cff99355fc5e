"""A chat model without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from realign.models.base import ChatRequest, Choice, Completion, Usage

Said = str | Choice | Exception


class ScriptedModel:
    """A `ChatModel` whose replies come from a list, one a draw, or from a function of the request.

    The function sees one draw at a time (`n` is 1, `first_draw` numbers it). An exception, given
    or returned, is raised. Of a given text, the length of the reply says how unlikely it is.
    `requests` keeps what was asked, `closed` counts `aclose`, and `most_at_once` says how many
    calls were under way together; `delay_s` makes each take time.
    """

    def __init__(
        self,
        replies: Iterable[Said] | Callable[[ChatRequest], Said],
        *,
        name: str = "scripted",
        delay_s: float = 0.0,
    ) -> None:
        self._say = replies if callable(replies) else _reader(replies)
        self._name = name
        self._delay_s = delay_s
        self.under_way = 0
        self.requests: list[ChatRequest] = []
        self.closed = 0
        self.most_at_once = 0

    @property
    def identity(self) -> Mapping[str, Any]:
        """Its name."""
        return {"kind": "scripted", "model": self._name}

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Say the next replies. Raises `LookupError` when a list has none left."""
        self.requests.append(request)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(self._delay_s)
            draws = range(request.first_draw, request.first_draw + request.n)
            choices = tuple(self._draw(replace(request, n=1, first_draw=draw)) for draw in draws)
        finally:
            self.under_way -= 1
        prompt = sum(len(message.content.split()) for message in request.messages)
        written = sum(len(choice.text.split()) for choice in choices)
        return Completion(choices, Usage(prompt, written), self._name)

    def _draw(self, request: ChatRequest) -> Choice:
        said = self._say(request)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Choice):
            return said
        if request.given is not None:
            return Choice(request.given, "given", -float(len(said)))
        return Choice(said)

    async def aclose(self) -> None:
        """Count."""
        self.closed += 1


def _reader(replies: Iterable[Said]) -> Callable[[ChatRequest], Said]:
    rest = iter(replies)

    def say(request: ChatRequest) -> Said:
        for said in rest:
            return said
        asked = request.messages[-1].content[:80] if request.messages else ""
        raise LookupError(f"ScriptedModel has no reply left for {asked!r}")

    return say
