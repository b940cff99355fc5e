"""Files that are there in whole, or not at all.

The bytes go to a temporary name in the same directory; the name changes only when they are on
the disk. A process that dies leaves the old file, or none.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from realign.errors import RunStopped, UsageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextlib.contextmanager
def atomic_file(path: Path | str) -> Iterator[BinaryIO]:
    """A binary file to write; it takes its name when the block ends without an exception.

    A symbolic link is followed, so the file that it names is replaced, not the link.

    Raises:
        UsageError: the directory is missing or may not be written to, or the path is a directory.
        RunStopped: the disk is full.
    """
    target, temporary, handle = _opened(path)
    done = False
    try:
        with _explained(path, only_full=True):
            with handle:
                yield handle
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(target)
            done = True
            sync_directory(target.parent)
    finally:
        if not done:
            temporary.unlink(missing_ok=True)


def require_writable(path: Path | str) -> None:
    """Looks whether `atomic_file` could begin, before work is done for it. Nothing is left behind.

    Raises what `atomic_file` raises.
    """
    _, temporary, handle = _opened(path)
    handle.close()
    temporary.unlink()


def _opened(path: Path | str) -> tuple[Path, Path, BinaryIO]:
    """The file that is meant, a temporary one beside it, and that one opened."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UsageError(f"{path} is a directory.", hint="Name a file.")
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(6)}.tmp")
    with _explained(path):
        return target, temporary, temporary.open("xb")


def write_bytes(path: Path | str, data: bytes) -> None:
    """Replace the file's content by `data`. Raises what `atomic_file` raises."""
    with atomic_file(path) as handle:
        handle.write(data)


def sync_directory(path: Path) -> None:
    """Make a rename durable. Does nothing where directories can't be opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems refuse; the rename itself stands
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _explained(path: Path | str, *, only_full: bool = False) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise RunStopped(
                f"{path}: {error.strerror}.", hint="Free some space and run the same command again."
            ) from error
        if only_full:
            raise
        hint = "Make the directory first." if error.errno == errno.ENOENT else ""
        raise UsageError(
            f"{path} can't be written: {error.strerror or error}.", hint=hint
        ) from error
