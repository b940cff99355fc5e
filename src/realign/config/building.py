"""A frozen dataclass from plain data: an unknown key is refused by name, with the nearest one."""

from __future__ import annotations

import difflib
import os
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, get_args, get_origin

from realign.errors import PlanError


def build(base: Any, data: Mapping[str, Any], where: str) -> Any:
    known = {item.name: item for item in fields(base)}
    hints = typing.get_type_hints(type(base))
    changes: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), list(known), n=1)
            raise PlanError(
                f"unknown key {where + str(key)!r}.",
                hint=f"Did you mean {where + near[0]!r}?"
                if near
                else f"Known keys: {', '.join(sorted(known))}.",
            )
        current = getattr(base, key)
        if value is None and (is_dataclass(current) or isinstance(current, Mapping | tuple)):
            continue  # a section whose keys are all commented out
        if is_dataclass(current):
            if not isinstance(value, Mapping):
                raise PlanError(f"{where + key!r} is a section: it needs keys of its own.")
            changes[key] = build(current, value, f"{where}{key}.")
        else:
            changes[key] = _coerce(value, hints[key], where + key)
    return replace(base, **changes)


def _coerce(value: Any, kind: Any, where: str) -> Any:
    options = get_args(kind) if get_origin(kind) in (types.UnionType, typing.Union) else (kind,)
    if value is None and type(None) in options:
        return None
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    for option in options:
        origin = get_origin(option)
        if origin is Literal and value in get_args(option):
            return value
        if option is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if origin is not None and origin is not Literal and isinstance(value, Mapping):
            # YAML reads a bare `off` as false.
            return {str(key): "off" if item is False else str(item) for key, item in value.items()}
        if origin is tuple and (texts := _texts(value)) is not None:
            return texts
        if isinstance(option, type) and type(value) is option:
            return value
    raise PlanError(f"{where!r} can't be {value!r}.", hint=f"Expected {_expected(options)}.")


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts; one text alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _expected(options: tuple[Any, ...]) -> str:
    words = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    out: list[str] = []
    for option in options:
        if get_origin(option) is Literal:
            out += [repr(item) for item in get_args(option)]
        elif option is type(None):
            out.append("nothing")
        elif get_origin(option) is tuple:
            out.append("a list of texts")
        else:
            out.append(words.get(option, "a mapping"))
    return " or ".join(out)
