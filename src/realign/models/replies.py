"""From an HTTP answer to a `Completion` or a typed error. Pure: no network, no clock of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from realign.errors import (
    AccessDenied,
    BadReply,
    CallTimeout,
    ContextTooLong,
    ModelError,
    RateLimited,
    RequestRefused,
    ServerFault,
)
from realign.models.base import Choice, Completion, Usage

QUOTE_LIMIT = 300
"""How many characters of a server's words an error message repeats."""

KEY_HINT = (
    "set the environment variable that holds the endpoint's key "
    "(REALIGN_API_KEY, or OPENAI_API_KEY), and check that the key may use this model."
)

CREDIT_HINT = "the account of this key has no credit left."

Scrub = Callable[[str], str]


class _Message(msgspec.Struct):
    content: Any = None
    refusal: Any = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    finish_reason: Any = None
    index: Any = None


class _Reply(msgspec.Struct):
    """The part of a chat completion that is used. `Any` where a strange value does no harm."""

    choices: list[_Choice] | None = None
    usage: Any = None
    model: Any = None
    error: Any = None


_REPLY = msgspec.json.Decoder(_Reply)
_ANY = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server says about a request that failed; empty where it says nothing."""

    message: str = ""
    code: str = ""
    kind: str = ""
    param: str = ""

    def names(self, *fields: str) -> bool:
        """True when it complains about one of these request fields."""
        if self.param:
            return self.param.split(".")[0] in fields
        return any(re.search(rf"\b{field}\b", self.message) for field in fields)


def quote(text: str, scrub: Scrub) -> str:
    """A server's words on one line, cut to `QUOTE_LIMIT`, without the key."""
    # Scrubbed before it is cut: half a key at the end would be half a key too much.
    line = " ".join(scrub(text[: 40 * QUOTE_LIMIT]).split())
    line = "".join(char if char.isprintable() else "?" for char in line)
    return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 3] + "..."


def read_refusal(body: bytes) -> Refusal:
    """Understand the error bodies of OpenAI, vLLM, llama.cpp, Ollama and FastAPI servers."""
    text = body[:65536].decode("utf-8", "replace")
    try:
        data = _ANY.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return Refusal(message=text)
    inner = data.get("error", data) if isinstance(data, dict) else data
    if isinstance(inner, str):
        return Refusal(message=inner)
    if not isinstance(inner, dict):
        return Refusal(message=text)
    message = inner.get("message")
    return Refusal(
        message=message if isinstance(message, str) else text,
        code=_word(inner.get("code")),
        kind=_word(inner.get("type")),
        param=_word(inner.get("param")),
    )


def _word(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


_CONTEXT_CODES = frozenset(
    {
        "context_length_exceeded",  # OpenAI and those that follow it
        "exceed_context_size_error",  # llama.cpp
        "context_window_exceeded",
        "string_above_max_length",  # OpenAI: one message is too long
    }
)

# Only where no code says it: vLLM gives every refusal the type BadRequestError, Ollama and some
# gateways give a sentence and nothing else. Limited to 400, 422 and 500, and to these sentences.
_CONTEXT_WORDS = re.compile(
    r"maximum context length|context length is only|longer than the maximum model length"
    r"|exceeds? (?:the )?(?:maximum |available |model'?s )?context (?:length|size|window)"
    r"|exceeds the maximum number of tokens|prompt is too long"
    r"|max_tokens must be at least 1, got -",
    re.IGNORECASE,
)


def is_context_refusal(status: int, refusal: Refusal) -> bool:
    """True when the request was refused because it does not fit the model."""
    if status == 413 or not _CONTEXT_CODES.isdisjoint((refusal.code, refusal.kind)):
        return True
    if status in (400, 422) and refusal.param == "input_tokens":  # vLLM since 0.16
        return True
    return status in (400, 422, 500) and bool(_CONTEXT_WORDS.search(refusal.message))


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait, from `retry-after-ms` or `Retry-After` (seconds or a date); None: not said.

    `now` is Unix time, in seconds. Keys are looked up in the spelling of HTTP; pass a
    case-insensitive mapping.
    """
    millis = _seconds(headers.get("retry-after-ms", ""))
    if millis is not None:
        return millis / 1000
    value = headers.get("Retry-After", "")
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


def _seconds(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None


def error_from_status(
    status: int, headers: Mapping[str, str], refusal: Refusal, *, scrub: Scrub, now: float
) -> ModelError:
    """The typed error for an HTTP status that is not 200."""
    said = quote(refusal.message, scrub)
    message = (
        f"The endpoint answered {status}: {said}" if said else f"The endpoint answered {status}."
    )
    if is_context_refusal(status, refusal):
        return ContextTooLong(message, hint="this record does not fit the model's context.")
    # No credit: waiting does not help, whatever the status says.
    broke = status == 402 or "insufficient_quota" in (refusal.code, refusal.kind)
    if broke or status in (401, 403):
        return AccessDenied(message, hint=CREDIT_HINT if broke else KEY_HINT)
    wait = parse_retry_after(headers, now)
    if status == 429:
        return RateLimited(message, retry_after=wait)
    if status >= 500:
        return ServerFault(message, retry_after=wait)
    hint = _refusal_hint(status, headers, scrub)
    return CallTimeout(message) if status == 408 else RequestRefused(message, hint=hint)


def _refusal_hint(status: int, headers: Mapping[str, str], scrub: Scrub) -> str:
    if status in (404, 405):
        return "check the model's name (--model) and the path of --endpoint (most end in /v1)."
    if 300 <= status < 400:
        target = quote(headers.get("Location", "another address"), scrub)
        return f"redirects are not followed; give --endpoint the address itself: {target}"
    return ""


def parse_completion(body: bytes, n: int, *, scrub: Scrub) -> Completion:
    """Read a 200 answer: up to `n` choices in the endpoint's order.

    Raises `BadReply` where it is not a chat completion, `RequestRefused` where the endpoint
    withheld the answer, and the error of the status where it hides one in a 200.
    """
    try:
        reply = _REPLY.decode(body)
    except (msgspec.DecodeError, RecursionError):
        start = quote(body[:2000].decode("utf-8", "replace"), scrub)
        raise BadReply(f"The endpoint's answer is not a chat completion: {start}") from None
    if not reply.choices:
        raise _no_choices(reply, body, scrub)
    listed = reply.choices
    if all(type(choice.index) is int for choice in listed):
        listed = sorted(listed, key=lambda choice: choice.index)
    return Completion(
        choices=tuple(_read_choice(choice, scrub) for choice in listed[:n]),
        usage=_read_usage(reply.usage),
        model=reply.model if isinstance(reply.model, str) else "",
    )


def _no_choices(reply: _Reply, body: bytes, scrub: Scrub) -> ModelError:
    if not reply.error:
        return BadReply("The endpoint's answer has no choices.")
    refusal = read_refusal(body)
    status = int(refusal.code) if refusal.code.isdecimal() else 0
    if 400 <= status < 600:  # gateways wrap their upstream's failure in a 200
        return error_from_status(status, {}, refusal, scrub=scrub, now=0.0)
    return BadReply(f"The endpoint's answer is an error: {quote(refusal.message, scrub)}")


def _read_choice(choice: _Choice, scrub: Scrub) -> Choice:
    reason = choice.finish_reason if isinstance(choice.finish_reason, str) else "unknown"
    message = choice.message
    content = message.content if message else None
    if isinstance(content, list):
        content = _join_parts(content)
    if isinstance(content, str):
        return Choice(content, reason)
    if message and isinstance(message.refusal, str) and message.refusal:
        raise RequestRefused(f"The model declined: {quote(message.refusal, scrub)}")
    if reason == "content_filter":
        raise RequestRefused("The endpoint's content filter withheld the answer.")
    error = BadReply(f"The endpoint's answer has no text (finish_reason: {reason[:40]}).")
    if reason == "length":
        # A reasoning model that spent every token on thinking does so again.
        error.retryable = False
        error.hint = "a reasoning model may need a larger max_tokens."
    raise error


def _join_parts(parts: list[Any]) -> str | None:
    texts = [
        part["text"]
        for part in parts
        if isinstance(part, dict)
        and part.get("type", "text") in ("text", "output_text")
        and isinstance(part.get("text"), str)
    ]
    return "".join(texts) if texts else None


def _read_usage(usage: object) -> Usage:
    if not isinstance(usage, dict):
        return Usage()
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))


def _count(value: object) -> int:
    return value if type(value) is int and value >= 0 else 0
