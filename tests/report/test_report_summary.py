"""The numbers of a run."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest
import report_rows as made

from realign.errors import RunDirError
from realign.io import jsonio
from realign.report import summary
from realign.version import __version__

GOLDEN = Path(__file__).parents[1] / "golden"


def summed(rows: list, **progress) -> dict:
    counts = made.FixedProgress(total=len(rows), **progress)
    return summary.summarise(iter(rows), plan=made.plan(), progress=counts)


def test_golden_summary():
    """The summary of the golden run; REALIGN_UPDATE_GOLDEN=1 writes it anew."""
    found = summed(made.rows())
    assert found["version"] == __version__
    found["version"] = "0"
    path = GOLDEN / "summary.json"
    if os.environ.get("REALIGN_UPDATE_GOLDEN"):
        path.write_bytes(jsonio.pretty(found))
    assert jsonio.pretty(found) == path.read_bytes()


def test_every_record_is_counted_once():
    """Decisions, reasons and tasks each add up."""
    rows = made.rows()
    found = summed(rows)
    responses = sum(len(row["turns"]) for row in rows)
    assert found["records_in"] == found["records_out"] == len(rows)
    assert sum(found["decisions"].values()) == len(rows)
    assert sum(row["records"] for row in found["reasons"]) == len(rows)
    assert found["responses"] == sum(found["responses_decisions"].values()) == responses
    assert sum(row["responses"] for row in found["tasks"]) == responses
    for row in found["tasks"]:
        assert row["responses"] == row["rewritten"] + row["kept"] + row["failed"]


def test_no_rows_at_all():
    """An empty run has its three decisions, all zero, and no made-up mean."""
    found = summed([])
    assert found["decisions"] == {"rewritten": 0, "kept": 0, "failed": 0}
    assert found["edit_rate"]["mean_all"] is None
    assert found["words"]["all"]["before"] == {
        "mean": None,
        "median": None,
        "histogram": [0] * len(summary.WORD_EDGES),
    }


def test_the_papers_count_is_a_share_of_all_responses():
    """Strictly above 0.2, over all responses, the kept ones included."""
    task = "open_qa"
    rows = [
        made.row(0, ("q", "a", made.rewritten(task, "b", 0.2))),
        made.row(1, ("q", "a", made.rewritten(task, "b", 0.21))),
        made.row(2, ("q", "a", made.kept(task, "it follows its criterion already"))),
        made.row(3, ("q", "a", made.kept(task, "it follows its criterion already"))),
    ]
    found = summed(rows)["edit_rate"]
    assert found["over_paper"] == 0.25
    assert found["mean_rewritten"] == 0.205
    assert found["histogram"][4] == 2


def test_a_secret_of_the_plan_stays_out():
    """Passwords and queries of addresses, and the name of the key's variable."""
    text = jsonio.dumps(summed(made.rows())).decode()
    assert "hunter" not in text.casefold()
    assert "http://127.0.0.1:8000/v1" in text


def test_at_most_five_failed_examples():
    """Each with its place and what happened."""
    rows = [
        made.row(n, ("q", "a", made.failed("reformat: the endpoint failed", "x" * 2000)))
        for n in range(9)
    ]
    found = summed(rows)
    assert found["decisions"]["failed"] == 9
    assert [example["where"] for example in found["failed_examples"]] == [
        f"data.jsonl, line {n}" for n in range(1, 6)
    ]
    assert all(len(example["detail"]) == 500 for example in found["failed_examples"])


def test_names_without_end_are_gathered():
    """A data set that brings a task of its own in every record does not fill the summary."""
    rows = [made.row(n, ("q", "a", made.kept(f"task{n}", f"reason {n}"))) for n in range(500)]
    found = summed(rows)
    assert len(found["tasks"]) <= 201
    assert len(found["reasons"]) <= 201
    assert found["tasks"][0] == {
        "task": summary.OTHERS,
        "responses": 300,
        "rewritten": 0,
        "kept": 300,
        "failed": 0,
        "confidence": 0.72,
    }


def test_calls_without_a_meter():
    """Counts that a progress does not have are zero."""
    calls = SimpleNamespace(calls=1, hits=2, prompt_tokens=3, completion_tokens=4)
    found = summed(made.rows(), calls=calls, elapsed_s=0.0)["calls"]
    assert found["retries"] == 0
    assert found["tokens_per_second"] == 0.0


def test_memory_does_not_grow_with_the_rows():
    """Fifty times the rows, the same peak."""

    def peak(count: int) -> int:
        turn = made.rewritten("open_qa", "new words " * 200, 0.5)
        rows = (made.row(n, ("q", "old words " * 200, turn)) for n in range(count))
        tracemalloc.start()
        try:
            summary.summarise(rows, plan={}, progress=made.FixedProgress(total=count))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # What the garbage collector has not looked at yet is about 300 kB, whatever the count.
    assert peak(3000) < peak(60) + 500_000


def test_load_reads_what_was_written(tmp_path):
    """The way over the disk changes nothing."""
    found = summed(made.rows())
    (tmp_path / "summary.json").write_bytes(jsonio.pretty(found))
    assert summary.load(tmp_path) == found


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b"\xff", b'{"decisions": 3}'])
def test_load_of_a_missing_or_broken_summary(tmp_path, content):
    """A RunDirError with a hint, never another."""
    if content is not None:
        (tmp_path / "summary.json").write_bytes(content)
    with pytest.raises(RunDirError) as caught:
        summary.load(tmp_path)
    assert caught.value.hint
