"""The YAML half of a criterion file: read safely, typed strictly, with a line for each problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from realign.criteria.problems import Problem
from realign.criteria.requirements import Requirement, nearest, parse
from realign.errors import CriterionError

# Key to (what it must be, is it needed).
KEYS: Mapping[str, tuple[type, bool]] = {
    "task": (str, True),
    "group": (str, True),
    "version": (int, True),
    "rewrite": (bool, True),
    "evidence": (bool, True),
    "description": (str, True),
    "requirements": (list, True),
    "queries": (list, True),
    "checks": (dict, False),
}
_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a mapping of check to reject, warn or off",
}
SEVERITIES = ("reject", "warn", "off")


@dataclass(frozen=True, slots=True)
class Front:
    """Front matter that was read: values by key, and the line (from 1) where each key stands."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


def read_front(text: str, path: str) -> tuple[Front, list[Problem]]:
    """Front matter without its `---` lines; it begins in line 2 of the file."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            problem = Problem(path, 2, "The front matter is no list of `key: value` lines.")
            return Front({}, {}), [problem]
        values = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Front({}, {}), [_yaml_problem(error, path)]
    finally:
        loader.dispose()
    lines: dict[str, int] = {}
    problems = []
    for key, _ in node.value:
        line = key.start_mark.line + 2
        if key.value in lines:
            problems.append(Problem(path, line, f"The key {key.value} stands twice."))
        lines[key.value] = line
    front = Front(values, lines)
    return front, [*problems, *_typed(front, path)]


def _yaml_problem(error: Exception, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 2 if mark is not None else 2
    why = getattr(error, "problem", None) or str(error).splitlines()[0]
    hint = "A text that holds `: `, `#` or begins with a special sign needs quotes."
    return Problem(path, line, f"The front matter is not valid YAML: {why}.", hint)


def _typed(front: Front, path: str) -> list[Problem]:
    problems = []
    for key, value in front.values.items():
        line = front.lines.get(str(key))
        if key not in KEYS:
            hint = nearest(str(key), KEYS, "Known keys")
            problems.append(Problem(path, line, f"There is no key {key!r}.", hint))
            continue
        wanted, needed = KEYS[key]
        if value is None and wanted in (list, dict) and not needed:
            continue  # all of it is commented out
        good = isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
        if not good or (wanted is str and not value.strip()):
            shown = "empty" if value is None else f"{str(value)[:60]!r}"
            message = f"{key} must be {_NAMES[wanted]}, and is {shown}."
            problems.append(Problem(path, line, message, _quote_hint(value)))
    for key, (_, needed) in KEYS.items():
        if needed and key not in front.values:
            problems.append(Problem(path, 1, f"The front matter has no {key}."))
    return problems


def _quote_hint(value: object) -> str:
    return "Put it in quotes." if isinstance(value, Mapping | bool | int | float) else ""


def read_requirements(front: Front, path: str) -> tuple[tuple[Requirement, ...], list[Problem]]:
    """The parsed requirements, and a problem for each that can't be parsed."""
    found, problems = [], []
    for item in _as_list(front.values.get("requirements")):
        try:
            found.append(parse(item))
        except CriterionError as error:
            line = front.lines.get("requirements")
            problems.append(Problem(path, line, error.message, error.hint))
    return tuple(found), problems


def read_queries(front: Front, path: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The queries, and a problem for each that is no text."""
    found, problems = [], []
    for number, item in enumerate(_as_list(front.values.get("queries")), start=1):
        if isinstance(item, str) and item.strip():
            found.append(item.strip())
        else:
            message = f"Query {number} is no text, but {str(item)[:60]!r}."
            line = front.lines.get("queries")
            problems.append(Problem(path, line, message, "Put it in quotes."))
    return tuple(found), problems


def read_severities(front: Front, path: str) -> tuple[dict[str, str], list[Problem]]:
    """Check name to severity. YAML reads a bare `off` as false: that is taken as off."""
    found: dict[str, str] = {}
    problems = []
    given = front.values.get("checks")
    for name, value in given.items() if isinstance(given, Mapping) else ():
        severity = "off" if value is False else value
        if severity in SEVERITIES:
            found[str(name)] = severity
        else:
            message = f"The check {name} has the severity {value!r}."
            hint = f"It is one of {', '.join(SEVERITIES)}."
            problems.append(Problem(path, front.lines.get("checks"), message, hint))
    return found, problems


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
