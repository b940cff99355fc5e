"""What a run left behind, as an object that answers questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realign import errors
from realign.engine.results import DECISIONS, Row
from realign.engine.rundir import RunDir


@dataclass(frozen=True)
class RunResult:
    """What a run left behind. Everything is read from the run directory, when asked."""

    run_dir: Path
    output: Path
    summary: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """Samples by decision: rewritten, kept, failed."""
        decisions: Mapping[str, int] = self.summary["decisions"]
        return decisions

    @property
    def report(self) -> Path:
        """The HTML report."""
        return self.run_dir / "report.html"

    def rows(self, decision: str | None = None) -> Iterator[Row]:
        """Finished samples, in input order; those of one decision where it is named.

        Raises:
            UsageError: there is no such decision.
        """
        if decision is not None and decision not in DECISIONS:
            raise errors.UsageError(
                f"there is no decision {decision!r}.", hint=f"Known: {', '.join(DECISIONS)}."
            )
        return (
            row
            for row in RunDir(self.run_dir).rows()
            if decision is None or row["decision"]["kind"] == decision
        )

    def rewritten(self) -> Iterator[Row]:
        """The samples with a new response."""
        return self.rows("rewritten")

    def diffs(self) -> Iterator[tuple[str, str, str]]:
        """Request, original and rewrite of every response that was rewritten."""
        for row in self.rewritten():
            for turn in row["turns"]:
                if turn["response"] is not None:
                    yield turn["request"], turn["original"], turn["response"]

    def to_pandas(self) -> Any:
        """One line a turn, as a pandas DataFrame.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise errors.UsageError("pandas is not installed.", hint="pip install pandas") from None
        return pd.DataFrame(list(self._flat()))

    def to_dataset(self) -> Any:
        """One line a turn, as a Hugging Face dataset.

        Raises:
            UsageError: datasets is not installed.
        """
        try:
            import datasets
        except ImportError:
            raise errors.UsageError(
                "datasets is not installed.", hint="pip install datasets"
            ) from None
        return datasets.Dataset.from_list(list(self._flat()))

    def _flat(self) -> Iterator[dict[str, Any]]:
        for row in self.rows():
            for turn in row["turns"]:
                decision = turn["decision"] or row["decision"]
                yield {
                    "id": row["id"],
                    "request": turn["request"],
                    "original": turn["original"],
                    "response": turn["response"] or turn["original"],
                    "task": turn["task"],
                    "decision": decision["kind"],
                    "reason": decision["reason"],
                    "edit_rate": turn["edit_rate"],
                }
