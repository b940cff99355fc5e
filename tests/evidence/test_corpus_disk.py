"""An index that can't be written is told as what it is: a full disk, or a place that is closed."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from realign.errors import RunStopped, UsageError
from realign.evidence import disk
from realign.evidence.corpus import build

pytest.importorskip("tantivy")

KILLED = "An error occurred in a thread: 'An index writer was killed..'"


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(" ".join(f"word{n} kettle" for n in range(20_000)))
    return path


def small_files(size: int) -> None:
    """No file of this process may grow over this size, in bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 2_048, 60_000])
def test_a_full_disk_is_no_broken_index(source, tmp_path, size):
    """Whenever it strikes; nothing is left behind."""
    done = subprocess.run(
        [sys.executable, "-m", "realign", "corpus", "build", str(source), "-o", "c"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: small_files(size),
    )
    assert done.returncode == 3
    assert done.stderr.startswith(
        "realign: The corpus c can't be written: File too large.\n  hint:"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_is_no_directory_is_told(source):
    """By its name."""
    with pytest.raises(UsageError, match=r"The corpus .*c can't be written: (Not a dir|File exi)"):
        build([source], source / "c")


def test_a_read_only_disk_is_told_where_a_corpus_is_updated(source, tmp_path, monkeypatch):
    """It is not broken, and stays as it was."""
    build([source], tmp_path / "c")

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("realign.evidence.building._link_index", refuse)
    source.write_text("Another text about kettles.")
    with pytest.raises(UsageError, match="can't be written: Read-only file system") as caught:
        build([source], tmp_path / "c")
    assert "written to" in caught.value.hint


def test_a_writer_that_was_killed_is_asked_why(tmp_path, monkeypatch):
    """The library does not say, so the disk is."""
    assert isinstance(disk.unwritable(ValueError(KILLED), tmp_path, tmp_path), UsageError)
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(disk, "_probe", lambda _: errno.ENOSPC)
    found = disk.unwritable(ValueError(KILLED), tmp_path, tmp_path)
    assert isinstance(found, RunStopped)
    assert "No space left" in found.message
