"""What every retriever promises, kept by the search services too."""

from __future__ import annotations

import asyncio

import pytest
from test_retrievers import HOSTILE

from realign.evidence.searxng import SearXNG
from realign.evidence.serper import Serper
from realign.evidence.service import MOST_QUERY
from realign.evidence.web import WebRetriever
from realign.models.store import CallStore
from realign.samples import Evidence
from realign.testing import FakeSearch, Page

PAGES = [Page(f"Thing {n}", f"A kettle of kind {n}.", f"https://a.example/{n}") for n in range(12)]


@pytest.fixture(params=["serper", "searxng"])
def ask(request, tmp_path, monkeypatch):
    """Asks many queries on one connection."""
    monkeypatch.setenv("SERPER_API_KEY", "k")
    kind = {"serper": Serper, "searxng": SearXNG}[request.param]

    def all_at_once(queries, k):
        async def go():
            with CallStore(tmp_path / "s.sqlite") as store:
                retriever = WebRetriever(kind(server.url), store)
                try:
                    tasks = (retriever.retrieve(query, k) for query in queries)
                    return await asyncio.gather(*tasks)
                finally:
                    await retriever.aclose()

        return asyncio.run(go()), server

    with FakeSearch(lambda _: PAGES) as server:
        yield all_at_once


def test_any_query_is_answered_with_at_most_k_passages_and_only_a_part_is_sent(ask):
    answers, server = ask(HOSTILE, 5)
    assert all(len(found) <= 5 for found in answers)
    assert all(isinstance(item, Evidence) and item.text for found in answers for item in found)
    assert max(map(len, server.queries)) <= MOST_QUERY


def test_the_best_come_first_and_more_can_be_asked_for_than_there_is(ask):
    (few, many, none), _ = ask(["kettle", "kettles", ""], 1000)
    assert [item.title for item in few][:2] == ["Thing 0", "Thing 1"]
    assert 10 <= len(many) <= len(PAGES)
    assert none == ()
    assert [item.score for item in few] == sorted((item.score for item in few), reverse=True)
