"""Requests whose task is known, out of any data file: to train a classifier, or to measure one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realign.errors import InputError
from realign.io import layout
from realign.io.formats.alpaca import join_request
from realign.io.records import read_records

TEXTS = ("instruction", "text", "query", "question", "prompt", "request")
TASKS = ("category", "task")
_LISTS = ("items", "messages", "conversations")
_USERS = ("user", "human")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A request with its task. `second` is another task that a careful person might have chosen,
    `weight` how much it counts in training."""

    text: str
    task: str
    second: str | None = None
    weight: float = 1.0


def read_labelled(path: Path, task_field: str | None = None) -> Iterator[Labelled]:
    """The labelled requests of a file: JSON, JSON lines, CSV or Parquet, compressed or not.

    The request stands in `instruction` (with `input`), `text`, `query`, `question`, `prompt` or
    `request`, or is the first message of a person in a conversation. The task stands in
    `task_field`, else in `category` or `task`.

    Raises:
        InputError: the file can't be read, or a record has no request or no task, with its line.
    """
    for number, (record, line) in enumerate(read_records(path, layout.sniff(path)), start=1):
        text = request_of(record)
        task = _task(record, task_field)
        if not text or not task:
            what = "task" if text else "request"
            wanted = (task_field,) if task_field and text else (TASKS if text else TEXTS)
            raise InputError(
                f"the record has no {what}.",
                path=str(path),
                line=line or None,
                record=number,
                hint=f"It is looked for in {', '.join(filter(None, wanted))}.",
            )
        second, weight = record.get("second"), record.get("weight", 1.0)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
            raise InputError(
                "the weight must be a number above 0.",
                path=str(path),
                line=line or None,
                record=number,
            )
        yield Labelled(text, task, second if isinstance(second, str) else None, float(weight))


def read_requests(path: Path) -> Iterator[str]:
    """The requests of a file, whatever their task. Raises InputError as `read_labelled`."""
    for number, (record, line) in enumerate(read_records(path, layout.sniff(path)), start=1):
        text = request_of(record)
        if not text:
            raise InputError(
                "the record has no request.",
                path=str(path),
                line=line or None,
                record=number,
                hint=f"It is looked for in {', '.join(TEXTS)}.",
            )
        yield text


def request_of(record: Mapping[str, Any]) -> str:
    """What a person asked in this record; empty where nothing is found."""
    for name in TEXTS:
        text = record.get(name)
        if isinstance(text, str) and text.strip():
            more = record.get("input") if name == "instruction" else None
            return join_request(text, more) if isinstance(more, str) else text
    for name in _LISTS:
        items = record.get(name)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping) and item.get("role", item.get("from")) in _USERS:
                text = item.get("content", item.get("value"))
                return text if isinstance(text, str) else ""
    return ""


def _task(record: Mapping[str, Any], field: str | None) -> str:
    for name in (field,) if field else TASKS:
        task = record.get(name)
        if isinstance(task, str) and task.strip():
            return task.strip()
    items = None if field else record.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and isinstance(item.get("category"), str):
            return str(item["category"])
    return ""
