"""One record through the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from realign.checks import Pair, Text, run_checks
from realign.checks.severity import for_task
from realign.criteria import CriteriaSet
from realign.models.base import ChatModel
from realign.samples import Finding, Score
from realign.stages.verify import ask
from realign.verification.fields import Fields, Material, NotChecked

FAITHFUL, REJECTED, NOT_CHECKED = "faithful", "rejected", "not checked"
VERDICTS = (FAITHFUL, REJECTED, NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found about one record, and measured by judges. `note` says why it was not
    checked."""

    record: Mapping[str, Any]
    where: str
    material: Material | None = None
    findings: tuple[Finding, ...] = ()
    note: str = ""
    scores: tuple[Score, ...] = ()

    @property
    def verdict(self) -> str:
        """faithful, rejected, or not checked."""
        if self.material is None:
            return NOT_CHECKED
        rejected = any(finding.severity == "reject" for finding in self.findings)
        return REJECTED if rejected else FAITHFUL

    @property
    def plain_findings(self) -> list[dict[str, Any]]:
        """The findings as plain data."""
        return [
            {**asdict(finding), "spans": [asdict(span) for span in finding.spans]}
            for finding in self.findings
        ]

    def written(self) -> dict[str, Any]:
        """The record as it came, its `realign` object with the verdict. What else an earlier run
        put into that object stays."""
        earlier = self.record.get("realign")
        account = dict(earlier) if isinstance(earlier, Mapping) else {}
        account |= {"verdict": self.verdict, "findings": self.plain_findings}
        account.pop("note", None)
        account.pop("scores", None)
        if self.scores:
            account["scores"] = [asdict(score) for score in self.scores]
        if self.note:
            account["note"] = self.note
        return {**self.record, "realign": account}


@dataclass(frozen=True)
class Verifier:
    """The checks for records whose texts stand in `fields`.

    `task` is that of all records; else each may name its own. A task brings its criterion's
    requirements and severities; `severities` are the user's, over them.
    """

    fields: Fields
    criteria: CriteriaSet
    task: str = ""
    severities: Mapping[str, str] = field(default_factory=dict)

    def look(self, record: Mapping[str, Any], where: str) -> Outcome:
        """The record's outcome, before any judge is asked."""
        try:
            material = self.fields.read(record)
        except NotChecked as why:
            return Outcome(record, where, note=str(why))
        return Outcome(record, where, material, self.check(material))

    def check(self, material: Material) -> tuple[Finding, ...]:
        """What the checks find."""
        return run_checks(self.pair(material), self.weights(material))

    def pair(self, material: Material) -> Pair:
        """What the checks and judges see."""
        task = self._known_task(material)
        return Pair(
            Text(material.original),
            Text(material.rewrite),
            Text(material.request),
            tuple(map(Text, material.evidence)),
            task,
            self.criteria[task].requirements if task else (),
        )

    def weights(self, material: Material) -> dict[str, str]:
        """Check to severity."""
        task = self._known_task(material)
        of_task = self.criteria[task].severities if task else {}
        return {**of_task, **for_task(self.severities, task)}

    def _known_task(self, material: Material) -> str:
        task = self.task or material.task
        return task if task in self.criteria else ""

    async def judge(
        self, outcome: Outcome, judges: Sequence[str], model: ChatModel, student: ChatModel
    ) -> Outcome:
        """The outcome with what the judges found and measured; those that a check rejected are
        left alone.

        Raises:
            ModelError: the model could not be asked.
        """
        if outcome.material is None or outcome.verdict == REJECTED:
            return outcome
        pair, severities = self.pair(outcome.material), self.weights(outcome.material)
        found, scores = await ask(pair, judges, severities, model, student)
        return replace(outcome, findings=outcome.findings + found, scores=scores)
