"""Repair and judges in a whole run, against a real loopback endpoint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import laid_out, read_records, write_records

from realign import api
from realign.checks import ALL
from realign.errors import PlanError
from realign.testing import Behaviour, FakeEndpoint

# One check alone, so that this test is about what stands above the checks.
SEVERITIES = {check.name: "off" for check in ALL} | {"numbers": "reject", "entailment": "reject"}


def careless(body: dict) -> str:
    """Changes a number at first, and mends it when told; as a judge it says no of record 2."""
    last = str(body["messages"][-1]["content"])
    if "text_a" in last:
        return "no" if "2 minutes" in last else "yes"
    if "structured_outputs" in body or "grammar" in body:
        return "how_to_generation"
    told = next(m["content"] for m in reversed(body["messages"]) if "<response>" in m["content"])
    response = re.search(r"<response>\n(.*)\n</response>", told, re.DOTALL)[1]
    good = laid_out(response)
    mended = "does not keep the response" in last
    return f"<rewrite>\n{good if mended else good.replace(' minutes', '0 minutes')}\n</rewrite>"


def run(endpoint: FakeEndpoint, tmp_path: Path, **verify) -> tuple[api.RunResult, list[dict]]:
    data, out = tmp_path / "in.jsonl", tmp_path / f"out{len(verify)}.jsonl"
    write_records(data, 4)
    result = api.run(
        input=str(data),
        output=str(out),
        model={"endpoint": endpoint.url, "name": "fake-model"},
        rewrite={"candidates": 1, "checks": SEVERITIES},
        verify=verify,
    )
    return result, read_records(out)


def test_repair_saves_records_and_a_judge_rejects(tmp_path):
    """Without repair all four fall; with it all are saved, but for the one the judge turns down."""
    with FakeEndpoint(Behaviour(reply=careless)) as endpoint:
        result, _ = run(endpoint, tmp_path)
        assert result.counts["rewritten"] == 0
        assert result.summary["repair"] == {"proposed": 0, "passed": 0, "saved": 0}

        result, records = run(endpoint, tmp_path, repair=1)
        assert result.counts["rewritten"] == 4
        assert result.summary["repair"] == {"proposed": 4, "passed": 4, "saved": 4}
        assert "3 minutes" in records[2]["output"]

        result, records = run(endpoint, tmp_path, repair=1, judges=["entailment"])
        assert result.counts == {"rewritten": 3, "kept": 1, "failed": 0}
        assert result.summary["repair"] == {"proposed": 4, "passed": 3, "saved": 3}
        kept = records[1]["realign"]
        assert kept["detail"] == "numbers (1), entailment (1)"
        spans = [span for item in kept["findings"] for span in item["spans"]]
        assert all(set(span) == {"side", "start", "end"} for span in spans)
        assert "Saved by repair" in result.report.read_text("utf-8")


def chatty(body: dict) -> str:
    """The same steps, laid out."""
    if "structured_outputs" in body or "grammar" in body:
        return "how_to_generation"
    told = next(m["content"] for m in reversed(body["messages"]) if "<response>" in m["content"])
    response = re.search(r"<response>\n(.*)\n</response>", told, re.DOTALL)[1]
    return f"<rewrite>\n{laid_out(response)}\n</rewrite>"


def test_the_student_is_asked_about_each_rewrite_once(tmp_path):
    """Two texts a record, a trial before, and nothing again in a second run."""
    with FakeEndpoint(Behaviour(reply=chatty)) as endpoint:
        result, records = run(endpoint, tmp_path, judges=["reversed_ifd"])
        assert result.counts["rewritten"] == 4
        assert all(r["realign"]["scores"][0]["judge"] == "reversed_ifd" for r in records)
        assert "perplexity of the request" in result.report.read_text("utf-8")
        assert result.summary["calls"]["calls"] == 13  # a trial; a rewrite and two texts each
        asked = endpoint.calls
        again, _ = run(endpoint, tmp_path, judges=["reversed_ifd"])
        assert again.counts == result.counts
        assert endpoint.calls == asked


def test_a_student_that_no_judge_measures_is_refused(tmp_path):
    with FakeEndpoint() as endpoint, pytest.raises(PlanError, match=r"verify\.student"):
        run(endpoint, tmp_path, judges=["entailment"], student="fake-model")
