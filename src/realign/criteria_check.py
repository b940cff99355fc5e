"""`realign criteria check`: the linter of the criteria, with the faithfulness checks handed in.

It stands here because the checks stand on the criteria's requirements: `realign.criteria` itself
can't import them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from realign.checks import ALL, run_checks
from realign.checks.base import Pair
from realign.checks.severity import require_known
from realign.checks.text import Text
from realign.criteria.lint import Linter
from realign.criteria.loader import builtin_texts, files_of, read_text
from realign.criteria.model import CriteriaSet, Criterion
from realign.criteria.problems import Problem
from realign.criteria.requirements import nearest
from realign.criteria.taxonomy import TASKS
from realign.errors import CriterionError, PlanError
from realign.judges import ALL as JUDGES
from realign.judges import wants_student
from realign.samples import Finding

# What findings, plans and criteria may name.
NAMES = (*(check.name for check in ALL), *JUDGES)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at (task names; `new` are not in the taxonomy), and what is wrong."""

    tasks: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def new(self) -> tuple[str, ...]:
        """Tasks that the built-in taxonomy does not have."""
        return tuple(task for task in self.tasks if task not in TASKS)


def faithfulness(criterion: Criterion) -> tuple[Finding, ...]:
    """What the checks say about the example's rewrite, as if a model had made it."""
    example = criterion.example
    pair = Pair(
        original=Text(example.plain),
        rewrite=Text(example.good),
        request=Text(example.request),
        task=criterion.task,
        requirements=criterion.requirements,
    )
    return run_checks(pair, criterion.severities)


def require_known_checks(plan_lines: Mapping[str, str], criteria: CriteriaSet, where: str) -> None:
    """Refuses a check that there is not, in a plan's lines or in a user's criterion.

    Raises:
        PlanError, CriterionError: with the nearest known name; the criterion's with its file.
    """
    require_known(plan_lines, NAMES, criteria, where)
    for criterion in criteria.values():
        try:
            require_known(criterion.severities, NAMES, (), "checks")
        except PlanError as error:
            raise CriterionError(f"{criterion.source}: {error.message}", hint=error.hint) from None


def require_known_task(task: str, criteria: CriteriaSet) -> None:
    """Refuses a task without a criterion.

    Raises:
        PlanError: with the nearest known name.
    """
    if task not in criteria:
        hint = nearest(task, criteria, "Known tasks")
        raise PlanError(f"There is no task {task!r}.", hint=hint)


def require_known_judges(judges: Iterable[str], where: str) -> None:
    """Refuses a judge that there is not.

    Raises:
        PlanError: with the nearest known name.
    """
    for name in judges:
        if name not in JUDGES:
            raise PlanError(
                f"{where}: there is no judge {name!r}.", hint=nearest(name, JUDGES, "Known judges")
            )


def require_use_of_student(student: str, judges: Iterable[str]) -> None:
    """Refuses a student that no judge measures.

    Raises:
        PlanError: with the judge that would.
    """
    if student and not wants_student(judges):
        raise PlanError(
            "verify.student does nothing without a judge that measures.",
            hint="add --judge reversed_ifd, or leave --student out.",
        )


def check_criteria(directory: Path | None = None) -> CheckReport:
    """Lints every file of `directory`, or the built-in ones.

    Raises:
        CriterionError: the directory is missing, or holds no criterion file.
    """
    linter = Linter(faithfulness, NAMES)
    problems: list[Problem] = []
    if directory is None:
        texts = builtin_texts()
        for task, text in texts.items():
            problems += linter.lint(text, f"{task}.md")
        return CheckReport(tuple(texts), tuple(problems))
    paths = files_of(directory)
    for path in paths:
        try:
            problems += linter.lint(read_text(path), str(path))
        except CriterionError as error:
            problems.append(Problem(str(path), None, error.message, error.hint))
    return CheckReport(tuple(path.stem for path in paths), tuple(problems))
