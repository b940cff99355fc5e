"""Constructions that say what another small word says."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text
from realign.checks.modality import Modality
from realign.checks.negation import Negation
from realign.checks.quantifiers import Quantifiers

SAME = [
    ("The suit was so fine that only people of taste saw it.",
     "The suit was so fine that nobody saw it except people of taste."),
    ("Left unchecked, this leads to serious health problems.",
     "If nothing is done about it, this leads to serious health problems."),
    ("The most used device in Egypt is the bus.", "No device in Egypt is used more than the bus."),
    ("The modes are exactly the same as those of the library.",
     "The modes are no different from those of the library."),
    ("You can use a source and a background at the same time.",
     "Nothing stops you from using a source and a background at the same time."),
    ("It is one of the most talked about technologies of the time.",
     "Few technologies of the time are talked about as much."),
    ("I kept the animal and it only grew stronger.",
     "I kept the animal, and all it did was grow stronger."),
    ("I wish I could take back the words I said.", "If only I could take back the words I said."),
    ("If there are any questions about the order, call us.",
     "We are here, but should there be any questions about the order, call us."),
    ("Advice and research can all help you to make a decision.",
     "Advice and research can help you to make a decision."),
    ("They are as dedicated to students as can be.",
     "They are as dedicated to students as anyone can be."),
    ("To do the tracking invisibly, insert the image into the page.",
     "If the tracking has to happen invisibly, insert the image into the page."),
    ("Don't forget the cranberry sauce.", "The cranberry sauce must not be forgotten."),
    ("Make sure that Guest Additions are properly installed.",
     "Guest Additions must be properly installed."),
    ("It is common for cats to sleep all day.", "It is not uncommon for cats to sleep all day."),
    ("Not all birds can fly in the winter.", "Some birds cannot fly in the winter."),
    ("Don't wait any longer to try our shoes.", "Why wait any longer to try our shoes?"),
    ("Cost could be a factor if the customer is poor.",
     "| What may come up | Who |\n|---|---|\n| Cost is a factor | poor customer |"),
    ("To switch between these adapters, change only one line of code.",
     "To switch between these adapters, a single changed line of code will do."),
]  # fmt: skip
OTHER = [
    ("The new suit fits the old king well.", "The new suit does not fit the old king well."),
    ("The modes are the same as those of the library.",
     "The modes are not the same as those of the library."),
    ("Only members of the club can use the pool.", "Members of the club can use the pool."),
    ("Most of the staff are trained in first aid.", "All of the staff are trained in first aid."),
    ("The customer uses the side door.", "The customer has to use the side door."),
    ("All birds can fly in the winter.", "Not all birds can fly in the winter."),
    ("Stick to patterns that users can know well.", "Stick to patterns that users must know well."),
    ("This prevents damage to the engine.", "This does not prevent damage to the engine."),
]  # fmt: skip


def _found(one: str, other: str) -> bool:
    pair = Pair(Text(one), Text(other))
    return any(check(pair) for check in (Negation(), Quantifiers(), Modality()))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_construction_says_it(one, other):
    """The same in another construction is free, whichever of the two is the original."""
    assert not _found(one, other)
    assert not _found(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_construction_does_not_hide(one, other):
    """What says another thing is found."""
    assert _found(one, other)
