"""A run, from its plan to its output and its report."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from realign import errors
from realign.config import Plan
from realign.criteria import CriteriaSet
from realign.engine.loop import run_in_loop
from realign.engine.part import chosen_ids, refuse_to_lose, selected
from realign.engine.progress import Progress
from realign.engine.results import to_record
from realign.engine.rundir import RunDir, difference, digest
from realign.io import Source, inspect, open_writer, refuse_foreign
from realign.io import read as read_source
from realign.io.atomic import require_writable, write_bytes
from realign.io.jsonio import pretty
from realign.outcome import RunResult
from realign.report import summary as summaries
from realign.version import __version__

Watch = Callable[[Progress], None]


def rewrite_file(
    plan: Plan,
    criteria: CriteriaSet,
    *,
    fresh: bool = False,
    overwrite: bool = False,
    watch: Watch | None = None,
) -> RunResult:
    """Runs a plan, or goes on with it; at once where it is finished. See `realign.run`."""
    if not overwrite and not _wrote_it(plan):
        refuse_foreign(plan.output_path)
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


async def watched(
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


async def _tick(watch: Watch, progress: Progress) -> None:
    while True:
        watch(progress)
        await asyncio.sleep(0.25)


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
    if lines and all(line.startswith("model.") for line in lines) and not rundir.asked_a_model():
        return  # what is finished here was kept without a call, and its key has the model in it
    if lines and rundir.holds_results():
        raise errors.RunDirError(
            f"{rundir.path} belongs to another plan:\n    " + "\n    ".join(lines),
            hint="Give this plan a directory of its own with --run-dir, or start over in this one "
            "with --fresh (finished calls that are still the same are not paid again).",
        )


def _wrote_it(plan: Plan) -> bool:
    """True when the run directory is that of the output: it may be there, whatever it looks like
    (`--clean`)."""
    try:
        state = RunDir(plan.run_path).read_state()
    except errors.RunDirError:
        return False
    return state is not None and state.get("output") == plan.output_path.name


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
        rundir.write_state(_state(plan))

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


def _state(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan.answer_parameters(),
        "version": __version__,
        "output": plan.output_path.name,
    }


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
    rundir.write_state({**_state(plan), "finished": finished})
    return RunResult(rundir.path, plan.output_path, summary)
