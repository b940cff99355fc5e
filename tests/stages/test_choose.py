"""The better of the original and the candidates that passed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from realign.criteria import load
from realign.samples import Candidate, Finding, Sample, TaskLabel, Turn
from realign.stages.base import Services
from realign.stages.choose import Choose, closest, longest, rejections
from realign.testing import ScriptedModel, sample

STEPS = "First, open the lid. Then pour the water in. Next, close it. Finally, wait."
LISTED = "1. Open the lid.\n2. Pour the water in.\n3. Close it.\n4. Wait."
REJECT = Finding("numbers", "the number 3 is gone")


def chosen(*candidates: Candidate, policy: str = "default") -> Turn:
    """The turn after `Choose`."""
    made: Sample = sample("How do I use it?", STEPS)
    turn = Turn(1, label=TaskLabel("how_to_generation"), candidates=candidates)
    services = Services(load(), None, ScriptedModel([]))  # type: ignore[arg-type]
    return asyncio.run(Choose(policy)(replace(made, turns=(turn,)), services)).turns[0]


def test_a_candidate_that_gains_replaces_the_original():
    """It meets more of the criterion."""
    turn = chosen(Candidate(LISTED, structure=1.0, edit_rate=0.3))
    assert turn.decision.kind == "rewritten"
    assert turn.response == LISTED


def test_one_that_gains_nothing_does_not():
    """The original stands."""
    turn = chosen(Candidate("Open the lid, pour, close, wait.", structure=0.0, edit_rate=0.6))
    assert (turn.decision.kind, turn.decision.reason) == ("kept", "the rewrite changed too little")


def test_rejected_candidates_never_win_and_the_reason_counts_them():
    """Whatever they gain."""
    turn = chosen(Candidate(LISTED, structure=1.0, edit_rate=0.3, findings=(REJECT,)))
    assert turn.response is None
    assert turn.decision.reason == "no rewrite passed the checks"
    assert turn.decision.detail == "numbers (1)"


def test_ties_go_to_the_smallest_edit():
    """And before that to the one with fewer warnings."""
    small, large = Candidate("a", 0, (), 1.0, 0.2), Candidate("b", 1, (), 1.0, 0.5)
    warned = Candidate("c", 2, (replace(REJECT, severity="warn"),), 1.0, 0.1)
    assert closest([large, warned, small]) is small


def test_the_papers_policy_takes_the_longest_above_its_edit_rate():
    """Length decides, not structure."""
    short, long = Candidate("a b", edit_rate=0.9), Candidate("a b c d", edit_rate=0.21)
    assert longest([short, long]) is long
    assert chosen(short, long, policy="paper").response == "a b c d"
    assert chosen(Candidate("a b", edit_rate=0.2), policy="paper").response is None


def test_rejections_are_counted_by_candidate():
    """Two findings of one check on one candidate are one rejection."""
    both = Candidate("a", findings=(REJECT, REJECT))
    assert rejections((both, both)) == "numbers (2)"
