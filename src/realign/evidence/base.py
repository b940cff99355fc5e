"""The seam to evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from realign.samples import Evidence


class Retriever(Protocol):
    """Finds passages that bear on a query.

    It raises a `ModelError` where it can't be asked now: an outage is no answer. A service of
    one's own comes in by the entry point group `realign.retrievers`: its name in the plan's
    `evidence.web`, and a function `(Settings) -> Retriever`.
    """

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same query could bring something else."""
        ...

    async def retrieve(self, query: str, /, k: int) -> Sequence[Evidence]:
        """The `k` best passages, best first; fewer or none where there are no more."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What a retriever from outside is told. `key_env` names the environment variable of its
    key; `url` is the service's address, "" where the plan names none."""

    url: str = ""
    key_env: str = ""
    timeout_s: float = 30.0
