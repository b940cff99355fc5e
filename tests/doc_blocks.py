"""Runs the examples of a Markdown page, in a directory of their own, against a fake endpoint.

What stands after the three backticks says what is done with a block:

- `console`: lines that begin with `$` are run; what follows must stand in their output
  (a line `...` stands for any lines, `...` within a line for any text). `(exit N)` as the last
  line: the exit code, else 0.
- `python`: is run.
- any language and `file=NAME`: is written there, for the blocks below it.
- `sh`: is not run (it needs the network, or minutes); commands and options must exist.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from realign.cli import cli

ROOT = Path(__file__).resolve().parents[1]
ENDPOINT = "http://127.0.0.1:8000/v1"
MODEL = "my-model"

_FENCE = re.compile(r"^(`{3,})(\S*) *([^\n`]*)\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL)
_JOINING = re.compile(r"^(To [^,]*, )?(?:first|First|Then|Next|After that|Finally),? ")
_RESPONSE = re.compile(r"<response>\n(.*?)\n</response>", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page. `line` counts from 1."""

    language: str
    info: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match[2], match[3].strip(), match[4], line)


def answer(body: dict[str, Any]) -> str:
    """What a good model might say: a task's name, or the sentences as a numbered list."""
    last = body["messages"][-1]["content"]
    if last.endswith("Kind:"):
        procedure = re.search(r"\bHow (do|can) I\b", last)
        task = "how_to_generation" if procedure else "default"
        asked = json.dumps(body.get("response_format", ""))
        return json.dumps({"choice": task}) if '"choice"' in asked else task
    found = _RESPONSE.search(last)
    if found is None:
        return "<keep/>"
    sentences = [_JOINING.sub(r"\1", part) for part in re.split(r"(?<=\.) ", found[1])]
    steps = [f"{n}. {text[0].upper()}{text[1:]}" for n, text in enumerate(sentences, 1)]
    return "<rewrite>\n" + "\n".join(steps) + "\n</rewrite>"


@dataclass(frozen=True)
class Runner:
    """Where a page's examples run: a directory, and the address that stands in for a model's."""

    place: Path
    endpoint: str

    def run(self, page: Path) -> None:
        """Every block of a page, in order. Fails with page and line."""
        (self.place / "examples").symlink_to(ROOT / "examples")
        for block in blocks(page):
            try:
                self._one(block)
            except AssertionError as error:
                raise AssertionError(f"{page.name}, line {block.line}: {error}") from None

    def _one(self, block: Block) -> None:
        if block.info.startswith("file="):
            path = self.place / block.info.removeprefix("file=")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text.replace(ENDPOINT, self.endpoint), encoding="utf-8")
        elif block.language == "console":
            for command, expected in commands(block.text):
                self._console(command, expected)
        elif block.language == "python":
            self._python(block.text)
        elif block.language == "sh":
            for line in joined(block.text).splitlines():
                check_command(line.partition(" #")[0].strip())

    def _console(self, command: str, expected: list[str]) -> None:
        check_command(command)
        if command.startswith(("make", "pip", "git", "cd ")):
            return
        code = 0
        if expected and (ending := re.fullmatch(r"\(exit (\d+)\)", expected[-1])):
            code, expected = int(ending[1]), expected[:-1]
        done = self._call(["bash", "-c", command.replace(ENDPOINT, self.endpoint)])
        assert done.returncode == code, f"{command}\nexit {done.returncode}:\n{done.stdout}"
        require_lines(expected, done.stdout.replace(self.endpoint, ENDPOINT), command)

    def _python(self, code: str) -> None:
        done = self._call([sys.executable, "-c", code.replace(ENDPOINT, self.endpoint)])
        assert done.returncode == 0, f"\n{code}\n{done.stdout}"

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        keys = ("REALIGN_API_KEY", "OPENAI_API_KEY")
        environment = {name: text for name, text in os.environ.items() if name not in keys}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            command,
            cwd=self.place,
            env=environment | {"COLUMNS": "100"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that are expected of it."""
    for part in re.split(r"(?m)^\$ ", joined(text))[1:]:
        command, *expected = part.rstrip("\n").split("\n")
        yield command.strip(), [line for line in expected if line.strip()]


def joined(text: str) -> str:
    return re.sub(r"\\\n\s*", "", text)


def require_lines(expected: list[str], output: str, command: str) -> None:
    """The expected lines stand in the output, in this order, whatever their spacing."""
    rest = iter([" ".join(line.split()) for line in output.splitlines()])
    for line in expected:
        wanted = " ".join(line.split())
        pattern = ".*".join(re.escape(part) for part in wanted.split("..."))
        if wanted != "...":
            found = any(re.fullmatch(pattern, printed) for printed in rest)
            assert found, f"{command}\ndoes not print: {wanted}\nbut:\n{output}"


def check_command(line: str) -> None:
    """A command line of `realign` or `make` names only commands, options and targets that exist."""
    words = line.split()
    if words[:1] == ["make"]:
        targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
        for word in words[1:]:
            assert "=" in word or word in targets, f"the Makefile has no target {word!r}"
    if words[:1] == ["realign"]:
        check_realign(words[1:])


def check_realign(words: list[str]) -> None:
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"there is no command {words[0]!r}"
        command, words = found, words[1:]
    known = {name for item in command.params for name in (*item.opts, *item.secondary_opts)}
    known |= {"-h", "--help"}
    for word in words:
        option = word.partition("=")[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", option):
            assert option in known, f"`realign {command.name}` has no option {option}"
