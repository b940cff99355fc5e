"""Any endpoint that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, clouds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

import msgspec

from realign.errors import (
    BadReply,
    ModelError,
    PlanError,
    RequestRefused,
    WrongAddress,
)
from realign.models.base import ChatRequest, Completion, Usage
from realign.models.dialect import Dialect
from realign.models.encoding import encode_json
from realign.models.likelihood import Likelihood
from realign.models.link import Link, bearer
from realign.models.replies import (
    Refusal,
    error_from_status,
    is_context_refusal,
    parse_completion,
    read_refusal,
)

if TYPE_CHECKING:  # aiohttp takes longer to import than `realign --help` may take
    pass

_OWN_FIELDS = frozenset({"messages", "model", "n", "stream"})


def normalize_endpoint(url: str) -> str:
    """The base URL in one spelling: no trailing slash, "/v1" where it has no path.

    A pasted ".../chat/completions" is cut back to its base. Raises `PlanError` for what is no
    http address, and for one that carries a password, a query or a fragment.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise PlanError(f"The endpoint {_shown(text)!r} is not a URL: {error}.") from None
    _refuse_bad_url(text, parts)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{path or '/v1'}"


def _refuse_bad_url(text: str, parts: SplitResult) -> None:
    shown = _shown(text)
    if parts.scheme not in ("http", "https"):
        raise PlanError(
            f"The endpoint {shown!r} does not start with http:// or https://.",
            hint="write it in full, for example http://localhost:8000/v1",
        )
    if not parts.hostname or any(char.isspace() or not char.isprintable() for char in text):
        raise PlanError(
            f"The endpoint {shown!r} names no host that can be asked.",
            hint="write it in full, for example http://localhost:8000/v1",
        )
    if "@" in parts.netloc:
        raise PlanError(
            f"The endpoint {shown!r} carries a user name or a password.",
            hint="leave it out, and put the key into the environment.",
        )
    if parts.query or parts.fragment:
        raise PlanError(
            f"The endpoint {shown!r} has something after its path.",
            hint="give the base address only; other fields go into the request as extra fields.",
        )


def _shown(text: str) -> str:
    """A bad URL as an error may show it: nothing that could be a secret."""
    head, _, tail = text.partition("://")
    if tail:
        return f"{head}://{tail.split('?')[0].split('#')[0].rpartition('@')[2]}"[:200]
    return head.split("?")[0].rpartition("@")[2][:200]


def _checked_extra(extra: Mapping[str, Any] | None) -> dict[str, Any]:
    owned = sorted(_OWN_FIELDS.intersection(extra or {}))
    if owned:
        raise PlanError(
            f"The extra request fields set {', '.join(owned)}, which realign sets itself.",
            hint="leave these out; a field set to null is left out of the request.",
        )
    return dict(extra or {})


class OpenAIChat:
    """A `ChatModel` over HTTP.

    - `base_url`: see `normalize_endpoint`.
    - `api_key`: sent as a bearer token; shown nowhere.
    - `timeout_s`: for a whole call, waiting for a free connection included.
    - `extra_body`: further fields of the request; null takes a field of ours out. Part of the
      identity, so no place for secrets.
    - `connections`: open at most; not below the number of calls at once.

    Only the reply's content is used; what a reasoning model thought is left out.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        timeout_s: float = 120.0,
        extra_body: Mapping[str, Any] | None = None,
        connections: int = 256,
    ) -> None:
        """Raises `PlanError` for a bad URL, key or extra field."""
        self._model = model
        self._extra = _checked_extra(extra_body)
        base = normalize_endpoint(base_url)
        self._link = Link(base, bearer(api_key), timeout_s, connections)
        root = Link(base.removesuffix("/v1"), bearer(api_key), timeout_s, connections)
        self._root, self._likelihood = root, Likelihood(self._link, root, model)
        self._dialect = Dialect()
        self._answered = False
        identity: dict[str, Any] = {"kind": "openai", "endpoint": base, "model": model}
        if self._extra:
            identity["extra_body"] = self._extra
        self._identity = MappingProxyType(identity)

    def __repr__(self) -> str:
        return f"OpenAIChat({self._link.base!r}, {self._model!r})"

    @property
    def identity(self) -> Mapping[str, Any]:
        """Endpoint, model and extra fields."""
        return self._identity

    async def generate(self, request: ChatRequest, /) -> Completion:
        """Ask for `request.n` draws, in further requests where the endpoint gives fewer at once.

        When such a further request fails, the draws that came are returned without the missing
        ones: they are paid for, and `Cached` asks for the rest. At least one draw, or an error.
        """
        if request.given is not None:
            return await self._likelihood.measure(request)
        got = await self._draw(request, request.first_draw, request.n)
        while len(got.choices) < request.n:
            done = len(got.choices)
            try:
                more = await self._draw(request, request.first_draw + done, request.n - done)
            except ModelError:
                break
            got = _joined(got, more)
        return got

    async def _draw(self, request: ChatRequest, draw: int, n: int) -> Completion:
        dialect = known = self._dialect
        while True:
            wanted = n if dialect.takes_n else 1
            status, headers, reply = await self._link.send(
                "POST", "/chat/completions", self._encode(dialect.body(request, draw, wanted))
            )
            if status == 200:
                break
            refusal = read_refusal(reply)
            simpler = None
            if status in (400, 422) and not is_context_refusal(status, refusal):
                simpler = dialect.without(refusal, request, wanted)
            if simpler is None:
                raise self._refused(status, headers, refusal)
            dialect = simpler
        self._answered = True
        completion = parse_completion(reply, wanted, scrub=self._link.scrub)
        constraint = request.constraint
        learned = dialect.heard(constraint, completion.choices)
        if len(completion.choices) < wanted:
            learned = replace(learned, takes_n=False)
        if learned is not known:  # only a success teaches, and it holds for this session
            self._dialect = self._dialect.also(learned)
        if constraint is None:
            return completion
        choices = tuple(dialect.unwrap(constraint, choice) for choice in completion.choices)
        return replace(completion, choices=choices)

    def _refused(self, status: int, headers: Mapping[str, str], refusal: Refusal) -> ModelError:
        """The error of a refusal. "Not here" is said of the address, until a call was answered;
        after that, of the one request."""
        error = error_from_status(status, headers, refusal, scrub=self._link.scrub, now=time.time())
        elsewhere = status in (404, 405) or 300 <= status < 400
        if self._answered or not elsewhere or not isinstance(error, RequestRefused):
            return error
        address = f"{self._link.base}/chat/completions"
        said = error.message.replace("The endpoint", address, 1)
        return WrongAddress(said, hint=error.hint)

    def _encode(self, fields: dict[str, Any]) -> bytes:
        fields["model"] = self._model
        for name, value in self._extra.items():
            if value is None:
                fields.pop(name, None)
            else:
                fields[name] = value
        return encode_json(fields)

    async def aclose(self) -> None:
        """Close the connections. A later call opens new ones."""
        await self._link.aclose()
        await self._root.aclose()


def _joined(first: Completion, more: Completion) -> Completion:
    usage = Usage(
        first.usage.prompt_tokens + more.usage.prompt_tokens,
        first.usage.completion_tokens + more.usage.completion_tokens,
    )
    return replace(first, choices=first.choices + more.choices, usage=usage)


@dataclass(frozen=True, slots=True)
class Probe:
    """What an endpoint said when asked for its models: none where it keeps no list."""

    endpoint: str
    models: tuple[str, ...] = ()


async def probe(base_url: str, *, api_key: str | None = None, timeout_s: float = 10.0) -> Probe:
    """Ask an endpoint which models it has. Raises `PlanError` or a `ModelError`."""
    link = Link(normalize_endpoint(base_url), bearer(api_key), timeout_s, 1)
    try:
        status, headers, body = await link.send("GET", "/models")
    finally:
        await link.aclose()
    if status in (404, 405, 501):
        return Probe(link.base)
    if status != 200:
        raise error_from_status(
            status, headers, read_refusal(body), scrub=link.scrub, now=time.time()
        )
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise BadReply(f"{link.base}/models did not answer with JSON.") from None
    listed = data.get("data") if isinstance(data, dict) else None
    items = listed if isinstance(listed, list) else []
    names = (item.get("id") for item in items if isinstance(item, dict))
    return Probe(link.base, tuple(name for name in names if isinstance(name, str)))
