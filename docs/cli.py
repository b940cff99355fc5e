"""Writes docs/cli.md to standard output: the help of every command. `make docs` calls it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from realign.cli import cli

HEAD = """\
# The commands

This page is made from the commands' own help by `make docs`; a test fails when it is out of date.
"""


def pages(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """The help of a command and of those below it, as sections."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=90)
    context.help_option_names = ["-h", "--help"]
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    yield f"## {context.command_path}\n\n```text\n" + "\n".join(lines) + "\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from pages(found, child, context)


if __name__ == "__main__":
    sys.stdout.write("\n".join([HEAD, *pages(cli, "realign", None)]))
