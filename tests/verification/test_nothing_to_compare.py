"""Records in which there is nothing to compare, and a model that nobody would ask."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import realign
from realign.cli import cli
from realign.errors import UsageError

GOOD = {"before": "It has 5 rooms and a bath.", "after": "It has:\n\n- 5 rooms\n- a bath"}


def write(path: Path, records: list[dict]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def verified(tmp_path: Path, records: list[dict], original: str = "before") -> realign.VerifyResult:
    data, out = write(tmp_path / "in.jsonl", records), tmp_path / "out.jsonl"
    return realign.verify(data, output=str(out), original=original, rewrite="after")


def test_an_empty_rewrite_of_a_text_is_rejected(tmp_path):
    """The text is gone."""
    result = verified(tmp_path, [GOOD | {"after": ""}])
    assert result.counts["rejected"] == 1


@pytest.mark.parametrize("rewrite", ["something", ""])
def test_one_pair_without_an_original_is_refused(rewrite):
    """No findings would mean that it is faithful."""
    with pytest.raises(UsageError, match="The original is empty"):
        realign.check("", rewrite)


@pytest.mark.parametrize(
    ("decision", "note"),
    [
        ("kept", "kept as it was: nothing to compare"),
        ("failed", "failed, and kept as it was: nothing to compare"),
        ("rewritten", "the field 'realign.original' is null, not a text"),
    ],
)
@pytest.mark.parametrize("where", ["realign", "realign.turns.1"])
def test_what_a_run_kept_has_nothing_to_compare(tmp_path, decision, note, where):
    """That is why it has no original; as a record or as one of its turns."""
    account = {"decision": decision, "original": None}
    if where != "realign":
        account = {"decision": "rewritten", "original": "x", "turns": [{}, account]}
    other = {"decision": "rewritten", "original": GOOD["before"]}
    records = [GOOD | {"realign": {**other, "turns": [{}, other]}}, GOOD | {"realign": account}]
    result = verified(tmp_path, records, original=f"{where}.original")
    assert result.counts == {"faithful": 1, "rejected": 0, "not checked": 1}
    assert result.summary["not_checked"] == {note.replace("realign.", f"{where}."): 1}


@pytest.mark.parametrize("flag", ["--student", "--model", "--endpoint", "--key-env"])
def test_a_model_without_a_judge_is_refused(tmp_path, flag):
    """It would never be asked."""
    data = write(tmp_path / "in.jsonl", [GOOD])
    arguments = ["verify", str(data), "--original", "before", "--rewrite", "after", flag, "x"]
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, UsageError)
    assert done.exception.exit_code == 2
    assert done.exception.message == f"{flag} does nothing without --judge."
