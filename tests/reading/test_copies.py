"""Where a near copy has one sign in the place of another."""

from __future__ import annotations

import pytest

from realign.reading.copies import swaps

STEPS = "First add $x + 3$ to both sides, then halve the sum and keep 5 of the 12 cups."


def told(original, rewrite):
    return [(swap.was, swap.now) for swap in swaps(original, rewrite)]


def test_a_changed_sign_is_found_with_what_stands_around_it():
    found = swaps(STEPS, "# How\n\n" + STEPS.replace("+", "-"))
    assert [(swap.was, swap.now, swap.beside) for swap in found] == [("+", "-", 3)]
    assert STEPS[slice(*found[0].at)] == "+"


@pytest.mark.parametrize(
    "rewrite",
    [
        STEPS,
        STEPS.replace("$x + 3$", r"\(x + 3\)"),
        STEPS.replace("cups", "**cups**"),
        "- " + STEPS.replace(", then", "\n- Then"),
        STEPS.replace(" and keep 5 of the 12 cups", ""),
    ],
)
def test_another_form_and_what_is_left_out_are_no_swaps(rewrite):
    assert told(STEPS, rewrite) == []


def test_a_dash_is_a_dash():
    assert told("It takes 4 - 5 days and a bit.", "It takes 4 – 5 days and a bit.") == []


def test_what_is_no_copy_has_none():
    other = "Keep 5 cups. Before that, halve what you get when 3 is taken from x on the two sides."
    assert told(STEPS, other) == []


def test_nothing_and_a_long_text():
    assert told("", "a") == []
    assert told("a " * 4000, "b " * 4000) == []
