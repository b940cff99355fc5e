"""How likely a given text is, as a model's continuation of another one.

Two ways to have it from a server. Most read the text back: completions with `echo` and `logprobs`
(vLLM, SGLang). llama.cpp's server does not; there the text's own tokens are forced by a grammar,
and the log-probabilities that it reports are those from before the force (free generation of the
same tokens gives the same, but for the rounding of batches).
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec

from realign.errors import BadReply, RequestRefused
from realign.models.base import ChatRequest, Choice, Completion, Usage
from realign.models.encoding import encode_json
from realign.models.link import Link
from realign.models.replies import error_from_status, is_context_refusal, read_refusal

NOT_OFFERED = frozenset({400, 404, 405, 415, 422, 501})

_Way = Callable[[str, str], Awaitable[list[float] | None]]


class _Echoed(msgspec.Struct):
    token_logprobs: list[float | None] | None = None
    text_offset: list[int] | None = None


class _Token(msgspec.Struct):
    logprob: float


class _Forced(msgspec.Struct):
    content: list[_Token] | None = None


class _Choice(msgspec.Struct):
    text: str = ""
    logprobs: msgspec.Raw = msgspec.Raw(b"null")


class _Reply(msgspec.Struct):
    choices: list[_Choice] | None = None


class _Tokens(msgspec.Struct):
    tokens: list[int]


class Likelihood:
    """Measures `ChatRequest.given` behind the messages' plain text; no chat template.

    `base` ends in /v1 as a rule, `root` is the same server's without it. The way that has worked
    once is the one that is asked from then on.
    """

    def __init__(self, base: Link, root: Link, model: str) -> None:
        self._base, self._root, self._model = base, root, model
        self._ways: tuple[_Way, ...] = (self._echo, self._force)

    async def measure(self, request: ChatRequest) -> Completion:
        """One choice: the given text, with the sum of its tokens' log-probabilities (natural);
        `usage.completion_tokens` is how many they are.

        Raises:
            ModelError: as for a reply; RequestRefused where the server can't do it.
        """
        context = "".join(message.content for message in request.messages)
        given = request.given or ""
        for way in self._ways:
            found = await way(context, given)
            if found is not None:
                self._ways = (way,)
                told, read = math.fsum(found), Usage(0, len(found))
                return Completion((Choice(given, "given", told),), read, self._model)
        raise RequestRefused(
            f"{self._base.base} gives no log-probabilities of a given text.",
            hint="vLLM and llama.cpp's server do; an embedded model does too (--student).",
        )

    async def _echo(self, context: str, given: str) -> list[float] | None:
        fields = {"prompt": context + given, "echo": True, "logprobs": 1, "max_tokens": 1}
        choice = await self._complete(fields)
        if choice is None or not choice.text.startswith(context + given):
            return None
        told = _decode(choice.logprobs, _Echoed)
        if told is None or not told.text_offset or not told.token_logprobs:
            return None
        inside = range(len(context), len(context) + len(given))
        pairs = zip(told.text_offset, told.token_logprobs, strict=False)
        return _checked([value for at, value in pairs if at in inside])

    async def _force(self, context: str, given: str) -> list[float] | None:
        body = encode_json({"content": given, "add_special": False})
        read = _decode(await self._ask(self._root, "/tokenize", body), _Tokens)
        if read is None or not read.tokens:
            return None
        fields = {
            "prompt": context,
            "grammar": "root ::= " + " ".join(f"<[{token}]>" for token in read.tokens),
            "logprobs": 1,
            "max_tokens": len(read.tokens) + 1,
        }
        choice = await self._complete(fields)
        told = _decode(choice.logprobs, _Forced) if choice is not None else None
        if told is None or not told.content or len(told.content) < len(read.tokens):
            return None
        return _checked([token.logprob for token in told.content[: len(read.tokens)]])

    async def _complete(self, fields: dict[str, Any]) -> _Choice | None:
        body = encode_json({"model": self._model, "temperature": 0.0, **fields})
        reply = _decode(await self._ask(self._base, "/completions", body), _Reply)
        return reply.choices[0] if reply is not None and reply.choices else None

    async def _ask(self, link: Link, path: str, body: bytes) -> bytes | None:
        """The reply; None where the server does not offer this."""
        status, headers, reply = await link.send("POST", path, body)
        if status == 200:
            return reply
        refusal = read_refusal(reply)
        if status in NOT_OFFERED and not is_context_refusal(status, refusal):
            return None
        raise error_from_status(status, headers, refusal, scrub=link.scrub, now=time.time())


T = TypeVar("T")


def _decode(reply: bytes | msgspec.Raw | None, kind: type[T]) -> T | None:
    if reply is None:
        return None
    try:
        return msgspec.json.decode(reply, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None


def _checked(values: Sequence[float | None]) -> list[float]:
    found = [value for value in values if value is not None and math.isfinite(value)]
    if not found or len(found) < len(values):
        raise BadReply("The endpoint left out log-probabilities of the text that was given.")
    return found
