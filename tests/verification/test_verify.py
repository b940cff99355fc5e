"""`realign verify`: any data set with two responses a record, N in, N out."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

import realign
from html_page import Page
from realign.cli import cli
from realign.errors import InputError, PlanError, RealignError, RunDirError, RunStopped, UsageError
from realign.testing import Behaviour, FakeEndpoint

GOOD = {"q": "What has it?", "before": "It has 5 rooms and a bath.", "id": 1}
GOOD |= {"after": "It has:\n\n- 5 rooms\n- a bath"}
WRONG = {**GOOD, "after": "It has 6 rooms and a bath.", "id": 2}
ATTACK = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\x00\u202e{{ 7 * 7 }}"
FIELDS = {"prompt": "q", "original": "before", "rewrite": "after"}


def write(path: Path, records: list[dict]) -> Path:
    """Any of the containers, by the name."""
    text = "".join(json.dumps(record) + "\n" for record in records).encode()
    name = path.name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text))
    elif name.endswith(".zst"):
        path.write_bytes(zstandard.ZstdCompressor().compress(text))
    elif name.endswith(".json"):
        path.write_text(json.dumps(records))
    elif name.endswith(".csv"):
        with path.open("w", newline="") as file:
            rows = csv.DictWriter(file, list(records[0]))
            rows.writeheader()
            rows.writerows(records)
    elif name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(records), path)
    else:
        path.write_bytes(text)
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def verified(tmp_path: Path, records: list[dict], **options) -> tuple[realign.VerifyResult, list]:
    data = write(tmp_path / "in.jsonl", records)
    out = tmp_path / "out.jsonl"
    result = realign.verify(data, output=str(out), **{**FIELDS, **options})
    return result, read(out)


def test_each_record_gets_its_verdict_and_its_findings(tmp_path):
    """In order, as it came, with places on both sides."""
    result, records = verified(tmp_path, [GOOD, WRONG, GOOD])
    assert [record["realign"]["verdict"] for record in records] == [
        "faithful",
        "rejected",
        "faithful",
    ]
    assert [{k: v for k, v in record.items() if k != "realign"} for record in records] == [
        GOOD,
        WRONG,
        GOOD,
    ]
    assert records[0]["realign"]["findings"] == []
    assert result.counts == {"faithful": 2, "rejected": 1, "not checked": 0}
    finding = records[1]["realign"]["findings"][0]
    assert list(finding) == ["check", "message", "severity", "expected", "found", "spans"]
    for span in finding["spans"]:
        text = {"original": WRONG["before"], "rewrite": WRONG["after"]}[span["side"]]
        assert 0 <= span["start"] < span["end"] <= len(text)
    assert [record["id"] for record in result.records("rejected")] == [2]


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.json", "a.csv", "a.parquet"]
)
@pytest.mark.parametrize("out", ["o.jsonl", "o.jsonl.gz", "o.jsonl.zst", "o.json", "o.parquet"])
def test_every_container_in_and_out(tmp_path, name, out):
    if "parquet" in name + out:
        pytest.importorskip("pyarrow")
    data = write(tmp_path / name, [GOOD, WRONG])
    result = realign.verify(data, output=str(tmp_path / out), **FIELDS)
    records = list(result.records())
    assert [str(record["id"]) for record in records] == ["1", "2"]
    assert [record["realign"]["verdict"] for record in records] == ["faithful", "rejected"]
    assert records[1]["realign"]["findings"][0]["severity"] == "reject"


BROKEN = [
    ({"q": "x", "after": "a"}, "the field 'before' is missing"),
    ({"q": "x", "before": None, "after": "a"}, "the field 'before' is null, not a text"),
    ({"q": "x", "before": "a", "after": ["a"]}, "the field 'after' is a list, not a text"),
    ({"q": "x", "before": {"a": 1}, "after": "a"}, "the field 'before' is an object, not a text"),
    ({"q": 5, "before": "a", "after": "a"}, "the field 'q' is a number, not a text"),
    ({"q": "x", "before": True, "after": "a"}, "the field 'before' is true or false, not a text"),
    ({}, "the field 'before' is missing"),
    ({"before": "", "after": "something"}, "the field 'before' is empty: nothing to compare"),
    ({"before": " \n", "after": ""}, "the field 'before' is empty: nothing to compare"),
]


@pytest.mark.parametrize(("record", "why"), BROKEN)
def test_a_record_without_two_texts_is_passed_on_and_counted(tmp_path, record, why):
    result, records = verified(tmp_path, [GOOD, record, WRONG])
    assert len(records) == 3
    assert records[1] == {
        **record,
        "realign": {"verdict": "not checked", "findings": [], "note": why},
    }
    assert result.counts == {"faithful": 1, "rejected": 1, "not checked": 1}
    assert result.summary["not_checked"] == {why: 1}


def test_a_request_that_is_not_there_is_empty(tmp_path):
    _, records = verified(tmp_path, [GOOD, {k: v for k, v in GOOD.items() if k != "q"}])
    assert records[1]["realign"]["verdict"] in ("faithful", "rejected")


@pytest.mark.parametrize("name", ["original", "rewrite", "prompt", "evidence", "task_field"])
def test_a_field_that_no_record_has_is_a_wrong_name(tmp_path, name):
    """File, record and the nearest name; nothing is written."""
    with pytest.raises(InputError) as caught:
        verified(tmp_path, [GOOD, WRONG], **{name: "befor"})
    assert "in.jsonl" in str(caught.value)
    assert "'befor'" in caught.value.message
    assert caught.value.hint == "Did you mean before?"
    assert [item.name for item in tmp_path.iterdir()] == ["in.jsonl"]


def test_paths_lead_into_objects_and_lists(tmp_path):
    """And a name with a dot is itself first."""
    record = {
        "m": [{"content": GOOD["q"]}, {"content": GOOD["before"]}],
        "x": {"y": GOOD["after"]},
        "a.b": "of its own",
        "c.d": "of its own",
    }
    options = {"prompt": "m.0.content", "original": "m.-1.content", "rewrite": "x.y"}
    result, _ = verified(tmp_path, [record, record], **options)
    assert result.counts["faithful"] == 2
    dotted = options | {"original": "a.b", "rewrite": "c.d"}
    result, _ = verified(tmp_path, [record, record], **dotted)
    assert result.counts["faithful"] == 2


def test_evidence_supports_what_is_new(tmp_path):
    """A text, a list of texts, or the objects that `realign run` writes."""
    new = GOOD | {"after": GOOD["before"] + " The castle was built by Charlemagne."}
    result, _ = verified(tmp_path, [new])
    assert result.counts["rejected"] == 1
    told = "The castle was built by Charlemagne."
    for evidence in (told, [told], [{"text": told, "source": "a"}], [told, ""]):
        result, _ = verified(tmp_path, [new | {"e": evidence}, GOOD], evidence="e")
        rejecting = [row["check"] for row in result.summary["checks"] if row["rejected"]]
        assert "added" not in rejecting
    result, _ = verified(tmp_path, [new | {"e": [5]}, GOOD], evidence="e")
    assert result.counts["not checked"] == 1
    unseen = [{"text": told, "left_out": "beside the question"}]
    result, _ = verified(tmp_path, [new | {"e": unseen}, GOOD], evidence="e")
    assert result.counts["rejected"] == 1


def test_a_task_brings_its_criterions_rules(tmp_path):
    """By name or by field; a task that there is not has no rules."""
    steps = {
        "q": "How?",
        "before": "1. Open the lid.\n2. Pour it in.\n3. Close it.\n4. Wait for it.",
        "after": "Open the lid. Pour it in. Close it. Wait for it.",
    }
    named = {"how_to_generation": True, "no_such_task": False}
    for task, found in named.items():
        result, _ = verified(tmp_path, [steps | {"t": task}], task_field="t")
        assert ("structure" in [row["check"] for row in result.summary["checks"]]) is found
    result, _ = verified(tmp_path, [steps], task="how_to_generation")
    assert "structure" in [row["check"] for row in result.summary["checks"]]


def test_severities_hold_here_too(tmp_path):
    result, records = verified(tmp_path, [WRONG])
    names = [row["check"] for row in result.summary["checks"]]
    _, records = verified(tmp_path, [WRONG], checks=dict.fromkeys(names, "warn"))
    assert records[0]["realign"]["verdict"] == "faithful"
    assert {item["severity"] for item in records[0]["realign"]["findings"]} == {"warn"}
    _, records = verified(tmp_path, [WRONG], checks=dict.fromkeys(names, "off"))
    assert records[0]["realign"]["findings"] == []


def test_what_an_earlier_run_wrote_stays(tmp_path):
    """The `realign` object gets its verdict, and keeps the rest."""
    earlier = {"task": "open_qa", "findings": [1], "original": GOOD["before"]}
    _, records = verified(tmp_path, [GOOD | {"realign": earlier}], original="realign.original")
    assert records[0]["realign"] == earlier | {"verdict": "faithful", "findings": []}


@pytest.mark.parametrize(
    ("options", "error", "about"),
    [
        ({"checks": {"nubmers": "warn"}}, PlanError, "no check"),
        ({"checks": {"numbers": "loud"}}, PlanError, "loud"),
        ({"judges": ["entailing"]}, PlanError, "no judge"),
        ({"task": "open_qu"}, PlanError, "no task"),
        ({"task": "open_qa", "task_field": "q"}, PlanError, "exclude"),
        ({"rewite": "b"}, PlanError, "unknown key"),
        ({"original": ""}, PlanError, "not named"),
        ({"original": 5}, PlanError, "can't be 5"),
        ({"original": "after"}, PlanError, "the same field, 'after'"),
        ({"prompt": [5]}, PlanError, "can't be"),
        ({"output": "x.txt"}, UsageError, "no output format"),
        ({"output": "in.jsonl"}, UsageError, "replace the input"),
        ({"output": "none/x.jsonl"}, UsageError, "no directory"),
        ({"model": {"attempts": 0}}, PlanError, "attempts"),
        ({"model": {"name": "m"}}, PlanError, "'model' does nothing without 'judges'"),
        ({"student": "m"}, PlanError, "'student' does nothing without 'judges'"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(tmp_path, options, error, about, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in.jsonl", [GOOD])
    with pytest.raises(error, match=about) as caught:
        realign.verify("in.jsonl", **{**FIELDS, "output": "out.jsonl", **options})
    assert isinstance(caught.value, RealignError)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_broken_line_stops_or_is_left_out(tmp_path):
    data = tmp_path / "in.jsonl"
    data.write_text(json.dumps(GOOD) + "\n{broken\n" + json.dumps(WRONG) + "\n")
    out = tmp_path / "out.jsonl"
    with pytest.raises(InputError, match="line 2"):
        realign.verify(data, output=str(out), **FIELDS)
    assert not out.exists()
    result = realign.verify(data, output=str(out), bad_lines="skip", **FIELDS)
    assert result.summary["records"] == 2
    assert read(tmp_path / "out.jsonl.realign" / "rejected_lines.jsonl")[0]["line"] == 2
    data.write_text(json.dumps(GOOD) + "\n")
    realign.verify(data, output=str(out), bad_lines="skip", **FIELDS)
    assert not (tmp_path / "out.jsonl.realign" / "rejected_lines.jsonl").exists()


@pytest.mark.parametrize("out", ["out.jsonl", "out.jsonl.zst", "out.json"])
def test_the_closing_lines_say_where_the_bad_lines_are(tmp_path, monkeypatch, out):
    """In the directory beside the output; the help says so too."""
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(json.dumps(GOOD) + "\n{broken\n")
    asked = ["verify", "in.jsonl", "--original", "before", "--rewrite", "after", "-o", out]
    done = CliRunner().invoke(cli, [*asked, "--bad-lines", "skip"])
    assert done.exit_code == 0
    assert done.stdout.endswith(
        f"1 line left out, with the reasons: {out}.realign/rejected_lines.jsonl\n"
    )
    assert Path(f"{out}.realign/rejected_lines.jsonl").is_file()
    help_text = " ".join(CliRunner().invoke(cli, ["verify", "--help"]).stdout.split())
    assert "OUT.realign/rejected_lines.jsonl" in help_text


def test_the_directory_of_a_run_is_left_alone(tmp_path):
    (tmp_path / "out.jsonl.realign").mkdir()
    (tmp_path / "out.jsonl.realign" / "run.json").write_text("{}")
    with pytest.raises(RunDirError):
        verified(tmp_path, [GOOD])


def test_the_report_shows_findings_in_place(tmp_path):
    result, _ = verified(tmp_path, [GOOD, WRONG, {"q": "x"}])
    raw = result.report.read_text("utf-8")
    page = Page(raw)
    assert "3 records: 1 faithful, 1 rejected, 1 not checked" in page.text
    cards = [attrs for tag, attrs in page.tags if tag == "article"]
    assert sorted(card["data-decision"] for card in cards) == [
        "faithful",
        "not checked",
        "rejected",
    ]
    assert all(f"record {n} · in.jsonl, line {n}" in page.text for n in (1, 2, 3))
    marks = [attrs for tag, attrs in page.tags if tag == "mark" and "title" in attrs]
    assert any(attrs["title"].startswith("numbers:") for attrs in marks)
    shown = re.findall(r'<mark class="m-reject" title="[^"]*numbers: [^"]*">(.*?)</mark>', raw)
    assert any("5" in text for text in shown)


def test_hostile_data_stays_text(tmp_path):
    """In every field, in the names of fields, and in why a record was not checked."""
    bad = {"q": ATTACK, "before": f"It has 5 {ATTACK}.", "after": f"It has 6 {ATTACK * 2}"}
    records = [bad, {"q": ATTACK, ATTACK: 1}, bad | {"after": ATTACK}]
    result, _ = verified(tmp_path, records, task_field=ATTACK)
    raw = result.report.read_text("utf-8")
    page = Page(raw)
    assert raw.count("<script>") == raw.count("</script>") == raw.count("</style>") == 1
    assert "img" not in {tag for tag, _ in page.tags}
    assert "{{ 7 * 7 }}" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", raw)


def yes(body: dict) -> str:
    """A model that finds everything everywhere, but where it is told of a bath."""
    return "no" if "- a bath" in body["messages"][-1]["content"] else "yes"


def test_a_judge_looks_at_what_passed_and_no_call_is_paid_twice(tmp_path):
    fine = GOOD | {"after": "It has 5 rooms and a bath. "}
    listed = GOOD | {"after": GOOD["before"].replace("It", "**It**")}
    with FakeEndpoint(Behaviour(reply=yes, models=("m",))) as endpoint:
        model = {"endpoint": endpoint.url, "name": "m"}
        options = {"judges": ["entailment"], "model": model}
        result, records = verified(tmp_path, [GOOD, WRONG, fine, listed], **options)
        checks = [[item["check"] for item in r["realign"]["findings"]] for r in records]
        assert checks[0] == ["entailment"]
        assert "entailment" not in checks[1]
        assert checks[2:] == [[], []]
        said = [[item["said"] for item in r["realign"].get("scores", [])] for r in records]
        proven = "adds nothing: yes, yes; keeps everything: yes, yes"
        assert said == [["adds nothing: no"], [], [], [proven]]
        assert records[3]["realign"]["scores"][0]["value"] == 1
        assert proven in result.report.read_text("utf-8")
        assert records[0]["realign"]["verdict"] == "faithful"
        assert endpoint.calls == 5
        assert result.summary["judges"]["calls"] == 5
        options["checks"] = {"entailment": "reject"}
        result, records = verified(tmp_path, [GOOD, WRONG, fine, listed], **options)
        assert records[0]["realign"]["verdict"] == "rejected"
        assert endpoint.calls == 5
        assert result.summary["judges"]["from_cache"] == 5


@pytest.mark.parametrize("way", ["echo", "force"])
def test_the_student_is_measured_and_nothing_is_paid_twice(tmp_path, way):
    """The rewrite lost a word of the request, so the request is harder to foresee from it."""
    lost = {"q": "What has it got?", "before": "It has got 5 rooms and a bath."}
    lost |= {"after": GOOD["after"]}
    with FakeEndpoint(Behaviour(measures=way, models=("m",))) as endpoint:
        options = {"judges": ["reversed_ifd"], "model": {"endpoint": endpoint.url, "name": "m"}}
        result, records = verified(tmp_path, [lost, GOOD, WRONG], **options)
        found = [[item["check"] for item in r["realign"]["findings"]] for r in records]
        assert found[:2] == [["reversed_ifd"], []]
        assert "reversed_ifd" not in found[2]
        assert result.summary["judges"]["calls"] == 5  # a trial, and two texts of two records
        asked = endpoint.calls
        again, _ = verified(tmp_path, [lost, GOOD, WRONG], **options)
        assert again.summary["judges"]["from_cache"] == 5
        assert endpoint.calls == asked


def test_a_student_of_its_own_beside_the_chat_model(tmp_path):
    """The chat model is asked by the one judge, the student by the other."""
    with FakeEndpoint(Behaviour(reply=yes, models=("m", "s"))) as endpoint:
        options = {"judges": ["entailment", "reversed_ifd"], "student": "s"}
        options["model"] = {"endpoint": endpoint.url, "name": "m"}
        result, _ = verified(
            tmp_path, [GOOD | {"after": "It has:\n- 5 rooms\n- a bath."}], **options
        )
    assert result.summary["judges"]["calls"] == 1  # a no, and not the student's
    assert (tmp_path / "out.jsonl.realign" / "student-calls.sqlite").is_file()


def test_who_gives_no_log_probabilities_is_no_student(tmp_path):
    with FakeEndpoint(Behaviour(measures="", models=("m",))) as endpoint:
        model = {"endpoint": endpoint.url, "name": "m"}
        with pytest.raises(PlanError, match="m can't be the student") as raised:
            verified(tmp_path, [GOOD], judges=["reversed_ifd"], model=model)
        assert "--student" in raised.value.hint


def test_an_endpoint_that_is_gone_stops_with_its_own_code(tmp_path):
    with FakeEndpoint(Behaviour(reply=yes, models=("m",))) as endpoint:
        url = endpoint.url
    model = {"endpoint": url, "name": "m", "attempts": 1, "timeout_s": 2.0}
    with pytest.raises(RunStopped):
        verified(tmp_path, [GOOD], judges=["entailment"], model=model)
    assert not (tmp_path / "out.jsonl").exists()


def command(*arguments: str):
    return CliRunner().invoke(cli, ["verify", *arguments], catch_exceptions=True)


def test_the_command_prints_a_table_and_ends_with_0(tmp_path):
    """Whatever it found."""
    data = write(tmp_path / "in.jsonl", [GOOD, WRONG, {"q": "x"}])
    fields = ["--prompt", "q", "--original", "before", "--rewrite", "after"]
    out = tmp_path / "out.jsonl"
    done = command(str(data), *fields, "-o", str(out))
    assert done.exit_code == 0, done.output
    assert "3 records" in done.output
    assert re.search(r"1 +33\.3 % +rejected", done.output)
    assert re.search(r"(?m)^numbers +1 +33\.3 % +0 +0\.0 %", done.output)
    assert str(out) in done.output
    assert command(str(data), *fields, "-q", "-o", str(out)).output == ""


def test_without_o_it_is_written_beside_the_data(tmp_path):
    data = write(tmp_path / "some.data.jsonl", [GOOD])
    result = realign.verify(data, **FIELDS)
    assert result.output == tmp_path / "some.verified.jsonl"
    assert result.report == tmp_path / "some.verified.jsonl.realign" / "report.html"


@pytest.mark.parametrize("given", ["numbers", "=warn", "numbers="])
def test_a_check_that_is_not_set_right(tmp_path, given):
    data = write(tmp_path / "in.jsonl", [GOOD])
    done = command(str(data), "--original", "before", "--rewrite", "after", "--check", given)
    assert isinstance(done.exception, UsageError)


def test_memory_stays_flat(tmp_path):
    """A file many times larger than what is held: only the drawn cards stay."""
    from realign.verification.look import Outcome
    from realign.verification.tally import Tally

    tally = Tally()
    for number in range(2_000):
        tally.add(Outcome({}, "x", note=f"note {number}"))
    assert len(tally.cards()) == 5
    assert len(tally.notes) == 51
