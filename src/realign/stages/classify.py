"""Stage 1: which task is it, and does anything have to be done at all?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from realign.samples import Sample, TaskLabel, Turn
from realign.stages.base import Services, TurnStage, kept


@dataclass(frozen=True)
class Classify(TurnStage):
    """Labels each turn. A record that came with a task keeps it."""

    name = "classify"

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its label; decided already where there is nothing to rewrite."""
        if not sample.original(turn).strip():
            return kept(turn, "the response is empty")
        request = sample.request(turn)
        if not request.strip():
            return kept(turn, "there is no request before the response")
        label = (
            TaskLabel(sample.task, origin="record")
            if sample.task
            else await services.classifier.classify(request)
        )
        turn = replace(turn, label=label)
        criterion = services.criteria.get(label.task)
        return replace(turn, criterion=criterion.name_and_version)
