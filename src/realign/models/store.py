"""The store of finished calls: an SQLite file that survives any death of the process.

One row a draw. Rows are appended, and found through a small index on the first 8 bytes of
their key: an index on whole hashes made writing half as slow again, a hash as primary key seven
times slower. Values are JSON, packed with zstd where that is shorter.
"""

from __future__ import annotations

import asyncio
import itertools
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

import msgspec

from realign.errors import RunDirError, RunStopped
from realign.models.encoding import encode_json

BATCH = 256
"""Most entries of one commit."""

GATHER_S = 0.002
"""How long a commit waits for company: commits of two or three draws cost more than the calls."""

FILTER_MOST = 2_000_000
"""Draws up to which a store is read into a filter when it is opened."""

APPLICATION_ID = 0x52414C4E
MIGRATIONS = (
    # Only ever appended to: the file's user_version is how many of these it has seen.
    """
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY,
        head INTEGER NOT NULL,  -- the first 8 bytes of the key
        key BLOB NOT NULL,      -- sha256 of everything that can change the answer
        value BLOB NOT NULL     -- JSON of a Stored and its request, plain or packed with zstd
    );
    CREATE INDEX calls_by_head ON calls (head);
    """,
)

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_PACK_FROM = 512
_VALUE_LIMIT = 256 * 1024 * 1024


class Stored(msgspec.Struct, frozen=True):
    """One draw as it is kept; a search is kept as one too, with the moment it was `made`
    (ISO 8601, UTC), because what a search brings grows old. `logprob` is that of a given text
    that was measured."""

    text: str
    finish_reason: str = "stop"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model: str = ""
    made: str = ""
    logprob: float | None = None


class _Row(Stored, frozen=True):
    """What is written: with the request, for people who look into the file."""

    request: msgspec.Raw = msgspec.Raw(b"null")


_STORED = msgspec.json.Decoder(Stored)


class _Maybe:
    """A Bloom filter over heads: "surely not stored", without a query.

    In a new run nearly every look-up misses, and a query beside a busy writer costs far more
    than on a file at rest, because each commit empties the reader's page cache.
    """

    BITS = 25  # 4 MB; one look-up in a thousand is a false "maybe" at a million draws

    def __init__(self) -> None:
        self._bits = bytearray(1 << (self.BITS - 3))
        self._mask = (1 << self.BITS) - 1

    def add(self, head: int) -> None:
        for shift in (0, 20, 39):
            at = (head >> shift) & self._mask
            self._bits[at >> 3] |= 1 << (at & 7)

    def __contains__(self, head: int) -> bool:
        bits, mask = self._bits, self._mask
        for shift in (0, 20, 39):
            at = (head >> shift) & mask
            if not bits[at >> 3] & (1 << (at & 7)):
                return False
        return True


Done = Callable[[RunStopped | None], None]


@dataclass(slots=True)
class _Put:
    key: bytes
    value: bytes
    done: Done
    loop: asyncio.AbstractEventLoop


class CallStore:
    """Finished calls in an SQLite file, WAL, synchronous=FULL, written by one thread.

    Use it in a `with` statement, or call `close`. Raises `RunDirError` when the file can't be
    opened, is damaged, is not a call store, or was made by a newer version.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._reader = self._open()
        self._pack, self._unpack = _packer(), _unpacker()
        self._maybe = self._fill_filter()
        self._queue: queue.SimpleQueue[_Put | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="call-store", daemon=True)
        self._thread.start()

    def __enter__(self) -> CallStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- opening ---------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = self._connect()
        except (sqlite3.DatabaseError, OSError) as error:
            raise self._unusable(str(error)) from error
        try:
            if self._version(db) < len(MIGRATIONS):
                self._migrate(db)
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.DatabaseError as error:
            db.close()
            raise self._unusable(str(error)) from error
        except RunDirError:
            db.close()
            raise
        return db

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self.path,
            timeout=30,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=BATCH,
        )
        try:
            db.execute("PRAGMA synchronous=FULL")
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _version(self, db: sqlite3.Connection) -> int:
        (owner,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if owner != APPLICATION_ID and (owner or version or tables):
            raise self._unusable("it is another program's database")
        if version > len(MIGRATIONS):
            raise RunDirError(
                f"{self.path}: made by a newer version of realign.",
                hint="update realign, or use a new run directory.",
            )
        return int(version)

    def _migrate(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        try:
            # Asked again now that it is locked: two processes may open a new file at once.
            for script in MIGRATIONS[self._version(db) :]:
                for statement in _statements(script):
                    db.execute(statement)
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _unusable(self, why: str) -> RunDirError:
        return RunDirError(
            f"{self.path}: the store of finished calls can't be used: {why}.",
            hint="check the path and its rights; if the file is damaged, move it away "
            "(with its -wal and -shm): its calls are then made again.",
        )

    # -- reading ---------------------------------------------------------------------------

    def _fill_filter(self) -> _Maybe | None:
        """None for a store so large that reading its index would delay the start by seconds."""
        maybe = _Maybe()
        try:
            (last,) = self._reader.execute("SELECT max(id) FROM calls").fetchone()
            if (last or 0) > FILTER_MOST:
                return None
            for (head,) in self._reader.execute("SELECT head FROM calls"):
                maybe.add(head)
        except sqlite3.DatabaseError as error:
            self._reader.close()
            raise self._unusable(str(error)) from error
        return maybe

    def get(self, key: bytes) -> Stored | None:
        """What was stored last under a key; call it on the event loop, it takes microseconds.

        Draws that another process stores after this one has opened the file may be missed.
        """
        if self._maybe is not None and _head(key) not in self._maybe:
            return None
        try:
            rows = self._reader.execute(
                "SELECT value FROM calls WHERE head = ? AND key = ? ORDER BY id DESC LIMIT 1",
                (_head(key), key),
            ).fetchall()
            return _STORED.decode(self._unpack(rows[0][0])) if rows else None
        except (sqlite3.DatabaseError, msgspec.DecodeError, ValueError) as error:
            raise self._unusable(str(error)) from error

    def __len__(self) -> int:
        """How many draws are stored."""
        (count,) = self._reader.execute("SELECT count(*) FROM calls").fetchone()
        return int(count)

    # -- writing ---------------------------------------------------------------------------

    async def put(self, key: bytes, draw: Stored, request: bytes = b"null") -> None:
        """Store one draw and, for people, the JSON of its request; returns after the commit.

        Cancelling the wait does not cancel the write. Raises `RunStopped` when the disk refuses.
        """
        landed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.put_soon(key, draw, request, partial(settle, landed))
        await landed

    def put_soon(self, key: bytes, draw: Stored, request: bytes, done: Done) -> None:
        """Hand a draw to the writer. `done` is called on this event loop after the commit,
        with None, or with the `RunStopped` that kept it from being stored."""
        if self._closed:
            raise RunStopped(f"{self.path}: the store of finished calls is closed.")
        row = _Row(
            draw.text,
            draw.finish_reason,
            draw.prompt_tokens,
            draw.completion_tokens,
            draw.model,
            draw.made,
            draw.logprob,
            msgspec.Raw(request),
        )
        value = self._pack(encode_json(row))
        if self._maybe is not None:
            self._maybe.add(_head(key))
        self._queue.put(_Put(key, value, done, asyncio.get_running_loop()))

    def _write(self) -> None:
        db: sqlite3.Connection | None = None
        open_ = True
        while open_:
            batch, open_ = self._next_batch()
            if not batch:
                continue
            failure: RunStopped | None = None
            try:
                db = db or self._connect()
                _commit(db, batch)
            except (sqlite3.Error, OSError) as error:
                failure = RunStopped(
                    f"{self.path}: a finished call can't be stored: {error}.",
                    hint="make room on the disk or check its rights, then run the same command "
                    "again.",
                )
            _resolve(batch, failure)
        if db is not None:
            db.close()

    def _next_batch(self) -> tuple[list[_Put], bool]:
        batch: list[_Put] = []
        try:
            item = self._queue.get()
            time.sleep(GATHER_S)
            while item is not None:
                batch.append(item)
                if len(batch) >= BATCH:
                    return batch, True
                item = self._queue.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def close(self) -> None:
        """Write what is still queued, and close the file. Can be called twice."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        self._reader.close()


def _statements(script: str) -> Iterable[str]:
    # executescript would commit the open transaction first.
    return [part for part in script.split(";") if part.strip()]


def _head(key: bytes) -> int:
    return int.from_bytes(key[:8], "big", signed=True)


def _commit(db: sqlite3.Connection, batch: list[_Put]) -> None:
    """One statement, its own transaction.

    Each step of a statement lets go of the interpreter's lock and then waits up to 5 ms to have
    it back from a busy event loop: a statement a row made a run slower by a tenth.
    """
    rows = ",".join(["(?,?,?)"] * len(batch))
    values = [cell for put in batch for cell in (_head(put.key), put.key, put.value)]
    # The text holds question marks only.
    db.execute(f"INSERT INTO calls (head, key, value) VALUES {rows}", values)  # noqa: S608


def _packer() -> Callable[[bytes], bytes]:
    import zstandard

    compress = zstandard.ZstdCompressor(level=1).compress

    def pack(value: bytes) -> bytes:
        packed = compress(value) if len(value) >= _PACK_FROM else value
        return packed if len(packed) < len(value) else value

    return pack


def _unpacker() -> Callable[[bytes], bytes]:
    import zstandard

    decompress = zstandard.ZstdDecompressor().decompress

    def unpack(value: bytes) -> bytes:
        if value[:4] != _ZSTD_MAGIC:
            return value
        try:
            return decompress(value, max_output_size=_VALUE_LIMIT)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None

    return unpack


def _resolve(batch: list[_Put], failure: RunStopped | None) -> None:
    """Tell who waits, with one signal for each event loop."""
    for loop, group in itertools.groupby(batch, key=lambda put: put.loop):
        waiting = [put.done for put in group]
        try:
            loop.call_soon_threadsafe(_tell, waiting, failure)
        except RuntimeError:  # that loop is closed: nobody waits any more
            continue


def _tell(waiting: list[Done], failure: RunStopped | None) -> None:
    for done in waiting:
        done(failure)


def settle(future: asyncio.Future[None], failure: BaseException | None) -> None:
    """End the wait for something, unless the waiter has gone away."""
    if future.done():
        return
    if failure is None:
        future.set_result(None)
    else:
        future.set_exception(failure)
