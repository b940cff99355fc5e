"""`realign classify`: N in, N out, each with its task."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import realign
from realign import criteria, errors
from realign.classifiers.cascade import CascadeClassifier
from realign.classifiers.encoder import WEIGHTS
from realign.classifiers.model import ModelClassifier
from realign.cli import cli
from realign.engine.naming import LiveClassifier
from realign.labelling.files import account, to_record
from realign.labelling.tally import Tally
from realign.labelling.work import Named, Namer, in_order
from realign.models.meter import Meter
from realign.samples import TaskLabel
from realign.stages.retrieve import wants_evidence
from realign.testing import Behaviour, FakeEndpoint, Fault, ScriptedModel, sample

ASKED = [
    "Translate this to French: good morning",
    "Write a haiku on rain.",
    "How do I bleed a radiator?",
    "Fix the grammar: he go home",
]


@pytest.fixture
def data(tmp_path):
    """300 records: three batches of the embedded classifier."""
    path = tmp_path / "data.jsonl"
    with path.open("w") as file:
        for n in range(300):
            text = f"{ASKED[n % len(ASKED)]} ({n})"
            record = {"n": n, "instruction": text, "input": "", "output": "Yes."}
            file.write(json.dumps(record) + "\n")
    return path


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def alpaca(text, **more):
    return {"instruction": text, "input": "", "output": "Yes.", **more}


def said(body):
    """What the fake endpoint names: a task by the request's last words."""
    last = body["messages"][-1]["content"]
    task = "poem_generation" if "haiku" in last else "how_to_generation"
    return json.dumps({"choice": task}) if "response_format" in body else task


@pytest.fixture
def endpoint():
    with FakeEndpoint(Behaviour(reply=said)) as fake:
        yield fake


def test_every_record_comes_out_in_order_with_its_task(data, tmp_path):
    out = tmp_path / "out.jsonl"
    found = realign.classify(input=str(data), output=str(out), classifier="embedded")
    records = lines(out)
    assert [record["n"] for record in records] == list(range(300))
    assert {tuple(record["realign"]) for record in records} == {
        ("task", "confidence", "second", "needs_evidence")
    }
    assert {record["realign"]["task"] for record in records} <= set(criteria.load())
    assert sum(found.tasks.values()) == found.summary["requests"] == 300
    assert not (tmp_path / "out.jsonl.realign").exists()  # no call, so nothing to keep


def test_a_records_own_task_is_kept_and_named_again_when_asked(tmp_path):
    named = {"task": "poem_generation", "original": "No."}
    path = write(tmp_path / "in.jsonl", alpaca(ASKED[0], realign=named), alpaca(ASKED[1]))
    plan = {"input": str(path), "output": str(tmp_path / "out.jsonl"), "classifier": "embedded"}
    found = realign.classify(plan)
    first = lines(tmp_path / "out.jsonl")[0]["realign"]
    assert (first["task"], first["confidence"], first["original"]) == (
        "poem_generation",
        None,
        "No.",
    )
    assert found.summary["origins"] == {"record": 1, "embedded": 1, "model": 0}
    realign.classify(plan, again=True)
    again = lines(tmp_path / "out.jsonl")[0]["realign"]
    assert again["task"] == "text_to_text_translation"
    assert again["original"] == "No."


def test_what_was_classified_can_be_run_and_keeps_its_task(tmp_path, endpoint):
    path = write(tmp_path / "in.jsonl", alpaca(ASKED[1]))
    named = tmp_path / "named.jsonl"
    realign.classify(input=str(path), output=str(named), classifier="embedded")
    realign.run(
        input=str(named), output=str(tmp_path / "out.jsonl"), model={"endpoint": endpoint.url}
    )
    [record] = lines(tmp_path / "out.jsonl")
    assert record["realign"]["task"] == lines(named)[0]["realign"]["task"] == "poem_generation"


def test_each_turn_of_a_conversation_has_a_task(tmp_path):
    turns = [ASKED[0], "Bonjour.", ASKED[1], "Rain on the roof"]
    roles = ["user", "assistant"] * 2
    record = {
        "messages": [
            {"role": role, "content": text} for role, text in zip(roles, turns, strict=True)
        ]
    }
    path = write(tmp_path / "in.jsonl", record)
    found = realign.classify(
        input=str(path), output=str(tmp_path / "out.jsonl"), classifier="embedded"
    )
    [out] = lines(tmp_path / "out.jsonl")
    assert out["messages"] == record["messages"]
    assert [turn["index"] for turn in out["realign"]["turns"]] == [1, 3]
    assert out["realign"]["turns"][1]["task"] == "poem_generation"
    assert found.summary["requests"] == 2


def test_a_record_that_does_not_fit_is_passed_on(tmp_path):
    records = [alpaca(f"{ASKED[0]} {n}") for n in range(20)]
    records[7]["output"] = ["no", "text"]
    path = write(tmp_path / "in.jsonl", *records)
    realign.classify(input=str(path), output=str(tmp_path / "out.jsonl"), classifier="embedded")
    out = lines(tmp_path / "out.jsonl")
    assert len(out) == 20
    assert out[7]["realign"]["task"] is None
    assert out[7]["output"] == ["no", "text"]


@pytest.mark.parametrize("classifier", ["embedded", "cascade", "model"])
def test_an_empty_request_has_no_task_and_costs_nothing(tmp_path, endpoint, classifier):
    """Null, as the page says; it is no request of the summary either."""
    path = write(tmp_path / "in.jsonl", alpaca(" "), alpaca(ASKED[1]), alpaca(""))
    plan = {"input": path, "output": tmp_path / "out.jsonl", "classifier": classifier}
    found = realign.classify(plan, model={"endpoint": endpoint.url, "name": "fake-model"})
    nothing = {"task": None, "confidence": None, "second": None, "needs_evidence": False}
    out = [record["realign"] for record in lines(tmp_path / "out.jsonl")]
    assert (out[0], out[1]["task"], out[2]) == (nothing, "poem_generation", nothing)
    assert (found.summary["records"], found.summary["requests"]) == (3, 1)
    assert endpoint.calls <= 1
    again = {"input": tmp_path / "out.jsonl", "output": tmp_path / "again.jsonl"}
    assert realign.classify(again, classifier="embedded").summary["origins"]["record"] == 1


def test_the_model_is_asked_once_a_request_and_never_again(data, tmp_path, endpoint):
    plan = {"input": str(data), "output": str(tmp_path / "out.jsonl"), "classifier": "model"}
    plan |= {"model": {"endpoint": endpoint.url, "concurrency": 8}, "limits": {"samples": 30}}
    found = realign.classify(plan)
    assert found.tasks["poem_generation"] == 8  # one in four of 30
    assert [record["n"] for record in lines(tmp_path / "out.jsonl")] == list(range(30))
    calls = endpoint.calls
    assert realign.classify(plan).tasks == found.tasks
    assert endpoint.calls == calls
    assert endpoint.paid_twice == 0


def test_a_call_that_fails_fails_its_record_only(tmp_path):
    path = write(tmp_path / "in.jsonl", *(alpaca(f"{ASKED[1]} {n}") for n in range(4)))
    plan = {"input": str(path), "output": str(tmp_path / "out.jsonl"), "classifier": "model"}
    with FakeEndpoint(Behaviour(reply=said, faults={2: Fault(status=400)})) as fake:
        plan |= {"model": {"endpoint": fake.url, "name": "m", "concurrency": 1, "attempts": 1}}
        arguments = ["classify", str(path), "-o", plan["output"], "--classifier", "model"]
        arguments += ["--endpoint", fake.url, "--model", "m", "--concurrency", "1"]
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 1, done.output
        out = [record["realign"] for record in lines(tmp_path / "out.jsonl")]
        assert sum(account["task"] is None for account in out) == 1
        assert next(account for account in out if "error" in account)["task"] is None
        assert realign.classify(plan).summary["failed"] == 0  # the same again tries it again
        assert all(record["realign"]["task"] for record in lines(tmp_path / "out.jsonl"))


def test_an_endpoint_that_is_not_there_stops_it(tmp_path, data):
    plan = {"input": str(data), "output": str(tmp_path / "out.jsonl"), "classifier": "model"}
    plan |= {"model": {"endpoint": "http://127.0.0.1:9/v1", "name": "m", "attempts": 1}}
    with pytest.raises(errors.RealignError):
        realign.classify(plan)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_limit_of_calls_stops_it_with_its_exit_code(tmp_path, data, endpoint):
    arguments = ["classify", str(data), "-o", str(tmp_path / "out.jsonl"), "--max-calls", "3"]
    arguments += ["--classifier", "model", "--endpoint", endpoint.url, "--quiet"]
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, errors.RunStopped)
    assert done.exception.exit_code == 3


# -- the cascade ---------------------------------------------------------------------------


class Encoder:
    """Stands for the trained encoder: sure of haikus, unsure of all else."""

    fingerprint = "fake"

    async def ranked_label(self, request, /):
        task, sure = ("poem_generation", 0.9) if "haiku" in request else ("advice_giving", 0.4)
        label = TaskLabel(task, sure, "embedded", second=("open_qa", 0.3), needs_evidence=True)
        return label, [("advice_giving", 0.4), ("open_qa", 0.3), ("planning", 0.3)]


def test_the_cascade_asks_only_where_it_is_unsure():
    model = ScriptedModel(lambda _: "open_qa")
    asked = ModelClassifier(criteria.load(), model)
    cascade = CascadeClassifier(Encoder(), asked, threshold=0.5)  # type: ignore[arg-type]
    live = LiveClassifier(cascade, "cascade", Meter(), 2)
    samples = [sample(f"{ASKED[n % 2]} {n}", "Yes.", id=n) for n in range(10)]

    async def work():
        return [item async for item in Namer(live).named(samples)]

    found = asyncio.run(work())
    assert [item.sample.id for item in found] == list(range(10))
    assert len(model.requests) == cascade.asked == 5
    tally = Tally(criteria.load(), 0.5)
    for item in found:
        tally.add(item.labels[0])
    summary = tally.summary()
    assert summary["saved"] == 0.5
    assert summary["confused"] == [
        {"tasks": ["advice_giving", "open_qa"], "requests": 5, "share": 0.5}
    ]
    assert summary["needs_evidence"] == 10  # the classifier's own decision, whatever the task


def test_a_question_of_fact_under_another_name_gets_evidence():
    found = criteria.load()
    assert wants_evidence(TaskLabel("advice_giving", needs_evidence=True), found["advice_giving"])
    assert wants_evidence(TaskLabel("open_qa", needs_evidence=False), found["open_qa"])
    assert not wants_evidence(TaskLabel("advice_giving"), found["advice_giving"])


def test_an_error_of_an_earlier_time_is_gone():
    made = sample("hi", "there", record={"realign": {"error": "late", "original": "x"}})
    record = to_record(Named(made, (TaskLabel("default", 0.5),)), criteria.load())
    assert record["realign"] == {"original": "x", **account(TaskLabel("default", 0.5), criteria.load())}  # fmt: skip  # noqa: E501


def test_results_keep_their_order_and_a_window_bounds_the_work():
    state = SimpleNamespace(now=0, most=0)

    async def slow(n):
        state.now += 1
        state.most = max(state.most, state.now)
        await asyncio.sleep(0.001 * (n % 3))
        state.now -= 1
        return n

    async def work():
        return [n async for n in in_order(range(40), slow, 5)]

    assert asyncio.run(work()) == list(range(40))
    assert state.most <= 5


# -- the command ---------------------------------------------------------------------------


def test_the_table_names_tasks_and_pairs(data, tmp_path):
    arguments = ["classify", str(data), "-o", str(tmp_path / "out.jsonl")]
    done = CliRunner().invoke(cli, [*arguments, "--classifier", "embedded"])
    assert done.exit_code == 0, done.output
    assert "300 records in, 300 records out" in done.output
    assert "poem_generation" in done.output
    assert "need evidence" in done.output
    quiet = CliRunner().invoke(cli, [*arguments, "--classifier", "embedded", "--quiet"])
    assert quiet.output == ""


def test_hostile_names_do_not_steer_the_terminal(tmp_path):
    path = write(tmp_path / "in.jsonl", alpaca("x", realign={"task": "\x1b[2Jevil\u202e"}))
    arguments = ["classify", str(path), "-o", str(tmp_path / "out.jsonl")]
    done = CliRunner().invoke(cli, [*arguments, "--classifier", "embedded"])
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


@pytest.mark.parametrize(
    "arguments",
    [[], ["IN"], ["IN", "-o", "out.txt"], ["IN", "-o", "IN"], ["IN", "--evaluate", "x"]],
)
def test_wrong_use_is_told(arguments, data):
    arguments = [str(data) if item == "IN" else item for item in arguments]
    done = CliRunner().invoke(cli, ["classify", *arguments])
    code = getattr(done.exception, "exit_code", done.exit_code)
    assert code == 2


def test_the_built_in_weights_say_second_and_evidence(tmp_path):
    """Where they are there: a question of fact wants evidence."""
    if not (WEIGHTS / "card.json").is_file():
        pytest.skip("the trained weights are not in this checkout")
    pytest.importorskip("onnxruntime", reason="the extra 'embedded' is not installed")
    path = write(tmp_path / "in.jsonl", alpaca("who wrote the opera Tosca"), alpaca(ASKED[1]))
    realign.classify(input=str(path), output=str(tmp_path / "out.jsonl"), classifier="embedded")
    fact, poem = (record["realign"] for record in lines(tmp_path / "out.jsonl"))
    assert fact["needs_evidence"]
    assert fact["second"][0] in criteria.load()
    assert (poem["task"], poem["needs_evidence"]) == ("poem_generation", False)
