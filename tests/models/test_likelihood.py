"""Log-probabilities of a given text: from servers that read back, that force, that do neither."""

from __future__ import annotations

import asyncio
import math

import pytest

from realign.errors import BadReply, ContextTooLong, RequestRefused
from realign.models.base import ChatRequest, Completion, Sampling
from realign.models.embedded import EmbeddedServer
from realign.models.likelihood import Likelihood
from realign.models.link import Link
from realign.models.openai import OpenAIChat
from realign.models.registry import pull
from realign.models.serving import Settings
from realign.samples import Message
from realign.testing import Behaviour, FakeEndpoint


def asked(context: str, given: str) -> ChatRequest:
    message = Message("user", context)
    return ChatRequest((message,), Sampling(temperature=0.0, max_tokens=1), given=given)


def measured(behaviour: Behaviour, context: str, given: str) -> tuple[Completion, int]:
    """What one fresh model says, and how many calls of completions that took."""

    async def main() -> tuple[Completion, int]:
        with FakeEndpoint(behaviour) as endpoint:
            model = OpenAIChat(endpoint.url, "fake-model")
            try:
                completion = await model.generate(asked(context, given))
                return completion, endpoint.calls
            finally:
                await model.aclose()

    return asyncio.run(main())


@pytest.mark.parametrize("way", ["echo", "force"])
def test_only_the_given_text_counts(way):
    """Of three words one stood there before: -5, -5 and -1."""
    completion, _ = measured(Behaviour(measures=way), "Tea is hot.\n", "Why drink tea?")
    assert completion.choices[0].logprob == -11.0
    assert completion.usage.completion_tokens == 3


def test_a_server_that_does_neither_is_told_from_one_that_fails():
    with pytest.raises(RequestRefused, match="gives no log-probabilities"):
        measured(Behaviour(measures=""), "Tea.\n", "Why?")


def test_what_is_not_offered_is_asked_once():
    """The second text is measured in one call of completions."""

    async def main() -> int:
        with FakeEndpoint(Behaviour(measures="force")) as endpoint:
            model = OpenAIChat(endpoint.url, "fake-model")
            for given in ("Why?", "How?"):
                await model.generate(asked("Tea.\n", given))
            await model.aclose()
            return endpoint.calls

    assert asyncio.run(main()) == 3


def test_texts_at_once_do_not_take_each_other_the_way():
    """None of them knows yet which way the server has."""

    async def main() -> list[Completion]:
        with FakeEndpoint(Behaviour(measures="force", latency_s=0.01)) as endpoint:
            model = OpenAIChat(endpoint.url, "fake-model")
            try:
                texts = ("Why?", "How?", "When?")
                return await asyncio.gather(*(model.generate(asked("Tea.\n", t)) for t in texts))
            finally:
                await model.aclose()

    assert [c.choices[0].logprob for c in asyncio.run(main())] == [-5.0] * 3


class Canned(Link):
    """A link with one answer to everything."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__("http://127.0.0.1:9/v1", None, 1.0, 1)
        self._answer = status, {}, body

    async def send(self, method, path, body=None):
        return self._answer


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"not json", RequestRefused),
        (200, b'{"choices": []}', RequestRefused),
        (200, b'{"choices": [{"text": "of its own"}]}', RequestRefused),
        (400, b'{"error": {"message": "maximum context length is 8"}}', ContextTooLong),
        (
            200,
            b'{"choices": [{"text": "a b", "logprobs": '
            b'{"token_logprobs": [null, null], "text_offset": [0, 1]}}]}',
            BadReply,
        ),
    ],
)
def test_a_strange_answer_is_an_error(status, body, error):
    link = Canned(status, body)
    with pytest.raises(error):
        asyncio.run(Likelihood(link, link, "m").measure(asked("a", " b")))


@pytest.mark.real_model
def test_forced_tokens_have_the_log_probabilities_of_free_ones():
    """What the model writes freely, measured as a given text, is just as likely (batches round)."""
    server = EmbeddedServer(Settings(str(pull("qwen2.5-coder-0.5b")), context=512))
    server.wait()

    async def main() -> tuple[list[float], Completion]:
        base, root = Link(f"{server.url}/v1", None, 60, 1), Link(server.url, None, 60, 1)
        try:
            likelihood = Likelihood(base, root, "m")
            context = "Question: What is green tea?\nAnswer: Green tea is"
            choice = await likelihood._complete({"prompt": context, "max_tokens": 8, "logprobs": 1})
            free = [token["logprob"] for token in read(choice.logprobs)]
            return free, await likelihood.measure(asked(context, choice.text))
        finally:
            await base.aclose()
            await root.aclose()

    try:
        free, completion = asyncio.run(main())
    finally:
        server.close()
    assert completion.usage.completion_tokens == len(free)
    assert completion.choices[0].logprob == pytest.approx(math.fsum(free), abs=0.1)


def read(raw: bytes) -> list[dict[str, float]]:
    import msgspec

    return msgspec.json.decode(raw)["content"]
