"""The run directory: the durable state of a run.

    run.json          the plan that the directory belongs to, and the input it was made from
    calls.sqlite      every finished model call
    searches.sqlite   every answer of a search service, with its date
    shards/00000.jsonl   finished samples, in input order; written whole or not at all
    summary.json, report.html   made from the shards
    lock              held by the process that is working here

A directory belongs to one plan from the first call or sample that is stored in it, and to its model
from the first call that was answered. Another plan is refused then, with the difference named.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from realign.errors import RunDirError
from realign.io import jsonio
from realign.io.atomic import write_bytes

LAYOUT_VERSION = 1


@dataclass
class RunDir:
    """Paths and locks of one run directory. Use it as a context manager: it locks."""

    path: Path
    _lock: IO[str] | None = None

    @property
    def calls(self) -> Path:
        """The store of finished calls."""
        return self.path / "calls.sqlite"

    @property
    def searches(self) -> Path:
        """The store of the search services' answers."""
        return self.path / "searches.sqlite"

    @property
    def state(self) -> Path:
        """What the directory was made by."""
        return self.path / "run.json"

    def shard(self, number: int) -> Path:
        """One shard's file."""
        return self.path / "shards" / f"{number:05d}.jsonl"

    def __enter__(self) -> RunDir:
        try:
            (self.path / "shards").mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / "lock").open("a+")
        except OSError as error:
            raise RunDirError(
                f"{self.path}: can't be made or written: {error.strerror}",
                hint="Name another place with --run-dir.",
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.seek(0)
            owner = self._lock.read().strip() or "another process"
            self._lock.close()
            raise RunDirError(
                f"{self.path} is in use by {owner}.",
                hint="Wait for it, or give this run a directory of its own with --run-dir.",
            ) from None
        self._lock.truncate(0)
        self._lock.write(f"process {os.getpid()}")
        self._lock.flush()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._lock is not None:
            self._lock.close()

    def read_state(self) -> dict[str, Any] | None:
        """run.json, None in a new directory.

        Raises:
            RunDirError: it is there and can't be read, or is of another layout.
        """
        try:
            state = jsonio.loads(self.state.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise RunDirError(
                f"{self.state} can't be read: {error}", hint="Move the directory away, or --fresh."
            ) from error
        if not isinstance(state, dict) or state.get("layout") != LAYOUT_VERSION:
            raise RunDirError(
                f"{self.path} was made by another version of realign.",
                hint="Name another --run-dir, or start over with --fresh.",
            )
        return state

    def write_state(self, state: Mapping[str, Any]) -> None:
        """run.json, whole."""
        write_bytes(self.state, jsonio.dumps({"layout": LAYOUT_VERSION, **state}))

    def write_shard(self, number: int, rows: Sequence[bytes]) -> None:
        """A shard is there whole, or not at all."""
        write_bytes(self.shard(number), b"".join(row + b"\n" for row in rows))

    def shard_numbers(self) -> list[int]:
        """The shards that are there."""
        names = (self.path / "shards").glob("*.jsonl")
        return sorted(int(name.stem) for name in names if name.stem.isdigit())

    def read_shard(self, number: int) -> list[dict[str, Any]]:
        """The rows of a shard; none where it is missing or damaged."""
        try:
            lines = self.shard(number).read_bytes().splitlines()
            return [jsonio.loads(line) for line in lines]
        except (FileNotFoundError, ValueError):
            return []

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finished sample, in input order, one shard in memory at a time."""
        for number in self.shard_numbers():
            yield from self.read_shard(number)

    def holds_results(self) -> bool:
        """True when a call, a search or a sample that did not fail was stored here.

        Raises:
            RunDirError: a store can't be read.
        """
        from realign.models.store import CallStore

        for path in (self.calls, self.searches):
            if path.exists():
                with CallStore(path) as store:
                    if len(store):
                        return True
        return any(row["decision"]["kind"] != "failed" for row in self.rows())

    def asked_a_model(self) -> bool:
        """True when a call of a model was stored here, or a sample holds what one said.

        Raises:
            RunDirError: the store can't be read.
        """
        from realign.models.store import CallStore

        if self.calls.exists():
            with CallStore(self.calls) as store:
                if len(store):
                    return True
        return any(
            turn["candidates"] or turn["origin"] == "model"
            for row in self.rows()
            for turn in row["turns"]
        )

    def drop_shards_from(self, count: int) -> None:
        """Forget the shards of an input that was longer."""
        for number in self.shard_numbers():
            if number >= count:
                self.shard(number).unlink()


def difference(before: Mapping[str, Any], now: Mapping[str, Any], where: str = "") -> list[str]:
    """What two plans say differently, one line a key."""
    lines = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            lines += difference(old, new, f"{where}{key}.")
        elif old != new:
            lines.append(f"{where}{key}: {old!r} there, {new!r} now")
    return lines


def digest(value: Any, size: int = 16) -> str:
    """A short, stable hash of plain data (hexadecimal)."""
    return hashlib.sha256(jsonio.canonical(value)).hexdigest()[:size]
