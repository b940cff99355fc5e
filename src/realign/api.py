"""What the command line and a notebook both call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realign import config, errors
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.criteria import load as load_criteria
from realign.engine.loop import run_in_loop
from realign.engine.part import chosen_ids, selected
from realign.engine.progress import Progress
from realign.io import inspect, output_kind, refuse_foreign, refuse_input
from realign.io import read as read_source
from realign.outcome import RunResult
from realign.running import Watch, rewrite_file, watched

if TYPE_CHECKING:
    from realign.preview import Estimate


def make_plan(plan: Plan | Mapping[str, Any] | str | Path | None = None, **options: Any) -> Plan:
    """A plan from a plan, a mapping or a YAML file, with `options` (sections as mappings) over it.

    Raises:
        PlanError: an unknown key or a bad value.
    """
    if isinstance(plan, Plan):
        base = plan
    elif isinstance(plan, Mapping):
        base = config.from_mapping(plan)
    elif plan is not None:
        base = config.load_plan(Path(plan))
    else:
        base = Plan()
    return config.from_mapping(options, base)


def run(
    plan: Plan | Mapping[str, Any] | str | Path | None = None,
    *,
    watch: Watch | None = None,
    fresh: bool = False,
    overwrite: bool = False,
    **options: Any,
) -> RunResult:
    """Runs a plan to its end, or goes on with one that was interrupted.

    `watch` is called four times a second with the progress. `fresh` forgets finished samples,
    but no finished call. `overwrite` lets the output replace a file that is not realign's own.

    Raises:
        UsageError: plan, data, criteria, model or run directory can't be used.
        RunStopped: a limit was hit, or the endpoint is gone; the same call goes on from there.
        KeyboardInterrupt: interrupted; everything finished is on disk.
    """
    plan = make_plan(plan, **options)
    _require_input(plan, "realign run DATA -o OUT")
    if not Path(plan.input).is_file():
        inspect(plan.input)  # raises, with near names
    output_kind(plan.output_path)
    refuse_input(Path(plan.input), plan.output_path)
    criteria = _criteria(plan)
    return rewrite_file(plan, criteria, fresh=fresh, overwrite=overwrite, watch=watch)


def estimate(plan: Plan | Mapping[str, Any] | str | Path | None = None, **options: Any) -> Estimate:
    """What a run would do, as a `realign.preview.Estimate`; no call is made.

    Raises:
        UsageError: as `run`.
    """
    from realign import preview

    plan = make_plan(plan, **options)
    _require_input(plan, "realign run DATA -o OUT --dry-run")
    criteria = _criteria(plan)
    return preview.estimate(plan, criteria)


@dataclass(frozen=True)
class Classified:
    """What `classify` left behind. `summary` has records, requests, tasks and confused pairs."""

    output: Path
    summary: Mapping[str, Any]

    @property
    def tasks(self) -> Mapping[str, int]:
        """Requests by task, the most frequent first."""
        return {row["task"]: row["requests"] for row in self.summary["tasks"]}


def classify(
    plan: Plan | Mapping[str, Any] | str | Path | None = None,
    *,
    watch: Watch | None = None,
    again: bool = False,
    overwrite: bool = False,
    **options: Any,
) -> Classified:
    """Adds `realign: {task, confidence, second, needs_evidence}` to each record of the input.

    N in, N out, in order. A record that came with a task keeps it, unless `again`. The options
    are those of a plan; where a model is asked, its finished calls are kept in the run directory.
    `overwrite` lets the output replace a file that is not realign's own.

    Raises:
        UsageError: plan, data, criteria, classifier or output can't be used.
        RunStopped: a limit was hit, or the endpoint is gone; the same call goes on from there.
    """
    from realign.labelling.files import KINDS, label_file

    plan = make_plan(plan, **options)
    if not plan.input or not plan.output:
        raise errors.PlanError(
            "The plan names no input or no output.", hint="realign classify DATA -o OUT"
        )
    output_kind(plan.output_path)
    refuse_input(Path(plan.input), plan.output_path)
    if not overwrite:
        refuse_foreign(plan.output_path)
    criteria = _criteria(plan)
    source = inspect(plan.input, format=plan.format, mapping=plan.map, on_bad_lines=plan.bad_lines)
    chosen = chosen_ids(source.records, plan)
    total = source.records if chosen is None else len(chosen)
    progress = Progress(total=total, kinds=KINDS)
    samples = selected(read_source(source), chosen)
    work = label_file(plan, criteria, samples, progress, again=again)
    return Classified(plan.output_path, run_in_loop(watched(work, watch, progress)))


def evaluate_classifier(
    plan: Plan | Mapping[str, Any] | str | Path | None = None,
    *,
    task_field: str | None = None,
    watch: Watch | None = None,
    **options: Any,
) -> Mapping[str, Any]:
    """How often the plan's classifier is right on the input, whose tasks are known: accuracy,
    macro F1, calibration error, recall by task, confused pairs (`classifiers.figures`).

    Raises:
        UsageError: as `classify`, or no query has a known task.
    """
    from realign.labelling.files import KINDS, evaluate_file

    plan = make_plan(plan, **options)
    _require_input(plan, "realign classify --evaluate FILE")
    criteria = _criteria(plan)
    progress = Progress(kinds=KINDS)
    work = evaluate_file(plan, criteria, progress, task_field=task_field)
    return run_in_loop(watched(work, watch, progress))


def _require_input(plan: Plan, example: str) -> None:
    if not plan.input:
        raise errors.PlanError("The plan names no input.", hint=example)


def _criteria(plan: Plan) -> CriteriaSet:
    """The plan's criteria; it and they name only checks and judges that there are."""
    from realign.criteria_check import (
        require_known_checks,
        require_known_judges,
        require_use_of_student,
    )

    criteria = load_criteria(Path(plan.criteria) if plan.criteria else None)
    require_known_checks(plan.rewrite.checks, criteria, "rewrite.checks")
    require_known_judges(plan.verify.judges, "verify.judges")
    require_use_of_student(plan.verify.student, plan.verify.judges)
    return criteria
