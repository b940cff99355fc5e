"""Search services as a `Retriever`: asked once, kept on disk, tried again when they fail."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from typing import Any

import msgspec

from realign.errors import BadReply, ConnectionLost, PlanError, RealignError, RunStopped
from realign.evidence.base import Retriever, Settings
from realign.evidence.service import Found, Search
from realign.models.encoding import canonical_json, encode_json
from realign.models.limits import LIMIT_HINT, Limited, Retrying, Service, Timing
from realign.models.meter import Meter
from realign.models.store import CallStore, Stored
from realign.samples import Evidence

GROUP = "realign.retrievers"
CONCURRENCY = 4
"""Searches at once: services count requests a second."""

BUILT_IN = ("serper", "searxng")


def _now() -> datetime:
    return datetime.now(UTC)


class WebRetriever:
    """A search service with its answers on disk.

    Every answer carries the moment it was fetched; one older than `max_age` is fetched anew. An
    error is never stored. Equal searches under way at the same time are sent once. `most` bounds
    the requests of this process, failed ones too; then `RunStopped` is raised.
    """

    def __init__(
        self,
        service: Service[Search, Found],
        store: CallStore,
        *,
        max_age: timedelta | None = None,
        now: Callable[[], datetime] = _now,
        meter: Meter | None = None,
    ) -> None:
        self._service, self._store = service, store
        self._max_age, self._now = max_age, now
        self.meter = meter or Meter()
        self._under_way: dict[bytes, asyncio.Task[tuple[Evidence, ...]]] = {}

    @property
    def fingerprint(self) -> str:
        """The service's identity: what it finds changes, what was fetched is in the rows."""
        return canonical_json(self._service.identity).decode()

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best passages. Raises a `ModelError` after the last try, or `RunStopped`."""
        query = " ".join(query.split())
        if not query or k < 1:
            return ()
        search = Search(query, max(10, k))
        asked = canonical_json({"identity": self._service.identity, "search": search})
        key = hashlib.sha256(b"search " + asked).digest()
        stored = self._store.get(key)
        if stored is not None and self._fresh(stored):
            self.meter.hits += 1
            return _decode(stored)[:k]
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(search, key, asked))
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return (await asyncio.shield(task))[:k]

    def _ended(self, key: bytes, done: asyncio.Task[tuple[Evidence, ...]]) -> None:
        self._under_way.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen: those who waited may be gone

    def _fresh(self, stored: Stored) -> bool:
        if self._max_age is None:
            return True
        try:
            return self._now() - datetime.fromisoformat(stored.made) <= self._max_age
        except (ValueError, TypeError):
            return False

    async def _fetch(self, search: Search, key: bytes, asked: bytes) -> tuple[Evidence, ...]:
        try:
            found = await self._service.generate(search)
        except RealignError:
            self.meter.failures += 1
            raise
        self.meter.calls += 1
        fetched = self._now().isoformat(timespec="seconds")
        dated = tuple(replace(item, fetched=fetched) for item in found)
        draw = Stored(encode_json(dated).decode(), made=fetched)
        await self._store.put(key, draw, asked)
        return _decode(draw)

    async def aclose(self) -> None:
        """Close the service. The store belongs to who opened it."""
        for task in tuple(self._under_way.values()):
            task.cancel()
        await self._service.aclose()


def _decode(stored: Stored) -> tuple[Evidence, ...]:
    return msgspec.json.decode(stored.text, type=tuple[Evidence, ...])


class Counted:
    """Stops a run before it asks more often than was allowed. Failed requests count too."""

    def __init__(self, inner: Service[Search, Found], most: int) -> None:
        self._inner, self._most, self._asked = inner, most, 0

    @property
    def identity(self) -> Mapping[str, Any]:
        """That of the service inside."""
        return self._inner.identity

    async def generate(self, request: Search, /) -> Found:
        """Ask. Raises `RunStopped` instead of a request over the limit."""
        if self._asked >= self._most:
            raise RunStopped(f"The limit of {self._most:,} searches is reached.", hint=LIMIT_HINT)
        self._asked += 1
        return await self._inner.generate(request)

    async def aclose(self) -> None:
        """Close the service inside."""
        await self._inner.aclose()


class Foreign:
    """A third party's `Retriever` as a service, its faults as typed errors."""

    def __init__(self, name: str, inner: Retriever) -> None:
        self._name, self._inner = name, inner

    @property
    def identity(self) -> Mapping[str, Any]:
        """Its name and fingerprint."""
        return {"kind": self._name, "fingerprint": self._inner.fingerprint}

    async def generate(self, request: Search, /) -> Found:
        """What it finds. What it raises becomes a `ModelError`, unless it is one of ours."""
        try:
            found = await self._inner.retrieve(request.query, request.depth)
        except RealignError:
            raise
        except OSError as error:  # a TimeoutError is one
            failure: BadReply | ConnectionLost = ConnectionLost(
                f"{self._name}: {type(error).__name__}: {error}"
            )
        except Exception as error:  # third parties raise what they like
            failure = BadReply(f"{self._name}: {type(error).__name__}: {error}")
        else:
            return tuple(
                replace(item, retriever=item.retriever or self._name, query=request.query)
                for item in found
            )
        failure.service = f"the search service {self._name}"
        raise failure

    async def aclose(self) -> None:
        """Its own `aclose`, where it has one."""
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()


def open_service(name: str, settings: Settings) -> Service[Search, Found]:
    """A service by its name: built in, or of the entry point group `realign.retrievers`.

    Raises:
        PlanError: there is none of that name (with those that there are), or it lacks its key or
            its address.
    """
    if name == "serper":
        from realign.evidence.serper import Serper

        return Serper(settings.url, settings.key_env, timeout_s=settings.timeout_s)
    if name == "searxng":
        from realign.evidence.searxng import SearXNG

        return SearXNG(settings.url, settings.key_env, timeout_s=settings.timeout_s)
    others = {point.name: point for point in entry_points(group=GROUP)}
    if name not in others:
        known = ", ".join([*BUILT_IN, *sorted(others)])
        raise PlanError(
            f"evidence.web: there is no search service {name!r}.",
            hint=f"Known: {known}. Packages add others by the entry point group {GROUP}.",
        )
    try:
        made = others[name].load()(settings)
    except RealignError:
        raise
    except Exception as error:
        raise PlanError(
            f"evidence.web: {name!r} can't be loaded: {type(error).__name__}: {error}"
        ) from error
    return Foreign(name, made)


def bounded(
    service: Service[Search, Found],
    *,
    attempts: int,
    most: int | None = None,
    meter: Meter | None = None,
    timing: Timing | None = None,
) -> Service[Search, Found]:
    """The service within its limits: few at once, pauses that it asks for, tries, a budget."""
    clock = timing or Timing()
    inner: Service[Search, Found] = service if most is None else Counted(service, most)
    limited: Service[Search, Found] = Limited(inner, CONCURRENCY, meter=meter, timing=clock)
    return Retrying(limited, attempts, meter=meter, timing=clock)
