"""A search service for tests: a real server on 127.0.0.1 that speaks two protocols.

`POST /search` is Serper's (the key in X-API-KEY), `GET /search?format=json` SearXNG's.

    with FakeSearch({"lime": [Page("Kettles", "Lime is a salt.", "https://a.example/")]}) as server:
        Serper(server.url, "MY_KEY")
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web

from realign.testing.behaviour import Fault
from realign.testing.loopback import Loopback, faulty


@dataclass(frozen=True, slots=True)
class Page:
    """One result."""

    title: str
    text: str
    url: str


Pages = Mapping[str, Sequence[Page]] | Callable[[str], Sequence[Page]]


@dataclass
class FakeSearch(Loopback):
    """Answers queries from `pages` (a mapping, or a function of the query), with faults by the
    number of the call, from 1. `api_key` is Serper's; `json_allowed` False answers as an instance
    of SearXNG does that does not offer JSON. `extra` is put over each answer, for other kinds of
    results. `queries` are what was asked, `headers` with what."""

    pages: Pages = field(default_factory=dict)
    faults: Mapping[int, Fault] = field(default_factory=dict)
    api_key: str | None = None
    json_allowed: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    calls: int = 0

    @property
    def url(self) -> str:
        """The address to configure."""
        return f"http://127.0.0.1:{self._port}"

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/search", self._serper)
        app.router.add_get("/search", self._searxng)
        return app

    async def _serper(self, request: web.Request) -> web.StreamResponse:
        if self.api_key is not None and request.headers.get("X-API-KEY") != self.api_key:
            return web.json_response({"message": "Unauthorized.", "statusCode": 403}, status=403)
        body = msgspec.json.decode(await request.read())
        organic = [
            {"title": page.title, "link": page.url, "snippet": page.text, "position": place}
            for place, page in enumerate(self._found(str(body["q"])), 1)
        ]
        answer = {"searchParameters": body, "organic": organic, **self.extra}
        return await self._answer(request, answer)

    async def _searxng(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("format") != "json" or not self.json_allowed:
            return web.Response(status=403, text="<!doctype html><title>403 Forbidden</title>")
        query = request.query["q"]
        results = [
            {"title": p.title, "url": p.url, "content": p.text, "engine": "fake", "score": 1 / n}
            for n, p in enumerate(self._found(query), 1)
        ]
        answer = {"query": query, "results": results, "answers": [], "infoboxes": []}
        return await self._answer(request, {**answer, "unresponsive_engines": [], **self.extra})

    def _found(self, query: str) -> Sequence[Page]:
        self.queries.append(query)
        return self.pages(query) if callable(self.pages) else self.pages.get(query, ())

    async def _answer(self, request: web.Request, answer: dict[str, Any]) -> web.StreamResponse:
        self.calls += 1
        self.headers.append(dict(request.headers))
        fault = self.faults.get(self.calls)
        if fault is None:
            return web.json_response(answer)
        await asyncio.sleep(fault.delay_s)
        return await faulty(request, fault, answer if fault.body is None else fault.body)
