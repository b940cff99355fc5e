"""What a notebook meets: paths, names that are completed, and wrong words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import realign
from realign import errors

RECORD = {"instruction": "Write a haiku.", "input": "", "output": "", "a": "Yes.", "b": "Yes."}
MODEL = {"endpoint": "http://127.0.0.1:9/v1", "name": "m"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One record whose response is empty: a run keeps it, and makes no call."""
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps(RECORD) + "\n")
    return path


def test_paths_are_taken_where_texts_name_them(data, tmp_path):
    """By run, classify and verify; not where a number stands."""
    state = tmp_path / "state"
    run = realign.run(input=data, output=tmp_path / "r.jsonl", run_dir=state, model=MODEL)
    assert (run.output, run.run_dir) == (tmp_path / "r.jsonl", state)
    named = realign.classify(input=data, output=tmp_path / "c.jsonl", classifier="embedded")
    assert named.output.exists()
    found = realign.verify(data, original="a", rewrite="b", output=tmp_path / "v.jsonl")
    assert found.output.exists()
    with pytest.raises(errors.PlanError, match="threshold"):
        realign.make_plan(threshold=data)


def test_an_unknown_decision_or_verdict_is_told(data, tmp_path):
    """At once, with the known ones; a known one gives its rows."""
    run = realign.run(input=data, output=tmp_path / "r.jsonl", model=MODEL)
    assert (len(list(run.rows("kept"))), len(list(run.rewritten()))) == (1, 0)
    with pytest.raises(errors.UsageError, match="rewritten, kept, failed"):
        run.rows("foo")
    found = realign.verify(data, original="a", rewrite="b", output=tmp_path / "v.jsonl")
    assert len(list(found.records("faithful"))) == 1
    with pytest.raises(errors.UsageError, match="faithful, rejected, not checked"):
        found.records("foo")


def test_public_names_are_completed():
    """They are imported when first used, and listed before."""
    assert set(realign.__all__) <= set(dir(realign))


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"rewrite": None}, "rewrite is NoneType"),
        ({"original": 5}, "original is int"),
        ({"prompt": ["x"]}, "prompt is list"),
        ({"evidence": ["x", None]}, "a passage of evidence is NoneType"),
        ({"original": " "}, "The original is empty"),
    ],
)
def test_one_pair_that_is_no_pair_is_told(given, about):
    with pytest.raises(errors.UsageError, match=about) as caught:
        realign.check(**{"original": "x", "rewrite": "y", **given})
    assert caught.value.hint


def test_one_passage_is_a_list_of_one():
    """A text is not cut into its letters."""
    said = "It is 5 km long, and was built in 1902."
    one = realign.check("It is 5 km long.", said, evidence=said)
    assert one == realign.check("It is 5 km long.", said, evidence=[said])
