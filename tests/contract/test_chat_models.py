"""What every `ChatModel` promises, whatever it is made of.

To add one: write an async context manager that yields it and gives everything back, and add
it to MODELS. A model that needs real weights gets `marks=pytest.mark.real_model`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from realign.models.base import ChatModel, ChatRequest, Choice, Completion, Constraint, Sampling
from realign.models.cache import Cached, CallStore
from realign.models.embedded import EmbeddedChat
from realign.models.limits import Budgeted, Limited, Retrying
from realign.models.openai import OpenAIChat
from realign.models.registry import pull
from realign.samples import Message
from realign.testing import Behaviour, FakeEndpoint, ScriptedModel

KEY = "sk-of-the-contract-suite"
Opener = Callable[[Path], AbstractAsyncContextManager[ChatModel]]


@asynccontextmanager
async def scripted(_: Path) -> AsyncIterator[ChatModel]:
    yield ScriptedModel(lambda request: f"reply {request.first_draw}", delay_s=0.005)


@asynccontextmanager
async def openai(_: Path, behaviour: Behaviour | None = None) -> AsyncIterator[ChatModel]:
    with FakeEndpoint(behaviour or Behaviour(api_key=KEY, latency_s=0.005)) as endpoint:
        model = OpenAIChat(endpoint.url, "fake-model", KEY)
        yield model
        await model.aclose()


@asynccontextmanager
async def openai_without_n(path: Path) -> AsyncIterator[ChatModel]:
    behaviour = Behaviour(latency_s=0.005, takes_n=False, refuses=("grammar", "response_format"))
    async with openai(path, behaviour) as model:
        yield model


@asynccontextmanager
async def openai_of_llama_cpp(path: Path) -> AsyncIterator[ChatModel]:
    async with openai(path, Behaviour(latency_s=0.005, measures="force")) as model:
        yield model


@asynccontextmanager
async def openai_in_trouble(path: Path) -> AsyncIterator[ChatModel]:
    behaviour = Behaviour(latency_s=0.005, fail_rate=0.3, seed=1)
    async with openai(path, behaviour) as model:
        yield Retrying(model, attempts=20, base_s=0.001)


@asynccontextmanager
async def limited(path: Path) -> AsyncIterator[ChatModel]:
    async with scripted(path) as model:
        yield Limited(model, 1)


@asynccontextmanager
async def budgeted(path: Path) -> AsyncIterator[ChatModel]:
    async with scripted(path) as model:
        yield Budgeted(model, max_calls=1000, max_tokens=10**9)


@asynccontextmanager
async def cached(path: Path) -> AsyncIterator[ChatModel]:
    async with openai(path) as model:
        with CallStore(path / "calls.sqlite") as store:
            yield Cached(Budgeted(Retrying(Limited(model, 8)), max_calls=1000), store)


@asynccontextmanager
async def embedded(_: Path) -> AsyncIterator[ChatModel]:
    model = await EmbeddedChat.start(pull("qwen2.5-coder-0.5b"), context=1024)
    yield model
    await model.aclose()


MODELS = [
    pytest.param(scripted, id="scripted"),
    pytest.param(openai, id="openai"),
    pytest.param(openai_without_n, id="openai-without-n"),
    pytest.param(openai_of_llama_cpp, id="openai-of-llama-cpp"),
    pytest.param(openai_in_trouble, id="openai-in-trouble"),
    pytest.param(limited, id="limited"),
    pytest.param(budgeted, id="budgeted"),
    pytest.param(cached, id="cached"),
    pytest.param(embedded, id="embedded", marks=pytest.mark.real_model),
]

pytestmark = pytest.mark.parametrize("opener", MODELS)


def run(opener: Opener, path: Path, test: Callable[[ChatModel], Awaitable[None]]) -> None:
    async def main() -> None:
        async with opener(path) as model:
            await test(model)

    asyncio.run(main())


def request(content: str, n: int = 1, first_draw: int = 0) -> ChatRequest:
    sampling = Sampling(max_tokens=16, seed=7)
    return ChatRequest((Message("user", content),), sampling, n=n, first_draw=first_draw)


def test_a_given_text_is_measured(opener: Opener, tmp_path: Path) -> None:
    """It comes back with its log-probability, the same each time; and no reply is drawn."""

    async def test(model: ChatModel) -> None:
        context = (Message("user", "Green tea is a drink.\n\nThe request:\n"),)
        given = ChatRequest(context, Sampling(0.0, max_tokens=1), given="What is green tea?")
        first, second = [await model.generate(given) for _ in range(2)]
        assert [choice.text for choice in first.choices] == ["What is green tea?"]
        assert first.choices == second.choices
        logprob = first.choices[0].logprob
        assert logprob is not None
        assert -200 < logprob < 0
        assert first.choices[0].finish_reason == "given"

    run(opener, tmp_path, test)


def test_as_many_choices_as_asked(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        for n in (1, 2, 3):
            completion = await model.generate(request("Say a word.", n, first_draw=n))
            assert isinstance(completion, Completion)
            assert len(completion.choices) == n
            for choice in completion.choices:
                assert isinstance(choice, Choice)
                assert isinstance(choice.text, str)
                assert choice.finish_reason
            assert completion.usage.prompt_tokens >= 0
            assert completion.usage.completion_tokens >= 0

    run(opener, tmp_path, test)


def test_identity_is_json_stable_and_without_the_key(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        before = json.dumps(dict(model.identity), sort_keys=True)
        await model.generate(request("Say a word."))
        assert json.dumps(dict(model.identity), sort_keys=True) == before
        assert before != "{}"
        assert KEY not in before + repr(model) + str(model)

    run(opener, tmp_path, test)


def test_many_at_once(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        completions = await asyncio.gather(
            *(model.generate(request(f"Say the number {i}.")) for i in range(12))
        )
        assert all(len(completion.choices) == 1 for completion in completions)

    run(opener, tmp_path, test)


def test_a_cancelled_call_leaves_the_model_usable(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        for pause in (0.0, 0.001, 0.004):
            task = asyncio.ensure_future(model.generate(request(f"Wait {pause}.")))
            await asyncio.sleep(pause)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        completion = await asyncio.wait_for(model.generate(request("Wait 0.0.")), 60)
        assert len(completion.choices) == 1

    run(opener, tmp_path, test)


def test_a_constraint_is_kept_or_ignored_but_no_error(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        for constraint in (
            Constraint(choices=("yes", "no")),
            Constraint(json_schema={"type": "object", "properties": {"a": {"type": "integer"}}}),
            Constraint(grammar='root ::= "yes" | "no"'),
        ):
            asked = ChatRequest(
                (Message("user", "Yes or no?"),), Sampling(max_tokens=16), constraint
            )
            assert len((await model.generate(asked)).choices) == 1

    run(opener, tmp_path, test)


def test_a_request_is_left_as_it_was(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        asked = request("Say a word.", 2)
        await model.generate(asked)
        assert asked == request("Say a word.", 2)

    run(opener, tmp_path, test)


def test_closing_can_be_repeated(opener: Opener, tmp_path: Path) -> None:
    async def test(model: ChatModel) -> None:
        await model.aclose()
        await model.aclose()

    run(opener, tmp_path, test)
    run(opener, tmp_path, _use_and_close)


async def _use_and_close(model: ChatModel) -> None:
    await model.generate(request("Say a word."))
    await model.aclose()
    await model.aclose()
