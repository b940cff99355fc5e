"""OpenAIChat against a real loopback server with faults, and its pure helpers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import traceback
from dataclasses import replace
from email.utils import formatdate

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.errors import (
    AccessDenied,
    BadReply,
    CallTimeout,
    ConnectionLost,
    ContextTooLong,
    ModelError,
    PlanError,
    RateLimited,
    RequestRefused,
    ServerFault,
    WrongAddress,
)
from realign.models.base import ChatRequest, Completion, Constraint, Sampling
from realign.models.dialect import choices_grammar
from realign.models.encoding import canonical_json, encode_json
from realign.models.link import REPLY_LIMIT
from realign.models.openai import OpenAIChat, normalize_endpoint, probe
from realign.models.replies import parse_retry_after, quote
from realign.samples import Message
from realign.testing import Behaviour, FakeEndpoint, Fault, chat

KEY = "sk-very-secret-0123456789"
TASKS = Constraint(choices=("story", "code"))


def ask(endpoint: FakeEndpoint, *requests: ChatRequest, timeout_s: float = 5.0) -> list[Completion]:
    """Ask one client for one reply after the other."""

    async def main() -> list[Completion]:
        model = OpenAIChat(endpoint.url, "fake-model", KEY, timeout_s)
        try:
            return [await model.generate(request) for request in requests]
        finally:
            await model.aclose()

    return asyncio.run(main())


def error_of(behaviour: Behaviour, request: ChatRequest | None = None, **options) -> ModelError:
    """The error of one request to an endpoint that behaves like this."""
    with FakeEndpoint(behaviour) as endpoint, pytest.raises(ModelError) as caught:
        ask(endpoint, request or chat("Hello"), **options)
    return caught.value


def answering(body: bytes | dict, status: int = 200, **headers: str) -> Behaviour:
    return Behaviour(faults={1: Fault(status, headers, body)})


def completion_with(**message: object) -> dict:
    return {"choices": [{"message": message, "finish_reason": "stop"}]}


# -- the URL -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        (" https://API.example.com/v1/ ", "https://api.example.com/v1"),
        ("HTTP://h/v1/chat/completions", "http://h/v1"),
        ("http://h/openai/v1", "http://h/openai/v1"),
        ("http://[::1]:80", "http://[::1]:80/v1"),
        ("http://10.0.0.1:11434/api/", "http://10.0.0.1:11434/api"),
    ],
)
def test_endpoint_gets_one_spelling(given_url: str, wanted: str) -> None:
    assert normalize_endpoint(given_url) == wanted
    assert normalize_endpoint(wanted) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://host/v1",
        "http://",
        "http://host:99999/v1",
        "http://host:port/v1",
        "http://me:pass@host/v1",
        "http://host/v1?key=pass",
        "http://host/v1#pass",
        "http://a b/v1",
        "http://[::1/v1",
        "file:///etc/passwd",
    ],
)
def test_bad_endpoint_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(PlanError) as caught:
        normalize_endpoint(url)
    assert "pass@" not in str(caught.value)
    assert "key=pass" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_url_or_a_plan_error(text: str) -> None:
    with contextlib.suppress(PlanError):
        assert normalize_endpoint(text).startswith(("http://", "https://"))


def test_bad_key_and_bad_extra_fields_are_refused() -> None:
    with pytest.raises(PlanError) as caught:
        OpenAIChat("http://h", "m", "sk-\u201cquoted\u201d")
    assert "quoted" not in str(caught.value)
    with pytest.raises(PlanError, match="stream"):
        OpenAIChat("http://h", "m", extra_body={"stream": True})


# -- what is sent --------------------------------------------------------------------------


def test_the_request_says_what_was_asked() -> None:
    sampling = Sampling(temperature=0.5, top_p=0.9, max_tokens=77, seed=5, stop=("END",))
    request = ChatRequest((Message("system", "Be brief."), Message("user", "Hé")), sampling)
    with FakeEndpoint() as endpoint:
        (completion,) = ask(endpoint, request)
    assert endpoint.requests[0] == {
        "model": "fake-model",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hé"},
        ],
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 77,
        "seed": 5,
        "stop": ["END"],
    }
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert completion.choices[0].text == "You said: Hé"
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.prompt_tokens > 0
    assert completion.model == "fake-model"


def test_extra_fields_are_added_and_null_takes_one_out() -> None:
    async def main(url: str) -> None:
        extra = {"temperature": None, "top_k": 20}
        model = OpenAIChat(url, "m", extra_body=extra)
        assert model.identity["extra_body"] == extra
        await model.generate(chat("Hello"))
        await model.aclose()

    with FakeEndpoint() as endpoint:
        asyncio.run(main(endpoint.url))
    assert "temperature" not in endpoint.requests[0]
    assert endpoint.requests[0]["top_k"] == 20


def test_broken_unicode_and_a_body_of_megabytes_are_sent() -> None:
    with FakeEndpoint() as endpoint:
        ask(endpoint, chat("half \ud83d here"), chat("x" * 3_000_000))
    assert endpoint.requests[0]["messages"][0]["content"] == "half \ufffd here"
    assert len(endpoint.requests[1]["messages"][0]["content"]) == 3_000_000


def test_a_client_can_be_used_in_one_loop_after_another() -> None:
    with FakeEndpoint() as endpoint:
        model = OpenAIChat(endpoint.url, "m")

        async def once() -> None:
            await model.generate(chat("Hello"))
            await model.aclose()

        asyncio.run(once())
        asyncio.run(once())
        assert endpoint.calls == 2


# -- several draws -------------------------------------------------------------------------


def seeded(n: int, first_draw: int = 0) -> ChatRequest:
    request = chat("Hello", n=n, first_draw=first_draw)
    return replace(request, sampling=Sampling(seed=100))


def test_n_is_sent_once_where_it_is_taken() -> None:
    with FakeEndpoint() as endpoint:
        (completion,) = ask(endpoint, seeded(3, first_draw=2))
    assert len(completion.choices) == 3
    assert [(body["n"], body["seed"]) for body in endpoint.requests] == [(3, 102)]


def test_missing_draws_are_asked_for_one_by_one_and_differ_by_seed_only() -> None:
    with FakeEndpoint(Behaviour(takes_n=False)) as endpoint:
        first, second = ask(endpoint, seeded(3), seeded(2, first_draw=3))
    assert len(first.choices) == 3
    assert len(second.choices) == 2
    bodies = list(endpoint.requests)
    assert [body.pop("seed") for body in bodies] == [100, 101, 102, 103, 104]
    assert bodies[0].pop("n") == 3  # learned from the first reply: never sent again
    assert all(body == bodies[0] for body in bodies)
    assert first.usage.completion_tokens == 3 * (len("You said: Hello") // 4)


def test_an_endpoint_that_refuses_n_is_asked_one_by_one() -> None:
    with FakeEndpoint(Behaviour(refuses=("n",))) as endpoint:
        (completion,) = ask(endpoint, seeded(2))
    assert len(completion.choices) == 2
    assert [body.get("n") for body in endpoint.requests] == [2, None, None]


def test_draws_that_came_are_not_lost_when_a_later_one_fails() -> None:
    behaviour = Behaviour(takes_n=False, faults={3: Fault(status=500)})
    with FakeEndpoint(behaviour) as endpoint:
        (completion,) = ask(endpoint, seeded(3))
    assert len(completion.choices) == 2


def test_choices_come_in_the_order_of_their_index_and_no_more_than_asked() -> None:
    body = {
        "choices": [
            {"index": i, "message": {"content": str(i)}, "finish_reason": "stop"} for i in (2, 0, 1)
        ]
    }
    with FakeEndpoint(answering(body)) as endpoint:
        (completion,) = ask(endpoint, chat("Hello", n=2))
    assert [choice.text for choice in completion.choices] == ["0", "1"]


# -- constraints ---------------------------------------------------------------------------


def labelled(constraint: Constraint = TASKS) -> ChatRequest:
    return replace(chat("Which?"), constraint=constraint)


def test_choices_are_sent_for_llama_cpp_and_vllm_at_once() -> None:
    with FakeEndpoint() as endpoint:
        (completion,) = ask(endpoint, labelled())
    assert completion.choices[0].text == "story"
    assert endpoint.requests[0]["grammar"] == 'root ::= "story" | "code"'
    assert endpoint.requests[0]["structured_outputs"] == {"choice": ["story", "code"]}


def test_choices_become_a_schema_where_the_native_fields_are_refused() -> None:
    with FakeEndpoint(Behaviour(refuses=("grammar",))) as endpoint:
        completions = ask(endpoint, labelled(), labelled())
    assert [completion.choices[0].text for completion in completions] == ["story", "story"]
    assert ["response_format" in body for body in endpoint.requests] == [False, True, True]


def test_choices_become_a_schema_where_the_native_fields_are_ignored() -> None:
    def reply(body) -> str:
        if "response_format" in body:
            return '{"choice": "code"}'
        return "I think that this is a story."

    with FakeEndpoint(Behaviour(reply=reply)) as endpoint:
        first, second = ask(endpoint, labelled(), labelled())
    assert first.choices[0].text == "I think that this is a story."
    assert second.choices[0].text == "code"
    assert endpoint.calls == 2


def test_no_constraint_is_sent_where_every_form_is_refused() -> None:
    with FakeEndpoint(Behaviour(refuses=("grammar", "response_format"))) as endpoint:
        completions = ask(endpoint, labelled(), labelled())
    assert completions[1].choices[0].text == "You said: Which?"
    assert endpoint.calls == 4


@pytest.mark.parametrize(
    ("constraint", "field"),
    [
        (Constraint(json_schema={"type": "object"}), "response_format"),
        (Constraint(grammar='root ::= "x"'), "grammar"),
    ],
)
def test_schema_and_grammar_are_sent_and_left_out_when_refused(constraint, field) -> None:
    with FakeEndpoint() as endpoint:
        ask(endpoint, labelled(constraint))
    assert field in endpoint.requests[0]
    with FakeEndpoint(Behaviour(refuses=(field,))) as endpoint:
        ask(endpoint, labelled(constraint), labelled(constraint))
    assert [field in body for body in endpoint.requests] == [True, False, False]


def test_a_refusal_that_names_something_else_stays_one() -> None:
    body = {"error": {"message": "bad", "param": "messages", "code": "invalid"}}
    error = error_of(answering(body, 400), labelled())
    assert type(error) is RequestRefused


def test_a_schema_answer_is_handed_on_as_it_came() -> None:
    schema = Constraint(json_schema={"type": "object"})
    with FakeEndpoint(Behaviour(reply=lambda _: '{"choice": 1}')) as endpoint:
        (completion,) = ask(endpoint, labelled(schema))
    assert completion.choices[0].text == '{"choice": 1}'


def test_the_grammar_of_choices_is_escaped() -> None:
    assert choices_grammar(('say "x"', "a\\b\n")) == r'root ::= "say \"x\"" | "a\\b\n"'


def test_max_completion_tokens_where_max_tokens_is_refused() -> None:
    def fault(_number, body):
        if "max_tokens" not in body:
            return None
        said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        return Fault(400, body={"error": {"message": said, "param": "max_tokens"}})

    with FakeEndpoint(Behaviour(faults=fault)) as endpoint:
        ask(endpoint, chat("Hello"), chat("again"))
    assert ["max_tokens" in body for body in endpoint.requests] == [True, False, False]
    assert endpoint.requests[2]["max_completion_tokens"] == 2048


# -- errors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, RequestRefused, False),
        (401, AccessDenied, False),
        (402, AccessDenied, False),
        (403, AccessDenied, False),
        (404, WrongAddress, False),
        (408, CallTimeout, True),
        (413, ContextTooLong, False),
        (422, RequestRefused, False),
        (429, RateLimited, True),
        (500, ServerFault, True),
        (503, ServerFault, True),
        (529, ServerFault, True),
    ],
)
def test_status_becomes_a_typed_error(status: int, kind: type, retryable: bool) -> None:
    error = error_of(Behaviour(faults={1: Fault(status)}))
    assert type(error) is kind
    assert error.retryable is retryable
    assert str(status) in error.message


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": {"message": "Too much.", "code": "context_length_exceeded"}}),
        (
            400,
            {"error": {"message": "Too much.", "type": "exceed_context_size_error", "code": 400}},
        ),
        (
            500,
            {"error": {"message": "Too much.", "type": "exceed_context_size_error", "code": 500}},
        ),
        (400, {"error": {"message": "You passed 9 input tokens", "param": "input_tokens"}}),
        (
            400,
            {
                "object": "error",
                "message": "This model's maximum context length is 8 tokens. However, ...",
                "type": "BadRequestError",
                "code": 400,
            },
        ),
        (400, {"error": "the input length exceeds the context length"}),
        (400, {"error": {"message": "max_tokens must be at least 1, got -186.", "code": 400}}),
        (413, b"<html>Request Entity Too Large</html>"),
    ],
)
def test_context_errors_of_many_servers(status: int, body) -> None:
    assert type(error_of(answering(body, status))) is ContextTooLong


@pytest.mark.parametrize("status", [302, 404, 405])
def test_not_here_concerns_every_call_until_one_was_answered(status: int) -> None:
    """The error names the address; after an answer it is of the one request."""
    error = error_of(Behaviour(faults={1: Fault(status)}))
    assert type(error) is WrongAddress
    assert f"/chat/completions answered {status}" in error.message
    assert "--endpoint" in error.hint
    with (
        FakeEndpoint(Behaviour(faults={2: Fault(status)})) as endpoint,
        pytest.raises(RequestRefused) as caught,
    ):
        ask(endpoint, chat("Hello"), chat("again"))
    assert type(caught.value) is RequestRefused


def test_the_users_own_words_do_not_make_a_context_error() -> None:
    body = {"error": {"message": "no", "echo": "my essay on the maximum context length"}}
    assert type(error_of(answering(body, 400))) is RequestRefused


def test_an_account_without_credit_stops_the_run() -> None:
    body = {"error": {"message": "You exceeded your quota.", "code": "insufficient_quota"}}
    error = error_of(answering(body, 429))
    assert type(error) is AccessDenied
    assert "credit" in error.hint


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "Retry-After": "9"}, 0.25),
        ({"Retry-After": formatdate(1_000_030, usegmt=True)}, 30.0),
        ({"Retry-After": formatdate(999_000, usegmt=True)}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "-3"}, 0.0),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert parse_retry_after(headers, 1_000_000) == seconds


def test_retry_after_comes_with_the_error() -> None:
    fault = Fault(429, {"retry-after": "3"})
    assert error_of(Behaviour(faults={1: fault})).retry_after == 3.0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>proxy</html>",
        b"[]",
        b"null",
        b'{"choices": 1}',
        b'{"choices": [{}]}',
        b'{"choices": ["x"]}',
        b'{"choices": [{"message": {"content": "\\ud800"}}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        {"choices": []},
        {"choices": [{"text": "a plain completion"}]},
        completion_with(content=None),
        completion_with(content=7),
        completion_with(content=[{"type": "image"}]),
        {"error": {"message": "upstream"}},
    ],
)
def test_an_answer_that_is_no_completion(body) -> None:
    error = error_of(answering(body))
    assert type(error) is BadReply
    assert error.retryable


def test_a_failure_wrapped_in_a_200_is_that_failure() -> None:
    body = {"error": {"message": "slow down", "code": 429}}
    assert type(error_of(answering(body))) is RateLimited


def test_nothing_but_thinking_until_the_limit_is_not_tried_again() -> None:
    body = {"choices": [{"message": {"content": None}, "finish_reason": "length"}]}
    error = error_of(answering(body))
    assert not error.retryable
    assert "max_tokens" in error.hint


def test_a_withheld_answer_is_not_tried_again() -> None:
    body = {"choices": [{"message": {"content": None}, "finish_reason": "content_filter"}]}
    assert type(error_of(answering(body))) is RequestRefused
    assert "rude" in str(error_of(answering(completion_with(content=None, refusal="rude"))))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": "plain", "reasoning_content": "hmm"}, "plain"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab"),
        ({"content": [{"type": "thinking", "text": "no"}, {"text": "yes"}]}, "yes"),
        ({"content": ""}, ""),
    ],
)
def test_content_of_many_shapes(message: dict, text: str) -> None:
    with FakeEndpoint(answering(completion_with(**message))) as endpoint:
        (completion,) = ask(endpoint, chat("Hello"))
    assert completion.choices[0].text == text


def test_strange_usage_and_finish_reason_do_no_harm() -> None:
    body = {
        "choices": [{"message": {"content": "x"}, "finish_reason": None}],
        "usage": [1],
        "model": 3,
    }
    with FakeEndpoint(answering(body)) as endpoint:
        (completion,) = ask(endpoint, chat("Hello"))
    assert completion.choices[0].finish_reason == "unknown"
    assert completion.usage.prompt_tokens == 0
    assert completion.model == ""


@pytest.mark.parametrize("cut", ["before", "middle"])
def test_a_cut_connection(cut) -> None:
    assert type(error_of(Behaviour(faults={1: Fault(cut=cut)}))) is ConnectionLost


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

        async def main() -> None:
            model = OpenAIChat(url, "m")
            try:
                await model.generate(chat("Hello"))
            finally:
                await model.aclose()

        with pytest.raises(ConnectionLost, match="127"):
            asyncio.run(main())


def test_no_answer_in_time() -> None:
    error = error_of(Behaviour(latency_s=5), timeout_s=0.1)
    assert type(error) is CallTimeout
    assert "0.1 s" in error.message


def test_an_answer_without_end_is_given_up() -> None:
    error = error_of(answering(b" " * (REPLY_LIMIT + 1)))
    assert type(error) is BadReply
    assert "larger" in error.message


def test_the_key_follows_no_redirect() -> None:
    with FakeEndpoint() as other:
        moved = Behaviour(faults={1: Fault(307, {"Location": f"{other.url}/chat/completions"})})
        error = error_of(moved)
        assert type(error) is WrongAddress
        assert other.url in error.hint
        assert other.calls == 0


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(f"Wrong key {KEY}, go away. {KEY}".encode(), 401),
        answering({"error": {"message": "x" * 290 + KEY}}, 500),
        answering(f"not json {KEY}".encode()),
        Behaviour(faults={1: Fault(cut="middle")}),
    ],
)
def test_the_key_is_in_no_error(behaviour: Behaviour) -> None:
    error = error_of(behaviour)
    shown = repr(error) + str(error) + "".join(traceback.format_exception(error))
    assert KEY[:8] not in shown
    # aiohttp's errors hold the request with its headers.
    assert not isinstance(error.__context__, aiohttp.ClientError)


def test_the_key_is_in_no_repr_and_no_identity() -> None:
    model = OpenAIChat("http://h", "m", KEY)
    assert KEY not in repr(model) + repr(model.identity) + repr(vars(model))


def test_a_servers_words_are_quoted_short_and_on_one_line() -> None:
    said = quote("a\nb\x1b[31m" + "x" * 1000, lambda text: text)
    assert said.startswith("a b?[31m")
    assert len(said) == 300


# -- encoding ------------------------------------------------------------------------------


def test_one_spelling_of_a_value() -> None:
    assert (
        canonical_json({"b": 1, "a": {"y": 2, "x": "é"}}) == '{"a":{"x":"é","y":2},"b":1}'.encode()
    )
    assert canonical_json({"a": "\ud800"}) != canonical_json({"a": "\ufffd"})


@given(st.text())
def test_any_text_can_be_sent_and_keyed(text: str) -> None:
    encode_json({"text": text}).decode()
    assert canonical_json(text)


# -- the probe -----------------------------------------------------------------------------


def test_probe_names_the_models() -> None:
    with FakeEndpoint(Behaviour(models=("a", "b"))) as endpoint:
        assert asyncio.run(probe(endpoint.url)).models == ("a", "b")


def test_probe_without_the_key() -> None:
    with FakeEndpoint(Behaviour(api_key=KEY)) as endpoint:
        with pytest.raises(AccessDenied, match="REALIGN_API_KEY"):
            asyncio.run(probe(endpoint.url))
        assert asyncio.run(probe(endpoint.url, api_key=KEY)).models == ("fake-model",)


def test_probe_of_an_endpoint_without_a_list() -> None:
    with FakeEndpoint() as endpoint:
        assert asyncio.run(probe(f"{endpoint.url}/deeper")).models == ()


def test_probe_of_nobody() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionLost):
            asyncio.run(probe(f"http://127.0.0.1:{free.getsockname()[1]}"))
