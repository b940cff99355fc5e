"""Stage 2: evidence for the tasks that need facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from realign.criteria import Criterion
from realign.samples import Sample, TaskLabel, Turn
from realign.stages.base import Services, TurnStage


def wants_evidence(label: TaskLabel, criterion: Criterion) -> bool:
    """Whether facts are looked up: the criterion says so, or the classifier sees a question of fact
    under another name. Either is enough: a passage too many costs less than a fact too few."""
    return criterion.evidence or bool(label.needs_evidence)


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
        if not (criterion.rewrite and wants_evidence(turn.label, criterion)):
            return turn
        found = await services.retriever.retrieve(sample.request(turn), self.k)
        return replace(turn, evidence=tuple(found))
