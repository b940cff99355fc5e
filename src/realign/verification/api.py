"""`realign.verify` and `realign.check`: what the command line and a notebook both call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realign import config
from realign.criteria import load as load_criteria
from realign.criteria_check import (
    require_known_checks,
    require_known_judges,
    require_known_task,
)
from realign.errors import UsageError
from realign.io import raw_records
from realign.samples import Finding
from realign.verification.fields import Fields, Material
from realign.verification.look import VERDICTS, Verifier
from realign.verification.run import verify as verify_all


@dataclass(frozen=True)
class VerifyResult:
    """What `verify` left behind."""

    output: Path
    report: Path
    summary: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """Records by verdict: faithful, rejected, not checked."""
        verdicts: Mapping[str, int] = self.summary["verdicts"]
        return verdicts

    def records(self, verdict: str | None = None) -> Iterator[dict[str, Any]]:
        """The records of the output, in their order; those of one verdict where it is named.

        Raises:
            UsageError: there is no such verdict.
        """
        if verdict is not None and verdict not in VERDICTS:
            raise UsageError(
                f"there is no verdict {verdict!r}.", hint=f"Known: {', '.join(VERDICTS)}."
            )
        return (
            record
            for record, _ in raw_records(self.output)
            if verdict is None or record["realign"]["verdict"] == verdict
        )


def verify(
    data: str | Path,
    *,
    watch: Callable[[int], None] | None = None,
    overwrite: bool = False,
    **options: Any,
) -> VerifyResult:
    """Checks whether the rewrites in a data set kept the meaning of the originals.

    `options` are those of `realign.config.Comparison`: the fields `original` and `rewrite`, and
    where there are any `prompt`, `evidence`, `task` or `task_field`; `output`, `checks`, `judges`,
    `model`. `watch` is called with the number of records that are done.
    `overwrite` lets the output replace a file that is not realign's own.

    Raises:
        UsageError: data, fields, output or model can't be used.
        RunStopped: the judges' endpoint is gone; the same call pays for nothing twice.
    """
    plan = config.comparison({**options, "input": str(data)})
    criteria = load_criteria(Path(plan.criteria) if plan.criteria else None)
    require_known_checks(plan.checks, criteria, "checks")
    require_known_judges(plan.judges, "judges")
    if plan.task:
        require_known_task(plan.task, criteria)
    summary = verify_all(plan, criteria, watch, overwrite=overwrite)
    return VerifyResult(plan.output_path, plan.beside / "report.html", summary)


def check(
    original: str, rewrite: str, *, prompt: str = "", evidence: Iterable[str] = (), task: str = ""
) -> tuple[Finding, ...]:
    """What the checks find about one rewrite; nothing that rejects means that it is faithful.

    Raises:
        UsageError: something is no text, there is no such task, or the original is empty: nothing
            to compare with.
    """
    passages = (evidence,) if isinstance(evidence, str) else tuple(evidence)
    _require_texts({"original": original, "rewrite": rewrite, "prompt": prompt}, passages)
    if not original.strip():
        raise UsageError(
            "The original is empty: there is nothing to compare the rewrite with.",
            hint="The first argument is the response as it was, the second as it is now.",
        )
    criteria = load_criteria()
    if task:
        require_known_task(task, criteria)
    material = Material(original, rewrite, prompt, passages)
    return Verifier(Fields("", ""), criteria, task).check(material)


def _require_texts(named: Mapping[str, object], passages: Iterable[object]) -> None:
    every = [*named.items(), *(("a passage of evidence", passage) for passage in passages)]
    for name, value in every:
        if not isinstance(value, str):
            raise UsageError(
                f"{name} is {type(value).__name__}, not a text.",
                hint="realign.check compares two texts; for a file of records: realign.verify.",
            )
