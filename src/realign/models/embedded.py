"""The embedded model: a llama.cpp server in a child process, spoken to over the loopback.

A process of its own, because the library reports a crash by crashing, holds Python's lock while
it loads, logs on stderr, and needs `OMP_WAIT_POLICY` in the environment before it starts. The
child ends with its parent, however that ends. See `serving`.

What decided the defaults, from a few short runs of the 0.5B model on two busy cores (prompts of
about 200 tokens, replies of 40; other machines may differ):

- One slot. Two were no quicker (4 requests: 34 s against 28; 2 x 2 draws: 26 s against 22), and
  the second one starts without the beginning that the requests have in common. With one slot, of
  a second draw's prompt nearly all tokens are already there.
- The memory for prompts: requests of two kinds by turns still find their beginnings.
- Proposals from the text so far ("ngram"): a rewrite repeats much of its prompt, and several
  tokens are verified at once. In four pairs of runs 1.21 and 1.45 times as quick for prose made
  into lists, 1.19 and 0.89 for freer rewriting. Replies were the same at temperature 0; above it
  the same seed can draw another reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from realign.errors import ConnectionLost, MissingExtra, RunStopped, UsageError, WeightsError
from realign.models.base import ChatRequest, Completion
from realign.models.openai import OpenAIChat
from realign.models.registry import weights_hash
from realign.models.serving import Settings

START_LIMIT_S = 600.0
"""How long weights may take to load, from a slow disk too."""

RESTARTS = 3
"""How many times in a row a process that died without an answer is started again."""

_CALL_LIMIT_S = 3600.0  # long replies on few cores; a dead process is seen at once

Note = Callable[[str], None]


def require_runtime() -> None:
    """Raises `MissingExtra` when the runtime is not installed. Loads nothing."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise MissingExtra("The embedded model", "embedded")


def probe_runtime() -> str:
    """Load the runtime in a child: empty when that works, else what went wrong."""
    done = subprocess.run(  # noqa: S603 - our own
        _command("--probe"), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [_ending(done.returncode)])[-1][:300]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "realign.models.serving", *arguments]


def _ending(code: int | None) -> str:
    if code is None:
        return "it hangs"
    if code == -signal.SIGKILL:
        return "killed, most likely for lack of memory"
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"ended by {signal.Signals(-code).name}"
    return f"exit code {code}"


class EmbeddedServer:
    """A model server in a child process, started at once. Give it back with `close`.

    Raises:
        MissingExtra: the runtime is not installed.
    """

    def __init__(self, settings: Settings) -> None:
        require_runtime()
        self.settings = settings
        self.url = ""
        self._said = b""
        self._began = time.monotonic()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        self._child = subprocess.Popen(  # noqa: S603 - our own
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={"OMP_WAIT_POLICY": "passive"} | dict(os.environ),
            start_new_session=True,  # Ctrl-C is for the parent, which still needs its answers
        )
        assert self._child.stdin  # noqa: S101 - for the type checker, as the next
        assert self._child.stdout  # noqa: S101
        with contextlib.suppress(BrokenPipeError):  # it died: `poll` says why
            self._child.stdin.write(json.dumps(asdict(settings)).encode() + b"\n")
            self._child.stdin.flush()
        os.set_blocking(self._child.stdout.fileno(), False)

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self._child.poll() is None

    def poll(self) -> bool:
        """True when the server answers. Never blocks.

        Raises:
            WeightsError: the file can't be loaded, or did not load in `START_LIMIT_S`.
            UsageError: the runtime or the port can't be used.
        """
        if self.url:
            return True
        ended = not self.alive
        assert self._child.stdout  # noqa: S101 - for the type checker
        self._said += self._child.stdout.read() or b""
        if self._said.endswith(b"\n"):
            said = json.loads(self._said)
            if "url" in said:
                self.url = said["url"]
                return True
            raise self._failure(said["error"], said["text"])
        if ended:
            raise self._failure("died", _ending(self._child.returncode))
        if time.monotonic() - self._began > START_LIMIT_S:
            raise self._failure("died", f"not ready after {START_LIMIT_S:.0f} s")
        return False

    async def ready(self, note: Note | None = None) -> None:
        """Wait until the server answers. Raises as `poll`; a wait that is cut off closes it."""
        try:
            while not self.poll():
                await asyncio.sleep(0.05)
                self._tell(note)
        except BaseException:
            self.close()
            raise

    def wait(self, note: Note | None = None) -> None:
        """As `ready`, where there is no event loop."""
        asyncio.run(self.ready(note))

    def join(self) -> str:
        """Wait until the process ends, and say how it did."""
        self._child.wait()
        return self.fate()

    def _tell(self, note: Note | None) -> None:
        seconds = time.monotonic() - self._began
        if note is not None:
            note(f"loading {Path(self.settings.path).name}, {seconds:.0f} s")

    def _failure(self, kind: str, text: str) -> UsageError:
        name, last = Path(self.settings.path).name, self._first_error()
        if kind == "runtime":
            hint = "on Debian and Ubuntu: apt-get install libgomp1" if "libgomp" in text else ""
            return UsageError(f"The embedded runtime does not load: {text}.", hint=hint)
        if kind == "port" or "bind HTTP server" in last:
            return UsageError(
                f"Port {self.settings.port} of 127.0.0.1 can't be used.", hint="try another --port."
            )
        if kind == "load":
            return WeightsError(
                f"{self.settings.path} can't be loaded: {last or text}.",
                hint="the file is broken, or of a kind that the runtime does not know.",
            )
        return WeightsError(
            f"The process that loads {name} failed: {text}. {last}".rstrip(),
            hint="where memory is short, a smaller model or context helps.",
        )

    def _first_error(self) -> str:
        """The first line of the log that says what went wrong in the start."""
        errors = [line.split(" E ", 1)[1] for line in self._read_log() if " E " in line]
        told = [line for line in errors if "error loading" in line or "bind" in line] or errors
        return " ".join(told[0].split())[:300].rstrip(".") if told else ""

    def _read_log(self) -> list[str]:
        if self._log.closed:
            return []
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - 16384))
        return self._log.read().decode("utf-8", "replace").splitlines()

    def fate(self) -> str:
        """How the process ended, with the library's last line where it gave up by itself."""
        code = self._child.poll()
        lines = self._read_log() if code == -signal.SIGABRT else []
        return ": ".join([_ending(code), *(line.strip()[:300] for line in lines[-1:])])

    def close(self) -> None:
        """End the process. Can be repeated."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()  # the child ends when its stdin does
        try:
            self._child.wait(3)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._log.close()


class EmbeddedChat:
    """A `ChatModel` on this machine. Made by `start`; `slots` calls at once are of use.

    A process that dies is started again, for the next call.
    """

    def __init__(self, settings: Settings, weights: str, note: Note | None = None) -> None:
        """Starts nothing yet. `weights` is the file's sha256; a key is made up for each start."""
        self.slots = settings.slots
        self._settings = settings
        self._note = note
        self._server: EmbeddedServer | None = None
        self._chat: OpenAIChat | None = None
        self._deaths = 0
        self._starting = asyncio.Lock()
        self._identity = MappingProxyType(
            {"kind": "embedded", "weights": weights, "context": settings.context}
        )

    @classmethod
    async def start(
        cls,
        path: Path,
        *,
        context: int = 8192,
        threads: int | None = None,
        slots: int = 1,
        note: Note | None = None,
    ) -> EmbeddedChat:
        """Load a GGUF file and wait until it answers. `note` is told how far it is.

        Raises:
            MissingExtra: the runtime is not installed.
            UsageError: the runtime can't be used here.
            WeightsError: the file can't be read or loaded.
        """
        require_runtime()
        if note is not None:
            note(f"checking {path.name}")
        weights = await asyncio.to_thread(weights_hash, path)
        chat = cls(Settings(str(path), context, slots, threads or 0), weights, note)
        await chat._live()
        return chat

    def __repr__(self) -> str:
        return f"EmbeddedChat({Path(self._settings.path).name!r})"

    @property
    def identity(self) -> Mapping[str, Any]:
        """The hash of the weights and the context; where the file lies makes no difference."""
        return self._identity

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Answer. Raises a `ModelError`, and `RunStopped` when the process dies again and again."""
        chat, server = await self._live()
        try:
            completion = await chat.generate(request)
        except ConnectionLost:
            await asyncio.sleep(0.2)  # a process that dies closes its connections first
            if server.alive:
                raise
            raise ConnectionLost(
                f"The embedded model's process died ({server.fate()}).",
                hint="where memory is short, use a smaller model or context.",
            ) from None
        self._deaths = 0
        return completion

    async def _live(self) -> tuple[OpenAIChat, EmbeddedServer]:
        async with self._starting:
            if self._server is not None and not self._server.alive:
                self._deaths += 1
                fate = self._server.fate()
                await self.aclose()
                if self._deaths > RESTARTS:
                    raise RunStopped(
                        f"The embedded model's process died {self._deaths} times in a row: {fate}.",
                        hint="use a smaller model or context, or --endpoint; the same command "
                        "goes on from here.",
                    )
            if self._server is None or self._chat is None:
                key = secrets.token_urlsafe(24)  # other users of this machine can't use the port
                server = EmbeddedServer(replace(self._settings, key=key))
                await server.ready(self._note)
                name = Path(self._settings.path).stem
                self._server = server
                self._chat = OpenAIChat(server.url, name, api_key=key, timeout_s=_CALL_LIMIT_S)
            return self._chat, self._server

    async def aclose(self) -> None:
        """End the process. Can be repeated; a later call starts it again."""
        chat, self._chat = self._chat, None
        server, self._server = self._server, None
        if chat is not None:
            await chat.aclose()
        if server is not None:
            server.close()
