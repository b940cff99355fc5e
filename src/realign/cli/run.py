"""`realign run`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from realign.cli.options import CLASSIFIER, DATA, LIMITS, MODEL, OVERWRITE, plan_options

EPILOG = """\b
Examples:
  realign run data.jsonl -o better.jsonl --limit 20
      the embedded model on the first 20 records
  realign run data.json -o better.json --endpoint http://127.0.0.1:8000/v1 --model my-model
      any OpenAI-compatible endpoint; the key is read from REALIGN_API_KEY or OPENAI_API_KEY
  realign run qa.csv -o better.jsonl --map instruction=question,output=answer
      other column names
  realign run data.jsonl -o better.jsonl --evidence corpus/ --criteria my-criteria/
      evidence from your documents, criteria of your own
  realign run --plan plan.yaml --dry-run --limit 1
      show what would be done, and the prompts

Interrupted in any way, the same command goes on and pays for no call twice.
Exit codes: 0 done, 1 done with failed samples, 2 wrong use, 3 stopped by a limit, 130 interrupted.
"""


SEVERITY = "[TASK.]NAME=reject|warn|off"
CHECK_HELP = "What a check does; many times, or with commas between."
JUDGE_HELP = "Ask a model about what passed the checks: entailment, reversed_ifd. Many times."
STUDENT_HELP = (
    "Whose log-probabilities reversed_ifd compares: an embedded model, a .gguf file, or a name at "
    "the endpoint. [the run's model]"
)


@click.command(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("data", required=False)
@click.option(
    "-o",
    "--output",
    help="Where the records go: .jsonl[.gz|.zst], .json or .parquet. "
    "[beside DATA: NAME.realigned.jsonl]",
)
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), help="A plan file (YAML).")
@click.option("--run-dir", help="The durable state of the run. Default: OUTPUT.realign")
@click.option("--fresh", is_flag=True, help="Start over; finished calls are still not paid again.")
@OVERWRITE
@click.option("--dry-run", is_flag=True, help="Say what would be done; make no call.")
@click.option("--clean", is_flag=True, default=None, help="Leave the `realign` object out.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, no summary.")
@DATA
@MODEL
@CLASSIFIER
@click.option("--evidence", help="A corpus made by `realign corpus build`.")
@click.option("--evidence-k", type=int, help="Passages a record. [5]")
@click.option("--web", help="A search service: serper, searxng, or one of a package. Off without.")
@click.option("--web-url", help="Its address, such as http://127.0.0.1:8080 for searxng.")
@click.option("--web-key-env", help="The environment variable of its key. [SERPER_API_KEY]")
@click.option("--max-age", help="Search again what is older: 30d, 12h. [never]")
@click.option("--max-searches", type=int, help="Stop after so many searches (exit code 3).")
@click.option(
    "--queries",
    type=click.Choice(["instruction", "question", "model"]),
    help="What is searched: the request, the question in it, or what the chat model writes."
    " [question]",
)
@click.option(
    "--citations",
    type=click.Choice(["none", "footnotes", "inline"]),
    help="Name the sources in the response. [none]",
)
@click.option("--policy", type=click.Choice(["default", "paper"]), help="How a rewrite is chosen.")
@click.option(
    "--way",
    type=click.Choice(["auto", "free", "anchored"]),
    help="free: the model writes; anchored: it lays out the response's own words. [auto]",
)
@click.option("--candidates", type=int, help="Rewrites asked for each response. [2; anchored: 1]")
@click.option("--temperature", type=float, help="[0.3]")
@click.option("--top-p", type=float, help="[1; 0.1 under --policy paper]")
@click.option("--max-tokens", type=int, help="The longest reply, in tokens. [2048]")
@click.option(
    "--turns", type=click.Choice(["all", "last"]), help="Which responses of a conversation."
)
@click.option(
    "--force", is_flag=True, default=None, help="Also what follows its criterion already."
)
@click.option("--check", "checks", multiple=True, metavar=SEVERITY, help=CHECK_HELP)
@click.option("--judge", multiple=True, metavar="NAME", help=JUDGE_HELP)
@click.option("--student", metavar="NAME", help=STUDENT_HELP)
@click.option(
    "--repair/--no-repair",
    default=None,
    help="Tell the model what the checks found, once, where every rewrite was rejected. [no]",
)
@LIMITS
@click.pass_context
def run(ctx: click.Context, /, **given: Any) -> None:
    """Rewrite the responses of DATA to the criteria of their tasks, check each rewrite, keep the
    better of the two, and report.

    DATA is JSON, JSONL (also .gz, .zst), Parquet or CSV in the Alpaca, ShareGPT, messages,
    prompt/completion or ReAlign format, found by looking. Without --endpoint the embedded model
    runs on this machine.
    """
    from realign import api
    from realign.io import parse_mapping

    options = plan_options(given)
    if given["mapping"]:
        options["map"] = parse_mapping(given["mapping"])
    if given["checks"]:
        options.setdefault("rewrite", {})["checks"] = parse_checks(given["checks"])
    plan = api.make_plan(given["plan_file"], **options)
    if given["dry_run"]:
        from realign.cli import dry_run

        click.echo(dry_run.text(plan), nl=False)
        return
    from realign.cli.progress import print_summary, show

    if not plan.model.endpoint and not given["quiet"]:
        click.echo(embedded_notice(plan.model.name), err=True)
    how = {"fresh": given["fresh"], "overwrite": given["overwrite"]}
    if given["quiet"]:
        result = api.run(plan, **how)
    else:
        with show(sys.stderr) as watch:
            result = api.run(plan, watch=watch, **how)
        print_summary(result.summary, result.output, result.report)
    if result.counts["failed"]:
        ctx.exit(1)


def parse_checks(given: tuple[str, ...]) -> dict[str, str]:
    """NAME=SEVERITY, several of them in one option with commas between.

    Raises:
        UsageError: one of them has another form.
    """
    from realign.errors import UsageError

    found = {}
    for item in (part.strip() for text in given for part in text.split(",")):
        name, sign, severity = item.partition("=")
        if not (sign and name and severity):
            raise UsageError(
                f"--check takes NAME=SEVERITY, and {item!r} is none.",
                hint="Such as: --check numbers=warn,added=off; a severity is reject, warn or off.",
            )
        found[name.strip()] = severity.strip()
    return found


def embedded_notice(name: str | None) -> str:
    """What to expect without an endpoint."""
    return (
        f"No --endpoint: {name or 'the embedded Qwen2.5-Coder 1.5B'} runs on this machine. It is "
        "small, so it only lays out a response's own words (--way anchored): expect half a minute "
        "a rewrite on two cores. A larger model behind --endpoint may rewrite freely."
    )
