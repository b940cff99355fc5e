"""Each kind of requirement, on texts that a person would and would not lay out anew."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.criteria.kinds import KINDS
from realign.criteria.requirements import (
    Requirement,
    describe,
    measure,
    parse,
    share_met,
    unmet,
)
from realign.errors import CriterionError

TEA = (
    "To make tea, first boil the water. Next, warm the pot with a little of it. Then put in one "
    "spoon of leaves for each cup. Finally, pour the water over them and wait four minutes."
)
TEA_LISTED = (
    "To make tea:\n\n1. Boil the water.\n2. Warm the pot with a little of it.\n"
    "3. Put in one spoon of leaves for each cup.\n4. Pour the water over them and wait."
)
ROBIN = (
    "First, she opened the old gate. Then she walked down to the river. After that she sat on the "
    "wall for an hour. Finally, she went home and told nobody."
)
RENT = (
    "There are good reasons to rent. First, you can move when your work does. Second, the owner "
    "pays for a new roof. Third, your savings are not tied to one house."
)
SKY = (
    "The sky is blue because air scatters short waves of light more than long ones. In the evening "
    "the light goes a longer way through the air, so that little blue is left in it."
)
PARTS = (
    "A loom has a frame, a warp beam and a reed. The frame carries everything else and is made of "
    "oak. The warp beam holds the long threads under tension. The reed beats each new thread home."
)
RISKS = (
    "The main risks of the plan are that the ground may be too wet for the crane in April, that "
    "two of the three suppliers have never worked together, that the permit depends on a second "
    "survey, that nobody has asked the neighbours, and that the old bridge can't carry the load."
)
CODE = "def add(a, b):\n    return a + b\n\nprint(add(1, 2))"
SUM = "Six boxes hold 6 * 4 = 24 pens. Three are gone, so 24 - 3 = 21 pens are left."
LONG = "The river rises in the hills and runs to the sea. " * 16
MAIL = (
    "Subject: Meeting moved\n\nDear all,\n\nThe meeting moves to Friday at ten, since the client "
    "comes on Thursday. Please send me your open points by Wednesday evening, so that we can "
    "start on time.\n\nBest regards,\nDana"
)

CASES = [
    # kind, text, request, expected
    ("fenced_code", CODE, "", False),
    ("fenced_code", f"```python\n{CODE}\n```", "", True),
    ("fenced_code", SKY, "", None),
    ("code_language", f"```\n{CODE}\n```", "", False),
    ("code_language", f"```python\n{CODE}\n```", "", True),
    ("code_language", CODE, "", None),
    ("steps_numbered", TEA, "", False),
    ("steps_numbered", TEA_LISTED, "", True),
    ("steps_numbered", ROBIN, "", None),
    ("steps_numbered", SKY, "", None),
    ("steps_numbered", "1. Fold it. 2. Turn it over. 3. Fold it again.", "", False),
    ("steps_numbered", "Step 1: Fold it. Step 2: Turn it. Step 3: Fold it again.", "", False),
    ("steps_numbered", "Whisk two eggs. Heat the pan. Add butter. Pour it in. Fold it.", "", False),
    ("enumeration_listed", RENT, "", False),
    ("enumeration_listed", "- move freely\n- no roof\n- savings stay free", "", True),
    ("enumeration_listed", SKY, "", None),
    ("enumeration_listed", PARTS, "", False),
    ("enumeration_listed", PARTS, "Describe a loom in a short paragraph.", None),
    ("paragraphs", LONG, "Describe the river in 16 sentences.", None),
    ("enumeration_listed", RISKS, "What are the main risks?", False),
    ("enumeration_listed", RISKS, "Tell me about the risks in one paragraph.", None),
    ("enumeration_listed", RISKS, "", None),
    ("enumeration_listed", RISKS, "Name one reason for these risks.", None),
    ("enumeration_listed", "Bring (a) a lamp, (b) a rope and (c) some bread.", "", False),
    ("enumeration_listed", "\n\n".join(RENT.replace(". ", ".\n\n").split("\n\n")), "", None),
    ("list", LONG, "", False),
    ("list", SKY[:60], "", None),
    ("list", LONG, "Write an essay about rivers.", None),
    ("list", LONG, "Suggest an activity near water.", None),
    ("list", LONG, "Suggest a list of activities near water.", False),
    ("list", LONG + "\n\n- one\n- two", "", True),
    ("list", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n" + LONG, "", True),
    ("one_item_per_line", "apples, pears, plums, figs and quinces", "", False),
    ("one_item_per_line", "- apples\n- pears", "", True),
    ("one_item_per_line", "1, 3, 5, 8, 9", "", None),
    ("one_item_per_line", "Well, yes, no, I think that you can, perhaps.", "", None),
    ("one_item_per_line", "name: Ann; age: 40; town: Graz; job: baker", "", False),
    ("paragraphs", LONG, "", False),
    ("paragraphs", LONG[:400], "", None),
    ("paragraphs", LONG[:400] + "\n\n" + LONG[:400], "", True),
    ("paragraphs", LONG, "Write a paragraph about a river.", None),
    ("final_answer", SUM, "", False),
    ("final_answer", SUM + "\n\nThe answer is: 21", "", True),
    ("final_answer", SUM + "\n\n$\\boxed{21}$", "", True),
    ("final_answer", SUM + "\n#### 21", "", True),
    ("final_answer", SUM + "\n\nTherefore 21 are left.", "", False),
    ("final_answer", SUM, "Prove that 21 pens are left.", None),
    ("final_answer", "In 2010-2012 it was open 24/7.", "", None),
    ("calculation_lines", SUM, "", False),
    ("calculation_lines", SUM.replace(". ", ".\n"), "", True),
    ("calculation_lines", SKY, "", None),
    ("answer_first", "Positive. " + SKY, "", False),
    ("answer_first", "Positive\n\n" + SKY, "", True),
    ("answer_first", "Positive", "", None),
    ("table", "Dish | Price\nSoup | 6\nCake | 4", "", False),
    ("table", "Dish | Price\n--- | ---\nSoup | 6\nCake | 4", "", True),
    ("table", "name: Ann; age: 40\nname: Bob; age: 31", "", False),
    ("table", "[1,2,3]\n[4,5,6]\n[7,8,9]", "", None),
    ("table", SKY, "", None),
    ("email", MAIL, "", True),
    ("email", MAIL.replace("Dear all,\n\n", "Dear all, "), "", False),
    ("email", MAIL.partition("\n\n")[2], "Write an email.", False),
    ("email", MAIL.partition("\n\n")[2], "Write a letter to my team.", True),
    ("email", "Dear all, see you.", "", None),
]


@pytest.mark.parametrize(("kind", "text", "request_", "expected"), CASES)
def test_kind(kind, text, request_, expected):
    """Met, failed, or not applicable."""
    assert measure(parse(kind), text, request_) is expected


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_case_and_a_sentence(kind):
    """A kind without an example here is a kind that nobody looked at."""
    item = {kind: {"pattern": "x"}} if KINDS[kind].required else kind
    sentence = describe(parse(item))
    assert sentence[0].isupper()
    assert len(sentence.split()) >= 5
    assert KINDS[kind].required or {name for name, *_ in CASES} >= {kind}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("starts_with", "True.\nBecause.", True),
        ("starts_with", "Because.\nTrue.", False),
        ("ends_with", "Because.\nTrue.", True),
        ("ends_with", "True.\nBecause.", False),
        ("contains", "So\nit is true\nhere", True),
        ("contains", "no", False),
        ("contains", "  \n ", None),
    ],
)
def test_patterns(kind, text, expected):
    """Patterns look at the first line, the last line, or everything, whatever the case."""
    assert measure(parse({kind: {"pattern": "TRUE"}}), text) is expected


def test_a_pattern_may_look_over_lines():
    """`contains` sees the whole text."""
    assert measure(parse({"contains": {"pattern": r"\Aa[\s\S]*z\Z"}}), "a\nb\nz") is True


def test_a_pattern_is_described_in_the_words_of_its_file():
    """A regular expression tells a small model nothing."""
    told = parse({"contains": {"pattern": "x+", "say": "Name the x."}})
    assert describe(told) == "Name the x."


def test_parameters_change_the_measure():
    """A stricter limit fails what the default lets pass."""
    assert measure(parse({"paragraphs": {"max_words": 20}}), SKY) is True  # two sentences
    assert measure(parse({"paragraphs": {"max_words": 20}}), TEA) is False
    assert measure(parse({"steps_numbered": {"min_steps": 5}}), TEA) is None


def test_unmet_and_share():
    """The share counts what applies; without anything that applies it is whole."""
    wanted = [parse("steps_numbered"), parse("fenced_code"), parse("paragraphs")]
    assert unmet(wanted, TEA) == (parse("steps_numbered"),)
    assert share_met(wanted, TEA) == 0.0
    assert share_met(wanted, TEA_LISTED) == 1.0
    assert share_met(wanted, "Yes.") == 1.0
    assert share_met([], TEA) == 1.0


def test_a_minor_requirement_is_no_reason_for_a_rewrite():
    """A fence without its language counts only beside something else that fails."""
    wanted = [parse("code_language"), parse("steps_numbered")]
    fence = f"```\n{CODE}\n```"
    assert unmet(wanted, fence) == ()
    assert unmet(wanted, f"{TEA}\n\n{fence}") == tuple(wanted)
    assert share_met(wanted, fence) == 0.0


def test_parse_fills_in_defaults():
    """The same requirement, written in two ways, is equal and has one name."""
    assert (
        parse("list") == parse({"list": {"min_items": 2, "min_words": 40}}) == parse({"list": None})
    )
    assert str(parse({"list": {"min_items": 3}})) == "list(min_items=3)"
    assert str(parse("list")) == "list"
    assert parse("list") == Requirement("list", (("min_items", 2), ("min_words", 40)))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("step_numbered", "Did you mean steps_numbered?"),
        ("xyz", "Known kinds: fenced_code"),
        ({"list": {"min_item": 2}}, "Did you mean min_items?"),
        ({"email": {"x": 2}}, "It takes none."),
        ({"list": {"min_items": "2"}}, "whole number"),
        ({"list": {"min_items": True}}, "whole number"),
        ({"list": {"min_items": 0}}, "from 1"),
        ({"list": 3}, "can't be read"),
        ({"list": {}, "email": {}}, "can't be read"),
        (None, "can't be read"),
        ("contains", "needs the parameter pattern"),
        ({"contains": {"pattern": 3}}, "must be a text"),
        ({"contains": {"pattern": "("}}, "no regular expression"),
    ],
)
def test_parse_says_what_is_wrong(item, words):
    """The nearest known name, or what is known."""
    with pytest.raises(CriterionError) as caught:
        parse(item)
    assert words in str(caught.value)


ANYTHING = [parse({k: {"pattern": "a|b"}} if KINDS[k].required else k) for k in sorted(KINDS)]


@given(
    st.text(alphabet=st.sampled_from('ab .,;:|-*#\n\t1=+()`"•'), max_size=200), st.text(max_size=40)
)
def test_any_text_can_be_measured(text, request_):
    """No text makes a measure raise, and the share is one."""
    assert 0.0 <= share_met(ANYTHING, text, request_) <= 1.0


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 50_000,
        " " * 100_000 + "x",
        "a, " * 30_000,
        "(" * 50_000,
        "1 + " * 30_000,
        "\t|" * 50_000,
    ],
)
def test_hostile_text_ends(text):
    """Patterns take time in proportion to the text: a quadratic one would hang here."""
    assert share_met(ANYTHING, text, text) <= 1.0


@pytest.mark.parametrize("kind", ["steps_numbered", "enumeration_listed", "paragraphs"])
def test_most_real_responses_are_left_alone(kind, shared_data):
    """Of 1,000 real ones a few per cent fail: these were read one by one when it was tuned."""
    path = shared_data / "alpaca" / "alpaca_data_5k.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(next(file)) for _ in range(1_000)]
    requirement = parse(kind)
    failed = sum(measure(requirement, row["output"], row["instruction"]) is False for row in rows)
    assert 1 <= failed <= 60
