"""What it means when an index can't be written, in plain words."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from realign.errors import RealignError, RunStopped, UsageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WRITE_FAULTS = frozenset({*_FULL, errno.EROFS, errno.EACCES, errno.EPERM})
_OS_ERROR = re.compile(r"\(os error (\d{1,4})\)")
_PROBE = 1 << 20  # bytes


@contextmanager
def writing(out: Path, work: Path) -> Iterator[None]:
    """Turns what the disk and the index library say into an error that names `out` and the reason;
    `work` is the directory that is written to.

    Raises:
        RunStopped: the disk is full.
        UsageError: it can't be written for another reason.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise unwritable(error, out, work) from error


def unwritable(error: Exception, out: Path, work: Path) -> RealignError:
    """The error to raise for one of the library's."""
    code = disk_fault(error) or _probe(work)
    if code in _FULL:
        return RunStopped(
            f"The corpus {out} can't be written: {os.strerror(code)}.",
            hint="Free some space and run the same command again, or name another -o.",
        )
    why = os.strerror(code) if code else str(error)
    hint = "Name a directory that can be written to." if code else "Is the disk full?"
    return UsageError(f"The corpus {out} can't be written: {why}.", hint=hint)


def disk_fault(error: Exception) -> int:
    """The system's number of the error, 0 where it gave none."""
    told = _OS_ERROR.search(str(error))
    return int(told[1]) if told else getattr(error, "errno", None) or 0


def _probe(work: Path) -> int:
    """The library may say only that its writer was killed: so the disk itself is asked."""
    try:
        work.mkdir(parents=True, exist_ok=True)
        probe = work / "probe"
        try:
            with probe.open("wb") as file:
                file.write(bytes(_PROBE))
                file.flush()
                os.fsync(file.fileno())
        finally:
            with suppress(OSError):
                probe.unlink()
    except OSError as error:
        return error.errno or 0
    return 0
