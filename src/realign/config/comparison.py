"""What `realign verify` is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from realign.config.building import build
from realign.config.plan import ModelPlan
from realign.config.validation import require_positive, require_severities
from realign.errors import PlanError

JUDGE_HINT = "The checks ask no model. A judge does: entailment, reversed_ifd."


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `realign verify` is told: where the two responses of a record stand, and what they are
    checked for.

    A field is a name, or a path of names and numbers with dots (`messages.1.content`). Several
    `prompt` fields are read as one request. `checks` maps a check, or TASK.CHECK, to reject, warn
    or off.
    """

    input: str = ""
    output: str | None = None
    prompt: tuple[str, ...] = ()
    original: str = ""
    rewrite: str = ""
    evidence: tuple[str, ...] = ()
    task: str | None = None
    task_field: str | None = None
    criteria: str | None = None
    bad_lines: Literal["stop", "skip"] = "stop"
    checks: Mapping[str, str] = field(default_factory=dict)
    judges: tuple[str, ...] = ()
    student: str = ""
    model: ModelPlan = field(default_factory=ModelPlan)

    @property
    def output_path(self) -> Path:
        """Where the records go; beside the input when nothing is said."""
        if self.output:
            return Path(self.output)
        source = Path(self.input)
        return source.with_name(f"{source.name.split('.')[0]}.verified.jsonl")

    @property
    def beside(self) -> Path:
        """The directory of the report, and of the judges' finished calls."""
        return self.output_path.with_name(self.output_path.name + ".realign")

    @property
    def rejected_lines_path(self) -> Path:
        """Where the lines go that are left out."""
        return self.beside / "rejected_lines.jsonl"


def comparison(data: Mapping[str, Any]) -> Comparison:
    """A comparison from plain data.

    Raises:
        PlanError: an unknown key, a value of a wrong type, or a field that is not named.
    """
    made: Comparison = build(Comparison(), data, "")
    for name in ("input", "original", "rewrite"):
        if not getattr(made, name):
            raise PlanError(f"{name!r} is not named.", hint="It needs data and two fields of it.")
    if made.original == made.rewrite:
        raise PlanError(
            f"original and rewrite are the same field, {made.original!r}.",
            hint="Name the field of the response as it was, and that of the response as it is now.",
        )
    if made.task and made.task_field:
        raise PlanError("task and task_field exclude each other.")
    require_positive(made.model)
    idle = ["student"] * bool(made.student) + ["model"] * (made.model != ModelPlan())
    if idle and not made.judges:
        raise PlanError(f"{idle[0]!r} does nothing without 'judges'.", hint=JUDGE_HINT)
    require_severities(made.checks, "checks")
    return made
