"""One more chance for a rewrite that was rejected, and the judges above the checks."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from realign.config import from_mapping
from realign.criteria import load
from realign.engine.pipeline import build_stages
from realign.errors import ServerFault
from realign.models.base import ChatRequest
from realign.samples import Candidate, Finding, Sample, TaskLabel, Turn
from realign.stages.base import Services
from realign.stages.reformat import Reformat
from realign.stages.repair import Repair, nearest_to_passing
from realign.stages.verify import Ask, Verify
from realign.testing import ScriptedModel, sample

STEPS = "First, open the lid. Then pour 3 cups in. Next, close it. Finally, wait."
GOOD = "1. Open the lid.\n2. Pour 3 cups in.\n3. Close it.\n4. Wait."
WRONG = GOOD.replace("3 cups", "4 cups")


def prepared(*texts: str) -> Sample:
    """A sample whose candidates were drawn and checked."""
    made = sample("How do I use it?", STEPS)
    candidates = tuple(Candidate(text, draw) for draw, text in enumerate(texts))
    turn = Turn(1, label=TaskLabel("how_to_generation"), candidates=candidates)
    return through(Verify(), replace(made, turns=(turn,)), ScriptedModel([]))


def through(stage, made: Sample, model: ScriptedModel) -> Sample:
    services = Services(load(), None, model)  # type: ignore[arg-type]
    return asyncio.run(stage(made, services))


def repaired(made: Sample, *replies) -> tuple[Turn, list[ChatRequest]]:
    model = ScriptedModel(replies)
    return through(Repair(), made, model).turns[0], model.requests


def test_the_model_is_told_what_was_found_and_mends_it():
    """The mended one passed the same checks, and says that it was repaired."""
    turn, asked = repaired(prepared(WRONG), f"<rewrite>\n{GOOD}\n</rewrite>")
    assert [candidate.repaired for candidate in turn.candidates] == [False, True]
    assert turn.candidates[1].passed
    assert turn.candidates[1].text == GOOD
    assert turn.candidates[1].structure == 1.0
    last = asked[0].messages[-1].content
    assert asked[0].messages[-2].content == f"<rewrite>\n{WRONG}\n</rewrite>"
    assert "number" in last
    assert len(asked) == 1


def test_a_mended_one_that_is_still_wrong_stays_rejected():
    """It was told once; it is not told twice."""
    worse = GOOD.replace("3 cups", "5 cups")
    turn, asked = repaired(prepared(WRONG), f"<rewrite>\n{worse}\n</rewrite>")
    assert [candidate.passed for candidate in turn.candidates] == [False, False]
    assert len(asked) == 1


@pytest.mark.parametrize("reply", ["<keep/>", "I can't.", f"<rewrite>\n{WRONG}\n</rewrite>", ""])
def test_a_reply_that_mends_nothing_changes_nothing(reply):
    made = prepared(WRONG)
    turn, _ = repaired(made, reply)
    assert turn == made.turns[0]


def test_no_call_where_a_candidate_passed_or_none_was_made():
    for made in (prepared(WRONG, GOOD), prepared()):
        turn, asked = repaired(made)
        assert turn == made.turns[0]
        assert asked == []


def test_no_call_where_the_words_are_the_responses_own():
    """Under a grammar the model can't mend a word."""
    model = ScriptedModel([])
    made = prepared(WRONG)
    stage = Repair(Reformat(way="anchored"))
    assert through(stage, made, model) == made
    assert model.requests == []


def test_under_the_papers_policy_the_form_is_the_papers():
    reply = f"Reasoning: so.\nRevised response:\n{GOOD}"
    model = ScriptedModel([reply])
    stage = Repair(Reformat(policy="paper"), Verify())
    turn = through(stage, prepared(WRONG), model).turns[0]
    assert turn.candidates[-1].text == GOOD
    assert "Revised response:" in model.requests[0].messages[-2].content


def test_the_one_with_fewest_faults_is_mended():
    fault = Finding("numbers", "gone")
    bad = Candidate("a", 0, (fault, fault))
    better = Candidate("b", 1, (fault, replace(fault, severity="warn")))
    assert nearest_to_passing((bad, better)) is better


def asked(made: Sample, reply: str, severities=None) -> tuple[Turn, int]:
    model = ScriptedModel(lambda _: reply)
    done = through(Ask(("entailment",), severities or {}), made, model)
    return done.turns[0], len(model.requests)


def test_a_judge_is_asked_only_about_what_passed():
    """And takes back no finding of a check; what it measured stays."""
    made = prepared(WRONG, GOOD)
    turn, calls = asked(made, "yes")
    assert [item.findings for item in turn.candidates] == [
        item.findings for item in made.turns[0].candidates
    ]
    assert [[score.value for score in item.scores] for item in turn.candidates] == [[], [1.0]]
    assert calls == 4


def test_not_proven_warns_unless_the_plan_says_reject():
    made = prepared(GOOD)
    turn, _ = asked(made, "no")
    assert [item.check for item in turn.candidates[0].findings] == ["entailment"]
    assert turn.candidates[0].passed
    turn, _ = asked(made, "no", {"entailment": "reject"})
    assert not turn.candidates[0].passed
    turn, _ = asked(made, "no", {"how_to_generation.entailment": "reject", "entailment": "off"})
    assert not turn.candidates[0].passed
    turn, calls = asked(made, "no", {"entailment": "off"})
    assert (turn, calls) == (made.turns[0], 0)


def test_a_judge_that_can_not_be_asked_fails_the_turn():
    """The next run asks again."""
    model = ScriptedModel(lambda _: ServerFault("down"))
    turn = through(Ask(("entailment",)), prepared(GOOD), model).turns[0]
    assert turn.decision.kind == "failed"
    assert turn.decision.reason.startswith("ask:")


def test_the_plan_puts_them_into_the_corridor():
    """Repair before the judges, both before the choice; neither by default."""

    def names(**verify) -> list[str]:
        return [stage.name for stage in build_stages(from_mapping({"verify": verify}), ())]

    assert names()[-2:] == ["verify", "choose"]
    assert names(judges=["entailment"], repair=1)[-4:] == ["verify", "repair", "ask", "choose"]
    assert names(judges="entailment")[-2:] == ["ask", "choose"]
