"""Stage 2: evidence for the tasks that need facts, and what of it may be used."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from realign.checks import contradiction
from realign.criteria import Criterion
from realign.evidence.merge import fuse
from realign.evidence.relevance import Relevance, WordShare, is_beside
from realign.evidence.text import gives_orders
from realign.models.base import ChatRequest, Sampling
from realign.samples import Evidence, Sample, TaskLabel, Turn
from realign.stages import queries
from realign.stages.base import Services, TurnStage

Queries = Literal["instruction", "question", "model"]

NOTHING_FOUND = "no evidence was found"
NOTHING_LEFT = "no evidence is left that may be used"

BESIDE = "beside the question"
ORDERS = "it gives orders to its reader"
AGAINST = "against the original"

_SAMPLING = Sampling(temperature=0.0, max_tokens=120, seed=0)


def wants_evidence(label: TaskLabel, criterion: Criterion) -> bool:
    """Whether facts are looked up: the criterion says so, or the classifier sees a question of fact
    under another name. Either is enough: a passage too many costs less than a fact too few."""
    return criterion.evidence or bool(label.needs_evidence)


@dataclass(frozen=True)
class Retrieve(TurnStage):
    """Asks the retriever for `k` passages.

    What is beside the question, gives orders to a model, or contradicts the original is kept with
    that reason and not shown to the model; a contradiction that two sources agree on is shown.
    Every contradiction is a finding about the original.
    """

    name = "retrieve"
    k: int = 5
    queries: Queries = "question"
    relevance: Relevance = field(default_factory=WordShare)

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its evidence; as it was where there is no retriever, or no need."""
        if services.retriever is None or not wanted(turn, services):
            return turn
        asked = await self.ask(sample, turn, services)
        retriever = services.retriever
        lists = await asyncio.gather(*(retriever.retrieve(query, self.k) for query in asked))
        found = tuple(lists[0]) if len(lists) == 1 else fuse(lists, self.k)
        return self.sifted(sample, turn, found)

    async def ask(self, sample: Sample, turn: Turn, services: Services) -> tuple[str, ...]:
        """The queries: at least one. The model's are those of the question where it wrote none."""
        request = sample.request(turn)
        if self.queries == "model":
            messages = queries.query_messages(sample.context(turn))
            completion = await services.model.generate(ChatRequest(messages, _SAMPLING))
            written = queries.read_queries(completion.choices[0].text)
            if written:
                return written
        return (request if self.queries == "instruction" else queries.question_in(request),)

    def sifted(self, sample: Sample, turn: Turn, found: Sequence[Evidence]) -> Turn:
        """The turn with what was found, each passage that may not be used with its reason."""
        sifted = self._bearing(found, sample.original(turn))
        original, request = sample.original(turn), sample.request(turn)
        question = queries.question_in(request)
        places = [place for place, item in enumerate(sifted) if not item.left_out]
        used = [sifted[place] for place in places]
        against = contradiction.contradictions(original, question, used)
        supporting = contradiction.supporters(original, question, used) if against else 0
        agreed = contradiction.agreed(against, used, supporting)
        for item in against:
            if not contradiction.is_agreed(item.found, agreed):
                place = places[item.passage]
                sifted[place] = replace(sifted[place], left_out=AGAINST)
        findings = contradiction.findings(against, used, supporting, original)
        return replace(turn, evidence=tuple(sifted), findings=findings, note=note(sifted))

    def _bearing(self, found: Sequence[Evidence], response: str) -> list[Evidence]:
        scores: list[float] = []
        for item in found:
            scores += self.relevance.scores(item.query, [item])
        out = []
        for item, score in zip(found, scores, strict=True):
            beside = score < self.relevance.threshold or is_beside(item.query, response, item)
            reason = BESIDE if beside else ""
            if gives_orders(f"{item.title}\n{item.text}"):
                reason = ORDERS
            out.append(replace(item, left_out=reason))
        return out


def wanted(turn: Turn, services: Services) -> bool:
    """True where the turn's task is rewritten and facts are looked up for it."""
    if turn.label is None:
        return False
    criterion = services.criteria.get(turn.label.task)
    return criterion.rewrite and wants_evidence(turn.label, criterion)


def note(evidence: Sequence[Evidence]) -> str:
    """How the search ended, for the record; "" where every passage may be used."""
    if not evidence:
        return NOTHING_FOUND
    counts = Counter(item.left_out for item in evidence if item.left_out)
    if not counts:
        return ""
    told = ", ".join(f"{count} {reason}" for reason, count in counts.items())
    left = NOTHING_LEFT if counts.total() == len(evidence) else "evidence was left out"
    return f"{left}: {told}"
