"""One amount in several notations."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text
from realign.checks.amounts import restated
from realign.checks.numbers import Numbers
from realign.reading.arithmetic import equations

SAME = [
    ("It takes one hour and 15 minutes.", "It takes 75 minutes."),
    ("It takes 90 minutes.", "It takes an hour and a half."),
    ("It takes 1.5 hours.", "It takes one and a half hours."),
    ("She stayed for 2 weeks.", "She stayed for 14 days."),
    ("He is 6 feet 2 inches tall.", "He is 74 inches tall."),
    ("Half of them agreed.", "50% of them agreed."),
    ("About 75% agreed.", "About three quarters agreed."),
    ("Two thirds agreed.", "2/3 agreed."),
    ("It opens at 9:00 am and closes at 5:00 pm.", "Open: 9 am to 5 pm"),
    ("We meet at 14:30.", "We meet at 2:30 pm."),
    ("We meet at noon.", "We meet at 12 pm."),
    ("In the 1990s it grew.", "In the nineties it grew."),
    ("From 1939-45 they fought.", "They fought from 1939 to 1945."),
    ("World War 2 was over.", "World War II was over."),
    ("It doubled in size.", "It is 2 times as large."),
    ("Take 0.5 cups of sugar.", "Take half a cup of sugar."),
    ("He walked 5 km.", "He walked 5,000 m."),
    ("Day One: rest.\nDay Two: swim.", "| 1 | rest |\n|---|---|\n| 2 | swim |"),
]
OTHER = [
    ("It takes one hour and 15 minutes.", "It takes 85 minutes."),
    ("It takes 1.5 hours.", "It takes 95 minutes."),
    ("Half of them agreed.", "40% of them agreed."),
    ("It grew to 2.7 million.", "It grew to 2.7 billion."),
    ("We meet at 14:30.", "We meet at 2:40 pm."),
    ("It has over 50 million people.", "It has over 50 billion people."),
    ("From 1939-45 they fought.", "They fought from 1939 to 1946."),
    ("World War 2 was over.", "World War III was over."),
    ("He walked 5 km.", "He walked 5,100 m."),
    ("See versions 3.10.1 and 2.", "See versions 3.11.1 and 2."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_amount(one, other):
    """Nothing is gone or new, whichever of the two is the original."""
    assert Numbers()(Pair(Text(one), Text(other))) is None
    assert Numbers()(Pair(Text(other), Text(one))) is None


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_amount(one, other):
    """Another amount is found, whichever of the two is the original."""
    assert Numbers()(Pair(Text(one), Text(other))) is not None
    assert Numbers()(Pair(Text(other), Text(one))) is not None


def test_restated_must_cover_every_place():
    """A number that also tells something else is not restated."""
    text = Text("It takes 15 hours. They are 15.")
    assert restated(text, (Text("It takes 900 minutes."),)) == set()


def test_a_named_constant_is_no_plain_number():
    """4 pi / 3 cannot be calculated without pi."""
    assert equations(r"$2^3/(4 \pi / 3) = 1.91$") == []
    assert [one.true for one in equations(r"$2 + 3 = 7$")] == [False]
