"""Runs the corridor on this machine: many samples in flight, shards written in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from realign.engine.pipeline import restrict_turns, walk
from realign.engine.progress import Progress
from realign.engine.results import Row, is_current, to_row
from realign.engine.rundir import RunDir, digest
from realign.errors import RunStopped
from realign.io import jsonio
from realign.samples import Sample
from realign.stages.base import Services, Stage

SHARD_SIZE = 500
# So many samples in a row without a connection, and the endpoint counts as gone.
LOST_AFTER = 20
# The same, where no call of this run was ever answered.
NEVER_THERE_AFTER = 3
NO_CONNECTION = "no connection to "


@dataclass(frozen=True)
class Job:
    """What a worker needs to know. `identity` is what, beside the sample itself, its result
    depends on: plan, model, classifier, evidence. `workers` samples are in flight at once."""

    stages: Sequence[Stage]
    identity: str
    model: str
    turns: str
    workers: int
    criteria: Mapping[str, str]
    not_before: str = ""

    def key(self, sample: Sample) -> str:
        """The identity of this sample's work."""
        messages = [[message.role, message.content] for message in sample.messages]
        return digest([self.identity, messages, sample.task, sample.record.get("realign")], 32)


@dataclass
class _Shard:
    number: int
    rows: list[bytes | None] = field(default_factory=list)
    old: list[dict[str, Any]] = field(default_factory=list)
    changed: bool = False
    closed: bool = False
    open_rows: int = 0


class LocalExecutor:
    """One process, one event loop. `run` returns when every sample is in a shard."""

    def __init__(self, job: Job, services: Services, rundir: RunDir, progress: Progress) -> None:
        self.job, self.services, self.rundir, self.progress = job, services, rundir, progress
        self._slots = asyncio.Semaphore(job.workers)
        self._shards: deque[_Shard] = deque()
        self._room = asyncio.Event()
        self._lost = 0
        self._fault: BaseException | None = None
        self.stopping = False

    async def run(self, samples: Iterator[Sample]) -> None:
        """Every sample through the corridor.

        Raises:
            RealignError: what stops a whole run. Finished calls and shards are on disk.
        """
        tasks: set[asyncio.Task[None]] = set()
        count = 0
        try:
            for sample in samples:
                if self._fault or self.stopping:
                    break
                count += 1
                shard, place = self._admit(count - 1)
                if self._reuse(shard, place, sample):
                    if count % 200 == 0:
                        await asyncio.sleep(0)
                    continue
                await self._slots.acquire()
                task = asyncio.create_task(self._one(shard, place, sample))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
                await self._wait_for_room()
            else:
                self._close_last()
            await self._drain(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._fault:
            raise self._fault
        if self.stopping:
            raise KeyboardInterrupt
        self.rundir.drop_shards_from((count + SHARD_SIZE - 1) // SHARD_SIZE)

    async def _drain(self, tasks: set[asyncio.Task[None]]) -> None:
        """What is in flight is paid for, so it may finish; unless no call can succeed any more."""
        while tasks and (self._fault is None or isinstance(self._fault, RunStopped)):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    def _admit(self, position: int) -> tuple[_Shard, int]:
        number, place = divmod(position, SHARD_SIZE)
        if place == 0:
            self._close_last()
            self._shards.append(_Shard(number, old=self.rundir.read_shard(number)))
        shard = self._shards[-1]
        shard.rows.append(None)
        shard.open_rows += 1
        return shard, place

    def _close_last(self) -> None:
        if self._shards:
            last = self._shards[-1]
            last.closed = True
            last.changed |= len(last.old) != len(last.rows)
            self._flush()

    def _reuse(self, shard: _Shard, place: int, sample: Sample) -> bool:
        if place >= len(shard.old):
            return False
        row = shard.old[place]
        if not is_current(row, self.job.key(sample), self.job.criteria, self.job.not_before):
            return False
        if row["id"] != sample.id or row["record"] != sample.record:
            row = row | {"id": sample.id, "where": sample.where, "record": sample.record}
            shard.changed = True
        self._store(shard, place, row)
        self.progress.finish(row["decision"]["kind"], reused=True)
        return True

    async def _one(self, shard: _Shard, place: int, sample: Sample) -> None:
        try:
            key = self.job.key(sample)
            sample = restrict_turns(sample, self.job.turns)
            done = await walk(sample, self.job.stages, self.services)
            shard.changed = True
            self._store(shard, place, to_row(done, key, self.job.model))
            assert done.decision is not None  # noqa: S101 - the corridor ends with one
            self._watch_connection(done.decision.kind, done.decision.reason)
            self.progress.finish(done.decision.kind)
        except BaseException as error:
            if self._fault is None and not isinstance(error, asyncio.CancelledError):
                self._fault = error
            if isinstance(error, asyncio.CancelledError):
                raise
        finally:
            self._slots.release()
            self._room.set()

    def _watch_connection(self, kind: str, reason: str) -> None:
        self._lost = self._lost + 1 if kind == "failed" and NO_CONNECTION in reason else 0
        answered = self.progress.calls.calls
        if self._lost >= (LOST_AFTER if answered else NEVER_THERE_AFTER) and self._fault is None:
            who = reason.partition(NO_CONNECTION)[2]
            what = (
                f"{who[:1].upper()}{who[1:]} is gone" if answered else f"Nothing answers at {who}"
            )
            self._fault = RunStopped(
                f"{what}: {self._lost} samples in a row got no connection.",
                hint="What is finished is on disk. Start the same command again when it is there.",
            )

    def _store(self, shard: _Shard, place: int, row: Row) -> None:
        shard.rows[place] = jsonio.dumps(row)
        shard.open_rows -= 1
        if shard.open_rows == 0 and shard.closed:
            self._flush()

    def _flush(self) -> None:
        """Writes what is complete; a slow sample holds back its own shard only."""
        for shard in [shard for shard in self._shards if shard.closed and not shard.open_rows]:
            if shard.changed:
                self.rundir.write_shard(shard.number, [row for row in shard.rows if row])
            self._shards.remove(shard)
        self._room.set()

    async def _wait_for_room(self) -> None:
        """Memory stays flat: a sample that hangs may not let the rest run far ahead."""
        limit = 4 + self.job.workers // SHARD_SIZE
        while len(self._shards) > limit and not self._fault and not self.stopping:
            self._room.clear()
            await self._room.wait()
