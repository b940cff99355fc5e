"""atomic: in whole, or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from realign.errors import RunStopped, UsageError
from realign.io.atomic import atomic_file, write_bytes


def test_the_file_appears_only_at_the_end(tmp_path):
    """Until then, the old content stands."""
    path = tmp_path / "a.json"
    write_bytes(path, b"old")
    with atomic_file(path) as handle:
        handle.write(b"new")
        handle.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_an_exception_leaves_the_old_file_and_nothing_else(tmp_path):
    """The temporary file is removed."""
    path = tmp_path / "a.json"
    write_bytes(path, b"old")
    with pytest.raises(TypeError), atomic_file(path) as handle:
        handle.writelines([b"half", 0])  # the second is no bytes
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_a_killed_process_leaves_the_old_file(tmp_path):
    """SIGKILL in the middle of writing."""
    path = tmp_path / "a.json"
    write_bytes(path, b"old")
    code = (
        "import os, signal, sys\n"
        "from realign.io.atomic import atomic_file\n"
        "with atomic_file(sys.argv[1]) as handle:\n"
        "    handle.write(b'half'); handle.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == b"old"


def test_a_link_is_followed(tmp_path):
    """The file that it names is replaced, the link stays."""
    (tmp_path / "disk").mkdir()
    real = tmp_path / "disk" / "a.json"
    link = tmp_path / "a.json"
    link.symlink_to(real)
    write_bytes(link, b"x")
    assert link.is_symlink()
    assert real.read_bytes() == b"x"


def test_a_missing_directory_is_the_users_mistake(tmp_path):
    """No traceback, and what to do."""
    with pytest.raises(UsageError, match="Make the directory first"):
        write_bytes(tmp_path / "no" / "a.json", b"x")
    with pytest.raises(UsageError, match="is a directory"):
        write_bytes(tmp_path, b"x")


def test_a_full_disk_stops_the_run(tmp_path):
    """The same command goes on later; nothing half-written stays."""
    with pytest.raises(RunStopped, match="Free some space"), atomic_file(tmp_path / "a"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not list(tmp_path.iterdir())


def test_a_long_name_is_no_problem(tmp_path):
    """The temporary name stays within what file systems allow."""
    path = tmp_path / ("n" * 250)
    write_bytes(path, b"x")
    assert path.read_bytes() == b"x"
