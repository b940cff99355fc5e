"""Stage 6: the better of the original and the candidates that passed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from realign.config import Citations, Policy
from realign.criteria.requirements import share_met
from realign.reading.text import words_of
from realign.samples import Candidate, Decision, Evidence, Sample, Turn
from realign.stages.base import Services, TurnStage, kept
from realign.stages.citations import cite

# Above this share of changed words the paper counts a response as rewritten (section 3.3).
PAPER_EDIT_RATE = 0.2


@dataclass(frozen=True)
class Choose(TurnStage):
    """Ends every turn that is still open.

    `default`: the candidate that meets most of the criterion; ties go to the smallest edit. It
    must gain on the original: meet more of the criterion, or else differ by the paper's edit
    rate. `paper`: the longest candidate, whatever it gains.
    """

    name = "choose"
    policy: Policy = "default"
    citations: Citations = "none"

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its decision."""
        passed = [candidate for candidate in turn.candidates if candidate.passed]
        if not passed:
            return kept(turn, "no rewrite passed the checks", rejections(turn.candidates))
        best = longest(passed) if self.policy == "paper" else closest(passed)
        original = sample.original(turn)
        if best.text.strip() == original.strip():
            return kept(turn, "the model left it as it was")
        if self.policy == "paper":
            gains = best.edit_rate > PAPER_EDIT_RATE
        else:
            assert turn.label is not None  # noqa: S101 - classify came before
            criterion = services.criteria.get(turn.label.task)
            met = share_met(criterion.requirements, original, sample.request(turn))
            supported = bool(turn.support) and best.edit_rate > PAPER_EDIT_RATE
            gains = best.structure > met or (supported and best.structure >= met)
        if not gains:
            return kept(turn, "the rewrite changed too little", f"edit rate {best.edit_rate:.2f}")
        before = f"{sample.request(turn)} {original}"
        evidence = mark_used(turn.evidence, before, best.text)
        cited = best
        if self.citations != "none":
            used = [item for item in evidence if item.used]
            cited = replace(best, text=cite(best.text, before, used, self.citations))
        return replace(
            turn,
            response=cited.text,
            candidates=tuple(cited if item is best else item for item in turn.candidates),
            edit_rate=best.edit_rate,
            evidence=evidence,
            decision=Decision(
                "rewritten", "the rewrite follows the criterion and passed every check"
            ),
        )


def longest(candidates: list[Candidate]) -> Candidate:
    """The paper's choice: most words; the first of equals."""
    return max(candidates, key=lambda candidate: len(words_of(candidate.text)))


def closest(candidates: list[Candidate]) -> Candidate:
    """Meets most of the criterion; among equals, has fewest warnings, then the smallest edit."""
    return min(candidates, key=lambda c: (-c.structure, len(c.findings), c.edit_rate, c.draw))


def rejections(candidates: tuple[Candidate, ...]) -> str:
    """Which checks rejected, and how many candidates each: "dropped (2), numbers (1)"."""
    counts = Counter(
        name
        for candidate in candidates
        for name in {f.check for f in candidate.findings if f.severity == "reject"}
    )
    return ", ".join(f"{name} ({count})" for name, count in counts.most_common())


def mark_used(evidence: tuple[Evidence, ...], before: str, after: str) -> tuple[Evidence, ...]:
    """Marks the passages that share a word of weight with what the rewrite says newly."""
    known = {word.casefold() for word in words_of(before)}
    new = {word.casefold() for word in words_of(after)} - known
    new = {word for word in new if len(word) > 4 or word.isdigit()}
    return tuple(
        replace(
            item,
            used=not item.left_out
            and not new.isdisjoint(word.casefold() for word in words_of(item.text)),
        )
        for item in evidence
    )
