"""Reads criterion files: the built-in ones, and the user's over them, file by file."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from realign.criteria.frontmatter import (
    Front,
    read_front,
    read_queries,
    read_requirements,
    read_severities,
)
from realign.criteria.model import BUILTIN, CriteriaSet, Criterion, Example, in_order
from realign.criteria.problems import Problem, as_error
from realign.criteria.sections import Sections, read_sections
from realign.errors import CriterionError

_MAX_BYTES = 1_000_000


def load(directory: Path | None = None) -> CriteriaSet:
    """The built-in criteria, overlaid by the files of `directory`: a file there replaces the
    task of its name, or adds a task.

    Raises:
        CriterionError: the directory is missing or empty, or files in it can't be used: all
            their problems at once, each with file, line, why and remedy.
    """
    criteria: dict[str, Criterion] = {}
    problems: list[Problem] = []
    for name, text in builtin_texts().items():
        _add(criteria, problems, text, f"{name}.md", BUILTIN)
    builtin = dict(criteria)
    for path in files_of(directory) if directory is not None else ():
        try:
            text = read_text(path)
        except CriterionError as error:
            problems.append(Problem(str(path), None, error.message, error.hint))
            continue
        _add(criteria, problems, text, str(path), str(path))
    if problems:
        raise as_error(problems)
    return in_order(criteria, builtin)


def builtin_texts() -> dict[str, str]:
    """The built-in files as they are: task to text."""
    folder = resources.files("realign.criteria") / "tasks"
    return {
        entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


def files_of(directory: Path) -> list[Path]:
    """The criterion files in a directory, by name; README.md is none.

    Raises:
        CriterionError: there is no such directory, or no such file in it.
    """
    if not directory.is_dir():
        raise CriterionError(
            f"{directory} is no directory.", hint=f"`realign criteria init {directory}` makes one."
        )
    found = sorted(
        path
        for path in directory.iterdir()
        if path.suffix == ".md" and path.stem.lower() != "readme" and path.name[0] != "."
    )
    if not found:
        raise CriterionError(
            f"{directory} holds no criterion file (TASK.md).",
            hint=f"`realign criteria init {directory} --task open_qa` puts one there to edit.",
        )
    return found


def read_text(path: Path) -> str:
    """A file's text.

    Raises:
        CriterionError: it can't be read, is no UTF-8, or is far too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise CriterionError(f"The file can't be read: {error.strerror}.") from None
    if len(data) > _MAX_BYTES:
        raise CriterionError("The file is larger than 1 MB: no criterion is.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CriterionError(
            f"The file is no UTF-8 text (byte {error.start}).", hint="Save it as UTF-8."
        ) from None


def parse_criterion(text: str, path: str, source: str) -> tuple[Criterion | None, list[Problem]]:
    """One file's criterion, or None and what is wrong with it."""
    lines = text.replace("\r\n", "\n").split("\n")
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        message = "The file does not begin with front matter between two lines of ---."
        return None, [Problem(path, 1, message, "`realign criteria show open_qa` shows one.")]
    front, problems = read_front("\n".join(lines[1:end]), path)
    sections, wrong = read_sections("\n".join(lines[end + 1 :]), end + 2, path)
    problems += wrong
    problems += _misnamed(front, path)
    criterion, wrong = _build(front, sections, path, source)
    problems += wrong
    return (None, problems) if problems else (criterion, [])


def _add(
    criteria: dict[str, Criterion], problems: list[Problem], text: str, path: str, source: str
) -> None:
    criterion, wrong = parse_criterion(text, path, source)
    problems.extend(wrong)
    if criterion is not None:
        criteria[criterion.task] = criterion


def _misnamed(front: Front, path: str) -> list[Problem]:
    task, stem = front.values.get("task"), Path(path).stem
    if not isinstance(task, str) or task == stem:
        return []
    hint = f"Name the file {task}.md, or write `task: {stem}`."
    return [Problem(path, front.lines["task"], f"The task is {task}, the file {stem}.md.", hint)]


def _build(
    front: Front, sections: Sections, path: str, source: str
) -> tuple[Criterion | None, list[Problem]]:
    requirements, problems = read_requirements(front, path)
    queries, wrong = read_queries(front, path)
    problems += wrong
    severities, wrong = read_severities(front, path)
    problems += wrong
    values, texts = front.values, sections.texts
    try:
        return Criterion(
            task=values["task"],
            group=values["group"],
            version=values["version"],
            rewrite=values["rewrite"],
            evidence=values["evidence"],
            description=str(values["description"]).strip(),
            recipe=texts["recipe"],
            example=Example(texts["request"], texts["plain"], texts["good"]),
            requirements=requirements,
            queries=queries,
            severities=severities,
            source=source,
        ), problems
    except KeyError:  # what is missing is among the problems already
        return None, problems
