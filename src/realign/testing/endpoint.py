"""A chat completions server on this machine, with faults."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
from collections import Counter, deque
from typing import Any

import msgspec
from aiohttp import web

from realign.testing.behaviour import Behaviour, Body, Fault
from realign.testing.loopback import Loopback, faulty
from realign.testing.measuring import Vocabulary, echoed


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
        return await faulty(request, fault, content)

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
