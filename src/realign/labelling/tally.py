"""What a file's requests came to: the tasks, and those that are hard to tell apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from realign.criteria import CriteriaSet
from realign.samples import TaskLabel, is_close
from realign.stages.retrieve import wants_evidence

OTHERS = "(others)"
_MOST_NAMES = 500  # data may bring names of its own, without end
_MOST_PAIRS = 20


@dataclass
class Tally:
    """Counts over labels; memory stays flat."""

    criteria: CriteriaSet
    threshold: float
    records: int = 0
    failed: int = 0
    requests: int = 0
    unsure: int = 0
    evidence: int = 0
    tasks: Counter[str] = field(default_factory=Counter)
    wanting: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    _sure: dict[str, tuple[int, float]] = field(default_factory=dict)

    def add(self, label: TaskLabel) -> None:
        """One request's label; one without a task was no request."""
        if not label.task:
            return
        task = label.task if label.task in self.tasks or len(self.tasks) < _MOST_NAMES else OTHERS
        self.requests += 1
        self.tasks[task] += 1
        self.origins[label.origin] += 1
        if label.confidence is not None:
            self.unsure += label.confidence < self.threshold
            count, total = self._sure.get(task, (0, 0.0))
            self._sure[task] = (count + 1, total + label.confidence)
        if wants_evidence(label, self.criteria.get(label.task)):
            self.evidence += 1
            self.wanting[task] += 1
        if label.second and is_close(label.confidence, label.second[1]):
            one, other = sorted((task, label.second[0]))
            self.confused[one, other] += 1

    def summary(self) -> dict[str, Any]:
        """The counts as plain data. `share` is of all requests, 0..1. `saved` is the share of
        calls that were not needed: of the requests that came without a task, those that no model
        was asked about; None where all came with one."""
        named = self.origins["embedded"] + self.origins["model"]
        return {
            "records": self.records,
            "failed": self.failed,
            "requests": self.requests,
            "origins": {name: self.origins[name] for name in ("record", "embedded", "model")},
            "saved": _share(self.origins["embedded"], named) if named else None,
            "unsure": self.unsure,
            "needs_evidence": self.evidence,
            "tasks": [self._row(task, count) for task, count in _ordered(self.tasks)],
            "confused": [
                {"tasks": list(pair), "requests": count, "share": _share(count, self.requests)}
                for pair, count in _ordered(self.confused)[:_MOST_PAIRS]
            ],
        }

    def _row(self, task: str, count: int) -> dict[str, Any]:
        sure, total = self._sure.get(task, (0, 0.0))
        return {
            "task": task,
            "requests": count,
            "share": _share(count, self.requests),
            "confidence": round(total / sure, 4) if sure else None,
            "needs_evidence": self.wanting[task],
        }


def _ordered(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
