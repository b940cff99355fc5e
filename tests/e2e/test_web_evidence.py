"""A whole run with a search service: evidence in the record, outages tried again."""

from __future__ import annotations

import json
import re

import pytest
from helpers import read_records

from realign import api, errors
from realign.cli.dry_run import text as dry_run_text
from realign.testing import Behaviour, FakeEndpoint, FakeSearch, Fault, Page

QUESTION = "Why was the tram of Lindenau closed?"
ANSWER = "The tram of Lindenau was closed because the bridge was too weak for it."
PAGE = Page(
    "The tram of Lindenau", "The tram of Lindenau was closed in 1961.", "https://a.example/tram"
)


def reply(body) -> str:
    if "structured_outputs" in body or "grammar" in body:
        return "open_qa"
    last = str(body["messages"][-1]["content"])
    said = re.search(r"<response>\n(.*)\n</response>", last, re.DOTALL)[1]
    new = " The tram of Lindenau was closed in 1961." if "1961" in last else ""
    return f"<rewrite>\n{said}{new}\n</rewrite>"


@pytest.fixture
def endpoint():
    with FakeEndpoint(Behaviour(reply=reply)) as server:
        yield server


def plan(tmp_path, endpoint, search, **evidence):
    data = tmp_path / "in.jsonl"
    data.write_text(
        json.dumps({"instruction": QUESTION, "input": "", "output": ANSWER, "task": "open_qa"})
    )
    return {
        "input": str(data),
        "output": str(tmp_path / "out.jsonl"),
        "model": {"endpoint": endpoint.url, "name": "fake-model"},
        "evidence": {"web": "searxng", "url": search.url, "attempts": 1, **evidence},
    }


def test_the_record_says_what_was_found_where_and_when(tmp_path, endpoint):
    with FakeSearch({QUESTION: [PAGE]}) as search:
        made = plan(tmp_path, endpoint, search, citations="footnotes")
        result = api.run(made)
        calls = search.calls
        (tmp_path / "out.jsonl").unlink()
        api.run(made)
        assert (calls, search.calls) == (1, 1)
    record = read_records(tmp_path / "out.jsonl")[0]
    found = record["realign"]["evidence"][0]
    assert found["source"] == PAGE.url
    assert (found["retriever"], found["query"], found["used"]) == ("searxng", QUESTION, True)
    assert found["fetched"].startswith("20")
    assert record["output"].endswith("[^1]: [The tram of Lindenau](https://a.example/tram)")
    assert f'href="{PAGE.url}"' in result.report.read_text()


def test_an_outage_fails_the_record_and_the_next_run_tries_again(tmp_path, endpoint):
    with FakeSearch({QUESTION: [PAGE]}, {1: Fault(status=503)}) as search:
        made = plan(tmp_path, endpoint, search)
        first = api.run(made)
        assert first.counts["failed"] == 1
        reason = read_records(tmp_path / "out.jsonl")[0]["realign"]["reason"]
        assert reason == "retrieve: the search service searxng failed"
        assert api.run(made).counts["failed"] == 0


def test_a_refused_key_stops_the_run(tmp_path, endpoint, monkeypatch):
    monkeypatch.setenv("SERPER_API_KEY", "wrong")
    with FakeSearch(api_key="right") as search, pytest.raises(errors.AccessDenied):
        api.run(plan(tmp_path, endpoint, search, web="serper"))


def test_a_dry_run_says_what_would_be_sent_where_and_sends_nothing(tmp_path, endpoint):
    with FakeSearch() as search:
        made = api.make_plan(plan(tmp_path, endpoint, search))
        told = dry_run_text(made)
        assert f"-> searxng at {search.url}: {QUESTION}" in told
        assert (search.calls, endpoint.calls) == (0, 0)


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ({"web": "searxng"}, "needs the address"),
        ({"url": "http://x"}, "no search service"),
        ({"web": "serper", "max_age": "soon"}, "max_age can't be 'soon'"),
        ({"citations": "inline"}, "needs evidence to cite"),
        ({"web": "serper", "quereis": "model"}, "unknown key 'evidence.quereis'"),
    ],
)
def test_a_bad_plan_is_refused_with_what_to_do(evidence, says):
    with pytest.raises(errors.PlanError, match=says) as caught:
        api.make_plan({"evidence": evidence})
    assert caught.value.hint
