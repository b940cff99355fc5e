"""From a plan to what finds its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack

from realign.config import Plan
from realign.engine.rundir import RunDir
from realign.evidence.base import Retriever, Settings


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
