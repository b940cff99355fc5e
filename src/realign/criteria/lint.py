"""Is a criterion file fit for use? Its form, and whether its example shows what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from realign.counts import counted
from realign.criteria.loader import parse_criterion
from realign.criteria.model import Criterion
from realign.criteria.problems import Problem
from realign.criteria.requirements import measure, nearest, unmet
from realign.criteria.taxonomy import GROUPS, TASKS, group_of
from realign.reading.text import split_sentences, words_of
from realign.samples import Finding

MIN_QUERIES = 4
RECIPE_WORDS = (20, 200)
MAX_DESCRIPTION = 60  # words
MAX_EXAMPLE = 400  # words: it stands in every prompt of its task
_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")

# What the faithfulness checks say about plain -> good. Handed in: the checks stand on the
# requirements, so this package can't import them.
Judge = Callable[[Criterion], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Linter:
    """`judge` and `checks` (the names of all checks) are None where faithfulness is not asked."""

    judge: Judge | None = None
    checks: Collection[str] | None = None

    def lint(self, text: str, path: str) -> list[Problem]:
        """Everything that is wrong with one file, in the order in which one would mend it."""
        criterion, problems = parse_criterion(text, path, path)
        if criterion is None:
            return problems
        lines = _heading_lines(text)
        return [
            Problem(path, lines.get(key), message, hint)
            for key, message, hint in (*_form(criterion), *self._content(criterion))
        ]

    def _content(self, criterion: Criterion) -> Iterator[tuple[str, str, str]]:
        yield from _example(criterion)
        for name in criterion.severities if self.checks is not None else ():
            if name not in (self.checks or ()):
                hint = nearest(name, self.checks or (), "Known checks")
                yield "checks:", f"There is no check {name!r}.", hint
        for finding in self.judge(criterion) if self.judge is not None else ():
            if finding.severity == "reject":
                detail = finding.found or finding.expected
                shown = f"{finding.message}{f' ({detail[:120]!r})' if detail else ''}"
                yield (
                    "### Good response",
                    f"The example's good response would be rejected by {finding.check}: {shown}.",
                    "It says exactly what the plain response says, in another layout.",
                )


def _form(criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    yield from _identity(criterion)
    if len(words_of(criterion.description)) > MAX_DESCRIPTION:
        yield "description:", f"It has more than {MAX_DESCRIPTION} words.", "Write one sentence."
    elif len(split_sentences(criterion.description)) != 1:
        yield "description:", "It is not one sentence.", ""
    queries = {" ".join(query.lower().split()) for query in criterion.queries}
    if len(queries) < MIN_QUERIES:
        message = f"There are {len(queries)} different queries; a classifier needs {MIN_QUERIES}."
        yield "queries:", message, "Write requests as people really type them."
    least, most = RECIPE_WORDS
    if not least <= (size := len(words_of(criterion.recipe))) <= most:
        message = f"The recipe has {counted(size, 'word')}; {least} to {most} are fit for a prompt."
        yield "## Good response", message, ""
    yield from _requirements(criterion)


def _identity(criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    if not _NAME.fullmatch(criterion.task):
        yield "task:", f"{criterion.task!r} is no name of a task.", "Small letters, digits and _."
    if criterion.task in TASKS and criterion.group != (group := group_of(criterion.task)):
        yield "group:", f"The group of {criterion.task} is {group!r}.", ""
    elif criterion.group not in GROUPS:
        hint = nearest(criterion.group, GROUPS, "Known groups")
        yield "group:", f"There is no group {criterion.group!r}.", hint
    if criterion.version < 1:
        yield "version:", "Versions count from 1.", ""


def _requirements(criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    if not criterion.rewrite:
        return
    if not criterion.requirements:
        message = "A rewritten task has no requirement, so that nothing is ever rewritten."
        yield "requirements:", message, ""
    for requirement in criterion.requirements:
        params = dict(requirement.params)
        if "pattern" in params and not params["say"]:
            yield (
                "requirements:",
                f"{requirement.kind} does not say in words what the pattern wants.",
                "Add `say: <one sentence for the model>` beside the pattern.",
            )


def _example(criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    example = criterion.example
    for requirement in criterion.requirements:
        if measure(requirement, example.good, example.request) is not False:
            continue
        yield "### Good response", f"The good response does not meet {requirement}.", ""
    failed = unmet(criterion.requirements, example.plain, example.request)
    if criterion.rewrite and criterion.requirements and not failed:
        yield (
            "### Plain response",
            "The plain response fails no requirement, so that it would be left alone.",
            "Show one that needs the layout, or add the requirement that it fails.",
        )
    for heading, text in (("Plain", example.plain), ("Good", example.good)):
        if len(words_of(text)) > MAX_EXAMPLE:
            yield f"### {heading} response", f"It has more than {MAX_EXAMPLE} words.", ""


def _heading_lines(text: str) -> dict[str, int]:
    """Where each key and heading first stands, from 1."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = re.match(r"(#{2,3} [\w ]+|[a-z]+:)", line)
        if match is not None:
            found.setdefault(match[1].rstrip(), number)
    return found
