"""What the command line and a notebook both call."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realign import config, errors
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.criteria import load as load_criteria
from realign.engine.loop import run_in_loop
from realign.engine.part import chosen_ids, refuse_to_lose, selected
from realign.engine.progress import Progress
from realign.engine.results import Row, to_record
from realign.engine.rundir import RunDir, difference, digest
from realign.io import Source, inspect, open_writer, output_kind
from realign.io import read as read_source
from realign.io.atomic import require_writable, write_bytes
from realign.io.jsonio import pretty
from realign.report import summary as summaries
from realign.version import __version__

if TYPE_CHECKING:
    from realign.preview import Estimate

Watch = Callable[[Progress], None]


@dataclass(frozen=True)
class RunResult:
    """What a run left behind. Everything is read from the run directory, when asked."""

    run_dir: Path
    output: Path
    summary: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """Samples by decision: rewritten, kept, failed."""
        decisions: Mapping[str, int] = self.summary["decisions"]
        return decisions

    @property
    def report(self) -> Path:
        """The HTML report."""
        return self.run_dir / "report.html"

    def rows(self, decision: str | None = None) -> Iterator[Row]:
        """Finished samples, in input order; those of one decision where it is named."""
        for row in RunDir(self.run_dir).rows():
            if decision is None or row["decision"]["kind"] == decision:
                yield row

    def rewritten(self) -> Iterator[Row]:
        """The samples with a new response."""
        return self.rows("rewritten")

    def diffs(self) -> Iterator[tuple[str, str, str]]:
        """Request, original and rewrite of every response that was rewritten."""
        for row in self.rewritten():
            for turn in row["turns"]:
                if turn["response"] is not None:
                    yield turn["request"], turn["original"], turn["response"]

    def to_pandas(self) -> Any:
        """One line a turn, as a pandas DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise errors.UsageError("pandas is not installed.", hint="pip install pandas") from None
        return pd.DataFrame(list(self._flat()))

    def to_dataset(self) -> Any:
        """One line a turn, as a Hugging Face dataset.

        Raises:
            UsageError: datasets is not installed.
        """
        try:
            import datasets
        except ImportError:
            raise errors.UsageError(
                "datasets is not installed.", hint="pip install datasets"
            ) from None
        return datasets.Dataset.from_list(list(self._flat()))

    def _flat(self) -> Iterator[dict[str, Any]]:
        for row in self.rows():
            for turn in row["turns"]:
                decision = turn["decision"] or row["decision"]
                yield {
                    "id": row["id"],
                    "request": turn["request"],
                    "original": turn["original"],
                    "response": turn["response"] or turn["original"],
                    "task": turn["task"],
                    "decision": decision["kind"],
                    "reason": decision["reason"],
                    "edit_rate": turn["edit_rate"],
                }


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
    **options: Any,
) -> RunResult:
    """Runs a plan to its end, or goes on with one that was interrupted.

    `watch` is called four times a second with the progress. `fresh` forgets finished samples,
    but no finished call.

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
    if plan.output_path.resolve() == Path(plan.input).resolve():
        raise errors.PlanError("The output would replace the input.", hint="Name another -o.")
    criteria = _criteria(plan)
    with RunDir(plan.run_path) as rundir:
        if fresh:
            shutil.rmtree(rundir.path / "shards")
            (rundir.path / "shards").mkdir()
            rundir.state.unlink(missing_ok=True)
        stamp = _stamp(plan, criteria)
        state = rundir.read_state()
        _refuse_other_plan(rundir, state, plan)
        if state and _finished(state, stamp, plan):
            return RunResult(rundir.path, plan.output_path, summaries.load(rundir.path))
        require_writable(plan.output_path)
        return run_in_loop(_run(plan, criteria, rundir, stamp, watch))


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
    **options: Any,
) -> Classified:
    """Adds `realign: {task, confidence, second, needs_evidence}` to each record of the input.

    N in, N out, in order. A record that came with a task keeps it, unless `again`. The options
    are those of a plan; where a model is asked, its finished calls are kept in the run directory.

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
    if plan.output_path.resolve() == Path(plan.input).resolve():
        raise errors.PlanError("The output would replace the input.", hint="Name another -o.")
    criteria = _criteria(plan)
    source = inspect(plan.input, format=plan.format, mapping=plan.map, on_bad_lines=plan.bad_lines)
    chosen = chosen_ids(source.records, plan)
    total = source.records if chosen is None else len(chosen)
    progress = Progress(total=total, kinds=KINDS)
    samples = selected(read_source(source), chosen)
    work = label_file(plan, criteria, samples, progress, again=again)
    return Classified(plan.output_path, run_in_loop(_watched(work, watch, progress)))


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
    return run_in_loop(_watched(work, watch, progress))


async def _watched(
    work: Coroutine[Any, Any, dict[str, Any]], watch: Watch | None, progress: Progress
) -> dict[str, Any]:
    ticker = asyncio.create_task(_tick(watch, progress)) if watch else None
    try:
        return await work
    finally:
        if ticker:
            ticker.cancel()
        if watch:
            watch(progress)


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


def _stamp(plan: Plan, criteria: CriteriaSet) -> dict[str, Any]:
    """What a finished run must still agree with, to be finished still."""
    stat = Path(plan.input).stat()
    corpus = None
    if plan.evidence.corpus:
        from realign.engine.searching import build_retriever

        retriever = build_retriever(plan)
        corpus = retriever.fingerprint if retriever else None
    return {
        "version": __version__,
        "input": [str(Path(plan.input).resolve()), stat.st_size, stat.st_mtime_ns],
        "criteria": criteria.fingerprint,
        "corpus": corpus,
        "clean": plan.clean,
        "limits": {k: getattr(plan.limits, k) for k in ("samples", "sample", "seed")},
        "output": str(plan.output_path.resolve()),
    }


def _refuse_other_plan(rundir: RunDir, state: Mapping[str, Any] | None, plan: Plan) -> None:
    if state is None:
        return
    lines = difference(state["plan"], plan.answer_parameters())
    if lines and rundir.holds_results():
        raise errors.RunDirError(
            f"{rundir.path} belongs to another plan:\n    " + "\n    ".join(lines),
            hint="Give this plan a directory of its own with --run-dir, or start over in this one "
            "with --fresh (finished calls that are still the same are not paid again).",
        )


def _finished(state: Mapping[str, Any], stamp: Mapping[str, Any], plan: Plan) -> bool:
    done = state.get("finished")
    if not done or done["failed"] or done["stamp"] != stamp or plan.evidence.age is not None:
        return False  # what was fetched may be too old: only the rows can say
    try:
        stat = plan.output_path.stat()
    except OSError:
        return False
    return bool(done["output"] == [stat.st_size, stat.st_mtime_ns])


def oldest(plan: Plan) -> str:
    """The moment before which what a search service said is too old; "" where nothing is."""
    age = plan.evidence.age
    return "" if age is None else (datetime.now(UTC) - age).isoformat(timespec="seconds")


async def _run(
    plan: Plan, criteria: CriteriaSet, rundir: RunDir, stamp: dict[str, Any], watch: Watch | None
) -> RunResult:
    from realign.checks import ALL
    from realign.engine.build import criteria_versions, open_services
    from realign.engine.local import Job, LocalExecutor
    from realign.engine.pipeline import build_stages

    progress = Progress(note="reading the input")
    ticker = asyncio.create_task(_tick(watch, progress)) if watch else None
    try:
        source = await asyncio.to_thread(_inspect, plan, rundir)
        chosen = chosen_ids(source.records, plan)
        refuse_to_lose(rundir, source.records, chosen)
        progress.total = source.records if chosen is None else len(chosen)
        rundir.write_state({"plan": plan.answer_parameters(), "version": __version__})

        def note(text: str) -> None:
            progress.note = text

        async with open_services(plan, criteria, rundir, note) as live:
            progress.calls, progress.note = live.meter, ""
            progress.begin()
            job = Job(
                stages=build_stages(plan, [check.name for check in ALL]),
                identity=digest(live.identity),
                model=live.model_name,
                turns=plan.rewrite.turns,
                workers=live.concurrency + live.concurrency // 4 + 1,
                criteria=criteria_versions(criteria),
                not_before=oldest(plan),
            )
            executor = LocalExecutor(job, live.services, rundir, progress)
            _stop_gently(executor, asyncio.current_task(), progress)
            await executor.run(selected(read_source(source), chosen))
        progress.note = "writing the output"
        return await asyncio.to_thread(_write_out, plan, rundir, source, stamp, progress)
    finally:
        if ticker:
            ticker.cancel()
        if watch:
            watch(progress)


def _inspect(plan: Plan, rundir: RunDir) -> Source:
    return inspect(
        plan.input,
        format=plan.format,
        mapping=plan.map,
        on_bad_lines=plan.bad_lines,
        rejects=rundir.path / "rejected_lines.jsonl",
    )


def _stop_gently(executor: Any, task: asyncio.Task[Any] | None, progress: Progress) -> None:
    """First Ctrl-C: what is in flight is paid for and may finish. Second: at once."""

    def on_interrupt() -> None:
        if executor.stopping and task is not None:
            task.cancel()
        executor.stopping = True
        progress.note = "stopping when the calls under way are done; again: at once"

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, on_interrupt)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # not the main thread (a notebook's worker): Python's own handling stands


async def _tick(watch: Watch, progress: Progress) -> None:
    while True:
        watch(progress)
        await asyncio.sleep(0.25)


def _write_out(
    plan: Plan, rundir: RunDir, source: Source, stamp: dict[str, Any], progress: Progress
) -> RunResult:
    from realign.report import html

    with open_writer(plan.output_path) as writer:
        for row in rundir.rows():
            writer.write(to_record(row, source.format, clean=plan.clean))
    summary = summaries.summarise(rundir.rows(), plan=asdict(plan), progress=progress)
    write_bytes(rundir.path / "summary.json", pretty(summary))
    html.write(rundir.path / "report.html", summary, rundir.rows())
    stat = plan.output_path.stat()
    finished = {
        "stamp": stamp,
        "failed": summary["decisions"]["failed"],
        "output": [stat.st_size, stat.st_mtime_ns],
    }
    plan_state = {"plan": plan.answer_parameters(), "version": __version__}
    rundir.write_state({**plan_state, "finished": finished})
    return RunResult(rundir.path, plan.output_path, summary)
