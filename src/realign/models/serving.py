"""The child process of the embedded model: a llama.cpp server that ends with its parent.

Told how to serve by a line of JSON on its stdin, it answers with one on its stdout: its address, or
what went wrong. `--probe` only loads the library. This is the only file that imports `xllamacpp`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROMPT_MEMORY_MIB = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve. `context` is in tokens, for each of the `slots` (requests at once).

    `port` 0: a free one. `threads` 0: one for each usable core. `key`: what a request must carry;
    empty for no key. `speculate`: see `embedded`.
    """

    path: str
    context: int = 8192
    slots: int = 1
    threads: int = 0
    port: int = 0
    key: str = ""
    speculate: bool = True


def usable_cpus() -> int:
    """Cores that this process may use, a container's limit counted in."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        count = min(count, max(1, round(int(quota) / int(period))))
    return count


def _die_with_parent() -> None:
    """End when stdin does. By a signal, because the library holds Python's lock while it loads."""
    import fcntl
    import select

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:  # it ended before the signal was ordered
        os._exit(0)


def _read_settings() -> Settings:
    line = b""
    while not line.endswith(b"\n"):  # byte by byte: nothing may be left in a buffer
        byte = os.read(0, 1)
        if not byte:
            os._exit(0)
        line += byte
    return Settings(**json.loads(line))


def _parameters(xlc: Any, settings: Settings) -> Any:
    params = xlc.CommonParams()
    params.model.path = settings.path
    params.model_alias = {Path(settings.path).stem}
    params.hostnames, params.port = ["127.0.0.1"], settings.port
    params.api_keys = [settings.key] if settings.key else []
    params.cors_origins = "http://127.0.0.1"  # no page in a browser may use the model
    params.ui = params.endpoint_slots = False
    params.verbosity = 1  # errors only
    params.n_parallel = settings.slots
    params.n_ctx = settings.context * settings.slots
    params.fit_params = False  # it would shrink the context without a word
    threads = settings.threads or usable_cpus()
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_prompt = True
    params.cache_ram_mib = min(_PROMPT_MEMORY_MIB, _memory_mib() // 8)
    # llama.cpp's own of today, in words: a later version must not change answers in silence.
    params.sampling.top_k, params.sampling.min_p = 40, 0.05
    if settings.speculate:
        params.speculative.types = [
            xlc.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE
        ]
        params.speculative.ngram_simple.size_n = 3
        params.speculative.ngram_simple.size_m = 12
    return params


def _memory_mib() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    except (ValueError, OSError):
        return 8192


def _serve(channel: int) -> None:
    def say(**message: str) -> None:
        os.write(channel, json.dumps(message).encode() + b"\n")

    settings = _read_settings()
    _die_with_parent()
    try:
        import xllamacpp
    except Exception as error:  # whatever a native library raises is reported
        say(error="runtime", text=f"{error}")
        return
    try:
        server = xllamacpp.Server(_parameters(xllamacpp, settings))
    except Exception as error:
        say(error="load", text=f"{error}")
        return
    say(url=server.listening_address)
    while os.read(0, 1):  # the signal ends it first; this is for systems without
        pass
    os._exit(0)  # at once: the library waits for connections that are open


def _main() -> None:
    if "--probe" in sys.argv:
        import xllamacpp  # noqa: F401 - heavy, and optional

        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = os.dup(1)
    os.dup2(2, 1)  # what the library prints goes into the log, all of it
    _serve(channel)


if __name__ == "__main__":
    _main()
