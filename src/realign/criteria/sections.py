"""The Markdown half of a criterion file: its sections, read strictly.

The order of the headings is fixed, and a heading inside a fence is text. Once the example has
begun, headings that are not one of ours belong to the example: a good response may have some.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from realign.criteria.problems import Problem

HEADINGS = (
    ("recipe", "## Good response"),
    ("", "## Example"),
    ("request", "### Request"),
    ("plain", "### Plain response"),
    ("good", "### Good response"),
)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"#{1,3}\s")


@dataclass(frozen=True, slots=True)
class Sections:
    """Texts by name (recipe, request, plain, good), and the line (from 1) where each begins."""

    texts: dict[str, str]
    lines: dict[str, int]


def read_sections(body: str, first_line: int, path: str) -> tuple[Sections, list[Problem]]:
    """Sections of the body, whose first line is line `first_line` of the file; and what is
    wrong with them."""
    problems: list[Problem] = []
    marks = _marks(body, first_line, path, problems)
    lines = body.splitlines()
    texts: dict[str, str] = {}
    places: dict[str, int] = {}
    before = lines[: marks[0][1]] if marks else lines
    if any(line.strip() for line in before):
        at = next(n for n, line in enumerate(before) if line.strip())
        problems.append(
            Problem(path, first_line + at, "Text stands before the first heading.", _ORDER)
        )
    for number, (place, start) in enumerate(marks):
        end = marks[number + 1][1] if number + 1 < len(marks) else len(lines)
        name, heading = HEADINGS[place]
        content = "\n".join(lines[start + 1 : end]).strip("\n").rstrip()
        line = first_line + start
        if not name and content.strip():
            problems.append(Problem(path, line + 1, f"Text stands right under {heading}.", _ORDER))
        elif name and not content.strip():
            problems.append(Problem(path, line, f"The section {heading} is empty."))
        if name:
            texts[name], places[name] = content, line
    for place in range(len(marks), len(HEADINGS)):
        message = f"The section {HEADINGS[place][1]} is missing."
        problems.append(Problem(path, first_line + max(len(lines) - 1, 0), message, _ORDER))
    return Sections(texts, places), problems


_ORDER = "The headings are, in this order: " + ", ".join(heading for _, heading in HEADINGS) + "."


def _marks(body: str, first_line: int, path: str, problems: list[Problem]) -> list[tuple[int, int]]:
    """(place in HEADINGS, line from 0) of the headings that stand where they should."""
    marks: list[tuple[int, int]] = []
    fence = ""
    for at, line in enumerate(body.splitlines()):
        match = _FENCE.match(line)
        if match is not None:
            ticks = match[1]
            if not fence and "`" not in match[2]:
                fence = ticks
            elif fence and ticks.startswith(fence) and not match[2].strip():
                fence = ""
            continue
        if fence or not _HEADING.match(line):
            continue
        wanted = HEADINGS[len(marks)][1] if len(marks) < len(HEADINGS) else ""
        if line.rstrip() == wanted:
            marks.append((len(marks), at))
        elif problem := _stray(line.rstrip(), len(marks)):
            problems.append(Problem(path, first_line + at, *problem))
    return marks


def _stray(heading: str, reached: int) -> tuple[str, str] | None:
    """What is wrong with a heading that was not expected; None where it is the example's own."""
    known = [name for _, name in HEADINGS]
    if heading in known:
        return f"The section {heading} stands twice or too early.", _ORDER
    if reached >= 3 and not (near := difflib.get_close_matches(heading, known, n=1, cutoff=0.85)):
        return None
    near = difflib.get_close_matches(heading, known, n=1, cutoff=0.6)
    return f"There is no section {heading}.", f"Did you mean {near[0]}?" if near else _ORDER
