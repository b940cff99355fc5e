"""The makers of the built benchmark: each changes what it says, and only that."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "faithfulness"
LIST = "1. Sift some flour\n2. Knead dough well\n3. Bake bread long"
PROSE = (
    "The mill stands by the river. It was built of grey stone because wood was rare there. "
    "People may visit it on 3 days of the week. All rooms are open to them."
)


@pytest.fixture(scope="module")
def made():
    """The benchmark's modules; they are scripts beside each other, not a package."""
    sys.path.insert(0, str(FOLDER))
    names = ("sources", "reformat", "corrupt", "baselines", "built")
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(FOLDER))
        for name in names:
            sys.modules.pop(name, None)


def record(made, text, source="alpaca", prompt="List the steps."):
    """One response."""
    return made["sources"].Record(source, prompt, text)


def test_faithful_makers_keep_the_words(made):
    """What they take away or add is layout."""
    rng = random.Random(1)
    listed = made["reformat"].paragraph_to_list(record(made, PROSE), rng)
    assert listed.replace("\n", " ").replace("- ", "").replace("* ", "").replace("• ", "").split()
    assert "grey stone because wood" in listed
    joined = made["reformat"].list_to_paragraph(record(made, LIST), rng)
    assert joined == "Sift some flour; Knead dough well; Bake bread long."
    assert made["reformat"].paragraph_to_list(record(made, LIST), rng) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dropped_sentence", PROSE),
        ("dropped_item", LIST),
        ("dropped_clause", PROSE),
        ("changed_number", PROSE),
        ("swapped_quantifier", PROSE.replace("All rooms", "There all rooms")),
        ("changed_modality", PROSE),
        ("swapped_items", LIST),
        ("merged_items", LIST),
        ("invented_sentence", PROSE),
        ("truncated", PROSE),
        ("repeated", PROSE),
        ("prompt_leak", PROSE),
        ("changed_link", "See https://example.org/page/one for it."),
    ],
)
def test_corruptions_change_the_text(made, name, text):
    """Each gives another text, and the same one for the same numbers."""
    maker = made["corrupt"].CORRUPT[name]
    given = record(made, text)
    first, second = (maker(given, random.Random(4)) for _ in range(2))
    assert first == second
    assert first != text
    assert first


def test_kinds_are_many(made):
    """As many as were asked for, with names of their own."""
    assert len(made["corrupt"].CORRUPT) >= 15
    assert not made["corrupt"].CORRUPT.keys() & made["reformat"].FAITHFUL.keys()
    assert made["corrupt"].CORRUPT.keys() >= made["corrupt"].AFTERWARDS


def test_halves(made):
    """A text is always in the same half, whatever is made of it."""
    records = [record(made, f"Text number {place}.") for place in range(200)]
    halves = [given.half for given in records]
    assert halves == [given.half for given in records]
    assert 60 < halves.count("test") < 140


def test_building(made):
    """Pairs say whether they are faithful, and differ from their original."""
    pairs = list(made["built"].build([record(made, PROSE), record(made, LIST)]))
    assert {pair.faithful for pair in pairs} == {True, False}
    assert all(pair.rewrite != pair.record.original for pair in pairs)


def test_other_filters(made):
    """The paper's and the rules of length see what they are for, and nothing else."""
    paper, rules = made["baselines"].paper_filters, made["baselines"].length_rules
    assert paper("", PROSE, PROSE[:50])
    assert paper("", PROSE, f"Revised response: {PROSE}")
    assert paper("", "So it is.\n#### 12", "It is 13, all in all.")
    assert not paper("", PROSE, PROSE.replace("may", "must"))
    assert rules("", PROSE, PROSE * 3)
    assert not rules("", PROSE, PROSE.replace("3", "4"))
