"""Stage 2: evidence for the tasks that need facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from realign.samples import Sample, Turn
from realign.stages.base import Services, TurnStage


@dataclass(frozen=True)
class Retrieve(TurnStage):
    """Asks the retriever for `k` passages, with the request as the query."""

    name = "retrieve"
    k: int = 5

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its evidence; as it was where there is no retriever, or no need."""
        if services.retriever is None or turn.label is None:
            return turn
        criterion = services.criteria.get(turn.label.task)
        wanted = turn.label.needs_evidence
        if not ((criterion.evidence if wanted is None else wanted) and criterion.rewrite):
            return turn
        found = await services.retriever.retrieve(sample.request(turn), self.k)
        return replace(turn, evidence=tuple(found))
