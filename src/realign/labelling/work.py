"""Labels for many requests, in order: in batches where no model is asked, else many at once."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar, runtime_checkable

from realign.engine.local import LOST_AFTER, NEVER_THERE_AFTER
from realign.engine.naming import LiveClassifier
from realign.errors import STOPS_ALL, ConnectionLost, ModelError, RunStopped
from realign.samples import Sample, TaskLabel

BATCH = 128
NO_TASK = TaskLabel("")  # of a request that is empty: nothing is asked about it

T = TypeVar("T")
R = TypeVar("R")


@runtime_checkable
class _InBatches(Protocol):
    def labels(self, requests: Sequence[str]) -> list[TaskLabel]: ...


@runtime_checkable
class _OneByOne(Protocol):
    def label(self, request: str) -> TaskLabel: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A sample with one label a request, or with what went wrong."""

    sample: Sample
    labels: tuple[TaskLabel, ...] = ()
    error: str = ""


def requests_of(sample: Sample) -> tuple[str, ...]:
    """The request before each response; of a conversation without one, its last user message."""
    if sample.turns:
        return tuple(sample.request(turn) for turn in sample.turns)
    last = [message.content for message in sample.messages if message.role == "user"][-1:]
    return tuple(last)


class Namer:
    """Names the tasks of samples with a live classifier."""

    def __init__(self, live: LiveClassifier, *, again: bool = False) -> None:
        """`again`: also of records that came with a task."""
        self._live = live
        self._again = again
        self._lost = 0

    async def named(self, samples: Iterable[Sample]) -> AsyncIterator[Named]:
        """Every sample, in order.

        Raises:
            AccessDenied: the endpoint refuses the key.
            WrongAddress: it knows nothing of this path or model.
            RunStopped: a limit was hit, or nothing answers any more.
        """
        live = self._live
        if live.kind == "embedded":
            size, window = BATCH, os.cpu_count() or 1
            work = self._batch
        else:
            size, window = 1, 4 * live.concurrency
            work = self._asked
        async for batch in in_order(batches(samples, size), work, window):
            for item in batch:
                yield item

    async def _batch(self, samples: Sequence[Sample]) -> list[Named]:
        """A batch in a thread of its own: the encoder computes outside of Python's lock."""
        open_ones = [sample for sample in samples if self._open(sample)]
        asked = [text for each in open_ones for text in requests_of(each) if text.strip()]
        found = iter(await asyncio.to_thread(self._labels, asked))

        def labelled(sample: Sample) -> Named:
            texts = requests_of(sample)
            return Named(sample, tuple(next(found) if t.strip() else NO_TASK for t in texts))

        return [labelled(each) if self._open(each) else _own(each) for each in samples]

    def _labels(self, requests: Sequence[str]) -> list[TaskLabel]:
        classifier = self._live.classifier
        if isinstance(classifier, _InBatches):
            return classifier.labels(requests) if requests else []
        assert isinstance(classifier, _OneByOne)  # noqa: S101 - both embedded classifiers are
        return [classifier.label(request) for request in requests]

    async def _asked(self, samples: Sequence[Sample]) -> list[Named]:
        return [await self._ask(sample) for sample in samples]

    async def _ask(self, sample: Sample) -> Named:
        if not self._open(sample):
            return _own(sample)
        try:
            labels = [await self._label(text) for text in requests_of(sample)]
        except STOPS_ALL:
            raise
        except ModelError as error:
            self._watch_connection(error)
            return Named(sample, error=f"{type(error).__name__}: {error.message}")
        self._lost = 0
        return Named(sample, tuple(labels))

    async def _label(self, request: str) -> TaskLabel:
        return await self._live.classifier.classify(request) if request.strip() else NO_TASK

    def _open(self, sample: Sample) -> bool:
        return self._again or not sample.task

    def _watch_connection(self, error: ModelError) -> None:
        self._lost = self._lost + 1 if isinstance(error, ConnectionLost) else 0
        answered = self._live.meter.calls
        if self._lost >= (LOST_AFTER if answered else NEVER_THERE_AFTER):
            what = "The endpoint is gone" if answered else "Nothing answers at the endpoint"
            raise RunStopped(
                f"{what}: {self._lost} records in a row got no connection.",
                hint="Finished calls are kept. Start the same command again when it is there.",
            )


def _own(sample: Sample) -> Named:
    label = TaskLabel(sample.task or "", origin="record")
    return Named(sample, (label,) * len(requests_of(sample)))


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items; the last may be shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


async def in_order(
    items: Iterable[T], work: Callable[[T], Awaitable[R]], window: int
) -> AsyncIterator[R]:
    """The results of `work`, in the order of the items, `window` of them under way at once."""
    under_way: deque[asyncio.Future[R]] = deque()
    try:
        for item in items:
            under_way.append(asyncio.ensure_future(work(item)))
            if len(under_way) >= window:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
