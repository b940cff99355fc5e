"""The whole corridor with a real language model: the packaged 0.5B, on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import read_records

from realign import api

DEMO = Path(__file__).parents[2] / "examples" / "demo" / "records.jsonl"
PICK = ("demo-01", "demo-08", "demo-20", "demo-24")


@pytest.mark.real_model
@pytest.mark.slow
def test_a_real_model_rewrites_and_nothing_is_paid_twice(tmp_path):
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
    assert result.summary["calls"]["calls"] >= 1
    out.unlink()
    again = api.run(plan)
    assert again.summary["calls"]["calls"] == 0
    assert read_records(out) == records
