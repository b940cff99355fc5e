"""What is wrong with a criterion file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from realign.errors import CriterionError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to change. `line` counts from 1, None where no line can be named."""

    path: str
    line: int | None
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.message}{' ' + self.hint if self.hint else ''}"


def as_error(problems: Sequence[Problem]) -> CriterionError:
    """All of them at once, so that the user need not run again after each."""
    if len(problems) == 1:
        only = problems[0]
        return CriterionError(str(Problem(only.path, only.line, only.message)), hint=only.hint)
    listed = "\n".join(f"  {problem}" for problem in problems)
    return CriterionError(
        f"The criteria have {len(problems)} problems:\n{listed}",
        hint="`realign criteria check DIR` reports them again after a change.",
    )
