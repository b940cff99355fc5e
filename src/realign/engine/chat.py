"""From a plan to its chat model, in its wrappers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realign.config import Plan
from realign.errors import PlanError, UsageError
from realign.models.base import ChatModel
from realign.models.meter import Meter

if TYPE_CHECKING:
    from realign.models.cache import Cached

DEFAULT_KEYS = ("REALIGN_API_KEY", "OPENAI_API_KEY")
ENDPOINT_CONCURRENCY = 64


@asynccontextmanager
async def open_model(
    plan: Plan, calls: Path, note: Any = None
) -> AsyncIterator[tuple[Cached, Meter, str, int]]:
    """The plan's model in its wrappers, finished calls kept in the file `calls`; its meter, its
    name, and how many calls may be under way at once.

    Raises:
        UsageError: the endpoint, its model or the weights can't be used.
    """
    from realign.models.cache import Cached, CallStore
    from realign.models.limits import Budgeted, Limited, Retrying

    async with AsyncExitStack() as stack:
        bare, name, concurrency = await _open_model(plan, stack, note)
        meter = Meter()
        store = stack.enter_context(CallStore(calls))
        # A call that waits before another try gives its slot back: retries go around the limit.
        model: ChatModel = Limited(bare, concurrency, meter=meter)
        model = Retrying(model, attempts=plan.model.attempts, meter=meter)
        if plan.limits.calls is not None or plan.limits.tokens is not None:
            model = Budgeted(model, max_calls=plan.limits.calls, max_tokens=plan.limits.tokens)
        yield Cached(model, store, meter=meter), meter, name, concurrency


def api_key(plan: Plan) -> str | None:
    """The key, from the environment only.

    Raises:
        PlanError: the plan names a variable that is not set.
    """
    if plan.model.key_env:
        key = os.environ.get(plan.model.key_env)
        if key is None:
            raise PlanError(f"The environment variable {plan.model.key_env} is not set.")
        return key
    return next((os.environ[name] for name in DEFAULT_KEYS if os.environ.get(name)), None)


async def _open_model(plan: Plan, stack: AsyncExitStack, note: Any) -> tuple[ChatModel, str, int]:
    if plan.model.endpoint is None:
        return await _open_embedded(plan, stack, note)
    from realign.models.openai import OpenAIChat, normalize_endpoint

    base_url = normalize_endpoint(plan.model.endpoint)
    key = api_key(plan)
    name = plan.model.name or await _only_model(base_url, key)
    concurrency = plan.model.concurrency or ENDPOINT_CONCURRENCY
    chat = OpenAIChat(
        base_url, name, api_key=key, timeout_s=plan.model.timeout_s, connections=concurrency
    )
    stack.push_async_callback(chat.aclose)
    return chat, name, concurrency


async def _only_model(base_url: str, key: str | None) -> str:
    from realign.models.openai import probe

    offered = (await probe(base_url, api_key=key)).models
    if len(offered) == 1:
        return offered[0]
    raise UsageError(
        f"{base_url} offers {len(offered)} models.",
        hint=f"Choose one with --model: {', '.join(offered[:12]) or 'ask its operator'}.",
    )


async def _open_embedded(
    plan: Plan, stack: AsyncExitStack, note: Any
) -> tuple[ChatModel, str, int]:
    from realign.models.embedded import EmbeddedChat
    from realign.models.registry import DEFAULT, obtain

    name = plan.model.name or DEFAULT
    path = await asyncio.to_thread(obtain, name, note)
    chat = await EmbeddedChat.start(path, context=plan.model.context, threads=plan.model.threads)
    stack.push_async_callback(chat.aclose)
    return chat, name, plan.model.concurrency or chat.slots
