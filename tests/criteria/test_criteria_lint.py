"""The linter, on files with one thing wrong."""

from __future__ import annotations

import pytest

from realign.criteria.lint import Linter
from realign.criteria_check import check_criteria
from realign.errors import CriterionError

RECIPE = "The answer comes first. " * 6
FILE = f"""\
---
task: how_to_generation
group: brainstorming
version: 1
rewrite: true
evidence: true
description: The request asks how something is done.
requirements:
  - steps_numbered
queries: [how do i fold a crane, steps to plant garlic, clean a flute how, how to whistle]
---

## Good response

{RECIPE}

## Example

### Request

How do I fold it?

### Plain response

First, fold the sheet once. Then turn it over on the table. Next, fold both corners. \
Finally, press it flat.

### Good response

1. Fold the sheet once.
2. Turn it over on the table.
3. Fold both corners.
4. Press it flat.
"""


def lint(text=FILE, path="how_to_generation.md"):
    return [str(problem) for problem in Linter(checks=("length", "numbers")).lint(text, path)]


def test_a_good_file_has_no_problem():
    """Nothing to say."""
    assert lint() == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("group: brainstorming", "group: code", "line 3: The group of how_to_generation is"),
        ("version: 1", "version: 0", "line 4: Versions count from 1."),
        ("is done.", "is done. It may be long.", "line 7: It is not one sentence."),
        ("is done", "is " + "very " * 70 + "done", "line 7: It has more than 60 words."),
        ("steps to plant garlic, clean a flute how, ", "", "2 different queries"),
        ("steps to plant garlic", "How to  whistle", "3 different queries"),
        (RECIPE, "Short.", "The recipe has 1 word;"),
        (RECIPE, "long " * 201, "The recipe has 201 words"),
        ("requirements:\n  - steps_numbered", "requirements: []", "has no requirement"),
        ("  - steps", "  - contains: {pattern: old}\n  - steps", "does not say in words"),
        (
            "version: 1",
            "version: 1\nchecks: {lenght: warn}",
            "line 5: There is no check 'lenght'. Did",
        ),
        ("once.\n2. Turn it over on the table.\n3.", "once. 2. Turn it. 3.", "does not meet"),
        ("Finally, press it flat.", "x " * 401, "line 23: It has more than 400 words."),
        ("First, fold the sheet once. Then turn it", "Turn it", "fails no requirement"),
    ],
)
def test_one_thing_wrong(old, new, words):
    """Each is named, with the line of its key or heading."""
    assert old in FILE
    text = FILE.replace(old, new, 1)
    assert any(words in problem for problem in lint(text)), lint(text)


def test_a_task_of_ones_own():
    """A new task is fine; its group must be one of the ten, its name plain."""
    new = FILE.replace("task: how_to_generation", "task: origami")
    assert lint(new, "origami.md") == []
    odd = FILE.replace("task: how_to_generation", "task: Origami!")
    assert any("no name of a task" in problem for problem in lint(odd, "Origami!.md"))
    lost = new.replace("group: brainstorming", "group: brainstormin")
    assert any("Did you mean brainstorming?" in problem for problem in lint(lost, "origami.md"))


def test_an_unfaithful_example_is_found(tmp_path):
    """An example that adds a number would teach the model to make things up."""
    text = FILE.replace("4. Press it flat.", "4. Press it flat for 30 minutes.")
    (tmp_path / "how_to_generation.md").write_text(text)
    report = check_criteria(tmp_path)
    assert any("would be rejected by" in str(problem) for problem in report.problems)


def test_a_file_that_cannot_be_read_is_a_problem_too(tmp_path):
    """One bad file does not hide the others."""
    (tmp_path / "a.md").write_bytes(b"\xff")
    (tmp_path / "how_to_generation.md").write_text(FILE.replace("version: 1", "version: 0"))
    found = [str(problem) for problem in check_criteria(tmp_path).problems]
    assert len(found) == 2
    assert "no UTF-8" in found[0]


def test_nothing_to_check_is_an_error(tmp_path):
    """An empty directory is no clean bill."""
    with pytest.raises(CriterionError):
        check_criteria(tmp_path)
