"""Where the two responses of a record stand, and what they may rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realign.criteria.requirements import nearest
from realign.errors import InputError

_ABSENT = object()
_NAMES = {str: "a text", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True)
class Material:
    """What a record holds for the checks. `task` is "" where it names none."""

    original: str
    rewrite: str
    request: str = ""
    evidence: tuple[str, ...] = ()
    task: str = ""


class NotChecked(Exception):
    """A record without two responses; its text says why. It is counted, and passed on."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names, or paths with dots (`realign.original`, `messages.1.content`)."""

    original: str
    rewrite: str
    prompt: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    task: str = ""

    def read(self, record: Mapping[str, Any]) -> Material:
        """The texts of a record.

        Raises:
            NotChecked: a response is missing, the original is empty, or a field holds something
                else than text.
        """
        requests = [_optional(record, name) for name in self.prompt]
        passages = [text for name in self.evidence for text in _passages(record, name)]
        if left := _left_as_it_was(record, self.original):
            raise NotChecked(left)
        original = _text(record, self.original)
        if not original.strip():
            raise NotChecked(f"the field {self.original!r} is empty: nothing to compare")
        return Material(
            original=original,
            rewrite=_text(record, self.rewrite),
            request="\n\n".join(text for text in requests if text),
            evidence=tuple(passages),
            task=_optional(record, self.task) if self.task else "",
        )

    def require(self, records: Sequence[Mapping[str, Any]], path: Path) -> None:
        """Refuses a field that none of the first records has: its name must be wrong.

        Raises:
            InputError: with the nearest name that the first record has.
        """
        optional = ((name, "evidence") for name in self.evidence)
        named = [(self.original, "original"), (self.rewrite, "rewrite"), *optional]
        named += [(name, "prompt") for name in self.prompt]
        named += [(self.task, "task field")] if self.task else []
        for name, role in named:
            if all(find(record, name) is _ABSENT for record in records):
                known = sorted({key for record in records[:20] for key in paths(record)})
                looked = len(records)
                some = f"none of the first {looked} records" if looked > 1 else "no record"
                raise InputError(
                    f"{some} has the field {name!r} ({role}).",
                    path=str(path),
                    record=1,
                    hint=nearest(name, known[:40], "Its fields"),
                )


def find(record: Mapping[str, Any], name: str) -> Any:
    """The value of a field, by its name or its path; `_ABSENT` where there is none."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and _is_place(part, len(value)):
            value = value[int(part)]
        else:
            return _ABSENT
    return value


def _is_place(part: str, length: int) -> bool:
    return re.fullmatch(r"-?[0-9]{1,6}", part) is not None and -length <= int(part) < length


def paths(record: Mapping[str, Any]) -> Iterable[str]:
    """The names of a record's fields, and of those one level below."""
    for key, value in record.items():
        yield key
        if isinstance(value, Mapping):
            yield from (f"{key}.{inner}" for inner in value)


def _text(record: Mapping[str, Any], name: str) -> str:
    value = find(record, name)
    if value is _ABSENT:
        raise NotChecked(f"the field {name!r} is missing")
    if not isinstance(value, str):
        raise NotChecked(f"the field {name!r} is {_kind(value)}, not a text")
    return value


def _left_as_it_was(record: Mapping[str, Any], name: str) -> str:
    """Why a run's own record has no `original`: it rewrote nothing there. "" for all others."""
    account = find(record, name.rpartition(".")[0])
    if not isinstance(account, Mapping) or account.get(name.rpartition(".")[2], "") is not None:
        return ""
    decision = account.get("decision")
    if decision == "kept":
        return "kept as it was: nothing to compare"
    return "failed, and kept as it was: nothing to compare" if decision == "failed" else ""


def _optional(record: Mapping[str, Any], name: str) -> str:
    value = find(record, name)
    return "" if value is _ABSENT or value is None else _text(record, name)


def _passages(record: Mapping[str, Any], name: str) -> list[str]:
    """A text, or a list of texts or of objects with a `text`; without those that a run left out:
    the model never saw them, and they support nothing."""
    value = find(record, name)
    if value is _ABSENT or value is None:
        return []
    items = value if isinstance(value, list) else [value]
    texts = []
    for item in items:
        if isinstance(item, Mapping) and item.get("left_out"):
            continue
        text = item.get("text") if isinstance(item, Mapping) else item
        if not isinstance(text, str):
            raise NotChecked(f"the field {name!r} holds {_kind(text)}, not a text")
        texts.append(text)
    return [text for text in texts if text.strip()]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return "a list"
    return _NAMES.get(type(value), "an object" if isinstance(value, Mapping) else "no text")
