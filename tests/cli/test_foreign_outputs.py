"""What stands at -o and is not realign's own is not replaced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RECORD = {"instruction": "Write a haiku.", "input": "", "output": "", "better": "Yes."}
COMMANDS = {
    "run": ("run", "--quiet"),
    "classify": ("classify", "--classifier", "embedded"),
    "verify": ("verify", "--original", "output", "--rewrite", "better"),
}
MODEL = ("--endpoint", "http://127.0.0.1:9/v1", "--model", "m")


def arguments(name: str) -> tuple[str, ...]:
    """The command without its data; `run` keeps a record without a response, and makes no call."""
    return COMMANDS[name] + (MODEL if name == "run" else ())


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("text", ['{"mine": 1}\n', "my notes\n"])
def test_another_ones_file_is_refused_until_told(command, name, text):
    """Exit 2, the file as it was and nothing beside it; --overwrite lets it through, and then it is
    realign's own: the same command again needs no flag."""
    Path("data.jsonl").write_text(json.dumps(RECORD) + "\n")
    out = Path("out.jsonl")
    out.write_text(text)
    given = (*arguments(name), "data.jsonl", "-o", "out.jsonl")
    code, _, said = command(*given)
    assert code == 2
    assert "no output of realign" in said
    assert "--overwrite" in said
    assert out.read_text() == text
    assert not Path("out.jsonl.realign").exists()
    assert command(*given, "--overwrite")[0] == 0
    assert json.loads(out.read_text())["realign"]
    assert command(*given)[0] == 0


@pytest.mark.parametrize("text", ["", "[]\n"])
def test_an_empty_file_is_nobodys(command, text):
    """Such as one of mktemp."""
    Path("data.jsonl").write_text(json.dumps(RECORD) + "\n")
    Path("out.json").write_text(text)
    assert command(*arguments("classify"), "data.jsonl", "-o", "out.json")[0] == 0


def test_a_clean_output_is_known_by_its_run_directory(command):
    """It holds no `realign` object; another name in the same directory is no sign."""
    Path("data.jsonl").write_text(json.dumps(RECORD) + "\n")
    given = (*arguments("run"), "data.jsonl", "--run-dir", "state", "--clean")
    assert command(*given, "-o", "out.jsonl")[0] == 0
    assert "realign" not in json.loads(Path("out.jsonl").read_text())
    assert command(*given, "-o", "out.jsonl", "--fresh")[0] == 0
    Path("mine.jsonl").write_text('{"mine": 1}\n')
    assert command(*given, "-o", "mine.jsonl")[0] == 2


def test_parquet_is_known_too(command):
    """The object is a column there."""
    Path("data.jsonl").write_text(json.dumps(RECORD) + "\n")
    given = (*arguments("verify"), "data.jsonl", "-o", "out.parquet")
    assert command(*given)[0] == 0
    assert command(*given)[0] == 0
