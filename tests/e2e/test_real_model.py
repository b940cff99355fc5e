"""The whole corridor with a real language model: the packaged 0.5B, on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import read_records

from realign import api
from realign.checks import Pair, Text, run_checks

DEMO = Path(__file__).parents[2] / "examples" / "demo" / "records.jsonl"
PICK = ("demo-01", "demo-08", "demo-20", "demo-24")


@pytest.mark.real_model
@pytest.mark.slow
def test_a_run_with_a_real_model_rewrites_and_goes_on(tmp_path):
    """Steps and sums are laid out in their own words, a story stays, and a re-run calls nothing."""
    from realign.models.registry import pull

    pull("qwen2.5-coder-0.5b")
    data, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["id"] in PICK]
    data.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    plan = {
        "input": str(data),
        "output": str(out),
        "classifier": "embedded",
        "model": {"name": "qwen2.5-coder-0.5b", "context": 4096},
        "rewrite": {"max_tokens": 512},
    }
    result = api.run(plan)
    records = read_records(out)
    assert [record["id"] for record in records] == list(PICK)
    assert result.counts["failed"] == 0
    assert result.counts["rewritten"] >= 1
    assert records[1]["output"] == json.loads(chosen[1])["output"]
    out.unlink()
    again = api.run(plan)
    assert again.summary["calls"]["calls"] == 0
    assert read_records(out) == records


@pytest.mark.real_model
@pytest.mark.slow
def test_what_a_real_model_writes_freely_is_taken_only_when_it_passes(tmp_path):
    """The packaged 0.5B drops and invents: what it may replace, the checks have let through."""
    from realign.models.registry import pull

    pull("qwen2.5-coder-0.5b")
    data, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    chosen = [json.loads(line) for line in lines if json.loads(line)["id"] in PICK]
    data.write_text("".join(json.dumps(record) + "\n" for record in chosen), encoding="utf-8")
    plan = {
        "input": str(data),
        "output": str(out),
        "classifier": "embedded",
        "model": {"name": "qwen2.5-coder-0.5b", "context": 4096},
        "rewrite": {"max_tokens": 512, "way": "free", "candidates": 1},
    }
    result = api.run(plan)
    records = read_records(out)
    assert [record["id"] for record in records] == list(PICK)
    assert result.summary["calls"]["calls"] >= 2
    for before, after in zip(chosen, records, strict=True):
        if after["output"] == before["output"]:
            continue
        pair = Pair(Text(before["output"]), Text(after["output"]), Text(before["instruction"]))
        assert not [found for found in run_checks(pair) if found.severity == "reject"]
    out.unlink()
    again = api.run(plan)
    assert again.summary["calls"]["calls"] == 0
    assert read_records(out) == records
