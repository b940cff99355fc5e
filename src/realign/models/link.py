"""HTTP to one service, and to no other: what the endpoint and the search services share."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from realign.errors import (
    BadReply,
    CallTimeout,
    ConnectionLost,
    ModelError,
    PlanError,
    RequestRefused,
)
from realign.models.replies import quote

if TYPE_CHECKING:  # aiohttp takes longer to import than `realign --help` may take
    import aiohttp

REPLY_LIMIT = 32 * 1024 * 1024
"""Bytes of an answer that are read before it is given up."""

_LARGE_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and the header that carries it, behind `before`. Never shown."""

    text: str = field(repr=False)
    header: str = "Authorization"
    before: str = "Bearer "


def bearer(text: str | None) -> Key | None:
    """The key as a bearer token. Raises `PlanError` as `checked`."""
    found = checked(text)
    return Key(found) if found else None


def checked(key: str | None) -> str | None:
    """A key without the spaces around it. Raises `PlanError` for what can't be one."""
    key = (key or "").strip()
    if any(not "!" <= char <= "~" for char in key):
        raise PlanError(
            "The endpoint's key holds characters that can't stand in a key.",
            hint="look for a space, a line break or a curly quote in the environment variable.",
        )
    return key or None


class Link:
    """A connection pool to one base URL. Belongs to one event loop at a time."""

    def __init__(self, base: str, key: Key | None, timeout_s: float, connections: int) -> None:
        self.base = base
        self._key = key
        self._timeout_s = timeout_s
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def scrub(self, text: str) -> str:
        """The text without the key."""
        return text.replace(self._key.text, "[key]") if self._key else text

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is not None and self._loop is loop and not self._session.closed:
            return self._session
        import aiohttp

        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers[self._key.header] = f"{self._key.before}{self._key.text}"
        self._loop = loop
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=self._timeout_s, sock_connect=30),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self._session

    async def send(
        self, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body. Redirects are not followed: the key stays with this host."""
        session = self._open()
        # aiohttp warns about large bytes, which it would write in one go.
        data = io.BytesIO(body) if body and len(body) > _LARGE_BODY else body
        try:
            async with session.request(
                method, self.base + path, data=data, allow_redirects=False
            ) as reply:
                return reply.status, reply.headers, await _read(reply)
        except (ModelError, asyncio.CancelledError):
            raise
        except Exception as error:
            failure = self._failure(error)
        # Raised out here on purpose: aiohttp's errors hold the request's headers, and with them
        # the key; a chained one would carry it into tracebacks.
        raise failure

    def _failure(self, error: Exception) -> Exception:
        import aiohttp

        said = quote(f"{type(error).__name__}: {error}", self.scrub)
        if isinstance(error, TimeoutError):
            return CallTimeout(f"No answer from {self.base} within {self._timeout_s:g} s.")
        if isinstance(error, aiohttp.ClientSSLError | aiohttp.InvalidURL):
            return RequestRefused(f"{self.base} can't be asked ({said}).")
        if isinstance(error, aiohttp.ClientResponseError):
            return BadReply(f"The answer of {self.base} is not HTTP ({said}).")
        if isinstance(error, aiohttp.ClientError | OSError):
            return ConnectionLost(
                f"The connection to {self.base} failed ({said}).",
                hint="check that the endpoint is running and its address is right.",
            )
        return error

    async def aclose(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()


async def _read(reply: aiohttp.ClientResponse) -> bytes:
    chunks, size = [], 0
    if (reply.content_length or 0) <= REPLY_LIMIT:
        async for chunk in reply.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > REPLY_LIMIT:
                break
        else:
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)
    reply.close()
    raise BadReply(f"The endpoint's answer is larger than {REPLY_LIMIT // 1024**2} MB.")
