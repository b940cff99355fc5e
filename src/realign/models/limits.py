"""Wrappers that keep calls within bounds: `Retrying`, `Limited`, `Budgeted`.

Wrap in this order, so that a call that waits for its next try takes no slot, and so that
`Limited` sees every 429, not only the last one of a call:

    Cached(Budgeted(Retrying(Limited(model, 64)), max_calls=1000), store)
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from realign.errors import ModelError, RateLimited, RunStopped
from realign.models.base import ChatModel, ChatRequest, Completion, Usage
from realign.models.meter import Meter

RETRY_AFTER_CAP_S = 120.0
"""A server may ask for a longer pause; it is asked again after this many seconds."""

LIMIT_HINT = "run the same command again with a higher limit: what is finished is kept."


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and chance, so that tests need neither. Seconds; `chance` gives 0..1."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic


_REAL = Timing()


Asks_contra = TypeVar("Asks_contra", contravariant=True)
Says_co = TypeVar("Says_co", covariant=True)
Q = TypeVar("Q")
A = TypeVar("A")


class Service(Protocol[Asks_contra, Says_co]):
    """What a call goes to: a `ChatModel`, or a search service."""

    @property
    def identity(self) -> Mapping[str, Any]:
        """JSON-able, without secrets."""
        ...

    async def generate(self, request: Asks_contra, /) -> Says_co:
        """Answer, or raise a `ModelError`."""
        ...

    async def aclose(self) -> None:
        """Give back connections and files."""
        ...


class _Wrapper(Generic[Q, A]):
    """What wrappers share: they answer for the service inside."""

    def __init__(self, inner: Service[Q, A]) -> None:
        self._inner = inner

    @property
    def identity(self) -> Mapping[str, Any]:
        """That of the service inside: a wrapper changes no answer."""
        return self._inner.identity

    async def aclose(self) -> None:
        """Close the service inside."""
        await self._inner.aclose()


class Retrying(_Wrapper[Q, A]):
    """Tries a call again when its error says that this can help, `attempts` times in all.

    Waits a random part of `base_s` x 2^k, at most `cap_s` ("full jitter", so that calls which
    failed together do not come back together). A server's own Retry-After is waited in full, up
    to `RETRY_AFTER_CAP_S`. The last error is raised as it is.
    """

    def __init__(
        self,
        inner: Service[Q, A],
        attempts: int = 6,
        base_s: float = 0.5,
        cap_s: float = 30.0,
        *,
        meter: Meter | None = None,
        timing: Timing = _REAL,
    ) -> None:
        super().__init__(inner)
        self._attempts = max(1, attempts)
        self._base_s, self._cap_s = base_s, cap_s
        self._meter = meter or Meter()
        self._timing = timing

    async def generate(self, request: Q, /) -> A:
        """Answer, or raise the last `ModelError`."""
        failed = 0
        while True:
            try:
                return await self._inner.generate(request)
            except ModelError as error:
                failed += 1
                if not error.retryable or failed >= self._attempts:
                    raise
                pause = self._pause(failed, error.retry_after)
            self._meter.retries += 1
            await self._timing.sleep(pause)

    def _pause(self, failed: int, retry_after: float | None) -> float:
        backoff: float = min(self._cap_s, self._base_s * 2.0 ** (failed - 1))
        jitter = backoff * self._timing.chance()
        if retry_after is None:
            return jitter
        # On top, never below: the server's time is a promise, the jitter spreads the crowd.
        return min(retry_after, RETRY_AFTER_CAP_S) + min(jitter, self._base_s)


class Limited(_Wrapper[Q, A]):
    """Lets `concurrency` calls through at a time, and fewer when the endpoint says it is too much.

    On a 429, or a 503 that names a time, the limit is halved (not below 1; once for all calls
    that were under way together) and nobody starts until the time is over: the server's, or
    `pause_s` doubled at each 429 in a row. Every success gives a little back; 16 rounds of
    them restore the full limit.
    """

    def __init__(
        self,
        inner: Service[Q, A],
        concurrency: int,
        *,
        pause_s: float = 1.0,
        meter: Meter | None = None,
        timing: Timing = _REAL,
    ) -> None:
        super().__init__(inner)
        self._most = max(1, concurrency)
        self._limit = float(self._most)
        self._pause_s = pause_s
        self._meter = meter or Meter()
        self._timing = timing
        self._active = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed_until = float("-inf")
        self._crowd = 0
        self._in_a_row = 0

    @property
    def limit(self) -> int:
        """How many calls may be under way now."""
        return int(self._limit)

    async def generate(self, request: Q, /) -> A:
        """Wait for a slot, then ask the service inside."""
        if self._active >= self.limit or self._waiting:
            await self._queue()  # the slot comes with the wake-up
        else:
            self._active += 1
        crowd = self._crowd
        try:
            if self._closed_until != float("-inf"):
                await self._wait_for_gate()
                crowd = self._crowd
            answer = await self._inner.generate(request)
        except ModelError as error:
            if isinstance(error, RateLimited) or error.retry_after is not None:
                self._slow_down(crowd, error.retry_after)
            raise
        else:
            self._in_a_row = 0
            if self._limit < self._most:
                self._limit = min(self._most, self._limit + self._most / 16 / self._limit)
            return answer
        finally:
            self._active -= 1
            self._admit()

    async def _queue(self) -> None:
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(slot)
        try:
            await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():  # given a slot, and cancelled at once
                self._active -= 1
                self._admit()
            raise

    def _admit(self) -> None:
        while self._waiting and self._active < self.limit:
            slot = self._waiting.popleft()
            if not slot.done():
                self._active += 1
                slot.set_result(None)

    async def _wait_for_gate(self) -> None:
        while (wait := self._closed_until - self._timing.clock()) > 0:
            await self._timing.sleep(wait)

    def _slow_down(self, crowd: int, retry_after: float | None) -> None:
        now = self._timing.clock()
        if crowd == self._crowd:  # else it started before the last halving, which was for it too
            self._limit = max(1.0, self._limit / 2)
            self._crowd += 1
            self._in_a_row += 1
            self._meter.waits += 1
        if retry_after is None:
            retry_after = self._pause_s * 2.0 ** min(self._in_a_row - 1, 5)
        pause = min(retry_after, RETRY_AFTER_CAP_S)
        self._closed_until = max(self._closed_until, now + pause)


@dataclass(slots=True)
class _Spent:
    """What is gone, and what the calls under way may still take."""

    calls: int = 0
    tokens: int = 0
    reserved: int = 0
    under_way: int = 0
    change: asyncio.Event = field(default_factory=asyncio.Event)


class Budgeted(_Wrapper[ChatRequest, Completion]):
    """Stops a run before it costs more than was allowed.

    `max_calls` counts requests to the model inside, failed ones too; `max_tokens` prompt and
    completion tokens of the answers, as the endpoint counts them (estimated from the text where
    it does not). A call reserves the most it can take; near the end of the budget calls wait for
    what is under way, then `RunStopped` is raised instead of a call that might exceed it.
    """

    def __init__(
        self, inner: ChatModel, max_calls: int | None = None, max_tokens: int | None = None
    ) -> None:
        super().__init__(inner)
        self._max_calls, self._max_tokens = max_calls, max_tokens
        self._spent = _Spent()

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Answer, or raise `RunStopped` before a call that would exceed the budget."""
        estimate = _estimate(request)
        await self._reserve(estimate)
        tokens = 0
        try:
            completion = await self._inner.generate(request)
            tokens = _tokens(completion, request)
            return completion
        finally:
            spent = self._spent
            spent.under_way -= 1
            spent.reserved -= estimate
            spent.tokens += tokens
            spent.change.set()

    async def _reserve(self, estimate: int) -> None:
        spent = self._spent
        while True:
            if self._max_calls is not None and spent.calls >= self._max_calls:
                raise RunStopped(
                    f"The limit of {self._max_calls:,} calls is reached.", hint=LIMIT_HINT
                )
            if (
                self._max_tokens is None
                or spent.tokens + spent.reserved + estimate <= self._max_tokens
            ):
                break
            if not spent.under_way:
                raise RunStopped(
                    f"The next call could exceed the limit of {self._max_tokens:,} tokens "
                    f"({spent.tokens:,} are used).",
                    hint=LIMIT_HINT,
                )
            spent.change.clear()
            await spent.change.wait()
        spent.calls += 1
        spent.under_way += 1
        spent.reserved += estimate


def _prompt_estimate(request: ChatRequest) -> int:
    # Three characters a token is on the safe side for Latin text, one for other scripts.
    return sum(
        len(message.content) // (3 if message.content.isascii() else 1) + 4
        for message in request.messages
    )


def _estimate(request: ChatRequest) -> int:
    return _prompt_estimate(request) + request.n * request.sampling.max_tokens


def _tokens(completion: Completion, request: ChatRequest) -> int:
    usage = completion.usage
    if usage != Usage():
        return usage.prompt_tokens + usage.completion_tokens
    written = sum(len(choice.text) for choice in completion.choices)
    return _prompt_estimate(request) + written // 3
