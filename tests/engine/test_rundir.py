"""The run directory: whole shards or none, one plan, one process."""

from __future__ import annotations

import pytest

from realign.config import from_mapping
from realign.engine.rundir import RunDir, difference
from realign.errors import PlanError, RunDirError


def test_a_damaged_shard_counts_as_missing(tmp_path):
    """Its samples are made again from the finished calls."""
    with RunDir(tmp_path / "run") as rundir:
        rundir.write_shard(0, [b'{"id": 0}', b'{"id": 1}'])
        rundir.shard(1).write_bytes(b'{"id": 2}\n{"id"')
        assert [row["id"] for row in rundir.rows()] == [0, 1]


def test_a_state_that_cannot_be_read_is_told(tmp_path):
    """With the way out."""
    with RunDir(tmp_path / "run") as rundir:
        rundir.state.write_text("{")
        with pytest.raises(RunDirError, match="--fresh"):
            rundir.read_state()


def test_a_directory_that_cannot_be_written_is_told(tmp_path):
    """The lock is the first thing that is written there."""
    (tmp_path / "run" / "lock").mkdir(parents=True)
    with pytest.raises(RunDirError, match="can't be made or written"), RunDir(tmp_path / "run"):
        pass


def test_differences_are_named_key_by_key():
    """Old and new value."""
    lines = difference({"model": {"name": "a"}, "k": 1}, {"model": {"name": "b"}, "k": 1})
    assert lines == ["model.name: 'a' there, 'b' now"]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"modle": {}}, "Did you mean 'model'"),
        ({"model": {"timout_s": 3}}, "Did you mean 'model.timeout_s'"),
        ({"rewrite": {"candidates": 0}}, "at least 1"),
        ({"rewrite": {"policy": "best"}}, "'default' or 'paper'"),
        ({"limits": {"samples": 1, "sample": 2}}, "exclude each other"),
        ({"rewrite": {"checks": {"numbers": "loud"}}}, "reject, warn or off"),
    ],
)
def test_a_wrong_plan_is_refused_by_name(plan, said):
    """An unknown key with the nearest known one; a bad value with what is expected."""
    with pytest.raises(PlanError, match=said):
        from_mapping(plan)


def test_a_bare_off_of_yaml_is_off():
    """YAML reads it as false."""
    assert (
        from_mapping({"rewrite": {"checks": {"length": False}}}).rewrite.checks["length"] == "off"
    )
