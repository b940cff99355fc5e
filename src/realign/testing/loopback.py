"""A server on this machine, in a thread of its own: what the public fakes stand on."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web

from realign.testing.behaviour import Fault


class Loopback:
    """Serves `_app` at 127.0.0.1 within a `with` statement; `_port` 0 takes a free one."""

    _port: int = 0

    def _app(self) -> web.Application:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=4096).start()
        self._port = int(self._runner.addresses[0][1])


async def faulty(request: web.Request, fault: Fault, content: Any) -> web.StreamResponse:
    """An answer that is not as it should be; `content` is bytes, or goes as JSON."""
    raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
    headers = {"Content-Type": "application/json", **fault.headers}
    if not fault.cut:
        return web.Response(status=fault.status, body=raw, headers=headers)
    answer = web.StreamResponse(status=fault.status)
    if fault.cut == "middle":
        answer.content_length = len(raw)
        await answer.prepare(request)
        await answer.write(raw[: len(raw) // 2])
    if request.transport is not None:
        request.transport.close()
    return answer
