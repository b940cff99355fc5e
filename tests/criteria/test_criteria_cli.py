"""`realign criteria`, as it is typed."""

from __future__ import annotations

import subprocess
import sys

import pytest


def realign(*arguments):
    """The command in a process of its own: (exit code, output, errors)."""
    code = "from realign.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "criteria", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_list_names_every_task():
    """A line a task, and the totals."""
    code, out, _ = realign("list")
    assert code == 0
    assert len(out.splitlines()) == 49
    assert "46 tasks, 35 of them rewritten." in out


def test_show_gives_the_file():
    """As it is, so that it can be kept as a file."""
    code, out, _ = realign("show", "open_qa")
    assert code == 0
    assert out.startswith("---\ntask: open_qa\n")


def test_show_knows_the_nearest_name():
    """A typing error is a wrong use, with the remedy."""
    code, _, err = realign("show", "open_q")
    assert code == 2
    assert "Did you mean open_qa?" in err


def test_init_then_check_then_list(tmp_path):
    """A copy is fit for use as it is, never replaced, and listed with its place."""
    mine = tmp_path / "mine"
    assert realign("init", mine, "--task", "open_qa", "--task", "planning")[0] == 0
    assert sorted(path.name for path in mine.iterdir()) == ["open_qa.md", "planning.md"]
    code, out, _ = realign("check", mine)
    assert (code, out) == (0, "2 criteria, no problem.\n")
    before = (mine / "open_qa.md").read_text()
    assert before.splitlines()[1].startswith("# Your copy")
    code, _, err = realign("init", mine, "--task", "open_qa", "--task", "ordering")
    assert code == 2
    assert "nothing was written" in err
    assert not (mine / "ordering.md").exists()
    assert (mine / "open_qa.md").read_text() == before
    code, out, _ = realign("list", "--criteria", mine)
    assert str(mine / "planning.md") in out


def test_check_reports_and_exits_2(tmp_path):
    """Problems are listed with their lines."""
    realign("init", tmp_path, "--task", "open_qa")
    path = tmp_path / "open_qa.md"
    path.write_text(path.read_text().replace("version: 1", "version: one"))
    code, out, _ = realign("check", tmp_path)
    assert code == 2
    assert f"{path}, line 6: version must be a whole number" in out
    assert "1 criterion, 1 problem." in out


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("init",), ("check",)])
def test_help_has_examples(command):
    """Every command shows how it is typed."""
    code, out, _ = realign(*command, "--help")
    assert code == 0
    assert "Examples:\n    realign criteria" in out or "Examples:\n  realign criteria" in out
