"""Whose a file is that stands where an output shall go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from realign.errors import InputError, MissingExtra, PlanError, UsageError
from realign.io.source import raw_records

_BARE = 16  # bytes; an empty array may have some spaces


def refuse_input(source: Path, target: Path) -> None:
    """Refuses an output that would replace the input.

    Raises:
        PlanError: they are one file.
    """
    if target.resolve() == source.resolve():
        raise PlanError("The output would replace the input.", hint="Name another -o.")


def refuse_foreign(path: Path) -> None:
    """Refuses to replace a file that is not realign's own: its first record has no `realign`.

    An empty file is nobody's.

    Raises:
        UsageError: the file is there, and is somebody else's.
    """
    if path.is_file() and not _is_own(path):
        raise UsageError(
            f"{path} is there already, and is no output of realign.",
            hint="Name another -o, or replace it with --overwrite (in Python: overwrite=True).",
        )


def _is_own(path: Path) -> bool:
    if path.stat().st_size <= _BARE and path.read_bytes().split() in ([], [b"[]"], [b"[", b"]"]):
        return True
    try:
        first, _ = next(raw_records(path))
    except (InputError, MissingExtra):
        return False
    return isinstance(first.get("realign"), Mapping | str)  # Parquet may hold it as JSON text
