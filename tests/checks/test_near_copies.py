"""Slips in what is otherwise a copy of the original, in another layout."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks
from realign.checks.cuts import cut
from realign.checks.empty import Empty
from realign.checks.formulas import Formulas
from realign.checks.items import Items
from realign.checks.length import Length
from realign.checks.lost_phrases import LostPhrases
from realign.checks.names import Names
from realign.checks.numbers import Numbers
from realign.checks.operators import Operators
from realign.checks.ordinals import Ordinals
from realign.checks.swapped import Swapped

GUIDE = (
    "The dome (1 hour) is near the bridge. Walk to the museum (2 hours) in the shade, eat there, "
    "and take the boat back to the hotel."
)
PROOF = (
    r"We have $(6n + 5) - (6n + 1) = 4$, so the two differ by 4 for every $n$ that is given, and "
    r"the roots $r_1$ and $r_2$ of $p$ are real. Hence $r_1$ is not $r_2$."
)


def found_by(check, original, rewrite):
    return check(Pair(Text(original), Text(rewrite)))


def test_numbers_that_changed_places_between_the_same_marks():
    slip = GUIDE.replace("(1 hour)", "(2 hour)").replace("(2 hours)", "(1 hours)")
    assert found_by(Swapped(), GUIDE, "## Plan\n\n" + slip) is not None
    assert found_by(Swapped(), GUIDE, "## Plan\n\n" + GUIDE) is None


def test_numbers_written_otherwise_are_the_same():
    text = "It cost $1,500 in May and $2500 in June, which was far more than we had planned for."
    other = text.replace("1,500", "1500").replace("2500", "2,500")
    assert found_by(Swapped(), text, other) is None


def test_items_told_in_another_order_are_no_swap():
    text = "Bring these:\n\n- 2 red apples\n- 5 green pears\n- 7 ripe plums"
    other = "Bring these:\n\n- 7 ripe plums\n- 2 red apples\n- 5 green pears"
    assert found_by(Swapped(), text, other) is None


@pytest.mark.parametrize(("was", "now"), [(") - (6n", ") + (6n"), ("6n + 5", "6n - 5")])
def test_a_plus_for_a_minus(was, now):
    assert found_by(Operators(), PROOF, "# Proof\n\n" + PROOF.replace(was, now)) is not None


def test_dashes_of_a_list_are_no_signs():
    text = "Pros of it:\n- light and cheap\n- quick to set up\nSome say a + b is enough for it."
    other = text.replace("\n- ", "\n+ ")
    assert found_by(Operators(), text, other) is None


def test_a_letter_in_the_place_of_another():
    assert found_by(Formulas(), PROOF, PROOF.replace("Hence $r_1$", "Hence $p_1$")) is not None
    assert found_by(Formulas(), PROOF, "# Proof\n\n" + PROOF) is None


TRIP = (
    "Take the road along the coast, which is open when the snow is gone. The village has a lot to "
    "see if you go there early. Most people stay until the evening and then drive home.\n\n"
    "- Logic\n- Ethics\n- Bread to eat\n\nHe saw it when he was very young. They like it there."
)


@pytest.mark.parametrize(
    "gone",
    [
        ", which is open when the snow is gone",
        " if you go there early",
        " when he was very young",
        "- Logic\n",
        "- Bread to eat\n",
        " Most people stay until the evening and then drive home.",
    ],
)
@pytest.mark.parametrize("heading", ["", "## Overview\n\n", "## Plan a trip to the village\n\n"])
def test_what_was_cut_out_of_a_copy(gone, heading):
    request = Text("Plan a trip to the village.")
    pair = Pair(Text(TRIP), Text(heading + TRIP.replace(gone, "")), request)
    assert LostPhrases()(pair) is not None


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        (TRIP, "## Overview\n\n" + TRIP.replace("- ", "* ")),
        (TRIP, TRIP.replace(" They like it there.", "")),
        (TRIP, TRIP.replace(" if you go there early", "").replace("has", ", if you go early, has")),
        (
            "The crawler should be able to read pages. The crawler should be able to keep links.",
            "The crawler should be able to read pages and keep links.",
        ),
        (
            "Run the tool with the flag on and wait until it ends. Then read what it has to say.",
            "Run the tool with `the flag on` and wait until it ends. Then read what it has to say.",
        ),
    ],
)
def test_what_moved_or_says_nothing_is_no_cut(original, rewrite):
    assert cut(Pair(Text(original), Text(rewrite))) is None


PLAN = (
    "Take the boat to Brooklyn Park in the morning, since it is quiet then. Later on you can see "
    "the Museum and walk home."
)


def test_names_that_changed_places_whatever_their_length():
    slip = (
        PLAN.replace("Museum", "X").replace("Brooklyn Park", "Museum").replace("X", "Brooklyn Park")
    )
    assert found_by(Swapped(), PLAN, "## Plan\n\n" + slip) is not None
    assert found_by(Swapped(), PLAN, "## Plan\n\n" + PLAN) is None


def test_rows_told_in_another_order_keep_their_numbers():
    text = (
        "Weigh it all:\n\n- 2 cups of milk\n- 4 cups of milk powder\n- 9 cups of milk tea\n\nStir."
    )
    rows = text.replace("- 2 cups of milk\n", "").replace("Stir", "- 2 cups of milk\n\nStir")
    assert found_by(Swapped(), text, rows.replace("\n\n- 2", "\n- 2")) is None


def test_the_numbers_before_items_are_no_words():
    text = "1. Oxygen\n2. Hydrogen\n3. Nitrogen"
    assert found_by(Length(), text, "Oxygen; Hydrogen; Nitrogen.") is None
    assert found_by(Length(), text, "Oxygen.") is not None


def test_a_fraction_may_be_set_in_another_size():
    text = r"We see that $x = \dfrac{6}{3}$, so the answer is $\tfrac{1}{2}$ of it and no more."
    rewrite = text.replace("dfrac", "frac").replace("tfrac", "frac")
    assert [f.check for f in run_checks(Pair(Text(text), Text(rewrite)))] == []


def test_a_calculation_that_the_original_has_is_not_made_false():
    text = r"We see that $38^2 = (40 - 2)^2 = 40^2 - 4\cdot 40 +4 = 40^2 - 156$. So she takes 156."
    assert found_by(Numbers(), text, text.replace(" So", "\n\nSo")) is None
    assert found_by(Numbers(), "It is 4 + 5 = 9.", "It is 4 + 9 = 5.") is not None


@pytest.mark.parametrize(("text", "rewrite"), [("It got grade A.", "It got **grade A**")])
def test_a_last_word_without_its_stop_breaks_nothing_off(text, rewrite):
    assert found_by(Empty(), text, rewrite) is None


def test_a_last_cell_may_be_a_dash():
    text = "| City | Votes |\n|---|---|\n| Oslo | 4 |\n| Rome |   -   |"
    assert found_by(Empty(), text, "- City: Oslo; Votes: 4\n- City: Rome; Votes: -") is None


def test_comments_of_a_program_that_is_the_same_are_no_words():
    code = "```python\n# Iterate till there is nothing left to look at\nfor a in b:\n    c(a)\n```"
    bare = "```python\nfor a in b:\n    c(a)\n```"
    assert found_by(Length(), code, bare) is None
    only = "```python\n# Read all of the files\n# Then tell what is in them\n```"
    assert found_by(Length(), only, "```python\n\n```") is not None
    long = "This is a way to look at all that there is in the list of things. "
    assert found_by(Length(), long * 2 + "\n\n" + code, bare) is not None


@pytest.mark.parametrize(
    ("original", "rewrite", "told"),
    [
        ("Do Brisk Walking or Jogging:\nGo.", "Do Brisk Siemens or Jogging:\nGo.", True),
        ("All for a Margherita pizza:\nDough.", "All for a Rebecca pizza:\nDough.", True),
        ("The Main Tips for Sleep:\nRest.", "The Main Pointers for Sleep:\nRest.", False),
        ("A Short Note on Sleep:\nRest.", "A Short Disclaimer on Sleep:\nRest.", False),
        ("The Common Questions on Sleep:\nRest.", "The Common FAQ on Sleep:\nRest.", False),
    ],
)
def test_a_new_name_in_a_label_where_all_around_it_stayed(original, rewrite, told):
    assert (Names()(Pair(Text(original), Text(rewrite), Text(""))) is not None) == told


@pytest.mark.parametrize(
    ("original", "rewrite", "told"),
    [
        ("She has 8. The answer is 20", "She has 8. " + "The answer is 20 " * 4, True),
        (r"So \(a = 4.\)", r"So \(a = 4.\) " + r"Hence we get \(a = 4.\) " * 3, True),
        ("| Ann | one | 2 | 3 |", "| Ann | one | 2 | 3 | " * 3, True),
        ("All take up to 5 days.", "| All | up to 5 days | up to 5 days | up to 5 days |", False),
        ("Sing it: " + "row the boat, row " * 2, "Sing it: " + "row the boat, row " * 3, False),
        ("It is two.", "It is " + "0 1 2 3 " * 3, False),
    ],
)
def test_the_same_words_three_times_in_a_row(original, rewrite, told):
    found = Empty()(Pair(Text(original), Text(rewrite), Text("")))
    assert (found is not None and "in a row" in found.message) == told


def test_two_items_as_one_where_a_third_says_the_same():
    items = "- The first 10 words: 72%\n- The first 20 words: 79%\n- The first 30 words: 84%"
    joined = items.replace("\n- The first 20", " and the first 20")
    lifted = "1. The first 10 words: 72%\n2. The first 20 words: 79%; the first 30 words are 84%."
    assert Items()(Pair(Text(items), Text(joined))) is not None
    assert Items()(Pair(Text(items), Text(lifted))) is None


def test_an_ordinal_in_the_place_of_another_that_the_text_says_too():
    text = (
        "1. Fill the first slot with one of four.\n2. Fill the second slot. The first one is full."
    )
    other = text.replace("The first one is", "The second one is")
    moved = "2. Fill the second slot.\n1. Fill the second slot with one of four first. It is full."
    assert Ordinals()(Pair(Text(text), Text(other))) is not None
    assert Ordinals()(Pair(Text(text), Text(moved))) is None
