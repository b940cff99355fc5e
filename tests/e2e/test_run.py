"""A whole run against a real loopback endpoint: N in, N out, and no call paid twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import read_records, reply, write_records

from realign import api, errors
from realign.testing import Behaviour, FakeEndpoint, Fault


def options(endpoint: FakeEndpoint, data: Path, out: Path, **more) -> dict:
    """The least that a run against an endpoint needs."""
    model = {"endpoint": endpoint.url, "name": "fake-model", "concurrency": 8, "timeout_s": 10.0}
    plan = {"input": str(data), "output": str(out), "model": model | more.pop("model", {})}
    return {**plan, "classifier": "model", **more}


def test_every_record_comes_out_in_order_with_its_reason(tmp_path, endpoint):
    """N in, N out: the response is replaced, unknown fields survive, the account is there."""
    data, out = write_records(tmp_path / "in.jsonl", 12), tmp_path / "out.jsonl"
    result = api.run(options(endpoint, data, out))
    records = read_records(out)
    assert [record["tag"]["n"] for record in records] == list(range(1, 13))
    assert result.counts == {"rewritten": 12, "kept": 0, "failed": 0}
    first = records[0]
    assert first["output"].splitlines()[1] == "2. Rinse it in water for 1 minutes."
    account = first["realign"]
    assert account["task"] == "how_to_generation"
    assert account["decision"] == "rewritten"
    assert account["original"].startswith("To clean the 1 brush, first wipe")
    assert account["criterion"].startswith("how_to_generation v")
    assert account["model"] == "fake-model"
    assert 0 < account["edit_rate"] < 1
    assert result.report.is_file()


def test_the_same_command_again_makes_no_call(tmp_path, endpoint):
    """A finished run is finished."""
    data, out = write_records(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl"
    api.run(options(endpoint, data, out))
    before = endpoint.calls
    written = out.stat().st_mtime_ns
    result = api.run(options(endpoint, data, out))
    assert endpoint.calls == before
    assert out.stat().st_mtime_ns == written
    assert result.counts["rewritten"] == 5


def test_a_lost_output_is_written_again_without_a_call(tmp_path, endpoint):
    """The output is made from the run directory."""
    data, out = write_records(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl"
    api.run(options(endpoint, data, out))
    before, content = endpoint.calls, out.read_bytes()
    out.unlink()
    api.run(options(endpoint, data, out))
    assert endpoint.calls == before
    assert out.read_bytes() == content


@pytest.mark.parametrize("smaller", [{"samples": 2}, {"sample": 5}])
def test_a_smaller_part_does_not_replace_a_longer_output(tmp_path, endpoint, smaller):
    """Nothing that was paid for or written is lost without a word; --fresh is one."""
    data, out = write_records(tmp_path / "in.jsonl", 6), tmp_path / "out.jsonl"
    plan = options(endpoint, data, out)
    api.run({**plan, "limits": {"samples": 2}})
    api.run(plan)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(
        errors.RunDirError, match=r"holds \d finished records? that --limit"
    ) as told:
        api.run({**plan, "limits": smaller})
    assert told.value.exit_code == 2
    assert "another output" in told.value.hint
    assert {path: path.read_bytes() for path in before} == before
    calls = endpoint.calls
    result = api.run({**plan, "limits": smaller}, fresh=True)
    assert sum(result.counts.values()) == next(iter(smaller.values()))
    assert endpoint.calls == calls


@pytest.mark.parametrize("where", ["front", "end"])
def test_an_added_record_costs_its_own_calls_only(tmp_path, endpoint, where):
    """Also when every other record moves by one place."""
    data, out = write_records(tmp_path / "in.jsonl", 6, start=10), tmp_path / "out.jsonl"
    api.run(options(endpoint, data, out))
    before = endpoint.calls
    old = data.read_text()
    write_records(data, 1, start=99)
    new = data.read_text()
    data.write_text(new + old if where == "front" else old + new)
    result = api.run(options(endpoint, data, out))
    assert endpoint.calls == before + 2  # one to classify, one to rewrite
    assert endpoint.paid_twice == 0
    assert result.counts["rewritten"] == 7


def test_a_changed_criterion_reruns_its_task_only(tmp_path, endpoint):
    """Records of another task are not touched, and nothing is classified again."""
    data, out = write_records(tmp_path / "in.jsonl", 4), tmp_path / "out.jsonl"
    mine = tmp_path / "criteria"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "realign",
            "criteria",
            "init",
            str(mine),
            "--task",
            "how_to_generation",
        ],
        check=True,
        capture_output=True,
    )
    plan = options(endpoint, data, out, criteria=str(mine))
    api.run(plan)
    before = endpoint.calls
    path = mine / "how_to_generation.md"
    path.write_text(path.read_text().replace("## Example", "Keep it calm.\n\n## Example", 1))
    api.run(plan)
    assert endpoint.calls == before + 4  # the rewrites, and no classification
    other = tmp_path / "criteria" / "open_qa.md"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "realign",
            "criteria",
            "init",
            str(tmp_path / "c2"),
            "--task",
            "open_qa",
        ],
        check=True,
        capture_output=True,
    )
    text = (tmp_path / "c2" / "open_qa.md").read_text()
    other.write_text(text.replace("## Example", "Keep it calm.\n\n## Example", 1))
    before = endpoint.calls
    api.run(plan)
    assert endpoint.calls == before


@pytest.mark.parametrize(
    "change",
    [
        {"model": {"name": "other-model"}},
        {"rewrite": {"temperature": 0.9}},
        {"rewrite": {"candidates": 3}},
        {"classifier": "embedded"},
    ],
)
def test_another_plan_is_refused_with_the_difference_named(tmp_path, endpoint, change):
    """Results of two plans are never mixed; --fresh starts over and asks anew what is new."""
    data, out = write_records(tmp_path / "in.jsonl", 2), tmp_path / "out.jsonl"
    api.run(options(endpoint, data, out))
    changed = options(endpoint, data, out, **json.loads(json.dumps(change)))
    with pytest.raises(errors.RunDirError, match="belongs to another plan"):
        api.run(changed)
    api.run(changed, fresh=True)
    assert endpoint.paid_twice == 0


@pytest.mark.parametrize("place", ["away", "file"])
def test_an_output_that_cannot_be_written_is_told_before_any_call(tmp_path, endpoint, place):
    """Its directory is not there, or is none."""
    data = write_records(tmp_path / "in.jsonl", 2)
    (tmp_path / "file").write_text("")
    plan = options(endpoint, data, tmp_path / place / "a.jsonl", run_dir=str(tmp_path / "rd"))
    with pytest.raises(errors.UsageError, match=r"a\.jsonl can't be written"):
        api.run(plan)
    assert endpoint.calls == 0


def test_a_run_that_stored_nothing_binds_nobody(tmp_path, endpoint):
    """Neither a mistyped model nor an endpoint that is not there locks the output."""
    data, out = write_records(tmp_path / "in.jsonl", 2), tmp_path / "out.jsonl"
    with pytest.raises(errors.UsageError, match="Did you mean"):
        api.run(input=str(data), output=str(out), model={"name": "qwen2.5-coder-0.5"})
    away = {"endpoint": "http://127.0.0.1:9/v1", "name": "fake-model", "attempts": 1}
    nobody = api.run(options(endpoint, data, out, model=away))
    assert nobody.counts["failed"] == 2
    assert api.run(options(endpoint, data, out)).counts["rewritten"] == 2
    with pytest.raises(errors.RunDirError, match="belongs to another plan"):
        api.run(options(endpoint, data, out, model={"name": "other-model"}))


def test_a_wrong_path_stops_at_once_and_binds_nobody(tmp_path, endpoint):
    """404 before any answer: no storm of calls, the address named; the mended command goes on, also
    where a record was kept without a call."""
    data, out = write_records(tmp_path / "in.jsonl", 600), tmp_path / "out.jsonl"
    records = read_records(data)
    for record in records[:510]:
        record["output"] = ""  # a whole shard is kept without a call
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    wrong = {"endpoint": endpoint.url + "/v2", "name": "fake-model"}
    with pytest.raises(
        errors.WrongAddress, match=r"/v1/v2/chat/completions answered 404"
    ) as caught:
        api.run(options(endpoint, data, out, model=wrong))
    assert caught.value.exit_code == 2
    assert not out.exists()
    assert (tmp_path / "out.jsonl.realign/shards/00000.jsonl").exists()
    result = api.run(options(endpoint, data, out))
    assert result.counts == {"rewritten": 90, "kept": 510, "failed": 0}
    assert {record["realign"]["model"] for record in read_records(out)} == {"fake-model"}
    with pytest.raises(errors.RunDirError, match=r"model\.name"):
        api.run(options(endpoint, data, out, model={"name": "other-model"}))


def test_another_model_never_gets_old_answers(tmp_path, endpoint):
    """--fresh keeps the finished calls, and another model's are other calls."""
    data, out = write_records(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    api.run(options(endpoint, data, out))
    before = endpoint.calls
    api.run(options(endpoint, data, out, model={"name": "other-model"}), fresh=True)
    assert endpoint.calls == before * 2


def test_failing_samples_cost_themselves_and_are_tried_again(tmp_path):
    """Two of twenty fail for good; the next run asks for these two only."""
    broken = {"on": True}

    def fault(number, body):
        text = body["messages"][-1]["content"]
        hit = "number 7?" in text or "number 13?" in text
        return Fault(status=400) if hit and broken["on"] and "<response>" in text else None

    data, out = write_records(tmp_path / "in.jsonl", 20), tmp_path / "out.jsonl"
    with FakeEndpoint(Behaviour(reply=reply, faults=fault)) as endpoint:
        result = api.run(options(endpoint, data, out))
        assert result.counts == {"rewritten": 18, "kept": 0, "failed": 2}
        failed = [r for r in read_records(out) if r["realign"]["decision"] == "failed"]
        assert [record["tag"]["n"] for record in failed] == [7, 13]
        assert failed[0]["output"].startswith("To clean the 7 brush, first")
        broken["on"] = False
        before = endpoint.calls
        result = api.run(options(endpoint, data, out))
        assert result.counts == {"rewritten": 20, "kept": 0, "failed": 0}
        assert endpoint.calls == before + 2


def test_a_passing_fault_is_retried(tmp_path):
    """429 with Retry-After, 500 and a cut connection all pass."""
    faults = {
        1: Fault(status=429, headers={"Retry-After": "0"}),
        3: Fault(status=500),
        5: Fault(cut="middle"),
    }
    data, out = write_records(tmp_path / "in.jsonl", 4), tmp_path / "out.jsonl"
    with FakeEndpoint(Behaviour(reply=reply, faults=faults)) as endpoint:
        result = api.run(options(endpoint, data, out))
    assert result.counts["rewritten"] == 4


def test_a_refused_key_stops_at_once(tmp_path, monkeypatch):
    """401: no storm of calls, and the error says which variable to set; the key is nowhere."""
    monkeypatch.setenv("REALIGN_API_KEY", "sk-wrong-and-secret")
    data, out = write_records(tmp_path / "in.jsonl", 50), tmp_path / "out.jsonl"
    with FakeEndpoint(Behaviour(reply=reply, api_key="right")) as endpoint:
        with pytest.raises(errors.AccessDenied) as caught:
            api.run(options(endpoint, data, out))
        assert endpoint.calls <= 20
    assert "sk-wrong" not in str(caught.value)
    for path in (tmp_path / "out.jsonl.realign").rglob("*"):
        assert not path.is_file() or b"sk-wrong" not in path.read_bytes()


def test_a_context_that_is_too_long_fails_that_sample_only(tmp_path):
    """The others end well."""
    data, out = write_records(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    records = read_records(data)
    records[1]["instruction"] += " " + "word " * 500
    data.write_text("".join(json.dumps(record) + "\n" for record in records))

    def fault(number, body):
        long = sum(len(m["content"]) for m in body["messages"]) > 5000
        is_rewrite = "<response>" in body["messages"][-1]["content"]
        too_long = {"error": {"message": "too long", "code": "context_length_exceeded"}}
        hit = is_rewrite and body["messages"][-1]["content"].count("word ") > 100 and long
        return Fault(status=400, body=too_long) if hit else None

    with FakeEndpoint(Behaviour(reply=reply, faults=fault)) as endpoint:
        result = api.run(options(endpoint, data, out))
    assert result.counts == {"rewritten": 2, "kept": 0, "failed": 1}
    assert "context" in read_records(out)[1]["realign"]["reason"]


def test_an_unreadable_reply_gets_one_repair_and_then_fails(tmp_path):
    """What came back is told."""

    def mumble(body):
        return "hm." if "<response>" in str(body["messages"]) else reply(body)

    data, out = write_records(tmp_path / "in.jsonl", 1), tmp_path / "out.jsonl"
    with FakeEndpoint(Behaviour(reply=mumble)) as endpoint:
        result = api.run(options(endpoint, data, out))
        assert endpoint.calls == 3  # classify, rewrite, repair
    account = read_records(out)[0]["realign"]
    assert result.counts["failed"] == 1
    assert account["reason"] == "the model's reply could not be read"
    assert "hm." in account["detail"]


def test_a_budget_stops_the_run_and_the_next_goes_on(tmp_path, endpoint):
    """Exit code 3, and nothing is paid again."""
    data, out = write_records(tmp_path / "in.jsonl", 10), tmp_path / "out.jsonl"
    with pytest.raises(errors.RunStopped):
        api.run(options(endpoint, data, out, limits={"calls": 7}))
    assert endpoint.calls == 7
    result = api.run(options(endpoint, data, out))
    assert result.counts["rewritten"] == 10
    assert endpoint.calls == 20
    assert endpoint.paid_twice == 0


def test_killed_three_times_nothing_is_paid_twice(tmp_path):
    """SIGKILL at any moment; the same command goes on."""
    count = 300
    data, out = write_records(tmp_path / "in.jsonl", count), tmp_path / "out.jsonl"
    behaviour = Behaviour(reply=reply, latency_s=0.02)
    with FakeEndpoint(behaviour) as endpoint:
        command = [sys.executable, "-m", "realign", "run", str(data), "-o", str(out)]
        command += ["--endpoint", endpoint.url, "--model", "fake-model", "--concurrency", "8", "-q"]
        killed_in_flight = 0
        workers = 8 + 8 // 4 + 1  # each has one call under way, answered or not yet on disk
        for threshold in (60, 220, 400):
            process = subprocess.Popen(command)
            deadline = time.monotonic() + 60
            while endpoint.calls < threshold and time.monotonic() < deadline:
                time.sleep(0.005)
            killed_in_flight += workers
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, check=False)
        assert done.returncode == 0
        assert endpoint.paid_twice <= killed_in_flight
        assert endpoint.calls <= 2 * count + killed_in_flight
    assert [r["tag"]["n"] for r in read_records(out)] == list(range(1, count + 1))


def test_an_interrupt_ends_with_130_and_the_run_goes_on(tmp_path):
    """Ctrl-C: what is in flight is paid for and kept."""
    data, out = write_records(tmp_path / "in.jsonl", 100), tmp_path / "out.jsonl"
    with FakeEndpoint(Behaviour(reply=reply, latency_s=0.05)) as endpoint:
        command = [sys.executable, "-m", "realign", "run", str(data), "-o", str(out)]
        command += ["--endpoint", endpoint.url, "--model", "fake-model", "--concurrency", "4"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while endpoint.calls < 30 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert b"goes on" in said
        assert b"Traceback" not in said
        assert subprocess.run([*command, "-q"], check=False).returncode == 0
        assert endpoint.paid_twice == 0


def test_a_directory_in_use_is_refused(tmp_path, endpoint):
    """Two processes can't work in one run directory."""
    from realign.engine.rundir import RunDir

    data, out = write_records(tmp_path / "in.jsonl", 2), tmp_path / "out.jsonl"
    refused = pytest.raises(errors.RunDirError, match=f"process {os.getpid()}")
    with RunDir(tmp_path / "out.jsonl.realign"), refused:
        api.run(options(endpoint, data, out))


def test_clean_leaves_the_account_out(tmp_path, endpoint):
    """The record is as it was but for its response."""
    data, out = write_records(tmp_path / "in.jsonl", 2), tmp_path / "out.json"
    api.run(options(endpoint, data, out, clean=True))
    records = json.loads(out.read_text())
    assert set(records[0]) == {"instruction", "input", "output", "tag"}
    assert records[0]["output"].startswith("1. ")


def test_an_endpoint_that_is_not_there_stops_the_run(tmp_path):
    """Not one failure a record, but one error, and the next run goes on."""
    data, out = write_records(tmp_path / "in.jsonl", 50), tmp_path / "out.jsonl"
    model = {"endpoint": "http://127.0.0.1:9", "name": "m", "attempts": 1, "concurrency": 4}
    with pytest.raises(errors.RunStopped, match="Nothing answers"):
        api.run({"input": str(data), "output": str(out), "model": model})


def test_a_dry_run_counts_what_needs_no_call(tmp_path):
    """What the response's own joining words lay out costs no call, and the run makes none."""
    steps = (
        "First, wash the brush under warm water. Then, rub a little soap into it. "
        "After that, rinse it until the water stays clear. Finally, let it dry on a towel."
    )
    data = tmp_path / "in.jsonl"
    record = {"instruction": "How do I clean a paint brush?", "input": "", "output": steps}
    data.write_text(json.dumps(record) + "\n")
    with FakeEndpoint(Behaviour(reply=reply)) as endpoint:
        command = [sys.executable, "-m", "realign", "run", str(data), "-o"]
        command += [str(tmp_path / "out.jsonl"), "--way", "anchored", "--classifier", "embedded"]
        command += ["--endpoint", endpoint.url, "--model", "fake-model"]
        told = subprocess.run([*command, "--dry-run"], check=True, capture_output=True, text=True)
        assert "laid out without a call: 1 of 1 response" in told.stdout
        assert "to the model: 0 of 1 response" in told.stdout
        assert not (tmp_path / "out.jsonl").exists()
        subprocess.run([*command, "-q"], check=True)
        assert endpoint.calls == 0
    (written,) = read_records(tmp_path / "out.jsonl")
    assert written["output"].startswith("1. ")
