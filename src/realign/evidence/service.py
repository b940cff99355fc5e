"""What the search services share: one link, typed errors, and an answer that is JSON."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from realign.errors import AccessDenied, BadReply, ModelError, PlanError
from realign.models.link import Key, Link, checked
from realign.models.replies import error_from_status, quote, read_refusal
from realign.samples import Evidence

MOST_QUERY = 400
"""Characters of a query that are sent: engines read no more, and the rest need not leave."""

_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Search:
    """One question to a search service: `depth` results are wanted."""

    query: str
    depth: int = 10


Found = tuple[Evidence, ...]


def base_address(url: str, name: str) -> str:
    """The address of a service in one spelling. Raises `PlanError` for what is none."""
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good or "@" in text or "?" in text or "#" in text or any(c.isspace() for c in text):
        raise PlanError(
            f"evidence.url is no address of {name} that can be asked.",
            hint="Write http:// or https://, host and port; no password, no query.",
        )
    return text.removesuffix("/search")


def key_from(variable: str, *, needed_by: str = "") -> str | None:
    """A key from the environment. Raises `PlanError` where it is needed and not set."""
    found = checked(os.environ.get(variable)) if variable else None
    if found is None and needed_by:
        raise PlanError(
            f"{needed_by} needs a key: the environment variable {variable} is not set.",
            hint="Set it, or name another one with --web-key-env. Keys are read from nowhere else.",
        )
    return found


class Asking:
    """One service over HTTP. `identity` names it: part of the key of a stored answer."""

    name = ""

    def __init__(self, base: str, key: Key | None, timeout_s: float) -> None:
        self._link = Link(base, key, timeout_s, _CONNECTIONS)

    @property
    def identity(self) -> Mapping[str, Any]:
        """Service and address."""
        return {"kind": self.name, "endpoint": self._link.base}

    async def generate(self, request: Search, /) -> Found:
        """What the service finds, best first. Raises a `ModelError`."""
        try:
            return await self._ask(request)
        except ModelError as error:
            error.service = f"the search service {self.name}"
            raise

    async def _ask(self, request: Search) -> Found:
        raise NotImplementedError

    async def _json(self, method: str, path: str, body: bytes | None = None) -> Mapping[str, Any]:
        status, headers, reply = await self._link.send(method, path, body)
        if status != 200:
            raise self._refusal(status, headers, reply)
        try:
            data = msgspec.json.decode(reply)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            said = quote(reply[:2000].decode("utf-8", "replace"), self._link.scrub)
            raise BadReply(f"{self.name} did not answer with JSON: {said}") from None
        if not isinstance(data, dict):
            raise BadReply(f"The answer of {self.name} is no JSON object.")
        return data

    def _refusal(self, status: int, headers: Mapping[str, str], reply: bytes) -> ModelError:
        error = error_from_status(
            status, headers, read_refusal(reply), scrub=self._link.scrub, now=time.time()
        )
        error.message = error.message.replace("The endpoint", self.name, 1)
        if isinstance(error, AccessDenied):
            error.hint = self.denied_hint
        elif 300 <= status < 400:
            error.hint = "redirects are not followed: give --web-url the address itself."
        elif status in (404, 405):
            error.hint = "check --web-url."
        return error

    denied_hint = ""

    async def aclose(self) -> None:
        """Close the connections."""
        await self._link.aclose()


def items(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; nothing for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def distinct(found: list[Evidence]) -> Found:
    """Without empty texts and repetitions."""
    first: dict[str, Evidence] = {}
    for item in found:
        if item.text and item.source:
            first.setdefault(item.text.casefold(), item)
    return tuple(first.values())
