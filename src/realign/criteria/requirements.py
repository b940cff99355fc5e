"""What a program can test of a criterion: does a text have the layout that was asked for?

A requirement that does not apply to a text (no code, too short, nothing to list) is neither
met nor failed. A response that fails none is left alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from realign.criteria.kinds import KINDS, Kind, View
from realign.errors import CriterionError

_MAX_NUMBER = 100_000
_LEAST = 3  # letters of a name that say which one is meant
_MOST = 4  # names that begin with them


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. `params` holds every parameter, defaults included, sorted by name."""

    kind: str
    params: tuple[tuple[str, int | str], ...] = ()

    def __str__(self) -> str:
        """As one writes it: `list(min_items=3)`; defaults are left out."""
        defaults = KINDS[self.kind].defaults if self.kind in KINDS else {}
        given = [f"{key}={value}" for key, value in self.params if defaults.get(key) != value]
        if "say" in defaults:  # the words, not the pattern
            said = dict(self.params)
            given = [str(said["say"] or said["pattern"])[:60]]
        return f"{self.kind}({', '.join(given)})" if given else self.kind


def parse(item: object) -> Requirement:
    """A requirement from front matter: a kind's name, or {kind: {parameter: value}}.

    Raises CriterionError for an unknown kind or parameter (with the nearest known name), a
    missing one, or a value of the wrong type.
    """
    name, given = _name_and_params(item)
    if name not in KINDS:
        raise CriterionError(
            f"There is no requirement called {name!r}.", hint=nearest(name, KINDS, "Known kinds")
        )
    kind = KINDS[name]
    for key in given:
        if key not in kind.defaults:
            raise CriterionError(
                f"The requirement {name} has no parameter {key!r}.",
                hint=nearest(str(key), kind.defaults, "Its parameters"),
            )
    values = {key: _value(name, key, kind, given) for key in kind.defaults}
    return Requirement(name, tuple(sorted(values.items())))


def nearest(word: str, known: Iterable[str], label: str = "Known") -> str:
    """ "Did you mean X?" where a known name is near or longer, and else all of them."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    close = close or [name for name in names if len(word) >= _LEAST and name.startswith(word)]
    if close:
        return f"Did you mean {' or '.join(close[:_MOST])}?"
    return f"{label}: {', '.join(names)}." if names else "It takes none."


def _name_and_params(item: object) -> tuple[str, Mapping[Any, Any]]:
    if isinstance(item, str):
        return item.strip(), {}
    if isinstance(item, Mapping) and len(item) == 1:
        [(name, params)] = item.items()
        if params is None:
            return str(name), {}
        if isinstance(params, Mapping):
            return str(name), params
    raise CriterionError(
        f"A requirement can't be read: {str(item)[:80]!r}.",
        hint="Write a kind's name, or `- kind: {parameter: value}`.",
    )


def _value(name: str, key: str, kind: Kind, given: Mapping[Any, Any]) -> int | str:
    default = kind.defaults[key]
    if key not in given:
        if key in kind.required:
            raise CriterionError(
                f"The requirement {name} needs the parameter {key}.",
                hint=f"Write `- {name}: {{{key}: ...}}`.",
            )
        return default
    value = given[key]
    if isinstance(default, int):
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_NUMBER:
            return value
        raise CriterionError(
            f"{name}: {key} must be a whole number from 1 to {_MAX_NUMBER}, not {value!r}."
        )
    if not isinstance(value, str) or not value:
        raise CriterionError(f"{name}: {key} must be a text, not {value!r}.")
    if key == "pattern":
        _compile(name, value)
    return value


def _compile(name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise CriterionError(
            f"{name}: the pattern {pattern!r} is no regular expression: {error}.",
            hint="Put it in single quotes and escape its special signs with a backslash.",
        ) from None


def measure(requirement: Requirement, text: str, request: str = "") -> bool | None:
    """True: met. False: failed. None: does not apply to this text."""
    return _measure(requirement, View(text, request))


def _measure(requirement: Requirement, view: View) -> bool | None:
    if not view.filled:
        return None
    return KINDS[requirement.kind].measure(view, dict(requirement.params))


def describe(requirement: Requirement) -> str:
    """One sentence that tells a model what to do."""
    return KINDS[requirement.kind].describe(dict(requirement.params))


def unmet(
    requirements: Iterable[Requirement], text: str, request: str = ""
) -> tuple[Requirement, ...]:
    """Those that the text fails, in order: what a rewrite would be for.

    Empty when only minor ones fail: a fence without its language is not worth a rewrite.
    """
    view = View(text, request)
    failed = tuple(item for item in requirements if _measure(item, view) is False)
    return failed if any(not KINDS[item.kind].minor for item in failed) else ()


def share_met(requirements: Iterable[Requirement], text: str, request: str = "") -> float:
    """Met over applicable, 0..1; 1.0 when none applies."""
    view = View(text, request)
    results = [_measure(item, view) for item in requirements]
    applicable = [result for result in results if result is not None]
    return sum(applicable) / len(applicable) if applicable else 1.0
