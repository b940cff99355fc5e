"""From a plan to live services: the model in its wrappers, the classifier, the retriever."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from realign.classifiers.base import Classifier
from realign.classifiers.encoder import WEIGHTS, EncoderClassifier, read_card
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.rundir import RunDir
from realign.engine.student import open_student
from realign.errors import PlanError, UsageError
from realign.evidence.base import Retriever, Settings
from realign.judges import wants_student
from realign.models.base import ChatModel
from realign.models.meter import Meter
from realign.stages.base import Services

if TYPE_CHECKING:
    from realign.models.cache import Cached

DEFAULT_KEYS = ("REALIGN_API_KEY", "OPENAI_API_KEY")
ENDPOINT_CONCURRENCY = 64


@dataclass(frozen=True)
class Live:
    """Services and what to say about them. `identity` is what results depend on."""

    services: Services
    meter: Meter
    model_name: str
    concurrency: int
    identity: tuple[Any, ...]


def api_key(plan: Plan) -> str | None:
    """The key, from the environment only.

    Raises:
        PlanError: the plan names a variable that is not set.
    """
    if plan.model.key_env:
        key = os.environ.get(plan.model.key_env)
        if key is None:
            raise PlanError(f"The environment variable {plan.model.key_env} is not set.")
        return key
    return next((os.environ[name] for name in DEFAULT_KEYS if os.environ.get(name)), None)


def build_retriever(plan: Plan) -> Retriever | None:
    """The corpus of the plan, None where it names none; with its encoder if asked for, or here."""
    if plan.evidence.corpus is None:
        return None
    from realign.evidence.corpus import LocalCorpus
    from realign.evidence.encoder import Encoder, encoder_is_here, pull_encoder, runtime_is_here

    wanted = plan.evidence.rerank
    if wanted is None:
        wanted = runtime_is_here() and encoder_is_here()
    if not wanted:
        return LocalCorpus(plan.evidence.corpus)
    pull_encoder()
    return LocalCorpus(plan.evidence.corpus, Encoder())


def web_settings(plan: Plan) -> Iterator[tuple[str, Settings]]:
    """Each search service with its own address and key's name: of several, the address is
    searxng's and the key serper's, else those of the first."""
    names = plan.evidence.services
    for name in names:
        url = name == ("searxng" if "searxng" in names else names[0])
        key = name == ("serper" if "serper" in names else names[0])
        yield (
            name,
            Settings(
                plan.evidence.url if url else "",
                plan.evidence.key_env if key else "",
                plan.evidence.timeout_s,
            ),
        )


def open_retriever(plan: Plan, stack: AsyncExitStack, rundir: RunDir) -> Retriever | None:
    """All that the plan names, merged; None where it names nothing."""
    corpus = build_retriever(plan)
    if not plan.evidence.services:
        return corpus
    from realign.evidence.merge import Merged
    from realign.evidence.web import WebRetriever, bounded, open_service
    from realign.models.store import CallStore

    store = stack.enter_context(CallStore(rundir.searches))
    retrievers: list[Retriever] = [corpus] if corpus else []
    for name, settings in web_settings(plan):
        service = bounded(
            open_service(name, settings),
            attempts=plan.evidence.attempts,
            most=plan.evidence.searches,
        )
        retriever = WebRetriever(service, store, max_age=plan.evidence.age)
        stack.push_async_callback(retriever.aclose)
        retrievers.append(retriever)
    return Merged(retrievers)


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
        classifier = _build_classifier(plan, criteria, cached)
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


@asynccontextmanager
async def open_model(
    plan: Plan, calls: Path, note: Any = None
) -> AsyncIterator[tuple[Cached, Meter, str, int]]:
    """The plan's model in its wrappers, finished calls kept in the file `calls`; its meter, its
    name, and how many calls may be under way at once.

    Raises:
        UsageError: the endpoint, its model or the weights can't be used.
    """
    from realign.models.cache import Cached, CallStore
    from realign.models.limits import Budgeted, Limited, Retrying

    async with AsyncExitStack() as stack:
        bare, name, concurrency = await _open_model(plan, stack, note)
        meter = Meter()
        store = stack.enter_context(CallStore(calls))
        # A call that waits before another try gives its slot back: retries go around the limit.
        model: ChatModel = Limited(bare, concurrency, meter=meter)
        model = Retrying(model, attempts=plan.model.attempts, meter=meter)
        if plan.limits.calls is not None or plan.limits.tokens is not None:
            model = Budgeted(model, max_calls=plan.limits.calls, max_tokens=plan.limits.tokens)
        yield Cached(model, store, meter=meter), meter, name, concurrency


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
        yield LiveClassifier(_build_classifier(plan, criteria, None), "embedded", Meter(), 1)
        return
    async with open_model(plan, calls, note) as (model, meter, _, concurrency):
        yield LiveClassifier(_build_classifier(plan, criteria, model), kind, meter, concurrency)


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


def _build_classifier(plan: Plan, criteria: CriteriaSet, model: ChatModel | None) -> Classifier:
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


async def _open_model(plan: Plan, stack: AsyncExitStack, note: Any) -> tuple[ChatModel, str, int]:
    if plan.model.endpoint is None:
        return await _open_embedded(plan, stack, note)
    from realign.models.openai import OpenAIChat, normalize_endpoint

    base_url = normalize_endpoint(plan.model.endpoint)
    key = api_key(plan)
    name = plan.model.name or await _only_model(base_url, key)
    concurrency = plan.model.concurrency or ENDPOINT_CONCURRENCY
    chat = OpenAIChat(
        base_url, name, api_key=key, timeout_s=plan.model.timeout_s, connections=concurrency
    )
    stack.push_async_callback(chat.aclose)
    return chat, name, concurrency


async def _only_model(base_url: str, key: str | None) -> str:
    from realign.models.openai import probe

    offered = (await probe(base_url, api_key=key)).models
    if len(offered) == 1:
        return offered[0]
    raise UsageError(
        f"{base_url} offers {len(offered)} models.",
        hint=f"Choose one with --model: {', '.join(offered[:12]) or 'ask its operator'}.",
    )


async def _open_embedded(
    plan: Plan, stack: AsyncExitStack, note: Any
) -> tuple[ChatModel, str, int]:
    from realign.models.embedded import EmbeddedChat
    from realign.models.registry import DEFAULT, obtain

    name = plan.model.name or DEFAULT
    path = await asyncio.to_thread(obtain, name, note)
    chat = await EmbeddedChat.start(path, context=plan.model.context, threads=plan.model.threads)
    stack.push_async_callback(chat.aclose)
    return chat, name, plan.model.concurrency or chat.slots


def criteria_versions(criteria: CriteriaSet) -> Mapping[str, str]:
    """Task to the name and version of its criterion."""
    return {task: criteria[task].name_and_version for task in criteria}
