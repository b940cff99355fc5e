"""What a criterion is, and the set of them that a run uses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from realign.criteria.requirements import Requirement
from realign.criteria.taxonomy import DEFAULT, TASKS

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: a request, a right but badly laid out response, and the good one."""

    request: str
    plain: str
    good: str


@dataclass(frozen=True)
class Criterion:
    """What a good response to one task looks like.

    `recipe` is the text of "Good response". `severities` maps a check's name to reject, warn or
    off where this task differs. `source` is "builtin" or the path of the user's file. Not
    slotted: the fingerprint is kept in its `__dict__`.
    """

    task: str
    group: str
    version: int
    rewrite: bool
    evidence: bool
    description: str
    recipe: str
    example: Example
    requirements: tuple[Requirement, ...] = ()
    queries: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    source: str = BUILTIN

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits over what can change a sample's result.

        Everything that reaches a prompt or a check. Group and source don't, and the queries are
        the classifier's: it has a fingerprint of its own.
        """
        return _digest(
            {
                "task": self.task,
                "version": self.version,
                "rewrite": self.rewrite,
                "evidence": self.evidence,
                "description": self.description,
                "recipe": self.recipe,
                "example": [self.example.request, self.example.plain, self.example.good],
                "requirements": [[item.kind, item.params] for item in self.requirements],
                "severities": dict(self.severities),
            }
        )

    @property
    def name_and_version(self) -> str:
        """Such as "open_qa v1 3f0c9a12": a changed file has another one, its version or not."""
        return f"{self.task} v{self.version} {self.fingerprint[:8]}"


@dataclass(frozen=True)
class CriteriaSet(Mapping[str, Criterion]):
    """The criteria of a run by task, in the order of the taxonomy, new tasks last."""

    criteria: Mapping[str, Criterion]
    builtin: Mapping[str, Criterion] = field(default_factory=dict)

    def __getitem__(self, task: str) -> Criterion:
        return self.criteria[task]

    def __iter__(self) -> Iterator[str]:
        return iter(self.criteria)

    def __len__(self) -> int:
        return len(self.criteria)

    def get(self, task: str, default: object = None, /) -> Criterion:
        """The task's criterion; for an unknown task `default`, else that of the task "default"."""
        found = self.criteria.get(task, default)
        return found if isinstance(found, Criterion) else self.criteria[DEFAULT]

    @cached_property
    def fingerprint(self) -> str:
        """Changes when any criterion does."""
        return _digest({task: item.fingerprint for task, item in self.criteria.items()})

    @property
    def taxonomy(self) -> Mapping[str, Criterion]:
        """What a classifier learns from: plain, so that an unknown task is a KeyError there."""
        return self.criteria


def in_order(
    criteria: Mapping[str, Criterion], builtin: Mapping[str, Criterion] | None = None
) -> CriteriaSet:
    """A set in the order of the taxonomy; tasks that it does not know come last, by name."""
    places = {task: place for place, task in enumerate(TASKS)}
    names = sorted(criteria, key=lambda task: (places.get(task, len(places)), task))
    return CriteriaSet({task: criteria[task] for task in names}, dict(builtin or {}))


def _digest(value: Mapping[str, object]) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
