"""What a finding of a check does: it rejects, it warns, or the check is off.

A criterion says it for its task, a plan for a whole run (`numbers: warn`) or for one task of it
(`open_qa.numbers: warn`). The plan wins over the criterion, and the task's line over the plan's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from realign.criteria.requirements import nearest
from realign.errors import PlanError
from realign.samples import Finding, Severity


def for_task(given: Mapping[str, str], task: str) -> dict[str, str]:
    """Check to severity, of a plan's lines those that hold for a task."""
    found = {name: severity for name, severity in given.items() if "." not in name}
    for name, severity in given.items():
        wanted, dot, check = name.rpartition(".")
        if dot and wanted == task:
            found[check] = severity
    return found


def with_severity(finding: Finding, severity: str) -> Finding:
    """The finding, which warns where that is said and rejects else."""
    weighed: Severity = "warn" if severity == "warn" else "reject"
    return finding if finding.severity == weighed else replace(finding, severity=weighed)


def require_known(
    given: Mapping[str, str], checks: Collection[str], tasks: Collection[str], where: str
) -> None:
    """Refuses a check or a task that there is not.

    Raises:
        PlanError: with the nearest known name.
    """
    for key in given:
        task, _, check = key.rpartition(".")
        if check not in checks:
            raise PlanError(
                f"{where}: there is no check {check!r}.",
                hint=nearest(check, checks, "Known checks"),
            )
        if task and task not in tasks:
            raise PlanError(
                f"{where}: there is no task {task!r}.", hint=nearest(task, tasks, "Known tasks")
            )
