"""The seam to judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from realign.checks.base import Pair
from realign.models.base import ChatModel
from realign.samples import Finding, Score, Severity


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge came to; both None where nothing was to be asked."""

    finding: Finding | None = None
    score: Score | None = None


class Judge(Protocol):
    """One question to a model. `severity` is what its finding does unless a plan or a criterion
    says otherwise. One that `measures` is handed the student, else the chat model."""

    name: str
    severity: Severity
    measures: bool

    async def __call__(self, pair: Pair, model: ChatModel, /) -> Opinion:
        """What it found, if anything, and what it measured.

        Raises:
            ModelError: the model could not be asked.
        """
        ...
