"""`realign criteria`: list, show, copy and check what a good response looks like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from realign.counts import counted

if TYPE_CHECKING:
    from realign.criteria import Criterion

_CONTEXT = {"help_option_names": ["-h", "--help"]}
_directory = click.option(
    "--criteria",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="Your directory of criterion files, laid over the built-in ones.",
)


@click.group(context_settings=_CONTEXT)
def criteria() -> None:
    """List, show, copy and check the criteria.

    A criterion says what a good response to one kind of request looks like. Each is a Markdown
    file; your own directory of such files goes over the built-in ones (`run --criteria DIR`).

    \b
    Examples:
      realign criteria list
      realign criteria show how_to_generation
      realign criteria init my-criteria --task open_qa
      realign criteria check my-criteria
    """


@criteria.command("list", context_settings=_CONTEXT)
@_directory
def list_(directory: Path | None) -> None:
    """List the tasks, and what is done with each.

    \b
    Examples:
      realign criteria list
      realign criteria list --criteria my-criteria
    """
    from realign.criteria import load

    found = load(directory)
    rows = [_row(criterion) for criterion in found.values()]
    header = ("task", "group", "rewritten", "evidence", "requirements", "origin")
    widths = [max(len(row[n]) for row in [header, *rows]) for n in range(len(header))]
    for row in (header, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
    rewritten = sum(criterion.rewrite for criterion in found.values())
    click.echo(f"\n{len(found)} tasks, {rewritten} of them rewritten.")


def _row(criterion: Criterion) -> tuple[str, ...]:
    return (
        criterion.task,
        criterion.group,
        "yes" if criterion.rewrite else "-",
        "yes" if criterion.evidence else "-",
        ", ".join(requirement.kind for requirement in criterion.requirements) or "-",
        criterion.source,
    )


@criteria.command(context_settings=_CONTEXT)
@click.argument("task")
@_directory
def show(task: str, directory: Path | None) -> None:
    """Show the criterion file of TASK as it is.

    \b
    Examples:
      realign criteria show open_qa
      realign criteria show open_qa --criteria my-criteria > open_qa.md
    """
    from realign.criteria.files import file_of

    click.echo(file_of(task, directory), nl=False)


@criteria.command(context_settings=_CONTEXT)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--task", "tasks", multiple=True, help="Only this task; may be given again.")
def init(directory: Path, tasks: tuple[str, ...]) -> None:
    """Copy the built-in criterion files to DIRECTORY, to edit. Replaces no file.

    \b
    Examples:
      realign criteria init my-criteria
      realign criteria init my-criteria --task open_qa --task planning
    """
    from realign.criteria.files import copy_builtin

    written = copy_builtin(directory, tasks)
    click.echo(
        f"Wrote {counted(len(written), 'file')} to {directory}. Delete those that stay as they are."
    )
    click.echo(f"After editing: realign criteria check {directory}")
    click.echo(f"To use them:   realign run DATA -o OUT --criteria {directory}")


@criteria.command(context_settings=_CONTEXT)
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, directory: Path | None) -> None:
    """Check the files in DIRECTORY (else the built-in ones): form, example, and faithfulness.

    Exit code 0: fit for use; 2: there are problems, each with file, line and remedy.

    \b
    Examples:
      realign criteria check my-criteria
      realign criteria check
    """
    from realign.criteria_check import check_criteria

    report = check_criteria(directory)
    for problem in report.problems:
        click.echo(str(problem))
    for task in report.new:
        click.echo(f"{task}: a task of your own; the classifier learns it from its queries.")
    count = len(report.problems)
    said = "no problem" if not count else f"{count} problem{'s' if count > 1 else ''}"
    checked = len(report.tasks)
    click.echo(f"{checked:,} {'criterion' if checked == 1 else 'criteria'}, {said}.")
    if count:
        context.exit(2)
