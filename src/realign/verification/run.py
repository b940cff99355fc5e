"""A whole data set: read, checked, written, counted; memory stays flat."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from realign.config import Comparison
from realign.criteria import CriteriaSet
from realign.errors import ConnectionLost, RunDirError, RunStopped, UsageError
from realign.io import open_writer, output_kind, raw_records, refuse_foreign, refuse_input
from realign.io.atomic import write_bytes
from realign.io.jsonio import pretty
from realign.report import verified
from realign.verification.fields import Fields
from realign.verification.look import Outcome, Verifier
from realign.verification.tally import Tally

Watch = Callable[[int], None]

_LOOK = 200  # records that a field must be in one of
_TOLD = ("input", "prompt", "original", "rewrite", "evidence", "task", "task_field")


def verify(
    plan: Comparison,
    criteria: CriteriaSet,
    watch: Watch | None = None,
    *,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Writes every record with its verdict, the report and summary.json; returns the summary.

    Nothing is written where this raises, but for the judges' finished calls.

    Raises:
        UsageError: data, fields, output or model can't be used.
        RunStopped: the judges' endpoint is gone; the same call pays for nothing twice.
    """
    left_out: list[int] = []
    _require_place(plan, overwrite)
    outcomes, verifier = _prepared(plan, criteria, left_out.append)
    told: dict[str, Any] = {name: asdict(plan)[name] for name in _TOLD if getattr(plan, name)}
    if plan.checks:
        told["severities"] = dict(plan.checks)
    tally = Tally()
    with open_writer(plan.output_path) as writer:

        def take(outcome: Outcome) -> None:
            writer.write(outcome.written())
            tally.add(outcome)
            if watch is not None:
                watch(tally.records)

        if plan.judges:
            told["judges"] = asyncio.run(_judged(plan, verifier, outcomes, take))
        else:
            for outcome in outcomes:
                take(outcome)
    if any(left_out):
        told["left_out"] = {"lines": left_out[0], "file": str(plan.rejected_lines_path)}
    summary = tally.summary(told)
    plan.beside.mkdir(exist_ok=True)
    write_bytes(plan.beside / "summary.json", pretty(summary))
    verified.write(plan.beside / "report.html", summary, tally.cards())
    return summary


def _require_place(plan: Comparison, overwrite: bool) -> None:
    """The output has a known form, and replaces nothing that is somebody else's."""
    target = plan.output_path
    output_kind(target)
    refuse_input(Path(plan.input), target)
    if (plan.beside / "run.json").exists():
        raise RunDirError(
            f"{plan.beside} belongs to a run of realign, and {target} is its output.",
            hint="Name another -o.",
        )
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent} is no directory.", hint="Make it, or name another -o.")
    if not overwrite:
        refuse_foreign(target)


def _prepared(
    plan: Comparison, criteria: CriteriaSet, skipped: Callable[[int], None]
) -> tuple[Iterator[Outcome], Verifier]:
    source = Path(plan.input)
    fields = Fields(plan.original, plan.rewrite, plan.prompt, plan.evidence, plan.task_field or "")
    verifier = Verifier(fields, criteria, plan.task or "", plan.checks)
    records = raw_records(
        source, on_bad_lines=plan.bad_lines, rejects=plan.rejected_lines_path, skipped=skipped
    )
    first = list(itertools.islice(records, _LOOK))
    fields.require([record for record, _ in first], source)
    located = itertools.chain(first, records)
    return (verifier.look(record, where) for record, where in located), verifier


async def _judged(
    plan: Comparison,
    verifier: Verifier,
    outcomes: Iterator[Outcome],
    take: Callable[[Outcome], None],
) -> dict[str, Any]:
    """Many records in flight, taken in order. Returns what the judges cost."""
    from realign.engine.student import open_judges

    plan.beside.mkdir(exist_ok=True)
    waiting: deque[asyncio.Task[Outcome]] = deque()
    calls = plan.beside / "calls.sqlite"
    async with open_judges(plan.model, plan.student, plan.judges, calls) as live:
        model, student, meter, name, concurrency = live
        try:
            for outcome in outcomes:
                judging = verifier.judge(outcome, plan.judges, model, student)
                waiting.append(asyncio.create_task(judging))
                await asyncio.sleep(0)
                if len(waiting) > 2 * concurrency:
                    take(await waiting.popleft())
            while waiting:
                take(await waiting.popleft())
        except ConnectionLost as error:
            raise RunStopped(
                f"The judges' endpoint is gone: {error.message}",
                hint="Start the same command again when it is there: no call is paid twice.",
            ) from error
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        counts = {"calls": meter.calls, "from_cache": meter.hits}
        tokens = {"tokens_read": meter.prompt_tokens, "tokens_written": meter.completion_tokens}
        return {"names": list(plan.judges), "model": name, **counts, **tokens}
