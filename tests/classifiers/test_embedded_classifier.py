"""The classifier without a chat model: what it learns, and how honest it is about it."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace

import pytest

from realign import criteria
from realign.classifiers.requests import both_ends
from realign.classifiers.words import WordsClassifier


def criterion(task, description, *queries):
    return SimpleNamespace(
        task=task,
        description=description,
        queries=queries,
    )


SMALL = {
    item.task: item
    for item in (
        criterion("poem_generation", "Asks for a poem.", "write a poem on rain", "a haiku please"),
        criterion("email_generation", "Asks for an email.", "write an email to my boss"),
        criterion("default", "Fits none of the others.", "hi there", "thank you"),
    )
}


@pytest.fixture(scope="module")
def full():
    return WordsClassifier(criteria.load())


@pytest.mark.parametrize(
    ("request_", "task"),
    [
        ("Write a poem on the sea", "poem_generation"),
        ("could you write an EMAIL to Ann?", "email_generation"),
        ("hi", "default"),
        ("", "default"),
        ("🙂🙂", "default"),
        ("снег идёт", "default"),
    ],
)
def test_a_few_queries_are_enough_to_learn_from(request_, task):
    assert WordsClassifier(SMALL).label(request_).task == task


def test_without_a_known_word_it_is_hardly_confident():
    label = WordsClassifier(SMALL).label("zzz")
    assert label.task == "default"
    assert label.confidence == pytest.approx(1 / 3, abs=0.001)
    assert label.origin == "embedded"


def test_probabilities_add_up_to_one_and_come_in_order(full):
    ranked = full.ranked("translate this to French: good morning")
    assert sum(share for _, share in ranked) == pytest.approx(1)
    assert [share for _, share in ranked] == sorted((s for _, s in ranked), reverse=True)
    assert {task for task, _ in ranked} == set(criteria.load())


def test_two_trainings_on_the_same_criteria_agree(full):
    again = WordsClassifier(dict(reversed(list(criteria.load().items()))))
    assert again.fingerprint == full.fingerprint
    assert again.ranked("fix my python code") == full.ranked("fix my python code")


def test_the_fingerprint_follows_queries_and_descriptions():
    other = {**SMALL, "default": criterion("default", "Fits none.", "hi there")}
    assert WordsClassifier(other).fingerprint != WordsClassifier(SMALL).fingerprint


def test_it_knows_most_of_the_queries_that_it_was_trained_on(full):
    pairs = [(query, task) for task, item in criteria.load().items() for query in item.queries]
    right = sum(full.label(query).task == task for query, task in pairs)
    assert right / len(pairs) > 0.9


@pytest.mark.parametrize("where", ["before", "after"])
def test_what_is_wanted_is_found_at_either_end_of_a_long_request(full, where):
    material = "The harbour was built in stone and the ships came in at noon. " * 400
    wanted = "Summarize this text in three sentences."
    text = f"{wanted}\n\n{material}" if where == "before" else f"{material}\n\n{wanted}"
    assert "summarization" in full.label(text).task


def test_both_ends_are_kept_and_short_texts_are_left_alone():
    assert both_ends("a b\nc", words=3, characters=99) == "a b\nc"
    text = " ".join(map(str, range(1000)))
    assert both_ends(text, words=6, characters=9999) == "0 1 2 3 ... 998 999"
    assert len(both_ends("x" * 10_000, words=6, characters=90)) < 120


def test_accuracy_and_calibration_on_requests_it_never_saw(full, shared_data):
    """Measured when written: 0.61 right of 46 tasks, expected calibration error 0.05."""
    path = shared_data / "realign" / "task_classifier_train_dataset.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = json.load(file)
    labels = [(full.label(row["instruction"]), row["category"]) for row in rows]
    right = [label.task == task for label, task in labels]
    bins: dict[int, list[float]] = {}
    for (label, _), hit in zip(labels, right, strict=True):
        bins.setdefault(int(label.confidence * 10), []).append(label.confidence - hit)
    assert sum(right) / len(rows) > 0.5
    assert sum(abs(sum(gaps)) for gaps in bins.values()) / len(rows) < 0.12
