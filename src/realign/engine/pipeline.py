"""The corridor: one sample through every stage, to exactly one decision."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from realign.config import Plan
from realign.errors import RealignError
from realign.models.base import Sampling
from realign.samples import Decision, Sample
from realign.stages.base import Services, Stage
from realign.stages.choose import Choose
from realign.stages.classify import Classify
from realign.stages.reformat import Reformat
from realign.stages.repair import Repair
from realign.stages.retrieve import Retrieve
from realign.stages.screen import Screen
from realign.stages.verify import Ask, Verify

logger = logging.getLogger(__name__)

# The checks that stand for the paper's own post-filters; under its policy the rest only warn.
PAPER_FILTERS = ("empty", "length", "code", "answer", "leak")


def build_stages(plan: Plan, check_names: Sequence[str]) -> tuple[Stage, ...]:
    """The corridor of a plan."""
    rewrite = plan.rewrite
    severities = dict(rewrite.checks)
    if rewrite.policy == "paper":
        others = {name: "warn" for name in check_names if name not in PAPER_FILTERS}
        severities = {**others, **severities}
    sampling = Sampling(rewrite.temperature, plan.top_p, rewrite.max_tokens, rewrite.seed)
    force = rewrite.force or rewrite.policy == "paper"
    reformat = Reformat(
        rewrite.policy, plan.candidates, sampling, rewrite.repair, rewrite.force, plan.way
    )
    verify = Verify(severities)
    above: list[Stage] = [Repair(reformat, verify)] if plan.verify.repair else []
    if plan.verify.judges:
        above.append(Ask(plan.verify.judges, severities))
    return (
        Classify(),
        Retrieve(plan.evidence.k, plan.evidence.queries),
        Screen(max_tokens=rewrite.max_tokens, force=force),
        reformat,
        verify,
        *above,
        Choose(rewrite.policy, plan.evidence.citations),
    )


async def walk(sample: Sample, stages: Sequence[Stage], services: Services) -> Sample:
    """The sample with its decision. N in, N out: a fault in a stage fails this sample only.

    Raises:
        RealignError: what concerns the whole run: a refused key, a spent budget.
    """
    if sample.decision is not None:
        return sample
    try:
        for stage in stages:
            sample = await stage(sample, services)
    except RealignError:
        raise
    except Exception as error:  # the last line of defence: one sample must not end a run
        logger.exception("%s: a fault in realign itself", sample.where)
        decision = Decision(
            "failed", "a fault in realign itself", f"{type(error).__name__}: {error}"
        )
        return replace(sample, decision=decision)
    return replace(sample, decision=conclude(sample))


def conclude(sample: Sample) -> Decision:
    """One decision from those of the turns: failed before rewritten before kept."""
    decisions = [turn.decision for turn in sample.turns if turn.decision is not None]
    for kind in ("failed", "rewritten", "kept"):
        for decision in decisions:
            if decision.kind == kind:
                return decision
    return Decision("kept", "there is no response to rewrite")


def restrict_turns(sample: Sample, which: str) -> Sample:
    """Only the last turn is rewritten, when the plan says so."""
    return sample.with_turns(sample.turns[-1:]) if which == "last" else sample
