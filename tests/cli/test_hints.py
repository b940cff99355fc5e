"""What a user is told when something is not as it should be."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from realign.cli import cli
from realign.criteria.requirements import nearest
from realign.verification import api


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("how_to", "Did you mean how_to_generation?"),
        ("open_qu", "Did you mean open_qa?"),
        ("code", "Did you mean code_generation or code_correction?"),
        ("xyz", "Known: how_to_generation, "),
    ],
)
def test_the_beginning_of_a_name_is_enough_to_be_understood(word, hint):
    """Rather than all names that there are."""
    known = ["how_to_generation", "open_qa", "code_generation", "code_correction"]
    assert nearest(word, known).startswith(hint)


def test_an_interrupted_verify_says_that_nothing_was_written(tmp_path, monkeypatch):
    """Without judges there are no finished calls to go on with."""

    def interrupted(*given, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "verify", interrupted)
    data = tmp_path / "in.jsonl"
    data.write_text(json.dumps({"a": "x", "b": "y"}))
    asked = ["verify", str(data), "--original", "a", "--rewrite", "b"]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 130
    assert done.stderr == "Interrupted. Nothing was written.\n"
