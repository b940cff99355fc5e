"""Public fakes, for tests of your own stages, checks and plans.

- `sample`, `conversation`: build samples without a file.
- `ScriptedModel`: a `ChatModel` that says what it is told to.
- `FakeSearch` (in `realign.fake_search`): a real server that speaks Serper and SearXNG.
- `FakeEndpoint`: a real HTTP server on 127.0.0.1 that speaks OpenAI's chat completions, with
  faults on demand, and that counts every request, so that a test can prove that nothing was
  paid for twice. `python -m realign.testing --help` runs one by hand.

    with FakeEndpoint(Behaviour(faults={1: Fault(status=500)})) as endpoint:
        model = OpenAIChat(endpoint.url, "fake-model")
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import random
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
from aiohttp import web

from realign.fake_measuring import Vocabulary, echoed
from realign.loopback import Loopback
from realign.models.base import ChatRequest, Choice, Completion, Usage
from realign.samples import Message, Sample

__all__ = [
    "Behaviour",
    "FakeEndpoint",
    "Fault",
    "ScriptedModel",
    "chat",
    "conversation",
    "sample",
]


# -- samples -------------------------------------------------------------------------------


def sample(
    request: str,
    response: str,
    *,
    id: int = 0,  # noqa: A002 - the name of the field it fills
    system: str = "",
    task: str | None = None,
    record: Mapping[str, Any] | None = None,
) -> Sample:
    """A sample of one turn. Without a `record`, an Alpaca one is made up for it."""
    messages = [Message("system", system)] if system else []
    messages += [Message("user", request), Message("assistant", response)]
    raw = {"instruction": request, "input": "", "output": response} if record is None else record
    return Sample(id, tuple(messages), record=raw, where=f"sample {id}", task=task)


def conversation(*contents: str, id: int = 0, system: str = "") -> Sample:  # noqa: A002 - as above
    """A sample of several turns: user, assistant, user, ... in this order."""
    messages = [Message("system", system)] if system else []
    messages += [
        Message("assistant" if i % 2 else "user", content) for i, content in enumerate(contents)
    ]
    record = {"messages": [{"role": m.role, "content": m.content} for m in messages]}
    return Sample(id, tuple(messages), record=record, where=f"sample {id}")


def chat(content: str, *, n: int = 1, first_draw: int = 0) -> ChatRequest:
    """A request of one user message."""
    return ChatRequest((Message("user", content),), n=n, first_draw=first_draw)


# -- a model without a network -------------------------------------------------------------

Said = str | Choice | Exception


class ScriptedModel:
    """A `ChatModel` whose replies come from a list, one a draw, or from a function of the request.

    The function sees one draw at a time (`n` is 1, `first_draw` numbers it). An exception, given
    or returned, is raised. Of a given text, the length of the reply says how unlikely it is.
    `requests` keeps what was asked, `closed` counts `aclose`, and `most_at_once` says how many
    calls were under way together; `delay_s` makes each take time.
    """

    def __init__(
        self,
        replies: Iterable[Said] | Callable[[ChatRequest], Said],
        *,
        name: str = "scripted",
        delay_s: float = 0.0,
    ) -> None:
        self._say = replies if callable(replies) else _reader(replies)
        self._name = name
        self._delay_s = delay_s
        self.under_way = 0
        self.requests: list[ChatRequest] = []
        self.closed = 0
        self.most_at_once = 0

    @property
    def identity(self) -> Mapping[str, Any]:
        """Its name."""
        return {"kind": "scripted", "model": self._name}

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Say the next replies. Raises `LookupError` when a list has none left."""
        self.requests.append(request)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(self._delay_s)
            draws = range(request.first_draw, request.first_draw + request.n)
            choices = tuple(self._draw(replace(request, n=1, first_draw=draw)) for draw in draws)
        finally:
            self.under_way -= 1
        prompt = sum(len(message.content.split()) for message in request.messages)
        written = sum(len(choice.text.split()) for choice in choices)
        return Completion(choices, Usage(prompt, written), self._name)

    def _draw(self, request: ChatRequest) -> Choice:
        said = self._say(request)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Choice):
            return said
        if request.given is not None:
            return Choice(request.given, "given", -float(len(said)))
        return Choice(said)

    async def aclose(self) -> None:
        """Count."""
        self.closed += 1


def _reader(replies: Iterable[Said]) -> Callable[[ChatRequest], Said]:
    rest = iter(replies)

    def say(request: ChatRequest) -> Said:
        for said in rest:
            return said
        asked = request.messages[-1].content[:80] if request.messages else ""
        raise LookupError(f"ScriptedModel has no reply left for {asked!r}")

    return say


# -- an endpoint ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that is not as it should be.

    `body` stands in for the usual one. `cut` closes the connection before the answer, or in the
    middle of its body. `delay_s` comes on top of the latency.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Mapping[str, Any] | None = None
    delay_s: float = 0.0
    cut: Literal["", "before", "middle"] = ""


Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an endpoint behaves.

    - `reply`: from the request's JSON to a text; called once for each choice.
    - `faults`: by the number of the call, from 1, or a function of number and request.
    - `fail_rate`: share of calls, by chance from `seed`, that get `fail`.
    - `takes_n` False: one choice, whatever n says.
    - `refuses`: fields that get a 400 which names them.
    - `context_chars`: more text than this gets a 400 as OpenAI words it.
    - `api_key`: any other key gets a 401.
    - `measures`: how it gives log-probabilities of a given text: it reads it back ("echo", as
      vLLM), it forces its tokens ("force", as llama.cpp's server), or not at all ("").
    """

    reply: Callable[[Body], str] | None = None
    latency_s: float = 0.0
    faults: Mapping[int, Fault] | Callable[[int, Body], Fault | None] = field(default_factory=dict)
    fail_rate: float = 0.0
    fail: Fault = Fault(status=500)
    seed: int = 0
    takes_n: bool = True
    refuses: tuple[str, ...] = ()
    context_chars: int | None = None
    api_key: str | None = None
    models: tuple[str, ...] = ("fake-model",)
    measures: Literal["echo", "force", ""] = "echo"


class FakeEndpoint(Loopback):
    """A chat completions server on 127.0.0.1, in a thread of its own. Use it in a `with`.

    `requests` holds the bodies of the last 10,000 requests; `asked` and `answered` count by the
    hash of the body: what came in, and what got its whole reply with status 200. `GET /stats`
    gives the numbers to other processes.
    """

    def __init__(self, behaviour: Behaviour | None = None, *, port: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self.requests: deque[dict[str, Any]] = deque(maxlen=10_000)
        self.headers: deque[dict[str, str]] = deque(maxlen=10_000)
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.most_at_once = 0
        self.calls = 0
        self.under_way = 0
        self._port = port
        self._vocabulary = Vocabulary()
        self._chance = random.Random(self.behaviour.seed)

    @property
    def url(self) -> str:
        """The base URL, /v1 included."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def paid_twice(self) -> int:
        """How many whole replies were given for requests that had had one."""
        return sum(count - 1 for count in self.answered.values())

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/completions", self._complete)
        app.router.add_post("/tokenize", self._tokenize)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/stats", self._stats)
        return app

    async def _models(self, request: web.Request) -> web.Response:
        if self._locked(request):
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        data = [{"id": name, "object": "model"} for name in self.behaviour.models]
        return web.json_response({"object": "list", "data": data})

    async def _stats(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "asked": sum(self.asked.values()),
                "answered": sum(self.answered.values()),
                "different": len(self.answered),
                "paid_twice": self.paid_twice,
                "most_at_once": self.most_at_once,
            }
        )

    def _locked(self, request: web.Request) -> bool:
        key = self.behaviour.api_key
        return key is not None and request.headers.get("Authorization") != f"Bearer {key}"

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        self.calls += 1
        number = self.calls
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            body = msgspec.json.decode(raw)
            digest = hashlib.sha256(raw).hexdigest()
            self.requests.append(body)
            self.headers.append(dict(request.headers))
            self.asked[digest] += 1
            fault = self._fault(number, body)
            await asyncio.sleep(self.behaviour.latency_s + (fault.delay_s if fault else 0.0))
            answer: web.StreamResponse
            if fault is None:
                answer = self._answer(request, body)
            else:
                answer = await self._faulty(request, body, fault)
            if answer.status == 200 and not (fault and (fault.cut or fault.body is not None)):
                with contextlib.suppress(ConnectionResetError):  # the client was killed
                    await answer.prepare(request)
                    await answer.write_eof()
                    self.answered[digest] += 1
            return answer
        finally:
            self.under_way -= 1

    async def _tokenize(self, request: web.Request) -> web.Response:
        if self.behaviour.measures != "force":
            return _error(404, "Not Found", "not_found")
        given = (await request.json())["content"]
        return web.json_response({"tokens": self._vocabulary.encode(given)})

    async def _complete(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls += 1
        if self._locked(request):
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        way = "echo" if body.get("echo") else "force"
        if way != self.behaviour.measures:
            return _error(400, "This is not supported.", "invalid_request_error")
        choice = echoed(body["prompt"]) if way == "echo" else self._vocabulary.forced(body)
        return web.json_response({"choices": [choice]})

    def _fault(self, number: int, body: Body) -> Fault | None:
        faults = self.behaviour.faults
        fault = faults(number, body) if callable(faults) else faults.get(number)
        if fault is None and self._chance.random() < self.behaviour.fail_rate:
            return self.behaviour.fail
        return fault

    async def _faulty(self, request: web.Request, body: Body, fault: Fault) -> web.StreamResponse:
        content = fault.body
        if content is None and fault.status == 200:
            content = self._completion(body)
        elif content is None:
            content = {"error": {"message": f"scripted {fault.status}", "type": "scripted"}}
        raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
        if not fault.cut:
            return web.Response(
                status=fault.status,
                body=raw,
                headers={"Content-Type": "application/json", **fault.headers},
            )
        answer = web.StreamResponse(status=fault.status)
        if fault.cut == "middle":
            answer.content_length = len(raw)
            await answer.prepare(request)
            await answer.write(raw[: len(raw) // 2])
        if request.transport is not None:
            request.transport.close()
        return answer

    def _answer(self, request: web.Request, body: Body) -> web.Response:
        behaviour = self.behaviour
        if self._locked(request):
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        for name in behaviour.refuses:
            if name in body:
                return _error(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
        size = sum(len(str(message["content"])) for message in body["messages"])
        if behaviour.context_chars is not None and size > behaviour.context_chars:
            said = f"This model's maximum context length is {behaviour.context_chars} tokens."
            return _error(400, said, "context_length_exceeded", "messages")
        return web.json_response(self._completion(body))

    def _completion(self, body: Body) -> dict[str, Any]:
        reply = self.behaviour.reply or default_reply
        count = body.get("n", 1) if self.behaviour.takes_n else 1
        texts = [reply(body) for _ in range(count)]
        prompt = sum(len(str(message["content"])) for message in body["messages"]) // 4
        written = sum(map(len, texts)) // 4
        return {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "model": body.get("model", ""),
            "choices": [
                {
                    "index": i,
                    "message": {"role": "assistant", "content": text},
                    "finish_reason": "stop",
                }
                for i, text in enumerate(texts)
            ],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
            },
        }


def default_reply(body: Body) -> str:
    """The first allowed choice where choices were asked for, else an echo of the last message."""
    structured = body.get("structured_outputs")
    if isinstance(structured, dict) and structured.get("choice"):
        return str(structured["choice"][0])
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema", {})
    allowed = schema.get("properties", {}).get("choice", {}).get("enum")
    if allowed:
        return msgspec.json.encode({"choice": allowed[0]}).decode()
    return f"You said: {body['messages'][-1]['content']}"


def _error(status: int, message: str, code: str, param: str | None = None) -> web.Response:
    kind = "invalid_request_error"
    error = {"message": message, "type": kind, "param": param, "code": code}
    return web.json_response({"error": error}, status=status)


def main(arguments: list[str] | None = None) -> None:
    """Run a `FakeEndpoint` until it is interrupted."""
    parser = argparse.ArgumentParser("python -m realign.testing", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--fail-rate", type=float, default=0.0, help="share of calls, 0..1")
    parser.add_argument("--fail-status", type=int, default=500)
    parser.add_argument("--retry-after", help="the header of these failures")
    parser.add_argument("--ignore-n", action="store_true")
    parser.add_argument("--refuse", action="append", default=[], metavar="FIELD")
    parser.add_argument("--context-chars", type=int)
    parser.add_argument("--api-key")
    given = parser.parse_args(arguments)
    headers = {"Retry-After": given.retry_after} if given.retry_after else {}
    behaviour = Behaviour(
        latency_s=given.latency_ms / 1000,
        fail_rate=given.fail_rate,
        fail=Fault(status=given.fail_status, headers=headers),
        takes_n=not given.ignore_n,
        refuses=tuple(given.refuse),
        context_chars=given.context_chars,
        api_key=given.api_key,
    )
    with FakeEndpoint(behaviour, port=given.port) as endpoint:
        sys.stdout.write(f"{endpoint.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write(f"{endpoint.calls} calls, {endpoint.paid_twice} paid twice\n")


if __name__ == "__main__":
    main()
