"""`realign doctor`: what is judged from which facts, and the command against real endpoints."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from realign.doctor import (
    EXTRAS,
    Endpoint,
    Machine,
    Weights,
    ask,
    can_run,
    examine,
    examine_endpoint,
    gather,
)
from realign.errors import PlanError
from realign.testing import Behaviour, FakeEndpoint, Fault

GOOD = Machine(
    versions=dict.fromkeys(EXTRAS, "1.0"),
    runtime="",
    cpus=2,
    memory_mib=8192,
    cache="/cache",
    disk_mib=50_000,
    weights=(Weights("big", 10**9, True), Weights("small", 10**8, False)),
    default="big",
)
ABSENT = (Weights("big", 10**9, False),)


def status(machine: Machine, name: str, *, embedded: bool = True) -> str:
    return next(d.status for d in examine(machine, embedded=embedded) if d.name == name)


def test_a_good_machine_is_all_ok() -> None:
    assert {diagnosis.status for diagnosis in examine(GOOD)} == {"ok"}
    assert can_run(examine(GOOD))


@pytest.mark.parametrize(
    ("machine", "name", "here", "with_endpoint"),
    [
        (replace(GOOD, versions={}), "extra embedded", "fail", "warn"),
        (replace(GOOD, versions={"embedded": "1"}), "extra parquet", "warn", "warn"),
        (replace(GOOD, runtime="libgomp.so.1: absent"), "runtime", "fail", "warn"),
        (replace(GOOD, memory_mib=1000), "memory", "warn", "warn"),
        (replace(GOOD, memory_mib=None), "memory", "ok", "ok"),
        (replace(GOOD, cache_writable=False), "cache", "fail", "warn"),
        (replace(GOOD, disk_mib=100), "cache", "ok", "ok"),
        (replace(GOOD, disk_mib=100, weights=ABSENT), "cache", "fail", "warn"),
        (replace(GOOD, weights=ABSENT), "model big", "warn", "ok"),
        (replace(GOOD, weights=ABSENT, pip=False), "model big", "fail", "ok"),
    ],
)
def test_what_is_missing_counts_where_it_is_needed(
    machine: Machine, name: str, here: str, with_endpoint: str
) -> None:
    assert status(machine, name) == here
    assert status(machine, name, embedded=False) == with_endpoint
    assert can_run(examine(machine)) == (here != "fail")
    assert can_run(examine(machine, embedded=False))
    for diagnosis in examine(machine):
        assert diagnosis.text
        assert diagnosis.status == "ok" or diagnosis.remedy


def test_libgomp_has_its_own_remedy() -> None:
    found = examine(replace(GOOD, runtime="libgomp.so.1: cannot open"))
    assert any("apt-get install libgomp1" in diagnosis.remedy for diagnosis in found)


def test_an_endpoint_that_offers_several_models_and_no_name() -> None:
    found = examine_endpoint(Endpoint("http://x/v1", reached=True, models=("a", "b")))
    assert [diagnosis.status for diagnosis in found] == ["ok", "ok", "warn"]
    assert can_run(found)


def test_gather_looks_at_this_machine() -> None:
    machine = gather()
    assert machine.cpus >= 1
    assert machine.cache
    assert {model.name for model in machine.weights} >= {machine.default}


def judged(url: str, **options) -> dict[str, str]:
    return {d.name: d.status for d in examine_endpoint(asyncio.run(ask(url, **options)))}


def test_a_real_endpoint() -> None:
    with FakeEndpoint(Behaviour(api_key="right")) as endpoint:
        found = judged(endpoint.url, key="right")
        assert found["endpoint"] == "ok"
        assert found["call"] == "ok"
        assert judged(endpoint.url, key="wrong")["key"] == "fail"
        assert judged(endpoint.url)["key"] == "fail"
        assert judged(endpoint.url, key="right", model="unlisted")["model"] == "warn"


def test_an_endpoint_that_fails_the_call() -> None:
    with FakeEndpoint(Behaviour(faults={1: Fault(status=500)})) as endpoint:
        assert judged(endpoint.url, model="fake-model")["call"] == "fail"


def test_nobody_listens() -> None:
    assert judged("http://127.0.0.1:9") == {"endpoint": "fail"}
    with pytest.raises(PlanError):
        asyncio.run(ask("ftp://127.0.0.1"))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "realign", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ, **environment),
        timeout=60,
    )


def test_the_command_with_an_endpoint(tmp_path: Path) -> None:
    with FakeEndpoint(Behaviour(api_key="right")) as endpoint:
        done = run("--endpoint", endpoint.url, REALIGN_API_KEY="right", REALIGN_CACHE=str(tmp_path))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "A run could work." in done.stdout
        assert "right" not in done.stdout
        done = run("--endpoint", endpoint.url, "--json", REALIGN_API_KEY="bad")
        assert done.returncode == 2
        told = json.loads(done.stdout)
        assert told["works"] is False
        assert any(check["name"] == "key" and check["remedy"] for check in told["checks"])


def test_the_command_without_an_endpoint(tmp_path: Path) -> None:
    done = run(REALIGN_CACHE=str(tmp_path))
    assert "realign models pull" in done.stdout
    (tmp_path / "file").write_text("")
    done = run(REALIGN_CACHE=str(tmp_path / "file" / "below"))
    assert done.returncode == 2
    assert "can't be written" in done.stdout


def test_a_key_variable_that_is_not_set() -> None:
    done = run("--endpoint", "http://127.0.0.1:9", "--key-env", "NOT_SET_ANYWHERE")
    assert done.returncode == 2
    assert "NOT_SET_ANYWHERE is not set" in done.stderr
