"""The student: the model whose log-probabilities a judge compares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from realign.config import ModelPlan, Plan
from realign.engine.chat import open_model
from realign.errors import PlanError, RequestRefused
from realign.judges import wants_chat, wants_student
from realign.judges.reversed_ifd import perplexity
from realign.models.base import ChatModel
from realign.models.meter import Meter
from realign.models.registry import MODELS


def settings_of(model: ModelPlan, student: str) -> ModelPlan:
    """Where the student is: on this machine if it is packaged or a file, else at the endpoint."""
    if not student:
        return model
    here = student in MODELS or student.endswith(".gguf")
    return replace(model, name=student, endpoint=None if here else model.endpoint)


@asynccontextmanager
async def open_student(
    plan: ModelPlan, student: str, calls: Path, model: ChatModel, name: str
) -> AsyncIterator[ChatModel]:
    """A student of its own, its finished measurements beside the file `calls`; the `model` that is
    open already where none is named.

    Raises:
        UsageError: it can't be used, or gives no log-probabilities.
    """
    async with AsyncExitStack() as stack:
        if student:
            beside = calls.with_name(f"student-{calls.name}")
            opened = open_model(Plan(model=settings_of(plan, student)), beside)
            model, _, name, _ = await stack.enter_async_context(opened)
        await require_logprobs(model, name)
        yield model


@asynccontextmanager
async def open_judges(
    model: ModelPlan, student: str, judges: Sequence[str], calls: Path
) -> AsyncIterator[tuple[ChatModel, ChatModel, Meter, str, int]]:
    """The chat model and the student of these judges, one model where one will do; its meter, its
    name, and how many calls may be under way at once.

    Raises:
        UsageError: one can't be used, or the student gives no log-probabilities.
    """
    chats = wants_chat(judges)
    first = model if chats else settings_of(model, student)
    async with AsyncExitStack() as stack:
        opened = open_model(Plan(model=first), calls)
        chat, meter, name, concurrency = await stack.enter_async_context(opened)
        measured: ChatModel = chat
        if wants_student(judges):
            own = open_student(model, student if chats else "", calls, chat, name)
            measured = await stack.enter_async_context(own)
        yield chat, measured, meter, name, concurrency


async def require_logprobs(model: ChatModel, name: str) -> None:
    """One trial, before anything else is paid for.

    Raises:
        PlanError: it gives no log-probabilities of a given text.
    """
    try:
        await perplexity(model, "Tea is a drink.", "What is tea?")
    except RequestRefused as error:
        raise PlanError(
            f"{name} can't be the student: {error.message}",
            hint="--student smollm2-135m (or another embedded model), a .gguf file, or a model at "
            "vLLM or llama.cpp's server.",
        ) from None
