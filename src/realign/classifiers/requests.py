"""What both classifiers need: a criterion's description of its requests, and short requests."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

FALLBACK = "default"  # the task of requests that fit no other


class TaskCriterion(Protocol):
    """The part of a criterion that tells its requests from others."""

    @property
    def task(self) -> str:
        """Its name."""
        ...

    @property
    def description(self) -> str:
        """One sentence: what the request asks for."""
        ...

    @property
    def queries(self) -> tuple[str, ...]:
        """Requests as people type them."""
        ...


class Example(Protocol):
    """A worked example."""

    @property
    def request(self) -> str:
        """What a person asked."""
        ...


@runtime_checkable
class WithExample(Protocol):
    """A criterion whose worked example is there too: one more request to learn from."""

    @property
    def example(self) -> Example:
        """The worked example."""
        ...


def both_ends(text: str, *, words: int, characters: int) -> str:
    """The text, or its first two thirds and last third of at most `words` and `characters`.

    People put what they want before or after the material they paste, seldom in its middle.
    """
    head, tail = 2 * characters // 3, characters // 3
    cut = len(text) > characters
    first, last = (text[:head], text[-tail:]) if cut else (text, "")
    start, end = first.split(), last.split()
    if not cut and len(start) <= words:
        return text
    if not cut:
        end = start[-(words // 3) :]
    return " ".join([*start[: 2 * words // 3], "...", *end[-(words // 3) :]])
