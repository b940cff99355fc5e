"""Retrying, Limited and Budgeted, with time and chance in the test's hand."""

from __future__ import annotations

import asyncio

import pytest

from realign.errors import (
    BadReply,
    ConnectionLost,
    ModelError,
    RateLimited,
    RequestRefused,
    RunStopped,
    ServerFault,
)
from realign.models.base import ChatRequest, Choice, Completion, Sampling, Usage
from realign.models.limits import Budgeted, Limited, Retrying, Timing
from realign.models.meter import Meter
from realign.models.openai import OpenAIChat
from realign.samples import Message
from realign.testing import Behaviour, FakeEndpoint, Fault, ScriptedModel, chat


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self, chance: float = 1.0) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.timing = Timing(self.sleep, lambda: chance, lambda: self.now)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


# -- Retrying ------------------------------------------------------------------------------


def retry(*said, attempts: int = 6, chance: float = 1.0, **options) -> tuple[ScriptedModel, Clock]:
    """Ask once through `Retrying`; the model and the clock afterwards."""
    clock, model = Clock(chance), ScriptedModel(said)
    retrying = Retrying(model, attempts, timing=clock.timing, **options)
    assert asyncio.run(retrying.generate(chat("Hello"))).choices[0].text == "fine"
    return model, clock


def test_a_call_is_tried_again_with_longer_and_longer_pauses() -> None:
    faults = [ServerFault("500"), ConnectionLost("cut"), BadReply("?"), ServerFault("500")]
    model, clock = retry(*faults, "fine", base_s=1.0, cap_s=5.0)
    assert clock.slept == [1.0, 2.0, 4.0, 5.0]
    assert len(model.requests) == 5


def test_pauses_are_a_random_part() -> None:
    _, clock = retry(ServerFault("500"), ServerFault("500"), "fine", chance=0.25)
    assert clock.slept == [0.125, 0.25]


def test_the_servers_time_is_waited_in_full_up_to_a_cap() -> None:
    faults = [RateLimited("429", retry_after=7.0), ServerFault("503", retry_after=3600.0)]
    _, clock = retry(*faults, "fine", chance=0.0)
    assert clock.slept == [7.0, 120.0]


def test_the_last_error_is_raised_as_it_is_after_the_last_attempt() -> None:
    clock, meter = Clock(), Meter()
    model = ScriptedModel(lambda _: ServerFault("still down"))
    with pytest.raises(ServerFault, match="still down"):
        asyncio.run(
            Retrying(model, attempts=3, meter=meter, timing=clock.timing).generate(chat("Hello"))
        )
    assert len(model.requests) == 3
    assert meter.retries == 2


@pytest.mark.parametrize("error", [RequestRefused("400"), RunStopped("enough"), KeyError("bug")])
def test_what_can_never_work_is_not_tried_again(error: Exception) -> None:
    model = ScriptedModel([error])
    with pytest.raises(type(error)):
        asyncio.run(Retrying(model).generate(chat("Hello")))
    assert len(model.requests) == 1


# -- Limited -------------------------------------------------------------------------------


def test_no_more_than_so_many_at_a_time_and_all_get_through() -> None:
    model = ScriptedModel(lambda _: "fine", delay_s=0.001)
    limited = Limited(model, 3)

    async def main() -> None:
        await asyncio.gather(*(limited.generate(chat(str(i))) for i in range(20)))

    asyncio.run(main())
    assert model.most_at_once == 3
    assert [request.messages[0].content for request in model.requests] == [
        str(i) for i in range(20)
    ]


def test_a_429_halves_the_limit_once_for_a_whole_crowd_and_success_gives_it_back() -> None:
    clock, meter = Clock(), Meter()
    crowd = [RateLimited("429", retry_after=5.0)] * 8
    model = ScriptedModel([*crowd, *["fine"] * 200])
    limited = Limited(model, 8, meter=meter, timing=clock.timing)

    async def main() -> None:
        got = await asyncio.gather(
            *(limited.generate(chat("Hello")) for _ in range(8)), return_exceptions=True
        )
        assert all(isinstance(error, RateLimited) for error in got)
        assert limited.limit == 4
        await limited.generate(chat("Hello"))
        assert limited.limit == 4
        for _ in range(100):
            await limited.generate(chat("Hello"))
        assert limited.limit == 8

    asyncio.run(main())
    assert meter.waits == 1


def test_nobody_starts_before_the_servers_time_is_over() -> None:
    clock = Clock()
    starts: list[float] = []

    def say(_request: ChatRequest) -> str | Exception:
        starts.append(clock.now)
        return RateLimited("429", retry_after=30.0) if len(starts) == 1 else "fine"

    limited = Limited(ScriptedModel(say), 4, timing=clock.timing)

    async def main() -> None:
        with pytest.raises(RateLimited):
            await limited.generate(chat("first"))
        await asyncio.gather(*(limited.generate(chat(str(i))) for i in range(6)))

    asyncio.run(main())
    assert starts == [0.0] + [30.0] * 6


def test_without_a_time_the_pause_doubles_and_the_limit_stays_above_zero() -> None:
    clock = Clock()
    limited = Limited(ScriptedModel(lambda _: RateLimited("429")), 4, timing=clock.timing)

    async def main() -> None:
        for _ in range(8):
            with pytest.raises(RateLimited):
                await limited.generate(chat("Hello"))

    asyncio.run(main())
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 32.0]
    assert limited.limit == 1


@pytest.mark.parametrize("count", [1, 5])
def test_cancelled_waiters_leave_no_slot_behind(count: int) -> None:
    model = ScriptedModel(lambda _: "fine", delay_s=0.005)
    limited = Limited(model, 1)

    async def main() -> None:
        tasks = [asyncio.ensure_future(limited.generate(chat(str(i)))) for i in range(10)]
        await asyncio.sleep(0.001)
        for task in tasks[: 2 * count : 2]:  # the first is under way, the others wait
            task.cancel()
        got = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(one, Completion) for one in got) == 10 - count
        await asyncio.wait_for(limited.generate(chat("last")), 2)

    asyncio.run(main())
    assert model.most_at_once == 1


def test_a_waiter_cancelled_in_the_moment_it_is_woken_passes_its_slot_on() -> None:
    limited = Limited(ScriptedModel(lambda _: "fine"), 1)

    async def main() -> None:
        first = asyncio.ensure_future(limited.generate(chat("first")))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(limited.generate(chat("second")))
        first.add_done_callback(lambda _: second.cancel())
        await asyncio.gather(first, second, return_exceptions=True)
        await asyncio.wait_for(limited.generate(chat("third")), 2)

    asyncio.run(main())


def test_a_real_rate_limit_is_survived_by_all() -> None:
    """Ten calls a burst at an endpoint that takes two at a time: each gets its answer."""

    def fault(_number, _body) -> Fault | None:
        return Fault(429, {"retry-after-ms": "20"}) if endpoint.under_way > 2 else None

    async def main(url: str) -> list[Completion]:
        bare = OpenAIChat(url, "m")
        model = Retrying(Limited(bare, 10), attempts=20, base_s=0.02)
        try:
            return await asyncio.gather(*(model.generate(chat(str(i))) for i in range(30)))
        finally:
            await model.aclose()

    with FakeEndpoint(Behaviour(latency_s=0.005, faults=fault)) as endpoint:
        assert len(asyncio.run(main(endpoint.url))) == 30
        assert endpoint.paid_twice == 0


# -- Budgeted ------------------------------------------------------------------------------


def test_calls_under_way_count_against_the_limit() -> None:
    model = ScriptedModel(lambda _: "fine", delay_s=0.001)
    budgeted = Budgeted(model, max_calls=3)

    async def main() -> list[object]:
        calls = (budgeted.generate(chat(str(i))) for i in range(5))
        return await asyncio.gather(*calls, return_exceptions=True)

    got = asyncio.run(main())
    assert len(model.requests) == 3
    assert [isinstance(one, RunStopped) for one in got] == [False] * 3 + [True] * 2
    assert "3 calls" in str(got[-1])


class Spender:
    """Uses 100 tokens a call, or says nothing about tokens."""

    def __init__(self, usage: Usage) -> None:
        self.identity = {"kind": "spender"}
        self.usage = usage
        self.calls = 0

    async def generate(self, request: ChatRequest, /) -> Completion:
        self.calls += 1
        await asyncio.sleep(0.001)
        return Completion((Choice("x" * 300),), self.usage)

    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize("usage", [Usage(20, 80), Usage()])
def test_tokens_never_exceed_the_limit_and_come_close(usage: Usage) -> None:
    model = Spender(usage)
    budgeted = Budgeted(model, max_tokens=2000)
    request = ChatRequest((Message("user", "Hello"),), Sampling(max_tokens=200))

    async def main() -> list[object]:
        calls = (budgeted.generate(request) for _ in range(40))
        return await asyncio.gather(*calls, return_exceptions=True)

    got = asyncio.run(main())
    assert all(isinstance(one, Completion | RunStopped) for one in got)
    assert 16 <= model.calls <= 20


def test_failed_calls_give_their_tokens_back() -> None:
    budgeted = Budgeted(ScriptedModel([ServerFault("500"), "fine"]), max_tokens=2100)
    with pytest.raises(ModelError):
        asyncio.run(budgeted.generate(chat("Hello")))
    assert asyncio.run(budgeted.generate(chat("Hello"))).choices[0].text == "fine"


def test_a_call_that_could_never_fit_stops_at_once() -> None:
    with pytest.raises(RunStopped, match="10 tokens"):
        asyncio.run(Budgeted(ScriptedModel(["fine"]), max_tokens=10).generate(chat("Hello")))
