"""The 46 criteria that come with the package."""

from __future__ import annotations

import pytest

from realign.criteria import TASKS, load
from realign.criteria.loader import builtin_texts
from realign.criteria.requirements import describe, share_met, unmet
from realign.criteria.taxonomy import GROUPS, NEEDS_EVIDENCE, NEVER_REWRITTEN
from realign.criteria_check import check_criteria

CRITERIA = load()


def test_the_files_are_the_taxonomy():
    """46 tasks in 10 groups, each with its file, in order."""
    assert len(TASKS) == len(set(TASKS)) == 46
    assert len(GROUPS) == 10
    assert tuple(CRITERIA) == TASKS
    assert set(builtin_texts()) == set(TASKS)


def test_the_method_lists_are_the_defaults():
    """11 tasks are never rewritten, 5 get evidence."""
    assert {task for task in CRITERIA if not CRITERIA[task].rewrite} == NEVER_REWRITTEN
    assert {task for task in CRITERIA if CRITERIA[task].evidence} == NEEDS_EVIDENCE
    assert (len(NEVER_REWRITTEN), len(NEEDS_EVIDENCE)) == (11, 5)


@pytest.mark.parametrize("task", TASKS)
def test_the_group_is_the_taxonomys(task):
    """A file can't move its task to another group."""
    assert task in GROUPS[CRITERIA[task].group]


def test_all_files_lint_clean():
    """Form, example and faithfulness: the same linter that users run."""
    report = check_criteria()
    assert len(report.tasks) == 46
    assert [str(problem) for problem in report.problems] == []


@pytest.mark.parametrize("task", [task for task in TASKS if CRITERIA[task].rewrite])
def test_the_example_shows_the_improvement(task):
    """The plain response needs the rewrite; the good one would be left alone."""
    criterion = CRITERIA[task]
    example = criterion.example
    assert unmet(criterion.requirements, example.plain, example.request)
    assert share_met(criterion.requirements, example.good, example.request) == 1.0
    assert all(describe(requirement) for requirement in criterion.requirements)


def test_no_two_tasks_share_a_query():
    """A request that stands for two tasks teaches a classifier nothing."""
    seen: dict[str, str] = {}
    for task in TASKS:
        for query in CRITERIA[task].queries:
            assert seen.setdefault(query.lower(), task) == task
