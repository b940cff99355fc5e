"""`realign verify`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from realign.cli.options import OVERWRITE
from realign.cli.run import CHECK_HELP, JUDGE_HELP, SEVERITY, STUDENT_HELP, parse_checks
from realign.counts import counted

EPILOG = """\b
Examples:
  realign verify data.jsonl --prompt question --original answer --rewrite better -o out.jsonl
      two responses in every record
  realign verify better.jsonl --prompt instruction --original realign.original --rewrite output \\
      --evidence realign.evidence --task-field realign.task -o checked.jsonl
      the output of realign run; a dot leads into an object, a number into a list
  realign verify data.csv --original a --rewrite b --check added=warn,padding=off -o out.jsonl
      milder on what is new, silent on padding
  realign verify data.jsonl --original a --rewrite b --judge entailment \\
      --endpoint http://127.0.0.1:8000/v1 --model my-model -o out.jsonl
      a model is asked about what passed the checks

Every record of DATA is in the output, in its order, with what was found in its `realign` object.
Exit codes: 0 done, whatever was found; 2 wrong use; 3 the judges' endpoint is gone.
"""

_MODEL = {
    "endpoint": "endpoint",
    "model": "name",
    "key_env": "key_env",
    "concurrency": "concurrency",
    "timeout": "timeout_s",
    "attempts": "attempts",
}
_PLAIN = ("output", "original", "rewrite", "task", "task_field", "student", "criteria", "bad_lines")


@click.command(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data")
@click.option("--original", required=True, metavar="FIELD", help="The response as it was.")
@click.option("--rewrite", required=True, metavar="FIELD", help="The response as it is now.")
@click.option(
    "--prompt", multiple=True, metavar="FIELD", help="The request; several are read as one."
)
@click.option(
    "--evidence", multiple=True, metavar="FIELD", help="What else a rewrite may rest on: texts."
)
@click.option("--task", help="The task of all records: its criterion's rules hold too.")
@click.option("--task-field", metavar="FIELD", help="Where a record names its task.")
@click.option("--criteria", help="A directory of criteria over the built-in ones.")
@click.option("--check", "checks", multiple=True, metavar=SEVERITY, help=CHECK_HELP)
@click.option(
    "-o",
    "--output",
    help="Where the records go: .jsonl[.gz|.zst], .json or .parquet. "
    "[beside DATA: NAME.verified.jsonl]",
)
@OVERWRITE
@click.option(
    "--bad-lines",
    type=click.Choice(["stop", "skip"]),
    help="JSON lines that can't be read; skip: they go to OUT.realign/rejected_lines.jsonl. [stop]",
)
@click.option("--judge", "judges", multiple=True, metavar="NAME", help=JUDGE_HELP)
@click.option("--student", metavar="NAME", help=STUDENT_HELP)
@click.option("--endpoint", help="Of the judges: an OpenAI-compatible endpoint.")
@click.option("--model", help="Its model; else an embedded one, or a .gguf file.")
@click.option("--key-env", help="The environment variable that holds the key.")
@click.option("--concurrency", type=int, help="Calls at once. [64; embedded: its slots]")
@click.option("--timeout", type=float, help="Seconds to wait for an answer. [300]")
@click.option("--attempts", type=int, help="Tries of a call that can be retried. [6]")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no table.")
def verify(**given: Any) -> None:
    """Check whether the rewrites in DATA kept the meaning of the originals, whoever made them.

    DATA has two responses a record: JSON, JSONL (also .gz, .zst), Parquet or CSV. Each record gets
    a verdict, faithful or rejected, and what was found, with places in both texts. A record
    without the two texts, or with an empty original, is passed on as it is, and counted as not
    checked.
    """
    from realign.verification import api

    _refuse_idle(given)
    options = {name: given[name] for name in _PLAIN if given[name] is not None}
    options |= {name: given[name] for name in ("prompt", "evidence", "judges") if given[name]}
    model = {key: given[name] for name, key in _MODEL.items() if given[name] is not None}
    if model:
        options["model"] = model
    if given["checks"]:
        options["checks"] = parse_checks(given["checks"])
    live = not given["quiet"] and sys.stderr.isatty()
    watch = _count if live else None
    try:
        result = api.verify(given["data"], watch=watch, overwrite=given["overwrite"], **options)
    except KeyboardInterrupt:
        if given["judges"]:  # their finished calls are kept
            raise
        click.echo("Interrupted. Nothing was written.", err=True)
        raise click.exceptions.Exit(130) from None
    if live:
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    if not given["quiet"]:
        for line in lines(result.summary):
            click.echo(line)
        click.echo(f"output  {result.output}")
        click.echo(f"report  {result.report}")
        if left_out := result.summary.get("left_out"):
            told = counted(left_out["lines"], "line")
            click.echo(f"{told} left out, with the reasons: {left_out['file']}")


def _refuse_idle(given: Mapping[str, Any]) -> None:
    """A model that nobody would ask was meant to be asked."""
    from realign.config import JUDGE_HINT
    from realign.errors import UsageError

    idle = [name for name in ("student", *_MODEL) if given[name] is not None]
    if idle and not given["judges"]:
        flag = "--" + idle[0].replace("_", "-")
        raise UsageError(f"{flag} does nothing without --judge.", hint=JUDGE_HINT)


def _count(done: int) -> None:
    if done % 100 == 0:
        click.echo(f"\r{counted(done, 'record')}", nl=False, err=True)


def lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """The table that is printed."""
    records = summary["records"]
    yield counted(records, "record")
    for verdict, count in summary["verdicts"].items():
        if count or verdict != "not checked":
            yield f"  {count:>9,}  {_share(count, records):>6}  {verdict}"
    for why, count in list(summary["not_checked"].items())[:5]:
        yield f"  {count:>9,}  {'':>6}    {_clean(why)}"
    if summary["checks"]:
        width = max(10, *(len(row["check"]) for row in summary["checks"]))
        yield ""
        yield f"{'check':<{width}}  rejected   share  warned   share"
        for row in summary["checks"]:
            rejected, warned = row["rejected"], row["warned"]
            yield (
                f"{row['check']:<{width}}  {rejected:>8,}  {_share(rejected, records):>6}"
                f"  {warned:>6,}  {_share(warned, records):>6}"
            )
    yield ""
    if "judges" in summary:
        judges = summary["judges"]
        cached = f", {judges['from_cache']:,} from the cache" if judges["from_cache"] else ""
        yield f"{counted(judges['calls'], 'call')} of {_clean(judges['model'])}{cached}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _clean(text: str) -> str:
    """One line: data must not move the cursor."""
    return "".join(char if char.isprintable() else " " for char in text)
