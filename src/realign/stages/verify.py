"""Stage 5: did each candidate keep the meaning? The checks, and the judges above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from realign.checks import run_checks
from realign.checks.base import Pair
from realign.checks.contradiction import contradictions
from realign.checks.severity import for_task, with_severity
from realign.checks.text import Text
from realign.criteria import Criterion
from realign.criteria.requirements import share_met
from realign.judges import ALL as JUDGES
from realign.models.base import ChatModel
from realign.reading.text import edit_rate
from realign.samples import Candidate, Finding, Sample, Score, Turn
from realign.stages.base import Services, TurnStage
from realign.stages.queries import question_in


@dataclass(frozen=True)
class Verify(TurnStage):
    """Runs the checks on every candidate. `severities` are the plan's, over the criterion's."""

    name = "verify"
    severities: Mapping[str, str] = field(default_factory=dict)

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn, its candidates measured."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        severities = weights(criterion, self.severities, turn.label.task)
        whole = pair_of(sample, turn, criterion)
        return replace(
            turn,
            candidates=tuple(
                measured(candidate, beside(whole, candidate), criterion, severities)
                for candidate in turn.candidates
            ),
        )


@dataclass(frozen=True)
class Ask(TurnStage):
    """Asks the judges, by name, about every candidate that the checks let pass.

    A judge's finding warns or rejects, as its own severity, the criterion or the plan says. It
    takes back no finding of a check.
    """

    name = "ask"
    judges: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn, the judges' findings and scores added."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        severities = weights(criterion, self.severities, turn.label.task)
        whole = pair_of(sample, turn, criterion)
        candidates = []
        for candidate in turn.candidates:
            found, scores = candidate.findings, candidate.scores
            if candidate.passed:
                pair = beside(whole, candidate)
                models = services.model, services.student or services.model
                new, scores = await ask(pair, self.judges, severities, *models)
                found += new
            candidates.append(replace(candidate, findings=found, scores=scores))
        return replace(turn, candidates=tuple(candidates))


async def ask(
    pair: Pair,
    judges: Sequence[str],
    severities: Mapping[str, str],
    model: ChatModel,
    student: ChatModel,
) -> tuple[tuple[Finding, ...], tuple[Score, ...]]:
    """What the judges found and measured, in the order in which they are named; after one that
    rejects no other is asked.

    Raises:
        ModelError: the model could not be asked.
    """
    found: list[Finding] = []
    scores: list[Score] = []
    for name in judges:
        severity = severities.get(name) or JUDGES[name].severity
        if severity == "off":
            continue
        opinion = await JUDGES[name](pair, student if JUDGES[name].measures else model)
        scores += [opinion.score] if opinion.score else []
        if opinion.finding is not None:
            found.append(with_severity(opinion.finding, severity))
            if severity == "reject":
                break
    return tuple(found), tuple(scores)


def weights(criterion: Criterion, given: Mapping[str, str], task: str) -> dict[str, str]:
    """Check to severity: what the criterion says, and the plan over it."""
    return {**criterion.severities, **for_task(given, task)}


def pair_of(sample: Sample, turn: Turn, criterion: Criterion) -> Pair:
    """The original, and what a rewrite may rest on; the rewrite itself is still the original."""
    assert turn.label is not None  # noqa: S101 - classify came before
    original, request = Text(sample.original(turn)), Text(sample.request(turn))
    # What contradicts the original and was left in is what two sources agree on.
    against = contradictions(original.text, question_in(request.text), turn.support)
    return Pair(
        original=original,
        rewrite=original,
        request=request,
        evidence=tuple(Text(item.text) for item in turn.support),
        task=turn.label.task,
        requirements=criterion.requirements,
        agreed=tuple(item.found for item in against),
    )


def beside(pair: Pair, candidate: Candidate) -> Pair:
    """The pair with that rewrite; what is known of the other texts is kept."""
    return replace(pair, rewrite=Text(candidate.text))


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
