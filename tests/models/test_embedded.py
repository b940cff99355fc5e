"""The embedded model: its process, its errors, and real answers of the 0.5B model."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from realign.errors import ConnectionLost, ContextTooLong, MissingExtra, UsageError, WeightsError
from realign.models import embedded, serving
from realign.models.base import ChatRequest, Constraint, Sampling
from realign.models.embedded import EmbeddedChat, EmbeddedServer
from realign.models.registry import pull
from realign.models.serving import Settings
from realign.samples import Message

SMALL = "qwen2.5-coder-0.5b"


def request(content: str, tokens: int = 8, **fields) -> ChatRequest:
    return ChatRequest((Message("user", content),), Sampling(max_tokens=tokens, seed=1), **fields)


def junk(tmp_path: Path) -> Path:
    path = tmp_path / "junk.gguf"
    path.write_bytes(b"GGUF" + bytes(range(256)) * 40)
    return path


def gone(pid: int) -> bool:
    """True when a process has ended; one that nobody has waited for counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def wait_until(true) -> bool:
    for _ in range(600):
        if true():
            return True
        time.sleep(0.05)
    return False


# -- without weights -------------------------------------------------------------------------


def test_a_broken_file_is_the_files_fault(tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as caught:
        asyncio.run(EmbeddedChat.start(junk(tmp_path)))
    assert "junk.gguf can't be loaded" in caught.value.message
    assert caught.value.hint


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = EmbeddedServer(Settings(str(junk(tmp_path)), port=port))
        with pytest.raises(UsageError, match=f"Port {port}"):
            server.wait()
    assert not server.alive


def test_without_the_runtime_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        asyncio.run(EmbeddedChat.start(junk(tmp_path)))
    assert "realign-data[embedded]" in caught.value.hint


def test_a_runtime_that_does_not_load_is_told(tmp_path: Path, monkeypatch) -> None:
    """As it is where libgomp is absent: the import itself raises."""
    (tmp_path / "xllamacpp.py").write_text(
        "raise ImportError('libgomp.so.1: cannot open shared object file')"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "libgomp.so.1" in embedded.probe_runtime()
    with pytest.raises(UsageError) as caught:
        EmbeddedServer(Settings(str(junk(tmp_path)))).wait()
    assert "apt-get install libgomp1" in caught.value.hint


def test_a_process_that_is_killed_in_the_start(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "xllamacpp.py").write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(WeightsError, match="lack of memory"):
        EmbeddedServer(Settings(str(junk(tmp_path)))).wait()


HANGS = "import time; print('on stdout', flush=True); time.sleep(600)"


def test_a_start_that_takes_too_long(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "xllamacpp.py").write_text(HANGS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(embedded, "START_LIMIT_S", 0.5)
    notes: list[str] = []
    server = EmbeddedServer(Settings(str(junk(tmp_path))))
    with pytest.raises(WeightsError, match="not ready"):
        server.wait(notes.append)
    assert not server.alive
    assert notes[0].startswith("loading junk.gguf")


def test_a_cancelled_start_leaves_no_process(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "xllamacpp.py").write_text(HANGS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = EmbeddedServer(Settings(str(junk(tmp_path))))

    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(server.ready(), 0.3)

    asyncio.run(main())
    assert not server.alive


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_the_process_dies_with_a_killed_parent_while_it_loads(tmp_path: Path) -> None:
    """The library holds Python's lock while it loads: the end must not need it."""
    (tmp_path / "xllamacpp.py").write_text("import re; re.match('(a*)*b', 'a' * 100)")
    code = (
        "import time; from realign.models.embedded import EmbeddedServer\n"
        "from realign.models.serving import Settings\n"
        f"server = EmbeddedServer(Settings({str(junk(tmp_path))!r}))\n"
        "print(server._child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env=dict(os.environ, PYTHONPATH=str(tmp_path)),
    )
    with parent:
        pid = int(parent.stdout.readline())
        time.sleep(1.5)
        assert not gone(pid)
        parent.kill()
    assert wait_until(lambda: gone(pid))


def test_usable_cpus() -> None:
    assert 1 <= serving.usable_cpus() <= (os.cpu_count() or 1)


# -- with the real 0.5B model -------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights() -> Path:
    """The 0.5B model, fetched when it is not here: 490 MB."""
    return pull(SMALL)


def with_model(weights: Path, test, **options) -> None:
    async def main() -> None:
        chat = await EmbeddedChat.start(weights, context=1024, **options)
        try:
            await test(chat)
        finally:
            await chat.aclose()

    asyncio.run(main())


@pytest.mark.real_model
def test_real_answers_constraints_and_limits(weights: Path) -> None:
    async def test(chat: EmbeddedChat) -> None:
        completion = await chat.generate(request("Name the capital of France.", 20, n=2))
        assert len(completion.choices) == 2
        assert "Paris" in completion.choices[0].text
        assert completion.usage.prompt_tokens > 10
        assert completion.model == SMALL
        for constraint, allowed in (
            (Constraint(choices=("red", "green")), {"red", "green"}),
            (Constraint(grammar='root ::= "up" | "down"'), {"up", "down"}),
        ):
            asked = request("A colour or a direction?", constraint=constraint)
            assert (await chat.generate(asked)).choices[0].text in allowed
        schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
        asked = request("Give me a number.", 30, constraint=Constraint(json_schema=schema))
        reply = json.loads((await chat.generate(asked)).choices[0].text)
        assert isinstance(reply["n"], int)
        with pytest.raises(ContextTooLong):
            await chat.generate(request("word " * 2000))
        cut = await chat.generate(request("Count from 1 to 100.", 5))
        assert cut.choices[0].finish_reason == "length"

    with_model(weights, test)


@pytest.mark.real_model
def test_real_identity_is_the_weights_not_the_place(weights: Path, tmp_path: Path) -> None:
    link = tmp_path / "other-name.gguf"
    link.symlink_to(weights)
    seen = []

    async def test(chat: EmbeddedChat) -> None:
        seen.append(dict(chat.identity))
        server = chat._server
        assert server.settings.key not in repr(chat) + str(chat.identity)
        assert server.settings.key not in " ".join(server._child.args)

    with_model(weights, test)
    with_model(link, test)
    assert seen[0] == seen[1]
    assert len(seen[0]["weights"]) == 64


@pytest.mark.real_model
def test_real_server_refuses_others(weights: Path) -> None:
    """No key, no answer: the port is open to every user of the machine."""

    async def test(chat: EmbeddedChat) -> None:
        def ask() -> int:
            try:
                with urllib.request.urlopen(chat._server.url + "/v1/models") as reply:  # noqa: S310
                    return reply.status
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        assert await asyncio.to_thread(ask) == 401

    with_model(weights, test)


@pytest.mark.real_model
def test_real_crash_is_one_lost_call_and_then_goes_on(weights: Path) -> None:
    async def test(chat: EmbeddedChat) -> None:
        pid = chat._server._child.pid
        os.kill(pid, signal.SIGSTOP)  # or a fast machine has answered before the kill
        asked = asyncio.ensure_future(chat.generate(request("Count from 1 to 1000.", 900)))
        await asyncio.sleep(0.5)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ConnectionLost, match="lack of memory"):
            await asked
        assert (await chat.generate(request("Say hello."))).choices[0].text

    with_model(weights, test)


@pytest.mark.real_model
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_real_process_dies_with_a_killed_parent(weights: Path) -> None:
    code = (
        "import time; from realign.models.embedded import EmbeddedServer\n"
        "from realign.models.serving import Settings\n"
        f"server = EmbeddedServer(Settings({str(weights)!r}, 512)); server.wait()\n"
        "print(server._child.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    assert wait_until(lambda: gone(pid))


@pytest.mark.real_model
def test_real_serve_speaks_and_ends_with_ctrl_c(weights: Path) -> None:
    """`realign models serve`: no key needed, a URL to copy, exit code 0 or 130."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "realign", "models", "serve", str(weights)]
    command += ["--port", str(port), "--context", "512"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert f"http://127.0.0.1:{port}/v1" in serving.stdout.readline()
        assert "realign run" in serving.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models") as reply:
            assert json.load(reply)["data"][0]["id"] == SMALL
        serving.send_signal(signal.SIGINT)
        assert serving.wait(20) in (0, 130)
