"""Stage 5: did each candidate keep the meaning?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from realign.checks import run_checks
from realign.checks.base import Pair, Text
from realign.checks.contradiction import contradictions
from realign.criteria import Criterion
from realign.criteria.requirements import share_met
from realign.samples import Candidate, Sample, Turn
from realign.stages.base import Services, TurnStage
from realign.stages.queries import question_in
from realign.text import edit_rate


@dataclass(frozen=True)
class Verify(TurnStage):
    """Runs the checks on every candidate. `severities` overrides the criterion's and defaults."""

    name = "verify"
    severities: Mapping[str, str] = field(default_factory=dict)

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn, its candidates measured."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        original = Text(sample.original(turn))
        request = Text(sample.request(turn))
        evidence = tuple(Text(item.text) for item in turn.support)
        # What contradicts and was left in is what two sources agree on.
        question = question_in(request.text)
        against = contradictions(
            original.text, question, turn.support
        )  # left in: two sources agree
        severities = {**criterion.severities, **self.severities}
        candidates = []
        for candidate in turn.candidates:
            pair = Pair(
                original=original,
                rewrite=Text(candidate.text),
                request=request,
                evidence=evidence,
                task=turn.label.task,
                requirements=criterion.requirements,
                agreed=tuple(item.found for item in against),
            )
            candidates.append(measured(candidate, pair, criterion, severities))
        return replace(turn, candidates=tuple(candidates))


def measured(
    candidate: Candidate, pair: Pair, criterion: Criterion, severities: Mapping[str, str]
) -> Candidate:
    """The candidate with its findings, the share of requirements it meets, and its edit rate."""
    return replace(
        candidate,
        findings=candidate.findings + run_checks(pair, severities),
        structure=share_met(criterion.requirements, candidate.text, pair.request.text),
        edit_rate=edit_rate(pair.original.text, candidate.text),
    )
