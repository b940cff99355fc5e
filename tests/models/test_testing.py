"""The public fakes do what their users' tests rest on."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request

import pytest

from realign.errors import ServerFault
from realign.models.base import ChatRequest, Choice
from realign.models.openai import OpenAIChat, probe
from realign.samples import Message, Turn
from realign.testing import (
    Behaviour,
    FakeEndpoint,
    Fault,
    ScriptedModel,
    chat,
    conversation,
    sample,
)


def test_sample_builders() -> None:
    one = sample("Why?", "Because.", id=3, system="Be kind.", task="story")
    assert [message.role for message in one.messages] == ["system", "user", "assistant"]
    assert one.request(Turn(2)) == "Why?"
    assert one.original(Turn(2)) == "Because."
    assert one.record["output"] == "Because."
    many = conversation("a", "b", "c", "d")
    assert many.messages[3] == Message("assistant", "d")
    assert many.request(Turn(3)) == "c"


def test_a_scripted_model_says_its_list_and_then_complains() -> None:
    model = ScriptedModel(["a", Choice("b", "length"), ServerFault("down")])

    async def main() -> None:
        completion = await model.generate(chat("x", n=2))
        assert completion.choices == (Choice("a"), Choice("b", "length"))
        with pytest.raises(ServerFault):
            await model.generate(chat("x"))
        with pytest.raises(LookupError, match="no reply left for 'y'"):
            await model.generate(chat("y"))
        await model.aclose()

    asyncio.run(main())
    assert len(model.requests) == 3
    assert model.closed == 1


def test_a_scripted_model_sees_one_draw_at_a_time() -> None:
    model = ScriptedModel(lambda request: f"{request.n} {request.first_draw}")
    completion = asyncio.run(model.generate(chat("x", n=2, first_draw=4)))
    assert [choice.text for choice in completion.choices] == ["1 4", "1 5"]


def test_the_endpoint_counts_what_is_paid_twice() -> None:
    async def main(url: str, *requests: ChatRequest) -> None:
        model = OpenAIChat(url, "m")
        for request in requests:
            try:
                await model.generate(request)
            except ServerFault:
                continue
        await model.aclose()

    with FakeEndpoint(Behaviour(faults={1: Fault(status=500)})) as endpoint:
        asyncio.run(main(endpoint.url, chat("a"), chat("a"), chat("b"), chat("b")))
    assert sorted(endpoint.asked.values()) == [2, 2]
    assert sorted(endpoint.answered.values()) == [1, 2]
    assert endpoint.paid_twice == 1


def test_it_runs_by_hand() -> None:
    command = [sys.executable, "-m", "realign.testing", "--ignore-n", "--latency-ms", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        assert asyncio.run(probe(url)).models == ("fake-model",)
        stats = url.replace("/v1", "/stats")
        with urllib.request.urlopen(stats) as reply:  # noqa: S310 - our own loopback server
            assert json.load(reply)["paid_twice"] == 0
        process.send_signal(signal.SIGINT)
        assert "0 calls" in process.stdout.read()
    assert process.returncode == 0
