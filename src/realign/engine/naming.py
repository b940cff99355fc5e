"""From a plan to who names the tasks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from realign.classifiers.base import Classifier
from realign.classifiers.encoder import WEIGHTS, EncoderClassifier, read_card
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.chat import open_model
from realign.errors import PlanError
from realign.models.base import ChatModel
from realign.models.meter import Meter


@dataclass(frozen=True)
class LiveClassifier:
    """A classifier by itself. `kind` is what the plan's `auto` came to."""

    classifier: Classifier
    kind: Literal["embedded", "cascade", "model"]
    meter: Meter
    concurrency: int


@asynccontextmanager
async def open_classifier(
    plan: Plan, criteria: CriteriaSet, calls: Path | None, note: Any = None
) -> AsyncIterator[LiveClassifier]:
    """Who names the tasks, without the rest of a run. `calls` is the store of finished calls; the
    embedded classifier needs none, and no model is opened for it.

    Raises:
        UsageError: the endpoint, its model or the weights can't be used.
    """
    kind = classifier_kind(plan, criteria)
    if kind == "embedded" or calls is None:
        yield LiveClassifier(build_classifier(plan, criteria, None), "embedded", Meter(), 1)
        return
    async with open_model(plan, calls, note) as (model, meter, _, concurrency):
        yield LiveClassifier(build_classifier(plan, criteria, model), kind, meter, concurrency)


def classifier_kind(plan: Plan, criteria: CriteriaSet) -> Literal["embedded", "cascade", "model"]:
    """Who names the tasks: what the plan says, `auto` settled.

    The embedded classifier where its libraries are there and it knows the tasks; with an endpoint
    behind it for what it is unsure of. Else the chat model.
    """
    if plan.classifier != "auto":
        return plan.classifier
    if not (_installed() and _trained_for(plan, criteria)):
        return "model"
    return "embedded" if plan.model.endpoint is None else "cascade"


def free_classifier(plan: Plan, criteria: CriteriaSet) -> Classifier:
    """The best one that costs no call: what a dry run looks with."""
    if _installed() and _trained_for(plan, criteria):
        return _encoder(plan)
    from realign.classifiers.words import WordsClassifier

    return WordsClassifier(criteria.taxonomy)


def _installed() -> bool:
    return all(find_spec(name) for name in ("onnxruntime", "tokenizers"))


def _encoder(plan: Plan) -> EncoderClassifier:
    return EncoderClassifier(Path(plan.weights) if plan.weights else None)


def _trained_for(plan: Plan, criteria: CriteriaSet) -> bool:
    folder = Path(plan.weights) if plan.weights else WEIGHTS
    if not plan.weights and not (folder / "card.json").is_file():
        return False  # a checkout without the trained weights
    return set(read_card(folder).tasks) == set(criteria.taxonomy)


def build_classifier(plan: Plan, criteria: CriteriaSet, model: ChatModel | None) -> Classifier:
    """`model` None: one that asks no model, whatever the plan says."""
    from realign.classifiers.cascade import CascadeClassifier
    from realign.classifiers.model import ModelClassifier
    from realign.classifiers.words import WordsClassifier

    kind = classifier_kind(plan, criteria) if model is not None else "embedded"
    if kind == "model" and model is not None:
        return ModelClassifier(criteria.taxonomy, model)
    if not _trained_for(plan, criteria):
        if plan.weights or kind == "cascade":
            raise PlanError(
                "The embedded classifier was trained for other tasks than the criteria's."
                if plan.weights or (WEIGHTS / "card.json").is_file()
                else "The weights of the embedded classifier are not in this installation.",
                hint="realign train-classifier --criteria DIR --data FILE -o WEIGHTS",
            )
        return WordsClassifier(criteria.taxonomy)  # learns any tasks from their criteria
    embedded = _encoder(plan)
    if kind == "embedded" or model is None:
        return embedded
    asked = ModelClassifier(criteria.taxonomy, model)
    return CascadeClassifier(embedded, asked, threshold=plan.threshold)
