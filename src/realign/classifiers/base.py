"""The seam to task classifiers."""

from __future__ import annotations

from typing import Protocol

from realign.samples import TaskLabel


class Classifier(Protocol):
    """Names the task of a request."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same request could get another label."""
        ...

    async def classify(self, request: str, /) -> TaskLabel:
        """The likeliest task; `default` where none fits."""
        ...
