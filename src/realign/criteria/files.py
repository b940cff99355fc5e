"""Criterion files as files: show one, copy the built-in ones for editing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from realign.criteria.loader import builtin_texts, files_of, read_text
from realign.criteria.requirements import nearest
from realign.errors import CriterionError

_NOTE = """\
# Your copy of a built-in criterion: it replaces that one in runs with --criteria {directory}.
# Raise `version` when you change it. Then: realign criteria check {directory}
"""


def file_of(task: str, directory: Path | None = None) -> str:
    """The text of a task's file, the user's where there is one.

    Raises:
        CriterionError: there is no such task, or the file can't be read.
    """
    own = {path.stem: path for path in files_of(directory)} if directory is not None else {}
    if task in own:
        return read_text(own[task])
    builtin = builtin_texts()
    if task not in builtin:
        raise _unknown(task, [*builtin, *own])
    return builtin[task]


def copy_builtin(directory: Path, tasks: Sequence[str] = ()) -> list[Path]:
    """Copies the files of `tasks` (all when empty) into a directory, with a note at the top.

    Raises:
        CriterionError: an unknown task, a file that is there already (nothing is written then),
            or a directory that can't be written to.
    """
    builtin = builtin_texts()
    chosen = list(dict.fromkeys(tasks)) or list(builtin)
    for task in chosen:
        if task not in builtin:
            raise _unknown(task, builtin)
    targets = [directory / f"{task}.md" for task in chosen]
    there = [str(path) for path in targets if path.exists()]
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise CriterionError(
            f"{', '.join(there[:3])}{more} would be replaced; nothing was written.",
            hint="Name another directory, move them away, or copy single tasks with --task.",
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for task, path in zip(chosen, targets, strict=True):
            head, _, rest = builtin[task].partition("\n")
            note = _NOTE.format(directory=directory)
            path.write_text(f"{head}\n{note}{rest}", encoding="utf-8")
    except OSError as error:
        raise CriterionError(f"{error.filename or directory}: {error.strerror}.") from None
    return targets


def _unknown(task: str, known: Sequence[str] | dict[str, str]) -> CriterionError:
    hint = nearest(task, known, "Known tasks")
    return CriterionError(f"There is no task {task!r}.", hint=hint)
