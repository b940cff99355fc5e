"""`realign doctor`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from realign.doctor import Diagnosis

EPILOG = """\b
Examples:
  realign doctor
  realign doctor --endpoint http://127.0.0.1:8000/v1 --model my-model
  realign doctor --json

Exit codes: 0 a run could work, 2 it could not.
"""

KEYS = ("REALIGN_API_KEY", "OPENAI_API_KEY")
MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command(epilog=EPILOG)
@click.option("--endpoint", help="Ask this OpenAI-compatible endpoint too, with one tiny call.")
@click.option("--model", help="The model to ask there.")
@click.option("--key-env", help="The environment variable that holds the key.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(endpoint: str | None, model: str | None, key_env: str | None, as_json: bool) -> None:
    """Say what is installed, which models are here, and what works.

    With --endpoint also whether it answers, takes the key, and how quickly.
    """
    import asyncio

    from realign.doctor import ask, can_run, examine, examine_endpoint, gather

    found = examine(gather(), embedded=endpoint is None)
    if endpoint is not None:
        said = asyncio.run(ask(endpoint, key=_key(key_env), model=model))
        found += examine_endpoint(said)
    works = can_run(found)
    if as_json:
        import json
        from dataclasses import asdict

        checks = [asdict(diagnosis) for diagnosis in found]
        click.echo(json.dumps({"works": works, "checks": checks}, indent=2))
    else:
        _show(found, works)
    sys.exit(0 if works else 2)


def _key(variable: str | None) -> str | None:
    for name in (variable,) if variable else KEYS:
        if key := os.environ.get(name):
            return key
    if variable:
        raise click.UsageError(f"The environment variable {variable} is not set.")
    return None


def _show(found: list[Diagnosis], works: bool) -> None:
    width = max(len(diagnosis.name) for diagnosis in found)
    for diagnosis in found:
        mark, colour = MARKS[diagnosis.status]
        click.secho(mark, fg=colour, nl=False)
        click.echo(f"  {_printable(diagnosis.name):<{width}}  {_printable(diagnosis.text)}")
        if diagnosis.status != "ok" and diagnosis.remedy:
            click.echo(f"      {'':<{width}}  -> {_printable(diagnosis.remedy)}")
    click.echo("\nA run could work." if works else "\nA run could not work: see FAIL above.")


def _printable(text: str) -> str:
    """One line that can't steer the terminal: an endpoint's words stand in it."""
    return "".join(char if char.isprintable() else " " for char in text)
