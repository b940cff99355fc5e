"""Nothing paid twice: Cached and CallStore, in one process and across deaths of it."""

from __future__ import annotations

import asyncio
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.errors import BadReply, RunDirError, RunStopped, ServerFault
from realign.models.base import ChatRequest, Choice, Completion, Constraint, Sampling, Usage
from realign.models.cache import Cached, CallStore, Stored, draw_key, request_json
from realign.models.limits import Limited, Retrying
from realign.models.openai import OpenAIChat
from realign.models.store import MIGRATIONS
from realign.samples import Message
from realign.testing import Behaviour, FakeEndpoint, ScriptedModel, chat


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calls.sqlite"


def numbered(request: ChatRequest) -> str:
    return f"draw {request.first_draw} of {request.messages[-1].content}"


def texts(completion: Completion) -> list[str]:
    return [choice.text for choice in completion.choices]


def through(path: Path, model, *requests: ChatRequest) -> list[Completion]:
    """Ask for one after the other, with a store opened for it and closed again."""

    async def main() -> list[Completion]:
        with CallStore(path) as store:
            cached = Cached(model, store)
            return [await cached.generate(request) for request in requests]

    return asyncio.run(main())


# -- Cached --------------------------------------------------------------------------------


def test_a_stored_reply_is_not_asked_for_again_even_by_the_next_process(path: Path) -> None:
    model = ScriptedModel(numbered)
    first, again = through(path, model, chat("a"), chat("a"))
    (later,) = through(path, model, chat("a"))
    assert len(model.requests) == 1
    assert [first.cached, again.cached, later.cached] == [False, True, True]
    assert replace(first, cached=True) == again == later


def test_more_draws_pay_only_for_the_new_ones(path: Path) -> None:
    model = ScriptedModel(numbered)
    completions = through(path, model, chat("a", n=2), chat("a", n=5), chat("a", n=1, first_draw=4))
    assert texts(completions[1]) == [f"draw {i} of a" for i in range(5)]
    assert texts(completions[2]) == ["draw 4 of a"]
    assert [(request.first_draw, request.n) for request in model.requests] == [(0, 2), (2, 3)]
    assert [completion.cached for completion in completions] == [False, False, True]


def test_holes_are_filled_by_the_row(path: Path) -> None:
    model = ScriptedModel(numbered)
    requests = chat("a", first_draw=1), chat("a", first_draw=4), chat("a", n=6)
    completions = through(path, model, *requests)
    assert texts(completions[2]) == [f"draw {i} of a" for i in range(6)]
    asked = [(request.first_draw, request.n) for request in model.requests[2:]]
    assert asked == [(0, 1), (2, 2), (5, 1)]


def test_a_model_that_gives_fewer_is_asked_for_the_rest(path: Path) -> None:
    class Stingy(ScriptedModel):
        async def generate(self, request: ChatRequest, /) -> Completion:
            return await super().generate(replace(request, n=1))

    model = Stingy(numbered)
    (completion,) = through(path, model, chat("a", n=3))
    assert texts(completion) == [f"draw {i} of a" for i in range(3)]
    assert len(model.requests) == 3


def test_what_came_before_a_failure_is_kept(path: Path) -> None:
    class Stingy(ScriptedModel):
        async def generate(self, request: ChatRequest, /) -> Completion:
            return await super().generate(replace(request, n=1))

    model = Stingy([*"ab", ServerFault("500"), "c"])
    with pytest.raises(ServerFault):
        through(path, model, chat("x", n=3))
    (completion,) = through(path, model, chat("x", n=3))
    assert texts(completion) == ["a", "b", "c"]


def test_failures_are_never_stored(path: Path) -> None:
    model = ScriptedModel([ServerFault("500"), "fine"])
    with pytest.raises(ServerFault):
        through(path, model, chat("a"))
    (completion,) = through(path, model, chat("a"))
    assert texts(completion) == ["fine"]


def test_a_model_without_an_answer_is_an_error(path: Path) -> None:
    class Mute(ScriptedModel):
        async def generate(self, request: ChatRequest, /) -> Completion:
            return Completion(())

    with pytest.raises(BadReply):
        through(path, Mute([]), chat("a"))


BASE = ChatRequest((Message("system", "s"), Message("user", "u")), Sampling(seed=1))


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, messages=(Message("user", "u"),)),
        replace(BASE, messages=(Message("system", "t"), Message("user", "u"))),
        replace(BASE, messages=(Message("user", "s"), Message("system", "u"))),
        replace(BASE, sampling=Sampling(seed=2)),
        replace(BASE, sampling=Sampling(seed=None)),
        replace(BASE, sampling=Sampling(seed=1, temperature=0.31)),
        replace(BASE, sampling=Sampling(seed=1, top_p=0.1)),
        replace(BASE, sampling=Sampling(seed=1, max_tokens=1)),
        replace(BASE, sampling=Sampling(seed=1, stop=("x",))),
        replace(BASE, constraint=Constraint(choices=("a",))),
        replace(BASE, constraint=Constraint(choices=("b",))),
        replace(BASE, constraint=Constraint(grammar="a")),
        replace(BASE, constraint=Constraint(json_schema={"enum": ["a"]})),
        replace(BASE, first_draw=1),
    ],
)
def test_whatever_can_change_the_answer_is_another_call(path: Path, other: ChatRequest) -> None:
    model = ScriptedModel(lambda _: "x")
    through(path, model, BASE, other)
    assert len(model.requests) == 2


def test_another_model_is_another_call(path: Path) -> None:
    one, two = ScriptedModel(numbered, name="one"), ScriptedModel(numbered, name="two")
    through(path, one, chat("a"))
    through(path, two, chat("a"))
    assert len(two.requests) == 1


@given(st.text(), st.text(), st.integers(0, 30), st.integers(0, 30))
def test_keys_differ_where_requests_do(one: str, two: str, i: int, j: int) -> None:
    keys = [
        draw_key(request_json({"model": "m"}, chat(text)), draw)
        for text, draw in ((one, i), (two, j))
    ]
    assert (keys[0] == keys[1]) == ((one, i) == (two, j))
    assert len(keys[0]) == 32


def test_keys_of_a_store_made_today_hold_tomorrow() -> None:
    """Old stores would be paid for again if this changed: then it must be on purpose."""
    request = replace(BASE, constraint=Constraint(choices=("a", "é")))
    assert draw_key(request_json({"model": "m"}, request), 3).hex() == KNOWN_KEY


KNOWN_KEY = "316da58111b8691e720e3de03214a80a48afd7b9e15c36190cb7b2cfdaa775fc"


def test_equal_requests_at_the_same_time_are_sent_once(path: Path) -> None:
    model = ScriptedModel(numbered, delay_s=0.01)

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(model, store)
            got = await asyncio.gather(
                *(cached.generate(chat("a", n=2)) for _ in range(5)),
                cached.generate(chat("a", n=3)),
            )
            assert all(texts(one)[:2] == ["draw 0 of a", "draw 1 of a"] for one in got)
            assert [one.cached for one in got] == [False] + [True] * 4 + [False]
            assert len(store) == 3
            assert (cached.meter.calls, cached.meter.draws, cached.meter.hits) == (2, 3, 10)

    asyncio.run(main())
    assert [(request.first_draw, request.n) for request in model.requests] == [(0, 2), (2, 1)]


def test_those_who_wait_share_the_error(path: Path) -> None:
    model = ScriptedModel([ServerFault("500")], delay_s=0.01)

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(model, store)
            calls = (cached.generate(chat("a")) for _ in range(3))
            got = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(one, ServerFault) for one in got)
            assert cached.meter.failures == 1

    asyncio.run(main())


def test_when_the_one_who_asks_is_cancelled_another_takes_over(path: Path) -> None:
    model = ScriptedModel(numbered, delay_s=0.01)

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(model, store)
            tasks = [asyncio.ensure_future(cached.generate(chat("a"))) for _ in range(3)]
            await asyncio.sleep(0.002)
            tasks[0].cancel()
            tasks[1].cancel()
            assert texts(await tasks[2]) == ["draw 0 of a"]

    asyncio.run(main())
    assert len(model.requests) == 2


def test_a_call_cancelled_while_it_is_being_stored_is_stored(path: Path) -> None:
    answered = asyncio.Event()

    def say(request: ChatRequest) -> str:
        answered.set()
        return numbered(request)

    model = ScriptedModel(say)

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(model, store)
            task = asyncio.ensure_future(cached.generate(chat("a")))
            await answered.wait()
            task.cancel()
            assert (await cached.generate(chat("a"))).cached
            assert task.cancelled()

    asyncio.run(main())
    assert len(model.requests) == 1


def test_tokens_are_counted_once_and_add_up(path: Path) -> None:
    class Counting(ScriptedModel):
        async def generate(self, request: ChatRequest, /) -> Completion:
            return Completion(tuple(Choice("x") for _ in range(3)), Usage(10, 20), "m")

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(Counting([]), store)
            for _ in range(2):
                assert (await cached.generate(chat("a", n=3))).usage == Usage(10, 20)
            assert (cached.meter.prompt_tokens, cached.meter.completion_tokens) == (10, 20)

    asyncio.run(main())


def test_thousands_of_calls_under_way(path: Path) -> None:
    model = ScriptedModel(numbered, delay_s=0.05)

    async def main() -> None:
        with CallStore(path) as store:
            cached = Cached(model, store)
            await asyncio.gather(*(cached.generate(chat(str(i))) for i in range(4096)))
            assert len(store) == 4096

    asyncio.run(main())
    assert model.most_at_once == 4096


# -- CallStore -----------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=2000), st.text(max_size=20), st.integers(0, 10**9))
def test_what_goes_in_comes_out(tmp_path_factory, text: str, reason: str, tokens: int) -> None:
    draw = Stored(text, reason, tokens, tokens, "m")
    key = draw_key(text.encode(), 0)

    async def main() -> None:
        with CallStore(tmp_path_factory.mktemp("store") / "calls") as store:
            assert store.get(key) is None
            await store.put(key, draw)
            assert store.get(key) == draw

    asyncio.run(main())


def test_half_a_character_from_a_model_does_not_stop_a_run(path: Path) -> None:
    (completion,) = through(path, ScriptedModel(["a\ud83db"]), chat("a"))
    (again,) = through(path, ScriptedModel([]), chat("a"))
    assert texts(again) == ["a\ufffdb"]
    assert completion.choices


def test_the_request_can_be_read_in_the_file(path: Path) -> None:
    through(path, ScriptedModel(["short"]), chat("Hello there"))
    (value,) = sqlite3.connect(path).execute("SELECT value FROM calls").fetchone()
    assert msgspec.json.decode(value)["request"]["messages"][0]["content"] == "Hello there"


def test_keys_that_begin_alike_are_told_apart(path: Path) -> None:
    async def main() -> None:
        with CallStore(path) as store:
            await store.put(b"8 bytes." + b"a" * 24, Stored("a"))
            await store.put(b"8 bytes." + b"b" * 24, Stored("b"))
            assert store.get(b"8 bytes." + b"b" * 24) == Stored("b")
            assert store.get(b"8 bytes." + b"c" * 24) is None

    asyncio.run(main())


def test_closing_writes_what_is_queued_and_can_be_repeated(path: Path) -> None:
    async def main() -> None:
        store = CallStore(path)
        waits = [asyncio.ensure_future(store.put(b"%032d" % i, Stored("x"))) for i in range(600)]
        await asyncio.sleep(0)
        store.close()
        store.close()
        await asyncio.gather(*waits)
        with pytest.raises(RunStopped):
            await store.put(b"x", Stored("x"))

    asyncio.run(main())
    with CallStore(path) as store:
        assert len(store) == 600


def test_a_full_disk_stops_the_run_and_does_no_harm(path: Path) -> None:
    """A limit on the size of files stands in for the disk."""
    large = Stored(random.Random(1).randbytes(500_000).hex())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def main() -> None:
        with CallStore(path) as store:
            await store.put(b"1" * 32, Stored("fits"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
            try:
                with pytest.raises(RunStopped, match="stored") as caught:
                    await store.put(b"2" * 32, large)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            assert "room" in caught.value.hint
            assert store.get(b"2" * 32) is None
            await store.put(b"2" * 32, large)
            assert store.get(b"2" * 32) == large

    asyncio.run(main())


def test_a_file_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("my diary " * 1000)
    with pytest.raises(RunDirError, match="calls") as caught:
        CallStore(path)
    assert "move it away" in caught.value.hint
    assert path.read_text().startswith("my diary")


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(RunDirError, match="another program"):
        CallStore(path)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    CallStore(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(RunDirError, match="newer"):
        CallStore(path)


def test_a_damaged_store_is_an_error_with_a_remedy(path: Path) -> None:
    through(path, ScriptedModel(numbered), *(chat(str(i)) for i in range(50)))
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\x5a" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(RunDirError, match="can't be used"):
        through(path, ScriptedModel(numbered), *(chat(str(i)) for i in range(50)))


def test_a_place_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunDirError):
        CallStore(tmp_path / "file" / "calls")
    with pytest.raises(RunDirError):
        CallStore(tmp_path)


# -- death ---------------------------------------------------------------------------------

RUNNER = """
import asyncio, sys
from realign.models.cache import Cached, CallStore
from realign.models.limits import Limited, Retrying
from realign.models.openai import OpenAIChat
from realign.testing import chat

async def main(url, path, count):
    with CallStore(path) as store:
        model = Cached(Retrying(Limited(OpenAIChat(url, "fake-model"), 16)), store)
        await asyncio.gather(*(model.generate(chat(f"record {i}")) for i in range(count)))
        await model.aclose()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


def test_killed_three_times_nothing_stored_is_paid_twice(path: Path) -> None:
    """Only what was answered and not yet on disk at a death may be asked for again."""
    count, lost = 600, 0
    with FakeEndpoint(Behaviour(latency_s=0.02)) as endpoint:
        command = [sys.executable, "-c", RUNNER, endpoint.url, str(path), str(count)]
        for goal in (100, 250, 400):
            process = subprocess.Popen(command)
            while len(endpoint.answered) < goal and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
            while endpoint.under_way:  # what the dead process asked for is still answered
                time.sleep(0.002)
            with CallStore(path) as store:
                assert len(store) <= len(endpoint.answered)
                lost += len(endpoint.answered) - len(store)
        subprocess.run(command, check=True)
        assert len(endpoint.answered) == count
        assert endpoint.paid_twice <= lost
        paid = endpoint.calls
        subprocess.run(command, check=True)
        assert endpoint.calls == paid
    with CallStore(path) as store:
        assert len(store) == count


def test_every_reply_that_was_used_is_in_the_store(path: Path) -> None:
    """A second connection, as the next process would, sees each reply when it is handed out."""

    async def main(url: str) -> None:
        other = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        with CallStore(path) as store:
            model = Cached(Retrying(Limited(OpenAIChat(url, "m"), 8)), store)

            async def one(i: int) -> None:
                request = chat(str(i))
                await model.generate(request)
                key = draw_key(request_json(model.identity, request), 0)
                found = other.execute("SELECT count(*) FROM calls WHERE key = ?", (key,))
                assert found.fetchone() == (1,)

            await asyncio.gather(*(one(i) for i in range(60)))
            await model.aclose()
        other.close()

    CallStore(path).close()
    with FakeEndpoint() as endpoint:
        asyncio.run(main(endpoint.url))
