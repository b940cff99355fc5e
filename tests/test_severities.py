"""reject, warn or off: for a run, for a task, in a plan and in a criterion; and wrong names."""

from __future__ import annotations

import pytest

from realign import api, check, make_plan
from realign.checks import ALL, Pair, Text, run_checks
from realign.checks.severity import for_task
from realign.criteria import load
from realign.criteria.loader import builtin_texts
from realign.criteria_check import NAMES
from realign.errors import CriterionError, PlanError

PAIR = Pair(Text("It has 5 rooms."), Text("It has 6 rooms."))


def test_a_check_can_warn_or_be_off():
    names = {finding.check for finding in run_checks(PAIR)}
    assert "numbers" in names
    milder = run_checks(PAIR, dict.fromkeys(names, "warn"))
    assert {(finding.check, finding.severity) for finding in milder} == {
        (name, "warn") for name in names
    }
    assert run_checks(PAIR, dict.fromkeys(names, "off")) == ()


def test_a_task_of_the_plan_wins_over_the_plan():
    given = {"numbers": "warn", "open_qa.numbers": "off", "open_qa.added": "warn"}
    assert for_task(given, "open_qa") == {"numbers": "off", "added": "warn"}
    assert for_task(given, "planning") == for_task(given, "") == {"numbers": "warn"}


@pytest.mark.parametrize(
    ("checks", "hint"),
    [
        ({"nubmers": "warn"}, "Did you mean numbers?"),
        ({"entailmnt": "reject"}, "Did you mean entailment?"),
        ({"open_qu.numbers": "warn"}, "Did you mean open_qa?"),
        ({"open_qa.nubmers": "warn"}, "Did you mean numbers?"),
    ],
)
def test_a_wrong_name_is_told_before_anything_is_done(checks, hint, tmp_path):
    data = tmp_path / "in.jsonl"
    data.write_text('{"instruction": "a", "output": "b"}\n')
    with pytest.raises(PlanError) as caught:
        api.run(input=str(data), output=str(tmp_path / "out.jsonl"), rewrite={"checks": checks})
    assert caught.value.hint == hint
    assert "rewrite.checks" in caught.value.message
    assert [item.name for item in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_wrong_severity_has_its_hint():
    with pytest.raises(PlanError) as caught:
        make_plan(rewrite={"checks": {"numbers": "rejct"}})
    assert caught.value.hint == "Did you mean reject?"


def test_a_wrong_judge_has_its_hint(tmp_path):
    data = tmp_path / "in.jsonl"
    data.write_text('{"instruction": "a", "output": "b"}\n')
    with pytest.raises(PlanError) as caught:
        api.run(input=str(data), verify={"judges": ["entailing"]})
    assert caught.value.hint == "Did you mean entailment?"


def test_a_criterion_of_the_user_with_a_wrong_name(tmp_path):
    """The file is named."""
    text = builtin_texts()["open_qa"]
    head, _, rest = text.partition("\n---\n")
    checks = "\nchecks: {nubmers: warn}"
    (tmp_path / "open_qa.md").write_text(f"{head}{checks}\n---\n{rest}")
    with pytest.raises(CriterionError) as caught:
        api.estimate(input=str(tmp_path / "open_qa.md"), criteria=str(tmp_path))
    assert "open_qa.md" in caught.value.message
    assert caught.value.hint == "Did you mean numbers?"


def test_the_built_in_criteria_name_checks_that_there_are():
    for criterion in load().values():
        assert set(criterion.severities) <= set(NAMES), criterion.task


def test_one_pair_by_hand():
    """`realign.check`, with the places."""
    found = check("It has 5 rooms.", "It has 6 rooms.", prompt="How many?")
    assert any(finding.check == "numbers" for finding in found)
    assert check("It has 5 rooms.", "It has 5 rooms.", task="open_qa") == ()
    with pytest.raises(PlanError, match="no task"):
        check("a", "a", task="nothing")


def test_every_check_has_a_severity_that_there_is():
    for item in ALL:
        assert getattr(item, "severity", "reject") in ("reject", "warn", "off")
