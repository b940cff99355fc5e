"""Stage 5b: a rewrite that was rejected gets one more chance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from realign.models.base import ChatRequest
from realign.samples import Candidate, Sample, Turn
from realign.stages import prompts
from realign.stages.base import Services, TurnStage
from realign.stages.reformat import Reformat, as_candidate
from realign.stages.verify import Verify, beside, measured, pair_of, weights


@dataclass(frozen=True)
class Repair(TurnStage):
    """Where no candidate passed, tells the model what was found about the best of them, once.

    What comes back is one more candidate, and passes the same checks. Responses that are laid out
    in their own words are left alone: there the model can't mend a word.
    """

    name = "repair"
    reformat: Reformat = field(default_factory=Reformat)
    verify: Verify = field(default_factory=Verify)

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn, with one candidate more where the model could mend one."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        if not turn.candidates or any(candidate.passed for candidate in turn.candidates):
            return turn
        if self.reformat.lays_out(sample, turn, criterion):
            return turn
        best = nearest_to_passing(turn.candidates)
        faults = [finding for finding in best.findings if finding.severity == "reject"]
        asked = prompts.mend_messages(
            self.reformat.messages(sample, turn, criterion),
            self.reformat.as_reply(best.text),
            faults,
            self.reformat.form,
        )
        completion = await services.model.generate(ChatRequest(asked, self.reformat.sampling))
        choice = completion.choices[0] if completion.choices else None
        reply = self.reformat.parse(choice.text) if choice else None
        if choice is None or reply is None or reply.kind != "rewrite":
            return turn
        if any(reply.text == candidate.text for candidate in turn.candidates):
            return turn
        mended = replace(as_candidate(len(turn.candidates), choice, reply.text), repaired=True)
        pair = beside(pair_of(sample, turn, criterion), mended)
        severities = weights(criterion, self.verify.severities, turn.label.task)
        mended = measured(mended, pair, criterion, severities)
        return replace(turn, candidates=(*turn.candidates, mended))


def nearest_to_passing(candidates: tuple[Candidate, ...]) -> Candidate:
    """The one with fewest findings that reject; among equals the better laid out, then the one
    that changed least."""

    def faults(candidate: Candidate) -> int:
        return sum(finding.severity == "reject" for finding in candidate.findings)

    return min(candidates, key=lambda c: (faults(c), -c.structure, c.edit_rate, c.draw))
