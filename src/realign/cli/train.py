"""`realign train-classifier`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

EPILOG = """\b
Examples:
  realign train-classifier --data labelled.jsonl -o weights/
      over the built-in tasks
  realign train-classifier --data a.jsonl --data b.json --criteria my-criteria/ -o weights/
      over your own tasks: each has a criterion file
  realign train-classifier --facts questions.jsonl --recall 0.98 -o weights/
      of trained weights, only choose again when facts are looked up
  realign classify data.jsonl -o named.jsonl --weights weights/

Exit codes: 0 done, 2 wrong use.
"""


@click.command(
    "train-classifier", epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Requests with their task; may be given again.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder of weights."
)
@click.option(
    "--criteria",
    type=click.Path(path_type=Path, file_okay=False),
    help="A directory of criteria over the built-in ones: the tasks.",
)
@click.option(
    "--base",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the sentence encoder to fine-tune. [its installed package]",
)
@click.option("--epochs", type=float, help="Passes over the data. [6]")
@click.option("--batch", type=click.IntRange(1), help="Queries a step. [24]")
@click.option("--learning-rate", type=float, help="[0.0001]")
@click.option("--max-tokens", type=click.IntRange(16, 512), help="Read of a request. [128]")
@click.option("--held-out", type=click.FloatRange(0, 0.9), help="Share not trained on. [0.1]")
@click.option("--seed", type=int, help="[0]")
@click.option(
    "--facts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Questions that need facts: the threshold of needs_evidence is chosen on them.",
)
@click.option(
    "--recall", type=float, help="--facts: the share of them to be found, at least. [0.95]"
)
def train_classifier(**given: Any) -> None:
    """Fine-tune a small sentence encoder on labelled requests, and write a classifier to use with
    --weights.

    --data is JSON, JSON lines, CSV or Parquet. The request stands in instruction (and input), text
    or query, the task in category or task; `second` may name another fitting task, `weight` says
    how much a record counts. The criteria's own queries are added. Four requests a task are the
    least, forty are good. Needs the extra `train`; what comes out does not.
    """
    from realign.criteria import load
    from realign.labelling.training import set_facts, train_on

    if not given["data"] and not given["facts"]:
        raise click.UsageError("Give labelled requests with --data, or questions with --facts.")
    if given["recall"] is not None and not given["facts"]:
        raise click.UsageError("--recall belongs to --facts.")
    out, criteria = given["output"], load(given["criteria"])
    if given["data"]:
        card = train_on(
            given["data"], out, criteria, base=given["base"], recipe=_recipe(given), note=_say
        )
    if given["facts"]:
        recall = 0.95 if given["recall"] is None else given["recall"]
        card = set_facts(out, given["facts"], criteria, recall=recall)
    click.echo(f"{out}: {len(card.tasks)} tasks")
    for name, value in card.measured.items():
        shown = f"{value:,.0f}" if name in ("held_out", "facts") else f"{100 * value:.1f} %"
        click.echo(f"  {shown:>8}  {name.replace('_', ' ')}")
    if card.evidence_tasks:
        click.echo(f"  {card.evidence_from:>8.4f}  probability from which facts are looked up")
    click.echo(f"To use it: realign classify DATA -o OUT --weights {out}")


def _recipe(given: dict[str, Any]) -> Any:
    from realign.classifiers.training import Recipe

    names = ("epochs", "batch", "learning_rate", "max_tokens", "held_out", "seed")
    return Recipe(**{name: given[name] for name in names if given[name] is not None})


def _say(text: str) -> None:
    click.echo(text, err=True)
