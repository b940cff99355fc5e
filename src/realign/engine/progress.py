"""What a run has done so far: numbers that a display reads whenever it likes."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

_WINDOW = 400  # finished samples that tell the pace
_FEWEST = 5
_SHORTEST_S = 3.0
_MOST_DOUBT = 0.6  # standard error of the mean, over the mean: three slow samples at least


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
    are the ends that a sample can come to, the bad one last. `gaps` are the seconds between the
    last samples that finished."""

    total: int = 0
    done: int = 0
    reused: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    calls: CallCounts = field(default_factory=NoCalls)
    note: str = ""
    kinds: tuple[str, ...] = ("rewritten", "kept", "failed")
    clock: Callable[[], float] = time.monotonic
    gaps: deque[float] = field(default_factory=lambda: deque(maxlen=_WINDOW))
    started: float = field(init=False)
    _last: float = field(init=False)
    _asked: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """The run begins now."""
        self.started = self._last = self.clock()

    def begin(self) -> None:
        """The model is there and the first sample sets out: from now on the pace is measured."""
        self._last = self.clock()

    def finish(self, kind: str, *, reused: bool = False) -> None:
        """One more sample has its decision."""
        self.done += 1
        self.decisions[kind] += 1
        self.reused += reused
        now = self.clock()
        if not self._asked and self.calls.calls:
            # What went before needed no call, or had its calls from the store: no pace to go by.
            self.gaps.clear()
            self._asked = True
        if self.gaps or not reused:  # finished shards at the front cost nothing
            self.gaps.append(now - self._last)
        self._last = now

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return self.clock() - self.started

    @property
    def remaining_s(self) -> tuple[float, float] | None:
        """Seconds left, from and to; None while too little is known."""
        return remaining(self.gaps, self.clock() - self._last, self.total - self.done)


def remaining(gaps: Sequence[float], waited: float, left: int) -> tuple[float, float] | None:
    """Seconds that `left` samples may still take, from and to; None while too little is known.

    `gaps` are the seconds between the last samples that finished, `waited` those since the last of
    them. Most samples need no call and a few need a long one, so that the mean is known only as
    well as the long ones are: with three of them it may be half or double. The range is one
    standard error of the sum, of what was seen and of what may come.
    """
    seen = [*gaps, waited] if waited > 0 else list(gaps)
    whole = math.fsum(seen)
    if left < 1 or len(gaps) < _FEWEST or whole < _SHORTEST_S:
        return None
    usual = whole / len(seen)
    spread = math.sqrt(math.fsum((gap - usual) ** 2 for gap in seen) / len(seen)) / usual
    if spread / math.sqrt(len(gaps)) > _MOST_DOUBT:
        return None
    mean = whole / len(gaps)  # the wait that goes on has no finished sample of its own yet
    doubt = spread * math.sqrt(1 / len(gaps) + 1 / left)
    return max(0.0, mean * left * (1 - doubt)), mean * left * (1 + doubt)
