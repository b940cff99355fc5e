"""No call is made twice: the store is asked first, and a reply is on disk before it is used."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from realign.errors import BadReply, RealignError
from realign.models.base import ChatModel, ChatRequest, Choice, Completion, Usage
from realign.models.encoding import canonical_json
from realign.models.meter import Meter
from realign.models.store import CallStore, Stored, settle

__all__ = ["Cached", "CallStore", "Stored", "draw_key", "request_json"]


def request_json(identity: Mapping[str, Any], request: ChatRequest) -> bytes:
    """Canonical JSON of everything that can change the answer, but for the draw."""
    fields: dict[str, Any] = {
        "identity": identity,
        "messages": request.messages,
        "sampling": request.sampling,
    }
    if request.constraint is not None:
        fields["constraint"] = request.constraint
    if request.given is not None:
        fields["given"] = request.given
    return canonical_json(fields)


def draw_key(asked: bytes, draw: int) -> bytes:
    """The key of one draw: sha256 over the draw and `request_json`. 32 bytes."""
    return hashlib.sha256(b"%d %b" % (draw, asked)).digest()


class Cached:
    """The outermost wrapper: what the store has is not asked for again.

    - One key a draw: raising n from 1 to 2 asks for the second draw only.
    - A reply is handed out after it is on disk; failures are never stored.
    - Equal draws under way at the same time are asked for once; the others wait and share the
      reply, or the error.

    `Completion.cached` is True when nothing had to be asked for; its usage is then what the
    draws cost when they were made.
    """

    def __init__(self, inner: ChatModel, store: CallStore, *, meter: Meter | None = None) -> None:
        self._inner = inner
        self._store = store
        self.meter = meter or Meter()
        # None until somebody else wants the same draw.
        self._under_way: dict[bytes, asyncio.Future[Stored | None] | None] = {}

    @property
    def identity(self) -> Mapping[str, Any]:
        """That of the model inside."""
        return self._inner.identity

    async def aclose(self) -> None:
        """Close the model inside. The store belongs to who opened it."""
        await self._inner.aclose()

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Answer with exactly `request.n` choices, or raise what the model raised."""
        asked = request_json(self._inner.identity, request)
        keys = [draw_key(asked, request.first_draw + i) for i in range(request.n)]
        found: dict[bytes, Stored] = {}
        paid = False
        while len(found) < len(keys):
            mine = self._look_up(keys, found)
            if mine:
                paid = True
                await self._ask(request, asked, mine, found)
            else:
                await self._share(keys, found)
        draws = [found[key] for key in keys]
        return Completion(
            choices=tuple(Choice(draw.text, draw.finish_reason, draw.logprob) for draw in draws),
            usage=Usage(
                sum(draw.prompt_tokens for draw in draws),
                sum(draw.completion_tokens for draw in draws),
            ),
            model=draws[0].model if draws else "",
            cached=not paid,
        )

    def _look_up(self, keys: list[bytes], found: dict[bytes, Stored]) -> list[tuple[int, bytes]]:
        """Fill `found` from the store; give back the first row of neighbours nobody asks for."""
        mine: list[tuple[int, bytes]] = []
        for i, key in enumerate(keys):
            if key in found or key in self._under_way:
                if mine:
                    break
                continue
            stored = self._store.get(key)
            if stored is None:
                mine.append((i, key))
                continue
            self._hit(found, key, stored)
            if mine:
                break
        return mine

    def _hit(self, found: dict[bytes, Stored], key: bytes, stored: Stored) -> None:
        found[key] = stored
        self.meter.hits += 1

    async def _ask(
        self,
        request: ChatRequest,
        asked: bytes,
        mine: list[tuple[int, bytes]],
        found: dict[bytes, Stored],
    ) -> None:
        """Ask for a row of neighbours, store what comes, tell those who wait for it."""
        for _, key in mine:
            self._under_way[key] = None
        landed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        left = [key for _, key in mine]
        failure: RealignError | None = None
        try:
            completion = await self._inner.generate(_part(request, mine[0][0], len(mine)))
            draws = _stored(completion)[: len(mine)]
            if not draws:
                raise BadReply("The model's answer has no choices.")
            self._count(completion, len(draws))
            new = dict(zip(left, draws, strict=False))
            unsaved = set(new)
            for key, draw in new.items():
                done = partial(self._saved, key, draw, unsaved, landed)
                self._store.put_soon(key, draw, asked, done)
                left.remove(key)
        except RealignError as error:
            self.meter.failures += 1
            failure = error
            raise
        finally:
            # What the writer has is told after its commit, even if this call is cancelled.
            for key in left:
                self._tell(key, None, failure)
        await landed
        found |= new

    def _saved(
        self,
        key: bytes,
        draw: Stored,
        unsaved: set[bytes],
        landed: asyncio.Future[None],
        failure: RealignError | None,
    ) -> None:
        self._tell(key, draw, failure)
        unsaved.discard(key)
        if failure is not None or not unsaved:
            settle(landed, failure)

    def _tell(self, key: bytes, draw: Stored | None, failure: RealignError | None) -> None:
        others = self._under_way.pop(key)
        if others is None:
            return
        if failure is None:
            others.set_result(draw)
        else:
            others.set_exception(failure)
            others.exception()  # seen: those who waited may be gone

    async def _share(self, keys: list[bytes], found: dict[bytes, Stored]) -> None:
        """Wait for draws that others ask for. None comes when the other call was cancelled."""
        for key in keys:
            if key in found or key not in self._under_way:
                continue
            others = self._under_way[key]
            if others is None:  # the first to wait for it
                others = asyncio.get_running_loop().create_future()
                self._under_way[key] = others
            stored = await asyncio.shield(others)
            if stored is not None:
                self._hit(found, key, stored)

    def _count(self, completion: Completion, draws: int) -> None:
        self.meter.calls += 1
        self.meter.draws += draws
        self.meter.prompt_tokens += completion.usage.prompt_tokens
        self.meter.completion_tokens += completion.usage.completion_tokens


def _part(request: ChatRequest, offset: int, n: int) -> ChatRequest:
    if offset == 0 and n == request.n:
        return request
    first = request.first_draw + offset
    return replace(request, n=n, first_draw=first)


def _stored(completion: Completion) -> list[Stored]:
    """One entry a draw; the tokens of a call are split so that they add up again."""
    count = max(1, len(completion.choices))
    share, rest = divmod(completion.usage.completion_tokens, count)
    return [
        Stored(
            text=choice.text,
            finish_reason=choice.finish_reason,
            prompt_tokens=completion.usage.prompt_tokens if i == 0 else 0,
            completion_tokens=share + (rest if i == 0 else 0),
            model=completion.model,
            logprob=choice.logprob,
        )
        for i, choice in enumerate(completion.choices)
    ]
