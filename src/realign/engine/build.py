"""From a plan to live services: the model, the classifier, the retriever, the student."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.chat import open_model
from realign.engine.naming import build_classifier
from realign.engine.rundir import RunDir
from realign.engine.searching import open_retriever
from realign.engine.student import open_student
from realign.judges import wants_student
from realign.models.meter import Meter
from realign.stages.base import Services


@dataclass(frozen=True)
class Live:
    """Services and what to say about them. `identity` is what results depend on."""

    services: Services
    meter: Meter
    model_name: str
    concurrency: int
    identity: tuple[Any, ...]


@asynccontextmanager
async def open_services(
    plan: Plan, criteria: CriteriaSet, rundir: RunDir, note: Any = None
) -> AsyncIterator[Live]:
    """Everything live, for as long as the run lasts.

    Raises:
        UsageError: the endpoint, its model, the weights or the corpus can't be used.
    """
    async with AsyncExitStack() as stack:
        cached, meter, name, concurrency = await stack.enter_async_context(
            open_model(plan, rundir.calls, note)
        )
        classifier = build_classifier(plan, criteria, cached)
        retriever = open_retriever(plan, stack, rundir)
        identity: tuple[Any, ...] = (
            plan.answer_parameters(),
            dict(cached.identity),
            classifier.fingerprint,
            retriever.fingerprint if retriever else "",
        )
        student = None
        if wants_student(plan.verify.judges):
            own = open_student(plan.model, plan.verify.student, rundir.calls, cached, name)
            student = await stack.enter_async_context(own)
            identity += (dict(student.identity),)
        services = Services(criteria, classifier, cached, retriever, student)
        yield Live(services, meter, name, concurrency, identity)


def criteria_versions(criteria: CriteriaSet) -> Mapping[str, str]:
    """Task to the name and version of its criterion."""
    return {task: criteria[task].name_and_version for task in criteria}
