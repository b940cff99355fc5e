"""Anchored rewriting: nothing can be dropped or invented, whatever the text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.checks import Pair, Text, run_checks
from realign.criteria import load
from realign.reading.text import words_of
from realign.stages.anchored import cut, grammar, plain_layout, tidy
from realign.stages.segments import Options, options_for, segments

KETTLE = (
    "To descale a kettle, first fill it with vinegar. Then bring it to a boil. After that, let it "
    "stand for 30 minutes. Finally, rinse it twice."
)
DEMO = Path(__file__).parents[2] / "examples" / "demo" / "records.jsonl"


def test_steps_become_a_numbered_list():
    """The goal stays outside the list, the joining words go, the rest is word for word."""
    options = Options(mark="number")
    assert plain_layout(segments(KETTLE, options), options) == (
        "To descale a kettle:\n\n1. Fill it with vinegar.\n2. Bring it to a boil.\n"
        "3. Let it stand for 30 minutes.\n4. Rinse it twice."
    )


def test_a_bullet_keeps_the_word_that_tells_the_order():
    """Only a number says as much as "Then" does."""
    options = Options(mark="bullet")
    assert "- After that, let it stand" in plain_layout(segments(KETTLE, options), options)


def test_parallel_points_become_bullets_and_the_introduction_stays_outside():
    """What follows the last item is a paragraph of its own."""
    text = (
        "There are two ways. One is to walk, which is free. Another is to take the bus, which is "
        "quicker. Both end at the harbour."
    )
    options = Options(mark="bullet")
    assert plain_layout(segments(text, options), options) == (
        "There are two ways.\n\n- To walk, which is free.\n- To take the bus, which is quicker.\n\n"
        "Both end at the harbour."
    )


def laid_out(task, request, response):
    return plain_layout(*cut(load()[task], response, request))


def test_a_row_that_was_asked_for_becomes_a_list():
    """What leads to it stays, what follows is a paragraph."""
    text = (
        "The advantages of trams include quiet motors, low running costs, clean air, wide doors, "
        "and a smooth ride. They also last long."
    )
    assert laid_out("recommendations", "List the advantages of trams", text) == (
        "The advantages of trams include:\n\n- Quiet motors\n- Low running costs\n- Clean air\n"
        "- Wide doors\n- A smooth ride\n\nThey also last long."
    )


def test_what_is_named_and_told_becomes_a_list():
    """Each point keeps all its sentences."""
    text = (
        "Three good foods are beans, nuts, and oats. Beans hold protein. They are cheap. Nuts hold "
        "fat. Oats hold fibre."
    )
    assert laid_out("recommendations", "Suggest three foods", text) == (
        "Three good foods are beans, nuts, and oats.\n\n- Beans hold protein. They are cheap.\n"
        "- Nuts hold fat.\n- Oats hold fibre."
    )


def test_orders_that_no_word_joins_become_steps():
    """What announces them is no step; what refers back belongs to the step before."""
    text = (
        "This takes ten minutes. Cut off the stem and discard it. Peel the eggplant. This helps. "
        "Chop it into cubes. Add a pinch of salt."
    )
    assert laid_out("how_to_generation", "How do I prepare an eggplant?", text) == (
        "This takes ten minutes.\n\n1. Cut off the stem and discard it.\n"
        "2. Peel the eggplant. This helps.\n3. Chop it into cubes.\n4. Add a pinch of salt."
    )


def test_orders_between_marked_steps_are_steps():
    """ "Begin by ..." keeps its verb: without it "marinating" would be no step to take."""
    text = (
        "To cook a stir fry, begin by marinating the beef in soy sauce. Next, heat oil in a wok. "
        "Add the beef and fry it. Then add the peppers. Cook them for two minutes. Serve with rice."
    )
    assert laid_out("how_to_generation", "How do I cook a beef stir fry?", text) == (
        "To cook a stir fry:\n\n1. Begin by marinating the beef in soy sauce.\n"
        "2. Heat oil in a wok.\n3. Add the beef and fry it.\n4. Add the peppers.\n"
        "5. Cook them for two minutes.\n6. Serve with rice."
    )


def test_a_step_behind_a_unit_is_a_step():
    """The full stop of "1 h." is also the sentence's."""
    text = (
        "First mix 500 g of flour and 300 ml of water. Second, knead for 10 min. Third, let it "
        "rise for 1 h. Fourth, bake at 220 °C. Fifth, cut pieces of 50 g. Finally, eat."
    )
    assert laid_out("how_to_generation", "How do I bake bread?", text) == (
        "1. Mix 500 g of flour and 300 ml of water.\n2. Knead for 10 min.\n"
        "3. Let it rise for 1 h.\n4. Bake at 220 °C.\n5. Cut pieces of 50 g.\n6. Eat."
    )


def test_parts_between_semicolons_are_all_items():
    """The first one too, behind a sentence that names them."""
    text = (
        "Bias comes in three kinds. Sampling bias comes from a poor sample;data bias comes from "
        "skewed data; and label bias comes from wrong labels."
    )
    options = Options(mark="bullet")
    assert plain_layout(segments(text, options), options).endswith(
        "kinds.\n\n- Sampling bias comes from a poor sample.\n- Data bias comes from skewed data.\n"
        "- Label bias comes from wrong labels."
    )


@pytest.mark.parametrize(
    ("task", "request_", "response"),
    [
        (  # two of many steps would be numbered
            "how_to_generation",
            "How do I bake a cake?",
            "Baking takes time. First, weigh the flour. Next, beat the eggs. Then rest. The oven "
            "must be hot. The tin wants butter. Let it stand. Eat it cold.",
        ),
        (  # one point of three would be a list item
            "explain_answer",
            "What does the web do to work?",
            "The web has changed work. People work from home. Furthermore, they are always on. "
            "Additionally, offices are empty. It is good to be mindful of that.",
        ),
        (  # entities hold semicolons
            "closed_qa",
            "What did they say?",
            "They say &quot;it may be so&quot; and that it was &quot;a good long year&quot; for all"
            ", which nobody doubted; the rest is not known to us at all.",
        ),
    ],
)
def test_a_part_of_a_list_is_not_made(task, request_, response):
    found = cut(load()[task], response, request_)
    assert found is None or "\n- " not in plain_layout(*found)
    assert found is None or "\n1. " not in plain_layout(*found)


def test_code_is_fenced_with_the_language_that_is_named():
    """Without a language that is sure, the fence names none."""
    text = "Loop in Kotlin:\nfun main() {\n    println(1)\n}\nThat is all."
    options = options_for(load()["text_to_code_translation"], text, "Print 1 in Kotlin")
    laid = plain_layout(segments(text, options), options)
    assert "```kotlin\nfun main() {" in laid


def test_prose_that_shares_a_line_with_code_stays_outside():
    """The fence begins exactly with the code, and ends with its last line."""
    request = "Write it in JavaScript"
    text = "Here you go: function dbl(x) {\n  return 2 * x;\n}\nd = dbl(2)\nd.log()\nHope it helps."
    assert laid_out("text_to_code_translation", request, text) == (
        "Here you go:\n\n```javascript\nfunction dbl(x) {\n  return 2 * x;\n}\nd = dbl(2)\n"
        "d.log()\n```\n\nHope it helps."
    )


@pytest.mark.parametrize(
    "response",
    [
        "It is cout << x\nint y = 1;\nprintf(y);\nThat is all.",  # the first line is half code
        "We may write while x < 3:\n    x = 1\n    print(x)\n    print(2)",
        "For this we need a list,\nx = [1]\nprint(x)\n\nIt prints [1].",
        "x = [1]\nprint(x)\ny++\n\nIt prints [1].",  # a line that is not known as code
        "map<int> f(int n)\n{\n  int a = 1;\n  return a;\n}\n\nIt gives 1.",
        "x = [1]\nprint(x)\n\ny = x[0] + 1\n\nIt prints [1].",
        "git add .\ngit commit -m 'x'\nmake install\n\nThat is all.",
        "print(1)\nprint(2) This prints two lines.\n\nThat is all.",
        "function f() {\n  return 1; } It gives one.\n\nThat is all.",
        "A poem.\nOh sun, oh moon,\n    oh stars above.\nSo it ends.",
    ],
)
def test_where_code_and_prose_cannot_be_told_apart_nothing_is_laid_out(response):
    """No line of code is put outside the fence, no prose inside, and no indent is lost."""
    found = cut(load()["text_to_code_translation"], response, "Write it")
    assert found is None, plain_layout(*found)


def test_lines_with_a_shell_prompt_are_not_the_language_that_they_install():
    """The request names Python; what is to be typed is the shell's."""
    text = "Run this: $ pip install x\n$ python a.py\nThen you are done."
    assert laid_out("text_to_code_translation", "How do I run a Python script?", text) == (
        "Run this:\n\n```bash\n$ pip install x\n$ python a.py\n```\n\nThen you are done."
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Here is the function fact(n):", "It calls itself."),
        ("In Python:", "Call it with fact(1) and print(2)."),
        ("首先看这里", "就是这样"),
        ("- with a loop:", "- with none"),
        ("This is the code", "and it calls itself, as you see."),
        ("**Answer**:", "> It calls itself."),
    ],
)
def test_prose_beside_code_does_not_hinder(above, below):
    """The code is fenced, whole."""
    code = "def fact(n):\n    # one\n    return n * fact(n - 1)\n\nf = fact(3)\nf.x()"
    laid = laid_out("text_to_code_translation", "Write it in Python", f"{above}\n{code}\n{below}")
    assert f"```python\n{code}\n```\n\n{below}" in laid


def test_a_name_from_the_code_keeps_its_case():
    """`range` is no word to begin with a capital."""
    prose = "Two slips.\nFirst, range(3) is short. Second, total is reset."
    text = f"{prose}\n\nfor i in range(3):\n    total = 0"
    options = options_for(load()["code_correction"], text, "Fix it")
    laid = plain_layout(segments(text, options), options)
    assert "Range(3)" not in laid
    assert "Total" not in laid


def test_a_calculation_has_a_line_and_the_answer_the_last_one():
    """The answer is the result of the last calculation, and no other number."""
    text = "There are 3 * 4 = 12 eggs, so 12 - 2 = 10 are left. They cost 10 * 2 = 20 euros."
    options = options_for(load()["math_puzzles"], text, "How much?")
    assert plain_layout(segments(text, options), options).splitlines() == [
        "There are 3 * 4 = 12 eggs.",
        "So 12 - 2 = 10 are left.",
        "They cost 10 * 2 = 20 euros.",
        "The answer is: 20",
    ]


def test_an_essay_that_mentions_a_formula_is_no_worked_solution():
    """Its sentences don't get a line each, and no answer is put under it."""
    text = (
        "Pitch needs a reference, such as A4=440 Hz. Most pianos use equal temperament. An "
        "orchestra need not. It may play A4=442 Hz. Some players hear that. Most do not."
    )
    options = options_for(load()["math_puzzles"], text, "Why do they differ?")
    assert not options.maths
    assert options.answers == ()
    assert plain_layout(segments(text, options), options) == text


def test_an_email_has_its_parts_on_lines_of_their_own():
    """The body begins with a capital."""
    text = "Dear Ms Ito, the lift is broken. Could you call someone? Kind regards, Ana"
    lines = plain_layout(segments(text, Options(mark="", email=True)), Options(mark="")).split(
        "\n\n"
    )
    assert lines[0] == "Dear Ms Ito,"
    assert lines[1].startswith("The lift is broken.")
    assert lines[-1] == "Ana"


def test_one_sentence_is_not_laid_out():
    """There is nothing to choose."""
    assert segments("The capital of France is Paris.", Options()) == ()


def test_tidy_counts_up_and_sets_lists_apart():
    """Whatever numbers the model wrote."""
    assert tidy("Do this:\n3. a\n3. b\nDone.") == "Do this:\n\n1. a\n2. b\n\nDone."


def test_the_grammar_escapes_what_would_end_a_literal():
    """Quotes, backslashes and line breaks in the data stay data."""
    text = 'He said "no\\n". Then he left the \\ house. Next, he slept.'
    written = grammar(segments(text, Options(mark="number")), Options(mark="number"))
    assert '\\"no\\\\n\\"' in written
    for literal in re.findall(r'"((?:\\.|[^"\\])*)"', written):
        assert "\n" not in literal


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "First, open the lid.",
                "Then wait 5 minutes.",
                "Also, it costs $4.50.",
                "Another is that Ana likes it.",
                "To begin with, rest.",
                "It may not work!",
                "Is it 3 p.m. already?",
                "Dear Bo, hello.",
                "\n- an item\n",
                "\n1. a step\n",
                "\n",
                "\n\n",
                "| a | b |",
                "x = 1\ny = x + 2\nprint(y)",
            ]
        ),
        max_size=12,
    ),
    st.sampled_from(["number", "bullet", ""]),
)
def test_no_word_of_weight_is_lost_or_invented(pieces, mark):
    """Whatever the layout: the content words are those of the original."""
    text = " ".join(pieces)
    options = Options(mark=mark)
    parts = segments(text, options)
    if not parts:
        return
    joining = {"first", "then", "also", "another", "is", "that", "to", "begin", "with"}
    listed = re.compile(r"(?m)^\s*\d+\.\s")
    before = [w.lower() for w in words_of(listed.sub("", text)) if w.lower() not in joining]
    after = listed.sub("", plain_layout(parts, options)).replace("```", "")
    kept = [w.lower() for w in words_of(after) if w.lower() not in joining]
    assert sorted(kept) == sorted(before)


@pytest.mark.parametrize("line", DEMO.read_text(encoding="utf-8").splitlines()[:4])
def test_a_layout_passes_the_checks(line):
    """What is faithful by construction is found faithful."""
    record = json.loads(line)
    criterion = load()["how_to_generation"]
    text = record["output"]
    options = options_for(criterion, text, record["instruction"])
    laid = plain_layout(segments(text, options), options)
    pair = Pair(Text(text), Text(laid), Text(record["instruction"]), (), "how_to_generation")
    assert run_checks(pair) == ()
