"""What comes before what, and by or to what amount something rises."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text

BY_NAME = {check.name: check for check in ALL}
CACTUS = "Set the cactus into dry soil and wait a week before you water it."
SALES = "Sales rose by 20 % in 2021."
RATES = "Rates fell from 8 % to 5 % last year."
FOUND = [
    ("moments", "Wait a week before you water it.", "Water it a week before you wait."),
    ("moments", CACTUS, "- Set the cactus into dry soil.\n- Water it, then wait a week."),
    ("rates", SALES, "Sales rose to 20 % in 2021."),
    ("rates", SALES, "- Sales rose from 20 % in 2021."),
    ("rates", RATES, "Rates fell by 8 % to 5 % last year."),
]
FREE = [
    ("moments", CACTUS, "- Set the cactus into dry soil.\n- Wait a week, then water it."),
    (
        "moments",
        CACTUS,
        "- Set the cactus into dry soil.\n- Water it only after a week of waiting.",
    ),
    (
        "moments",
        "Wash it before eating and dry it before serving.",
        "Dry it before serving and wash it before eating.",
    ),
    ("rates", SALES, "In 2021, sales rose by 20 %."),
    ("rates", "Sales rose by 20 % to 30 million.", "Sales rose to 30 million, by 20 %."),
    ("rates", RATES, "Last year rates fell to 5 % from 8 %."),
    ("rates", "The hall seats from 20 to 50.", "The hall seats 20 to 50."),
]


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_turned(name, original, rewrite):
    """The order, or the direction, is another one."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is not None


@pytest.mark.parametrize(("name", "original", "rewrite"), FREE)
def test_the_same(name, original, rewrite):
    """It is told in another way."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is None
