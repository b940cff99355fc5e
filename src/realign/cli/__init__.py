"""The command line: parse, make a plan, call the api, give an exit code. No logic."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from realign.version import __version__

# Command name to (module, attribute, one line of help). A command's module is imported when it
# is called, so that `realign --help` stays quick; a test compares these lines with the commands.
COMMANDS = {
    "run": ("realign.cli.run", "run", "Rewrite the responses of a data set, and report."),
    "classify": ("realign.cli.classify", "classify", "Name the task of each record's request."),
    "train-classifier": (
        "realign.cli.train",
        "train_classifier",
        "Train a classifier on requests of your own.",
    ),
    "verify": ("realign.cli.verify", "verify", "Check the rewrites in any data set, and report."),
    "init": ("realign.cli.init", "init", "Write a commented plan file to edit."),
    "criteria": ("realign.cli.criteria", "criteria", "List, show, copy and check the criteria."),
    "corpus": ("realign.cli.corpus", "corpus", "Build and search a corpus of evidence."),
    "models": ("realign.cli.models", "models", "List, fetch and serve the embedded models."),
    "doctor": ("realign.cli.doctor", "doctor", "Say what is installed, and what works."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start here:  realign run data.jsonl -o better.jsonl --limit 20",
)
@click.version_option(__version__, prog_name="realign")
def cli() -> None:
    """Make instruction data better without making things up.

    Each response is rewritten to the criterion of its task, the rewrite is checked against the
    original, and the better of the two is kept. N records in, N records out, each with its reason.
    """


def main() -> None:
    """The `realign` command. Exit codes: 0 done, 1 done with failed samples, 2 wrong use,
    3 stopped by a limit, 130 interrupted."""
    from realign.errors import RealignError

    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except RealignError as error:
        click.echo(f"realign: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, EOFError, click.exceptions.Abort):
        click.echo("Interrupted. The same command goes on from here.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)
