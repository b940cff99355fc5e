"""Labelled queries: reading them, measuring a classifier on them, training one from them."""

from __future__ import annotations

import gzip
import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import realign
from realign import criteria, errors
from realign.classifiers.encoder import Card, EncoderClassifier, read_card, write_card
from realign.classifiers.facts import highest_threshold, set_evidence
from realign.classifiers.figures import figures
from realign.classifiers.training import LIBRARIES
from realign.cli import cli
from realign.errors import InputError, UsageError
from realign.labelling.queries import Labelled, read_labelled, request_of
from realign.labelling.training import gather
from realign.samples import TaskLabel


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


# -- figures -------------------------------------------------------------------------------


def test_figures_by_hand():
    """Four queries of three tasks, two right."""
    pairs = [
        ("a", TaskLabel("a", 0.9, second=("b", 0.1))),
        ("a", TaskLabel("b", 0.6, second=("a", 0.3))),
        ("b", TaskLabel("b", 0.8, second=("a", 0.1))),
        ("c", TaskLabel("b", 0.7, second=("a", 0.2))),
    ]
    found = figures(pairs)
    assert (found["accuracy"], found["top2"]) == (0.5, 0.75)
    assert found["macro_f1"] == round((2 / 3 + 2 / 4 + 0) / 3, 4)
    assert found["calibration_error"] == round((0.1 + 0.6 + 0.2 + 0.7) / 4, 4)
    assert found["tasks"][0] == {"task": "a", "queries": 2, "recall": 0.5, "precision": 1.0}
    assert found["confused"] == [
        {"task": "a", "said": "b", "queries": 1, "share": 0.5},
        {"task": "c", "said": "b", "queries": 1, "share": 1.0},
    ]


def test_without_confidence_there_is_no_calibration():
    found = figures([("a", TaskLabel("a", None))])
    assert (found["calibration_error"], found["top2"], found["accuracy"]) == (None, None, 1.0)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.floats(0, 1)), min_size=1)
)
def test_figures_are_shares(rows):
    found = figures([(task, TaskLabel(said, sure)) for task, said, sure in rows])
    for name in ("accuracy", "macro_f1", "calibration_error"):
        assert 0 <= found[name] <= 1
    assert sum(row["queries"] for row in found["tasks"]) == len(rows)


# -- reading -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"instruction": "a", "input": "b"}, "a\n\nb"),
        ({"instruction": "a", "input": None}, "a"),
        ({"text": "a"}, "a"),
        ({"query": "a", "text": " "}, "a"),
        ({"items": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}, "a"),
        ({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"}]}, "a"),
        ({"messages": [{"role": "user", "content": None}]}, ""),
        ({"messages": "a", "instruction": 3}, ""),
    ],
)
def test_a_request_is_found(record, text):
    assert request_of(record) == text


def test_any_container_is_read(tmp_path):
    rows = [{"instruction": "a", "category": "t"}, {"instruction": "b", "category": "u"}]
    wanted = [Labelled("a", "t"), Labelled("b", "u")]
    (tmp_path / "x.json").write_text(json.dumps(rows))
    (tmp_path / "x.csv").write_text("query,task\na,t\nb,u\n")
    (tmp_path / "x.gz").write_bytes(gzip.compress(write(tmp_path / "l", *rows).read_bytes()))
    for name in ("x.json", "x.csv", "x.gz"):
        assert list(read_labelled(tmp_path / name)) == wanted


def test_second_and_weight_are_kept(tmp_path):
    path = write(tmp_path / "x", {"text": "a", "task": "t", "second": "u", "weight": 2})
    assert list(read_labelled(path)) == [Labelled("a", "t", "u", 2.0)]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "a"}, "no task"),
        ({"task": "t"}, "no request"),
        ({"text": "a", "task": "t", "weight": "much"}, "weight"),
        ({"text": "a", "task": "t", "weight": 0}, "weight"),
    ],
)
def test_what_is_missing_is_told_with_its_line(tmp_path, record, message):
    path = write(tmp_path / "x.jsonl", {"text": "ok", "task": "t"}, record)
    with pytest.raises(InputError, match=rf"(?s)line 2.*{message}"):
        list(read_labelled(path))


# -- evaluating ----------------------------------------------------------------------------


@pytest.fixture
def labelled(tmp_path):
    """Every task's own queries, and one of a task that nobody knows."""
    found = criteria.load()
    rows = [{"query": q, "category": task} for task in found for q in found[task].queries[:2]]
    return write(tmp_path / "labelled.jsonl", *rows, {"query": "?", "category": "nonsense"})


def test_evaluation_of_what_it_was_trained_on(labelled):
    found = realign.evaluate_classifier(input=str(labelled), classifier="embedded")
    assert found["accuracy"] > 0.85
    assert found["unknown"] == {"nonsense": 1}
    assert found["evidence"]["recall"] > 0.8
    assert len(found["tasks"]) == len(criteria.load())


def test_the_command_prints_figures_or_json(labelled):
    arguments = ["classify", "--evaluate", str(labelled), "--classifier", "embedded"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert "macro F1" in done.output
    assert "nonsense" in done.output
    done = CliRunner().invoke(cli, [*arguments, "--json"])
    assert json.loads(done.output)["queries"] > 80


def test_another_column_may_hold_the_task(tmp_path):
    path = write(tmp_path / "x.jsonl", {"query": "write a haiku", "kind": "poem_generation"})
    with pytest.raises(InputError, match="no task"):
        realign.evaluate_classifier(input=str(path), classifier="embedded")
    found = realign.evaluate_classifier(input=str(path), classifier="embedded", task_field="kind")
    assert found["accuracy"] == 1.0


def test_no_known_task_at_all_is_wrong_use(tmp_path):
    path = write(tmp_path / "x.jsonl", {"query": "a", "task": "nonsense"})
    with pytest.raises(UsageError, match="nonsense"):
        realign.evaluate_classifier(input=str(path), classifier="embedded")


# -- training ------------------------------------------------------------------------------


def test_the_data_comes_first_and_each_text_once(tmp_path):
    found = criteria.load()
    query = found["open_qa"].queries[0]
    path = write(
        tmp_path / "x.jsonl",
        {"text": query, "task": "fact_verification", "second": "open_qa"},
        {"text": f" {query}  ", "task": "planning"},
    )
    queries = gather([path], found)
    [mine] = [item for item in queries if " ".join(item.text.split()) == query]
    assert (mine.task, mine.second) == ("fact_verification", "open_qa")
    assert {item.task for item in queries} == set(found)


@pytest.mark.parametrize(
    "record", [{"task": "nonsense"}, {"task": "open_qa", "second": "nonsense"}]
)
def test_a_task_without_a_criterion_is_told(tmp_path, record):
    path = write(tmp_path / "x.jsonl", {"text": "a", **record})
    with pytest.raises(UsageError, match="nonsense"):
        gather([path], criteria.load())


@pytest.mark.skipif(all(map(find_spec, LIBRARIES)), reason="the extra 'train' is installed")
def test_the_missing_extra_is_named(tmp_path):
    path = write(tmp_path / "x.jsonl", {"text": "a", "task": "open_qa"})
    arguments = ["train-classifier", "--data", str(path), "-o", str(tmp_path / "w")]
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, errors.MissingExtra)
    assert "[train]" in done.exception.hint


@pytest.mark.parametrize("arguments", [[], ["--recall", "0.9"], ["--data", "x", "--recall", "0.9"]])
def test_wrong_use_of_the_command_is_told(arguments, tmp_path):
    done = CliRunner().invoke(cli, ["train-classifier", "-o", str(tmp_path / "w"), *arguments])
    assert done.exit_code == 2


# -- when facts are looked up --------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.floats(0.01, 1))
def test_the_threshold_reaches_its_recall(masses, recall):
    threshold = highest_threshold(masses, recall)
    assert sum(mass >= threshold for mass in masses) >= recall * len(masses) - 1e-6


def test_the_threshold_is_no_lower_than_it_must_be():
    masses = [n / 100 for n in range(100)]
    assert highest_threshold(masses, 0.95) == pytest.approx(0.05, abs=1e-4)
    with pytest.raises(UsageError):
        highest_threshold(masses, 0)


class Scored:
    """A stand-in for the network: facts get a score by their number."""

    tasks = ("open_qa", "poem_generation")

    def scores(self, requests):
        import numpy as np

        return np.array([[int(text.split()[-1]) / 5, 0.0] for text in requests], dtype=np.float32)


def test_the_card_gets_tasks_and_threshold(tmp_path, monkeypatch):
    monkeypatch.setattr(EncoderClassifier, "scores", Scored.scores)
    write_card(Card(tasks=list(Scored.tasks), max_tokens=16, temperature=1.0), tmp_path)
    facts = [f"fact {n}" for n in range(40)]
    card = set_evidence(tmp_path, facts, ["open_qa", "unheard_of"], recall=0.9)
    assert card == read_card(tmp_path)
    assert card.evidence_tasks == ["open_qa"]
    assert card.measured["facts_recall"] == 0.9
    labels = EncoderClassifier(tmp_path).labels(facts)
    assert sum(bool(label.needs_evidence) for label in labels) == 36
    with pytest.raises(UsageError, match="too few"):
        set_evidence(tmp_path, facts[:5], ["open_qa"])
    with pytest.raises(UsageError, match="none of the tasks"):
        set_evidence(tmp_path, facts, ["unheard_of"])
