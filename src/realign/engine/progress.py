"""What a run has done so far: numbers that a display reads whenever it likes."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


class CallCounts(Protocol):
    """What the model's wrapper counts."""

    calls: int
    hits: int
    prompt_tokens: int
    completion_tokens: int


@dataclass
class NoCalls:
    """Before the first call."""

    calls: int = 0
    hits: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass
class Progress:
    """Counts of one run. `total` samples; `reused` ones were finished by an earlier run. `kinds`
    are the ends that a sample can come to, the bad one last."""

    total: int = 0
    done: int = 0
    reused: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    calls: CallCounts = field(default_factory=NoCalls)
    note: str = ""
    kinds: tuple[str, ...] = ("rewritten", "kept", "failed")
    started: float = field(default_factory=time.monotonic)

    def finish(self, kind: str, *, reused: bool = False) -> None:
        """One more sample has its decision."""
        self.done += 1
        self.decisions[kind] += 1
        self.reused += reused

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def remaining_s(self) -> float | None:
        """Seconds left at the pace so far; None while nothing tells the pace."""
        worked = self.done - self.reused
        if worked < 1 or self.total <= self.done:
            return None
        return self.elapsed_s / worked * (self.total - self.done)
