"""Search services against loopback servers that speak their protocols, faults included."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from realign.errors import (
    AccessDenied,
    BadReply,
    ConnectionLost,
    PlanError,
    RateLimited,
    RequestRefused,
    RunStopped,
    ServerFault,
)
from realign.evidence.base import Settings
from realign.evidence.searxng import SearXNG
from realign.evidence.searxng import read as read_searxng
from realign.evidence.serper import Serper
from realign.evidence.serper import read as read_serper
from realign.evidence.service import Search
from realign.evidence.web import Foreign, WebRetriever, bounded, open_service
from realign.models.limits import Timing
from realign.models.store import CallStore
from realign.samples import Evidence
from realign.testing import FakeSearch, Fault, Page

PAGES = [
    Page("Kettles", "Lime is a <b>salt</b> that water leaves.", "https://a.example/kettle"),
    Page("Vinegar", "Vinegar dissolves lime.", "https://b.example/vinegar"),
]
KEY = "secret-key-123"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self) -> Timing:
        return Timing(self.sleep, lambda: 0.0, lambda: self.now)


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("SERPER_API_KEY", KEY)


def service(kind: str, server: FakeSearch):
    return Serper(server.url) if kind == "serper" else SearXNG(server.url)


def ask(made, query: str = "lime"):
    async def once():
        try:
            return await made.generate(Search(query))
        finally:
            await made.aclose()

    return asyncio.run(once())


def search(made, store, *queries: str, k: int = 5, **more):
    async def all_of_them():
        retriever = WebRetriever(made, store, **more)
        try:
            return [await retriever.retrieve(query, k) for query in queries]
        finally:
            await retriever.aclose()

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("kind", ["serper", "searxng"])
def test_a_service_is_asked_and_its_markup_is_gone(kind):
    with FakeSearch({"lime": PAGES}, api_key=KEY) as server:
        found = ask(service(kind, server))
    assert [item.text for item in found] == [
        "Lime is a salt that water leaves.",
        "Vinegar dissolves lime.",
    ]
    assert found[0].source == "https://a.example/kettle"
    assert (found[0].title, found[0].retriever, found[0].query) == ("Kettles", kind, "lime")


@pytest.mark.parametrize("kind", ["serper", "searxng"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=429, headers={"Retry-After": "7"}), RateLimited),
        (Fault(status=500), ServerFault),
        (Fault(status=401), AccessDenied),
        (Fault(status=404), RequestRefused),
        (Fault(status=302, headers={"Location": "http://127.0.0.1:1/"}), RequestRefused),
        (Fault(body=b"<html>busy"), BadReply),
        (Fault(body=b"[1]"), BadReply),
        (Fault(cut="before"), ConnectionLost),
        (Fault(cut="middle"), ConnectionLost),
    ],
    ids=str,
)
def test_every_fault_is_a_typed_error_that_names_the_service_and_no_key(kind, fault, error):
    faults = {1: fault, 2: fault}  # a GET on a connection that was cut is sent once more
    with FakeSearch({"lime": PAGES}, faults) as server, pytest.raises(error) as caught:
        ask(service(kind, server))
    assert caught.value.service == f"the search service {kind}"
    assert KEY not in repr(caught.value)
    if fault.status == 429:
        assert caught.value.retry_after == 7


def test_serper_without_credit_stops_the_run():
    fault = Fault(status=400, body={"message": "Not enough credits", "statusCode": 400})
    with FakeSearch(faults={1: fault}) as server, pytest.raises(AccessDenied, match="credits"):
        ask(Serper(server.url))


def test_serper_reads_every_kind_of_result():
    """Highlights may be a list; what a page says of itself is no evidence."""
    data = {
        "answerBox": {"title": "Tower", "snippetHighlighted": ["330 m", "1,083 ft"]},
        "knowledgeGraph": {
            "title": "Eiffel Tower",
            "type": "Tower in Paris",
            "description": "A lattice tower.",
            "descriptionLink": "https://w.example/Eiffel",
            "attributes": {"Height": "330 m"},
        },
        "organic": [
            {"title": "a", "link": "https://a.example/", "snippet": "Missing: tower"},
            {
                "title": "b",
                "link": "javascript:alert(1)",
                "snippet": "It is 330 m &lt;b&gt;high&lt;/b&gt;.",
                "attributes": {"Posted": "today", "Built": "1889"},
            },
            {"title": "c", "snippet": ["no", "text"]},
        ],
        "peopleAlsoAsk": [{"question": "How high?", "snippet": "330 m.", "link": "x"}],
        "topStories": "broken",
    }
    found = list(read_serper(data, "q"))
    assert [item.text for item in found] == [
        "330 m ... 1,083 ft",
        "Eiffel Tower: Tower in Paris. A lattice tower. Height: 330 m",
        "It is 330 m high. Built: 1889",
        "330 m.",
    ]
    assert [item.source for item in found] == [
        "google answer box",
        "https://w.example/Eiffel",
        "google",
        "google",
    ]


@pytest.mark.parametrize("data", [{}, {"organic": None}, {"answerBox": [1]}, {"organic": [3, {}]}])
def test_broken_answers_bring_nothing(data):
    assert list(read_serper(data, "q")) == []
    assert [e for e in read_searxng(data, "q") if e.text] == []


def test_searxng_reads_answers_old_and_new_and_infoboxes():
    data = {
        "answers": ["330 m", {"answer": "1889", "url": "https://w.example/"}],
        "infoboxes": [
            {
                "infobox": "Tower",
                "id": "https://w.example/T",
                "content": "Iron.",
                "attributes": [{"label": "Height", "value": "330 m"}],
            }
        ],
        "results": [{"title": "t", "url": "https://a.example", "content": "x", "score": None}],
    }
    texts = [(item.text, item.source) for item in read_searxng(data, "q")]
    assert texts == [
        ("330 m", "searxng answer"),
        ("1889", "https://w.example/"),
        ("Iron. Height: 330 m", "https://w.example/T"),
        ("x", "https://a.example"),
    ]


def test_searxng_without_a_single_engine_is_an_outage_and_no_empty_result():
    extra = {"unresponsive_engines": [["google", "timeout"], ["bing", "CAPTCHA"]]}
    with FakeSearch(extra=extra) as server, pytest.raises(ServerFault, match="google, bing"):
        ask(SearXNG(server.url))


def test_searxng_with_a_banned_engine_is_still_out():
    """After a failure searx 1.1 names the engine no more, and answers with nothing."""
    pages: dict[str, list[Page]] = {}
    with FakeSearch(pages) as server:

        async def main() -> None:
            service = SearXNG(server.url)
            try:
                server.extra["unresponsive_engines"] = [["wiki", "HTTP error"]]
                for _ in range(2):
                    with pytest.raises(ServerFault, match="wiki"):
                        await service.generate(Search("tea", 3))
                    server.extra.clear()
                pages["lime"] = PAGES
                assert await service.generate(Search("lime", 3))
                assert not await service.generate(Search("tea", 3))
            finally:
                await service.aclose()

        asyncio.run(main())


def test_searxng_that_offers_no_json_says_what_to_do():
    with FakeSearch(json_allowed=False) as server, pytest.raises(AccessDenied) as caught:
        ask(SearXNG(server.url))
    assert "search.formats" in caught.value.hint


def test_the_key_goes_in_its_header_and_a_redirect_gets_none():
    with FakeSearch({"lime": PAGES}) as other:
        moved = Fault(status=307, headers={"Location": f"{other.url}/search"})
        with FakeSearch(faults={1: moved}) as server:
            with pytest.raises(RequestRefused) as caught:
                ask(Serper(server.url))
            assert server.headers[0]["X-API-KEY"] == KEY
        assert other.calls == 0
    assert "--web-url" in caught.value.hint


def test_an_answer_is_fetched_once_and_survives_the_process(tmp_path):
    with FakeSearch({"lime": PAGES}) as server:
        for _ in range(2):
            with CallStore(tmp_path / "s.sqlite") as store:
                first, again = search(SearXNG(server.url), store, "lime", " lime ")
                assert first == again
                assert first[0].fetched.startswith("20")
        assert server.calls == 1


def test_what_is_too_old_is_fetched_anew_and_the_new_answer_stays(tmp_path):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with FakeSearch({"lime": PAGES}) as server, CallStore(tmp_path / "s.sqlite") as store:
        for days, calls in ((0, 1), (1, 1), (3, 2), (4, 2)):
            now = start + timedelta(days=days)
            found = search(
                SearXNG(server.url), store, "lime", max_age=timedelta(days=2), now=lambda t=now: t
            )[0]
            assert server.calls == calls
        assert found[0].fetched == "2026-01-04T00:00:00+00:00"


def test_an_outage_is_never_a_result(tmp_path):
    """It is tried again, and asked again by the next run; an empty answer is one."""
    with (
        FakeSearch(faults={n: Fault(status=503) for n in (1, 2)}) as server,
        CallStore(tmp_path / "s.sqlite") as store,
    ):
        clock = Clock()
        made = bounded(SearXNG(server.url), attempts=2, timing=clock.timing)
        with pytest.raises(ServerFault):
            search(made, store, "lime")
        assert len(store) == 0
        assert search(SearXNG(server.url), store, "lime", "lime") == [(), ()]
        assert server.calls == 3


def test_the_pause_that_a_service_asks_for_is_waited(tmp_path):
    fault = Fault(status=429, headers={"Retry-After": "9"})
    with FakeSearch({"lime": PAGES}, {1: fault}) as server, CallStore(tmp_path / "s") as store:
        clock = Clock()
        made = bounded(SearXNG(server.url), attempts=3, timing=clock.timing)
        assert len(search(made, store, "lime")[0]) == 2
        assert max(clock.slept) >= 9


def test_the_budget_counts_requests_and_stops(tmp_path):
    with FakeSearch({"lime": PAGES}) as server, CallStore(tmp_path / "s.sqlite") as store:
        made = bounded(SearXNG(server.url), attempts=1, most=1)
        with pytest.raises(RunStopped, match="1 searches"):
            search(made, store, "lime", "lime", "salt")
        assert server.calls == 1


def test_equal_searches_at_once_are_sent_once(tmp_path):
    async def together(retriever):
        try:
            return await asyncio.gather(*(retriever.retrieve("lime", 2) for _ in range(8)))
        finally:
            await retriever.aclose()

    with FakeSearch({"lime": PAGES}) as server, CallStore(tmp_path / "s.sqlite") as store:
        found = asyncio.run(together(WebRetriever(SearXNG(server.url), store)))
        assert server.calls == 1
        assert len(found) == 8


class Mine:
    """A third party's retriever."""

    fingerprint = "mine-1"

    async def retrieve(self, query: str, /, k: int):
        if query == "boom":
            raise KeyError("boom")
        return [Evidence(f"About {query}.", "https://m.example/")]


def test_a_third_party_is_cached_like_any_other_and_its_faults_are_typed(tmp_path):
    with CallStore(tmp_path / "s.sqlite") as store:
        found = search(Foreign("mine", Mine()), store, "lime")[0]
        assert (found[0].retriever, found[0].query) == ("mine", "lime")
        assert len(store) == 1
        with pytest.raises(BadReply, match="mine: KeyError"):
            search(Foreign("mine", Mine()), store, "boom")


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("bing", Settings(), "no search service 'bing'"),
        ("searxng", Settings(), "needs the address"),
        ("searxng", Settings("ftp://x"), "no address"),
        ("searxng", Settings("http://user:pw@x"), "no address"),
        ("searxng", Settings("http://x", "NOT_SET_1"), "NOT_SET_1 is not set"),
        ("serper", Settings(key_env="NOT_SET_1"), "NOT_SET_1 is not set"),
    ],
)
def test_what_can_not_be_asked_is_refused_with_what_to_do(name, settings, says):
    with pytest.raises(PlanError, match=says) as caught:
        open_service(name, settings)
    assert caught.value.hint
