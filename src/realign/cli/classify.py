"""`realign classify`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from realign.cli.options import CLASSIFIER, DATA, LIMITS, MODEL, OVERWRITE, plan_options
from realign.counts import counted

EPILOG = """\b
Examples:
  realign classify data.jsonl -o named.jsonl --classifier embedded
      the tasks of all records, without a call to any model
  realign classify data.jsonl -o named.jsonl --classifier cascade \\
    --endpoint http://127.0.0.1:8000/v1 --threshold 0.6
      the model is asked where the embedded classifier is less sure than 60 %
  realign classify data.jsonl -o named.jsonl --criteria my-criteria/
      tasks of your own
  realign classify --evaluate labelled.jsonl
      how often the classifier is right on queries whose task is known

Exit codes: 0 done, 1 done but the model failed on some records, 2 wrong use, 3 stopped by a limit,
130 interrupted. Finished calls are kept in OUTPUT.realign: the same command pays for none twice.
"""

_PAIRS = 8
_TASKS = 50


@click.command(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data", required=False)
@click.option("-o", "--output", help="Where the records go: .jsonl[.gz|.zst], .json or .parquet.")
@OVERWRITE
@click.option("--evaluate", help="Write nothing: measure the classifier on this labelled file.")
@click.option("--task-field", help="--evaluate: the column of the true task. [category, task]")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--again", is_flag=True, help="Also records that came with a task.")
@CLASSIFIER
@MODEL
@click.option("--run-dir", help="Where finished calls are kept. [OUTPUT.realign]")
@DATA
@LIMITS
@click.option("--quiet", "-q", is_flag=True, help="No progress, no table.")
@click.pass_context
def classify(ctx: click.Context, /, **given: Any) -> None:
    """Name the task of each record's request: to DATA's records a `realign` object is added, with
    task, confidence, second and needs_evidence.

    DATA is whatever `realign run` reads. N records in, N records out, in the same order; a record
    that came with a task keeps it. `second` is the next likeliest task with its probability,
    `needs_evidence` says whether facts should be looked up.
    """
    from realign import api
    from realign.io import parse_mapping

    if given["evaluate"]:
        _evaluate(ctx, given)
        return
    options = plan_options(given)
    if given["mapping"]:
        options["map"] = parse_mapping(given["mapping"])
    if not given["data"] or not given["output"]:
        raise click.UsageError("Name DATA and -o OUTPUT, or a file to --evaluate.")
    options |= {"again": given["again"], "overwrite": given["overwrite"]}
    if given["quiet"]:
        result = api.classify(**options)
    else:
        from realign.cli.progress import show

        with show(sys.stderr) as watch:
            result = api.classify(watch=watch, **options)
    if given["as_json"]:
        _print_json(result.summary)
    elif not given["quiet"]:
        for line in summary_lines(result.summary, result.output):
            click.echo(line)
    if result.summary["failed"]:
        ctx.exit(1)


def _evaluate(ctx: click.Context, given: dict[str, Any]) -> None:
    from realign import api

    if given["data"] or given["output"]:
        raise click.UsageError("--evaluate takes a file of its own, and neither DATA nor -o.")
    options = plan_options({**given, "data": given["evaluate"]})
    options.pop("limits", None)
    field = given["task_field"]
    if given["quiet"] or given["as_json"]:
        found = api.evaluate_classifier(task_field=field, **options)
    else:
        from realign.cli.progress import show

        with show(sys.stderr) as watch:
            found = api.evaluate_classifier(task_field=field, watch=watch, **options)
    if given["as_json"]:
        _print_json(found)
    elif not given["quiet"]:
        for line in figure_lines(found):
            click.echo(line)
    if found["failed"]:
        ctx.exit(1)


def summary_lines(summary: Mapping[str, Any], output: Path) -> Iterator[str]:
    """What was found: the tasks, and those that are hard to tell apart."""
    count = summary["records"]
    yield (
        f"{counted(count, 'record')} in, {counted(count, 'record')} out, "
        f"{counted(summary['requests'], 'request')}"
    )
    yield from _origin_lines(summary)
    yield ""
    shown = summary["tasks"][:_TASKS]
    width = max([24, *(len(_printable(row["task"])) for row in shown)])
    yield f"{'task':<{width}}  requests  share  confidence  need evidence"
    for row in shown:
        yield (
            f"{_printable(row['task']):<{width}}  {row['requests']:>8,}"
            f"  {_percent(row['share']):>5}  {_percent(row['confidence']):>10}"
            f"  {row['needs_evidence']:>13,}"
        )
    if len(summary["tasks"]) > _TASKS:
        yield f"and {len(summary['tasks']) - _TASKS} more"
    if summary["confused"]:
        yield ""
        yield "hard to tell apart (the second has at least half the first one's probability)"
        for row in summary["confused"][:_PAIRS]:
            one, other = map(_printable, row["tasks"])
            yield f"  {row['requests']:>8,}  {_percent(row['share']):>5}  {one} / {other}"
    yield ""
    yield f"output  {_printable(str(output))}"
    if summary["failed"]:
        yield f"The model failed on {counted(summary['failed'], 'record')}."
        yield "The same command tries them again, and pays for no other call twice."


def _origin_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    origins = summary["origins"]
    parts = [
        f"{origins[name]:,} {said}"
        for name, said in (
            ("embedded", "named by the embedded classifier"),
            ("model", "by the model"),
            ("record", "came with their task"),
        )
        if origins[name]
    ]
    if parts:
        yield "  " + ", ".join(parts)
    if origins["model"] and origins["embedded"]:
        yield f"  {_percent(summary['saved'])} of the calls to the model were saved"
    share = summary["needs_evidence"] / summary["requests"] if summary["requests"] else None
    yield f"  {summary['needs_evidence']:,} need evidence ({_percent(share)})"


def figure_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The figures of an evaluation."""
    count = f"{found['queries']:,} queries of {len(found['tasks'])} tasks"
    yield f"{count}, classifier {found['classifier']}"
    facts = found["evidence"]
    for share, said in (
        (found["accuracy"], "right"),
        (found["top2"], "right at the first or the second guess"),
        (found["macro_f1"], "macro F1"),
        (found["calibration_error"], "calibration error (expected, ten bins)"),
        (found["saved"], "named without a call"),
        (facts["recall"], f"of {facts['queries']:,} queries that need evidence are found"),
        (facts["precision"], "of those found do need it"),
    ):
        if share is not None:
            yield f"  {_percent(share, 1):>7}  {said}"
    yield ""
    width = max([24, *(len(_printable(row["task"])) for row in found["tasks"])])
    yield f"{'task':<{width}}  queries  recall  precision"
    for row in found["tasks"]:
        yield (
            f"{_printable(row['task']):<{width}}  {row['queries']:>7,}"
            f"  {_percent(row['recall']):>6}  {_percent(row['precision']):>9}"
        )
    if found["confused"]:
        yield ""
        yield "most often confused"
        for row in found["confused"][:12]:
            yield (
                f"  {row['queries']:>7,}  {_percent(row['share']):>5}  {_printable(row['task'])}"
                f" called {_printable(row['said'])}"
            )
    if found["unknown"]:
        names = ", ".join(_printable(name) for name in list(found["unknown"])[:6])
        yield f"\nLeft out: {sum(found['unknown'].values()):,} queries of other tasks ({names})."
    if found["failed"]:
        yield f"\nThe model failed on {counted(found['failed'], 'query')}."


def _print_json(value: Mapping[str, Any]) -> None:
    import json

    click.echo(json.dumps(value, indent=2))


def _percent(share: float | None, places: int = 0) -> str:
    return "-" if share is None else f"{100 * share:.{places}f} %"


def _printable(text: str) -> str:
    """One line that can't steer the terminal: names may come with the data."""
    return "".join(char if char.isprintable() else " " for char in text)[:60]
