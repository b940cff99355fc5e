"""What is installed and what works: facts are gathered, then judged by pure functions."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Literal

from realign.errors import AccessDenied, CallTimeout, ConnectionLost, PlanError, RealignError
from realign.version import __version__

Status = Literal["ok", "warn", "fail"]

EXTRAS: Mapping[str, str] = {
    "embedded": "xllamacpp",
    "evidence": "tantivy",
    "parquet": "pyarrow",
}
"""Each extra, and the distribution that it is about."""

_WITHOUT = {
    "embedded": "runs need --endpoint",
    "evidence": "no corpus of your own",
    "parquet": "no Parquet files",
}
_NEEDED_MIB = 1024  # beside the weights, for the context and the program


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. `remedy` says what to do where it is not ok."""

    name: str
    status: Status
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """A packaged model: size in bytes, and whether it is here with its hash verified."""

    name: str
    size: int
    here: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts about this machine. Memory and disk in MiB; None where they can't be told.

    `versions`: extra to version, empty where it is not installed. `runtime`: what went wrong
    when the embedded runtime was loaded; empty when nothing did, None when it was not tried.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    runtime: str | None = None
    cpus: int = 1
    memory_mib: int | None = None
    cache: str = ""
    cache_writable: bool = True
    disk_mib: int | None = None
    weights: tuple[Weights, ...] = ()
    default: str = ""
    pip: bool = True
    python: str = platform.python_version()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an endpoint said. `error` and `hint` are empty when it answered all that was asked.

    `asked` is the model of the tiny call, empty where none was made; `seconds` is its time.
    `reached` is True once there was any answer over HTTP, `denied` when the key was refused.
    """

    url: str
    reached: bool = False
    denied: bool = False
    models: tuple[str, ...] = ()
    asked: str = ""
    seconds: float | None = None
    error: str = ""
    hint: str = ""


def can_run(diagnoses: list[Diagnosis]) -> bool:
    """True when a run could work: nothing failed."""
    return all(diagnosis.status != "fail" for diagnosis in diagnoses)


# -- judging ----------------------------------------------------------------------------------


def examine(machine: Machine, *, embedded: bool = True) -> list[Diagnosis]:
    """Judge a machine. `embedded` False: an endpoint answers, so no local model is needed."""
    need: Status = "fail" if embedded else "warn"
    return [
        Diagnosis("python", "ok", f"{machine.python} ({sys.executable})"),
        Diagnosis("realign", "ok", __version__),
        *(_extra(machine, extra, need) for extra in EXTRAS),
        *_runtime(machine, need),
        _processor(machine),
        _memory(machine),
        _cache(machine, need),
        *_weights(machine, embedded),
    ]


def _extra(machine: Machine, extra: str, need: Status) -> Diagnosis:
    library, version = EXTRAS[extra], machine.versions.get(extra, "")
    if version:
        return Diagnosis(f"extra {extra}", "ok", f"{library} {version}")
    return Diagnosis(
        f"extra {extra}",
        need if extra == "embedded" else "warn",
        f"{library} is not installed: {_WITHOUT[extra]}",
        f"pip install 'realign-data[{extra}]'",
    )


def _runtime(machine: Machine, need: Status) -> list[Diagnosis]:
    if machine.runtime is None:
        return []
    if not machine.runtime:
        return [Diagnosis("runtime", "ok", "the embedded runtime loads")]
    remedy = "reinstall it: pip install --force-reinstall 'realign-data[embedded]'"
    if "libgomp" in machine.runtime:
        remedy = "on Debian and Ubuntu: apt-get install libgomp1"
    return [Diagnosis("runtime", need, f"does not load: {machine.runtime}", remedy)]


def _processor(machine: Machine) -> Diagnosis:
    return Diagnosis("processor", "ok", f"{machine.cpus} usable cores, {platform.machine()}")


def _memory(machine: Machine) -> Diagnosis:
    if machine.memory_mib is None:
        return Diagnosis("memory", "ok", "its size can't be told on this system")
    text = f"{machine.memory_mib / 1024:.1f} GB available"
    model = next((model for model in machine.weights if model.name == machine.default), None)
    if model is None or machine.memory_mib >= model.size // 2**20 + _NEEDED_MIB:
        return Diagnosis("memory", "ok", text)
    return Diagnosis(
        "memory",
        "warn",
        f"{text}: little for {model.name}",
        "close other programs, take a smaller --model, or use --endpoint",
    )


def _cache(machine: Machine, need: Status) -> Diagnosis:
    if not machine.cache_writable:
        return Diagnosis(
            "cache",
            need,
            f"{machine.cache} can't be written",
            "set REALIGN_CACHE to a directory that can",
        )
    free = "" if machine.disk_mib is None else f", {machine.disk_mib / 1024:.1f} GB free"
    model = next((model for model in machine.weights if model.name == machine.default), None)
    fetched = 0 if model is None or model.here else 2 * model.size // 2**20  # parts, and the file
    if machine.disk_mib is not None and machine.disk_mib < fetched:
        text = f"{machine.cache}{free}: fetching {machine.default} needs {fetched / 1024:.1f} GB"
        remedy = "make room, or set REALIGN_CACHE to a directory on another disk"
        return Diagnosis("cache", need, text, remedy)
    return Diagnosis("cache", "ok", machine.cache + free)


def _weights(machine: Machine, embedded: bool) -> list[Diagnosis]:
    found = []
    for model in machine.weights:
        size, default = f"{model.size / 1e6:,.0f} MB", model.name == machine.default
        name = f"model {model.name}"
        if model.here:
            found.append(Diagnosis(name, "ok", f"here, {size}, hash verified"))
        elif not (default and embedded):
            found.append(Diagnosis(name, "ok", f"not here, {size}"))
        elif machine.pip:
            text = f"not here, {size}: the first run fetches it"
            found.append(Diagnosis(name, "warn", text, f"realign models pull {model.name}"))
        else:
            text = f"not here, {size}, and this Python has no pip to fetch it"
            found.append(Diagnosis(name, "fail", text, "python -m ensurepip"))
    return found


def examine_endpoint(endpoint: Endpoint) -> list[Diagnosis]:
    """Judge what an endpoint said."""
    if not endpoint.reached:
        return [Diagnosis("endpoint", "fail", endpoint.error, endpoint.hint)]
    found = [Diagnosis("endpoint", "ok", f"{endpoint.url} answers")]
    if endpoint.denied:
        return [*found, Diagnosis("key", "fail", endpoint.error, endpoint.hint)]
    if endpoint.models:
        shown = ", ".join(endpoint.models[:8]) + (" ..." if len(endpoint.models) > 8 else "")
        found.append(Diagnosis("models", "ok", f"{len(endpoint.models)}: {shown}"))
    if endpoint.error:
        return [*found, Diagnosis("call", "fail", endpoint.error, endpoint.hint)]
    if not endpoint.asked:
        text = "no call was made: it does not say which model to ask"
        return [*found, Diagnosis("call", "warn", text, "name it with --model")]
    if endpoint.models and endpoint.asked not in endpoint.models:
        text = f"{endpoint.asked} is not among the models it lists, but answers"
        found.append(Diagnosis("model", "warn", text, "check the name: it may stand for another"))
    took = f"{endpoint.asked} answered a tiny request in {endpoint.seconds or 0:.2f} s"
    return [*found, Diagnosis("call", "ok", took)]


# -- gathering --------------------------------------------------------------------------------


def gather() -> Machine:
    """Look at this machine. Loads the embedded runtime in a child process, no weights."""
    import importlib.util
    import shutil

    from realign.models.embedded import probe_runtime
    from realign.models.packaged import cache_dir, is_here
    from realign.models.registry import DEFAULT, MODELS
    from realign.models.serving import usable_cpus

    versions = {extra: _version(library) for extra, library in EXTRAS.items()}
    cache = cache_dir()
    there = next(path for path in (cache, *cache.parents) if path.exists())
    return Machine(
        versions=versions,
        runtime=probe_runtime() if versions["embedded"] else None,
        cpus=usable_cpus(),
        memory_mib=_available_mib(),
        cache=str(cache),
        cache_writable=there.is_dir() and os.access(there, os.W_OK | os.X_OK),
        disk_mib=shutil.disk_usage(there).free // 2**20,
        weights=tuple(Weights(m.name, m.size, is_here(m)) for m in MODELS.values()),
        default=DEFAULT,
        pip=importlib.util.find_spec("pip") is not None,
    )


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _available_mib() -> int | None:
    """What can be had without swapping: Linux's own estimate, within a container's limit."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found = next(int(line.split()[1]) // 1024 for line in lines if "MemAvailable" in line)
    except (OSError, ValueError, StopIteration):
        return None
    try:
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        used = int((group / "memory.current").read_text(encoding="ascii"))
        return min(found, (limit - used) // 2**20)
    except (OSError, ValueError):
        return found


async def ask(url: str, *, key: str | None = None, model: str | None = None) -> Endpoint:
    """Ask an endpoint for its models, and the named or only one of them for a word.

    Raises:
        PlanError: the URL or the key can't be used.
    """
    from realign.models.openai import normalize_endpoint, probe

    base = normalize_endpoint(url)
    try:
        models = (await probe(base, api_key=key)).models
    except PlanError:
        raise
    except RealignError as error:
        return _refused(base, error)
    name = model or (models[0] if len(models) == 1 else "")
    if not name:
        return Endpoint(base, reached=True, models=models)
    return await _tiny_call(base, key, name, models)


async def _tiny_call(base: str, key: str | None, name: str, models: tuple[str, ...]) -> Endpoint:
    from realign.models.base import ChatRequest, Sampling
    from realign.models.openai import OpenAIChat
    from realign.samples import Message

    chat = OpenAIChat(base, name, api_key=key, timeout_s=120)
    request = ChatRequest((Message("user", "Say yes."),), Sampling(max_tokens=4))
    began = time.monotonic()
    try:
        await chat.generate(request)
    except RealignError as error:
        return _refused(base, error, models)
    finally:
        await chat.aclose()
    seconds = time.monotonic() - began
    return Endpoint(base, reached=True, models=models, asked=name, seconds=seconds)


def _refused(base: str, error: RealignError, models: tuple[str, ...] = ()) -> Endpoint:
    unreached = isinstance(error, ConnectionLost | CallTimeout) and not models
    return Endpoint(
        base,
        reached=not unreached,
        denied=isinstance(error, AccessDenied),
        models=models,
        error=error.message,
        hint=error.hint,
    )
