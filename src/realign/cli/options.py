"""Options that several commands have: written once, so that they say the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

# Option name to its place in the plan.
PLACES: dict[str, tuple[str, ...]] = {
    "data": ("input",),
    "output": ("output",),
    "run_dir": ("run_dir",),
    "format_name": ("format",),
    "clean": ("clean",),
    "bad_lines": ("bad_lines",),
    "classifier": ("classifier",),
    "threshold": ("threshold",),
    "weights": ("weights",),
    "criteria": ("criteria",),
    "evidence": ("evidence", "corpus"),
    "evidence_k": ("evidence", "k"),
    "web": ("evidence", "web"),
    "web_url": ("evidence", "url"),
    "web_key_env": ("evidence", "key_env"),
    "max_age": ("evidence", "max_age"),
    "max_searches": ("evidence", "searches"),
    "queries": ("evidence", "queries"),
    "citations": ("evidence", "citations"),
    "endpoint": ("model", "endpoint"),
    "model": ("model", "name"),
    "key_env": ("model", "key_env"),
    "concurrency": ("model", "concurrency"),
    "timeout": ("model", "timeout_s"),
    "attempts": ("model", "attempts"),
    "policy": ("rewrite", "policy"),
    "way": ("rewrite", "way"),
    "candidates": ("rewrite", "candidates"),
    "temperature": ("rewrite", "temperature"),
    "top_p": ("rewrite", "top_p"),
    "max_tokens": ("rewrite", "max_tokens"),
    "turns": ("rewrite", "turns"),
    "force": ("rewrite", "force"),
    "judge": ("verify", "judges"),
    "student": ("verify", "student"),
    "repair": ("verify", "repair"),
    "limit": ("limits", "samples"),
    "sample": ("limits", "sample"),
    "seed": ("limits", "seed"),
    "max_calls": ("limits", "calls"),
    "max_total_tokens": ("limits", "tokens"),
}

F = TypeVar("F", bound=Callable[..., Any])


OVERWRITE = click.option(
    "--overwrite", is_flag=True, help="Replace what stands at -o, even if realign did not write it."
)


def group(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """One decorator for several options, in the order in which the help shows them."""

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


DATA = group(
    click.option("--format", "format_name", help="alpaca, sharegpt, messages, prompt or realign."),
    click.option("--map", "mapping", help="Other column names: instruction=question,output=answer"),
    click.option(
        "--bad-lines", type=click.Choice(["stop", "skip"]), help="JSON lines that can't be read."
    ),
)
"""How the input is read."""

MODEL = group(
    click.option(
        "--endpoint", help="An OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1"
    ),
    click.option("--model", help="The model's name there; else an embedded one, or a .gguf file."),
    click.option("--key-env", help="The environment variable that holds the key."),
    click.option("--concurrency", type=int, help="Calls at once. [64; embedded: its slots]"),
    click.option("--timeout", type=float, help="Seconds to wait for an answer. [300]"),
    click.option("--attempts", type=int, help="Tries of a call that can be retried. [6]"),
)
"""The chat model, and how it is asked."""

CLASSIFIER = group(
    click.option(
        "--classifier",
        type=click.Choice(["auto", "embedded", "cascade", "model"]),
        help="Who names the task: the embedded classifier, the chat model, or the one and where it"
        " is unsure the other. [auto: embedded; cascade with an endpoint]",
    ),
    click.option(
        "--threshold",
        type=float,
        help="cascade: the probability from which the embedded classifier decides. [0.6]",
    ),
    click.option("--weights", help="A classifier made by `realign train-classifier`."),
    click.option("--criteria", help="A directory of criteria over the built-in ones."),
)
"""Who names the tasks, and which there are."""

LIMITS = group(
    click.option("--limit", type=int, help="Only the first N records."),
    click.option("--sample", type=int, help="Only N records, drawn by --seed."),
    click.option("--seed", type=int, help="Of --sample. [0]"),
    click.option("--max-calls", type=int, help="Stop after so many calls (exit code 3)."),
    click.option("--max-total-tokens", type=int, help="Stop after so many tokens (exit code 3)."),
)
"""How much of the input is taken, and where a run stops."""


def plan_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The flags that were given, as the nested mapping of a plan. A command need not have all."""
    options: dict[str, Any] = {}
    for name, place in PLACES.items():
        value = given.get(name)
        if value is None or value == ():
            continue
        section = options
        for key in place[:-1]:
            section = section.setdefault(key, {})
        section[place[-1]] = int(value) if name == "repair" else value
    return options
