"""Messages count as people do."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks
from realign.counts import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 words"), (1, "1 word"), (2, "2 words"), (1200, "1,200 words")]
)
def test_one_is_no_plural(number, said):
    """A thing, and things."""
    assert counted(number, "word") == said


def test_a_plural_of_its_own():
    """Where no s makes it."""
    assert counted(1, "query") == "1 query"
    assert counted(3, "query") == "3 queries"


def test_a_finding_of_one_word():
    """The rewrite has 1 word; one word is gone."""
    text = "The red kettle boils quickly. It has a heavy lid, a long spout and a wooden handle."
    told = [item.message for item in run_checks(Pair(Text(text), Text("Kettle")))]
    assert any(message.startswith("the rewrite has 1 word, ") for message in told)
