"""The seam to judges."""

from __future__ import annotations

from typing import Protocol

from realign.checks.base import Pair
from realign.models.base import ChatModel
from realign.samples import Finding, Severity


class Judge(Protocol):
    """One question to a model. `severity` is what its finding does unless a plan or a criterion
    says otherwise. One that `measures` is handed the student, else the chat model."""

    name: str
    severity: Severity
    measures: bool

    async def __call__(self, pair: Pair, model: ChatModel, /) -> Finding | None:
        """What it found, or None.

        Raises:
            ModelError: the model could not be asked.
        """
        ...
