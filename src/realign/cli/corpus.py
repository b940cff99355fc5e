"""`realign corpus`: make, search and describe a local evidence corpus."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import click


@click.group()
def corpus() -> None:
    """Evidence from documents of your own.

    \b
    Examples:
      realign corpus build docs/ notes.jsonl.gz -o my-corpus
      realign corpus search my-corpus "how is a kettle descaled" -k 3
      realign run data.jsonl -o out --evidence my-corpus
    """


@corpus.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="Directory to make."
)
@click.option("--force", is_flag=True, help="Replace the corpus that is there.")
def build(files: tuple[Path, ...], out: Path, force: bool) -> None:
    """Index FILES: JSONL, JSON, Parquet, Markdown, plain text; directories are walked.

    Records need a text (text, body, content or passage) and can have a title, an id and a
    source or url. Documents are cut into passages of about 100 to 150 words.

    \b
    Examples:
      realign corpus build docs/ -o my-corpus
      realign corpus build wiki.jsonl.zst faq.parquet -o my-corpus --force
    """
    from realign.evidence.corpus import build as build_corpus
    from realign.evidence.corpus import describe

    live = sys.stderr.isatty()

    def progress(name: str, passages: int) -> None:
        if live:
            click.echo(f"\r\033[K{passages:,} passages  {name}", nl=False, err=True)

    try:
        info = build_corpus(files, out, progress, force=force)
    finally:
        if live:
            click.echo("\r\033[K", nl=False, err=True)
    facts = dict(describe(info))
    click.echo(f"Built {info.path}: {facts['passages']} passages of {facts['documents']} documents")


@corpus.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument("query")
@click.option("-k", default=5, show_default=True, type=click.IntRange(1, 100), help="How many.")
def search(directory: Path, query: str, k: int) -> None:
    """Show what the corpus in DIRECTORY holds on QUERY, best first.

    \b
    Example:
      realign corpus search my-corpus "who wrote the anthem"
    """
    from realign.evidence.corpus import LocalCorpus

    found = LocalCorpus(directory).search(query, k)
    if not found:
        click.echo("Nothing in this corpus shares enough with the query.")
    for number, evidence in enumerate(found, 1):
        title = printable(evidence.title) or "(no title)"
        click.secho(f"{number}. {title}", bold=True, nl=False)
        click.echo(f"  [{evidence.score:.1f}]  {printable(evidence.source)}")
        text = textwrap.shorten(printable(evidence.text), 600, placeholder=" ...")
        click.echo(textwrap.indent(textwrap.fill(text, 96), "   ") + "\n")


@corpus.command()
@click.argument("directory", type=click.Path(path_type=Path))
def info(directory: Path) -> None:
    """Say what the corpus in DIRECTORY is made of.

    \b
    Example:
      realign corpus info my-corpus
    """
    from realign.evidence.corpus import describe, read_info

    for name, value in describe(read_info(directory)):
        click.echo(f"{name:<12} {printable(value)}")


def printable(text: str) -> str:
    """One line that can't steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
