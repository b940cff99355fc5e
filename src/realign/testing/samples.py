"""Samples and requests without a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from realign.models.base import ChatRequest
from realign.samples import Message, Sample


def sample(
    request: str,
    response: str,
    *,
    id: int = 0,  # noqa: A002 - the name of the field it fills
    system: str = "",
    task: str | None = None,
    record: Mapping[str, Any] | None = None,
) -> Sample:
    """A sample of one turn. Without a `record`, an Alpaca one is made up for it."""
    messages = [Message("system", system)] if system else []
    messages += [Message("user", request), Message("assistant", response)]
    raw = {"instruction": request, "input": "", "output": response} if record is None else record
    return Sample(id, tuple(messages), record=raw, where=f"sample {id}", task=task)


def conversation(*contents: str, id: int = 0, system: str = "") -> Sample:  # noqa: A002 - as above
    """A sample of several turns: user, assistant, user, ... in this order."""
    messages = [Message("system", system)] if system else []
    messages += [
        Message("assistant" if i % 2 else "user", content) for i, content in enumerate(contents)
    ]
    record = {"messages": [{"role": m.role, "content": m.content} for m in messages]}
    return Sample(id, tuple(messages), record=record, where=f"sample {id}")


def chat(content: str, *, n: int = 1, first_draw: int = 0) -> ChatRequest:
    """A request of one user message."""
    return ChatRequest((Message("user", content),), n=n, first_draw=first_draw)
