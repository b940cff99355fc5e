"""`realign classify`: a data file in, the same records with their tasks out."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from realign.classifiers.figures import figures
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.naming import classifier_kind, open_classifier
from realign.engine.progress import Progress
from realign.engine.rundir import RunDir
from realign.errors import UsageError
from realign.io import open_writer
from realign.labelling.queries import Labelled, read_labelled
from realign.labelling.tally import Tally
from realign.labelling.work import Named, Namer
from realign.samples import Message, Sample, TaskLabel, Turn
from realign.stages.retrieve import wants_evidence

KINDS = ("classified", "failed")


async def label_file(
    plan: Plan,
    criteria: CriteriaSet,
    samples: Iterable[Sample],
    progress: Progress,
    *,
    again: bool = False,
) -> dict[str, Any]:
    """Write every sample's record with its task to the plan's output; give the summary.

    Raises:
        UsageError: the classifier or the output can't be used.
        RunStopped: a limit was hit, or the endpoint is gone. Finished calls are kept.
    """
    tally = Tally(criteria, plan.threshold)
    kind = classifier_kind(plan, criteria)
    with (
        _calls(kind, plan.run_path) as calls,
        open_writer(plan.output_path) as writer,
    ):
        async with open_classifier(plan, criteria, calls, _noting(progress)) as live:
            progress.calls, progress.note = live.meter, ""
            progress.begin()
            async for item in Namer(live, again=again).named(samples):
                writer.write(to_record(item, criteria))
                tally.records += 1
                tally.failed += bool(item.error)
                for label in item.labels:
                    tally.add(label)
                progress.finish(KINDS[bool(item.error)])
    return {**tally.summary(), "classifier": live.kind, "fingerprint": live.classifier.fingerprint}


def to_record(item: Named, criteria: CriteriaSet) -> dict[str, Any]:
    """The record with its `realign` object, an earlier one's other fields kept.

    A conversation with several responses is described by the first; `turns` holds them all.
    """
    accounts = [account(label, criteria) for label in item.labels]
    nothing = {"task": None, "confidence": None, "second": None, "needs_evidence": False}
    found: dict[str, Any] = dict(accounts[0] if accounts else nothing)
    if len(accounts) > 1:
        indices = [turn.index for turn in item.sample.turns]
        found["turns"] = [
            {"index": index, **each} for index, each in zip(indices, accounts, strict=True)
        ]
    if item.error:
        found["error"] = item.error
    earlier = item.sample.record.get("realign")
    kept = dict(earlier) if isinstance(earlier, Mapping) else {}
    kept.pop("error", None)
    return {**item.sample.record, "realign": {**kept, **found}}


def account(label: TaskLabel, criteria: CriteriaSet) -> dict[str, Any]:
    """A label as plain data; without a task, where there was no request."""
    wanted = bool(label.task) and wants_evidence(label, criteria.get(label.task))
    return {
        "task": label.task or None,
        "confidence": label.confidence,
        "second": list(label.second) if label.second else None,
        "needs_evidence": wanted,
    }


async def evaluate_file(
    plan: Plan, criteria: CriteriaSet, progress: Progress, *, task_field: str | None = None
) -> dict[str, Any]:
    """The figures of the plan's classifier on the plan's input, whose tasks are known.

    Queries of tasks that the criteria don't have are left out, and counted by name in `unknown`.
    `evidence` has the recall and the precision of the decision to look facts up, the criteria's
    own word on the true task being right.

    Raises:
        UsageError: no query has a task that the criteria have, or as `label_file`.
    """
    queries = list(read_labelled(Path(plan.input), task_field))
    known, unknown = _sorted_out(queries, criteria)
    if not known:
        names = ", ".join(list(unknown)[:5]) or "none"
        raise UsageError(
            f"{plan.input}: no query has a task of the criteria; its tasks: {names}.",
            hint="Name the column with --task-field, or your own tasks with --criteria.",
        )
    progress.total = len(known)
    kind = classifier_kind(plan, criteria)
    tally = Tally(criteria, plan.threshold)
    pairs: list[tuple[str, TaskLabel]] = []
    place = Path(plan.run_dir) if plan.run_dir else None
    with _calls(kind, place) as calls:
        async with open_classifier(plan, criteria, calls, _noting(progress)) as live:
            progress.calls, progress.note = live.meter, ""
            progress.begin()
            samples = (_sample(number, query) for number, query in enumerate(known))
            async for item in Namer(live).named(samples):
                task = known[item.sample.id].task
                tally.failed += bool(item.error)
                for label in item.labels:
                    pairs.append((task, label))
                    tally.add(label)
                progress.finish(KINDS[bool(item.error)])
    if not pairs:
        raise UsageError(f"Not one of {len(known):,} queries could be classified.")
    return {
        **figures(pairs),
        "evidence": evidence_figures(pairs, criteria),
        "failed": tally.failed,
        "saved": tally.summary()["saved"] if live.kind == "cascade" else None,
        "unknown": unknown,
        "classifier": live.kind,
        "fingerprint": live.classifier.fingerprint,
    }


def _sorted_out(
    queries: Iterable[Labelled], criteria: CriteriaSet
) -> tuple[list[Labelled], dict[str, int]]:
    known: list[Labelled] = []
    unknown: dict[str, int] = {}
    for query in queries:
        if query.task in criteria.taxonomy:
            known.append(query)
        else:
            unknown[query.task] = unknown.get(query.task, 0) + 1
    return known, unknown


def _sample(number: int, query: Labelled) -> Sample:
    messages = (Message("user", query.text), Message("assistant", ""))
    return Sample(number, messages, (Turn(1),))


def evidence_figures(
    pairs: Iterable[tuple[str, TaskLabel]], criteria: CriteriaSet
) -> dict[str, Any]:
    """How well it is told who needs facts, the criterion of the true task being right."""
    wanted = found = both = 0
    for task, label in pairs:
        need, got = criteria[task].evidence, wants_evidence(label, criteria.get(label.task))
        wanted, found, both = wanted + need, found + got, both + (need and got)
    return {
        "queries": wanted,
        "recall": round(both / wanted, 4) if wanted else None,
        "precision": round(both / found, 4) if found else None,
    }


@contextlib.contextmanager
def _calls(kind: str, place: Path | None) -> Iterator[Path | None]:
    """Where finished calls are kept: in the run directory, so that none is paid for twice."""
    if kind == "embedded":
        yield None
    elif place is not None:
        with RunDir(place) as rundir:
            yield rundir.calls
    else:
        with tempfile.TemporaryDirectory(prefix="realign-") as name, RunDir(Path(name)) as rundir:
            yield rundir.calls


def _noting(progress: Progress) -> Any:
    def note(text: str) -> None:
        progress.note = text

    return note
