"""The seam to evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from realign.samples import Evidence


class Retriever(Protocol):
    """Finds passages that bear on a query."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same query could bring something else."""
        ...

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best passages, best first; fewer or none where there are no more."""
        ...
