"""What a run would do, told without a single call: the dry run."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from realign.classifiers.cascade import unsure
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.naming import classifier_kind, free_classifier
from realign.engine.part import chosen_ids, selected
from realign.engine.pipeline import build_stages, restrict_turns
from realign.engine.searching import build_retriever, web_settings
from realign.evidence.base import Retriever
from realign.io import Source, inspect, read
from realign.models.base import ChatModel, ChatRequest, Completion
from realign.samples import Evidence, Message, Sample
from realign.stages.base import Services
from realign.stages.reformat import Reformat
from realign.stages.retrieve import Retrieve

LOOK_AT = 400


class NoModel:
    """Stands where a model would: a dry run calls none."""

    identity: dict[str, str] = {}  # noqa: RUF012 - a protocol's attribute, never written

    async def generate(self, _: ChatRequest, /) -> Completion:
        """Never called."""
        raise AssertionError("a dry run makes no call")

    async def aclose(self) -> None:
        """Nothing to give back."""


@dataclass
class Estimate:
    """What would be done. `looked_at` responses were screened; `kept` of them, by reason, need no
    rewrite, and `laid_out` of them are rewritten by their own layout, without a call. `tasks` are
    those that the embedded classifier finds, `unsure` of them below the plan's threshold. `kind`
    is the classifier that the run would use. `first` is the conversation that would be sent for the
    first response that would be rewritten. `searches` are the texts that would be sent to search
    services, each with where to.
    """

    source: Source
    records: int
    looked_at: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    laid_out: int = 0
    to_rewrite: int = 0
    prompt_words: int = 0
    first: tuple[Message, ...] = ()
    first_task: str = ""
    first_where: str = ""
    first_request: str = ""
    kind: Literal["embedded", "cascade", "model"] = "model"
    unsure: int = 0
    searches: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share_to_classify(self) -> float:
        """Of the responses, those whose task the chat model would be asked for."""
        if self.kind != "cascade":
            return float(self.kind == "model")
        return self.unsure / self.looked_at if self.looked_at else 0.0

    @property
    def share(self) -> float:
        """Of the responses that were looked at, those that would be sent to the model."""
        return self.to_rewrite / self.looked_at if self.looked_at else 0.0


class Told:
    """A retriever that searches the corpus, and only tells what would be sent to the web."""

    fingerprint = ""

    def __init__(self, found: Estimate, corpus: Retriever | None, where: Sequence[str]) -> None:
        self._found, self._corpus, self._where = found, corpus, where

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The corpus's passages."""
        sent = " ".join(query.split())
        self._found.searches += [(sent, where) for where in self._where]
        return await self._corpus.retrieve(query, k) if self._corpus else ()


def destinations(plan: Plan) -> list[str]:
    """Where searches go: name and address of every service. Nothing is asked, no key is read."""
    from realign.evidence.serper import ADDRESS

    out = []
    for name, settings in web_settings(plan):
        address = settings.url or (ADDRESS if name == "serper" else "")
        out.append(f"{name} at {address}" if address else name)
    return out


def estimate(plan: Plan, criteria: CriteriaSet) -> Estimate:
    """Reads the input, classifies with the embedded classifier and screens up to 400 records.

    Raises:
        UsageError: as a run would.
    """
    source = inspect(plan.input, format=plan.format, mapping=plan.map, on_bad_lines=plan.bad_lines)
    chosen = chosen_ids(source.records, plan)
    found = Estimate(source, source.records if chosen is None else len(chosen))
    asyncio.run(_look(plan, criteria, found, islice(selected(read(source), chosen), LOOK_AT)))
    return found


async def _look(
    plan: Plan, criteria: CriteriaSet, found: Estimate, samples: Iterator[Sample]
) -> None:
    model: ChatModel = NoModel()
    found.kind = classifier_kind(plan, criteria)
    told = Told(found, build_retriever(plan), destinations(plan))
    retriever = told if plan.evidence.used else None
    services = Services(criteria, free_classifier(plan, criteria), model, retriever)
    corridor = [
        replace(stage, queries="question")
        if isinstance(stage, Retrieve) and stage.queries == "model"
        else stage
        for stage in build_stages(plan, ())
    ]
    place, reformat = next((n, s) for n, s in enumerate(corridor) if isinstance(s, Reformat))
    for sample in samples:
        done = restrict_turns(sample, plan.rewrite.turns)
        for stage in corridor[:place]:
            done = await stage(done, services)
        for turn in done.turns:
            found.looked_at += 1
            if turn.label:
                found.tasks[turn.label.task] += 1
                found.unsure += unsure(turn.label, plan.threshold)
            if turn.decision:
                found.kept[turn.decision.reason] += 1
                continue
            assert turn.label is not None  # noqa: S101 - classify labels every open turn
            criterion = criteria.get(turn.label.task)
            if reformat.without_call(done, turn, criterion):
                found.laid_out += 1
                continue
            found.to_rewrite += 1
            messages = reformat.messages(done, turn, criterion)
            found.prompt_words += sum(len(m.content.split()) for m in messages)
            if not found.first:
                found.first, found.first_task = messages, turn.label.task
                found.first_where, found.first_request = done.where, done.request(turn)
