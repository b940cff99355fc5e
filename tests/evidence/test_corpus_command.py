"""What `realign corpus` tells a person."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from realign.cli.corpus import _show
from realign.cli.corpus import corpus as command
from realign.evidence.fulltext import Hit, Stored

pytest.importorskip("tantivy")


def test_files_of_other_kinds_are_named(tmp_path):
    """With the closing lines, each time."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Lime in a kettle.")
    for name in ("a.docx", "README", ".hidden"):
        (tmp_path / "docs" / name).write_text("text")
    asked = ["build", str(tmp_path / "docs"), "-o", str(tmp_path / "c")]
    said = "skipped: README, a.docx (2 files of a kind that is not read)"
    for _ in range(2):
        done = CliRunner().invoke(command, asked)
        assert done.output.splitlines()[-1] == said


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_is_wrong_use(tmp_path, query):
    """It would find nothing, whatever the corpus holds."""
    done = CliRunner().invoke(command, ["search", str(tmp_path), query, "--no-rerank"])
    assert done.exit_code == 2
    assert "QUERY is empty" in done.output


def test_a_passage_that_was_not_compared_by_meaning_says_so(capsys):
    """A score of 0.00 beside others would be taken for one; what shares too little is marked."""
    passage = Stored("Kettle", "Lime in a kettle.", "a.txt:1", "", 0, 17)
    other = Stored("Zebra", "Stripes.", "b.txt:1", "", 0, 8)
    _show([Hit(0.71, {"kettl": 0.5}, passage), Hit(0.0, {"lime": 0.5}, passage),
           Hit(0.6, {"kettl": 0.5}, other)], "lime kettle")  # fmt: skip
    heads = [line for line in capsys.readouterr().out.splitlines() if "[" in line]
    assert heads[0] == "1. Kettle  [0.71]  a.txt:1"
    assert heads[1] == "2. Kettle  [meaning not compared]  a.txt:1"
    assert heads[2].endswith("(shares too little: a run leaves it out)")
