"""What a finding says is said in the words of the texts, not in those of the program."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks
from realign.samples import Finding


def found(before: str, after: str, check: str) -> Finding:
    [finding] = [
        item for item in run_checks(Pair(Text(before), Text(after))) if item.check == check
    ]
    return finding


@pytest.mark.parametrize(
    ("before", "after", "check", "said"),
    [
        (
            "Take at most three tablets a day with a glass of water.",
            "Take three tablets a day with a glass of water.",
            "comparatives",
            "'at most' is lost",
        ),
        (
            "Spelt gives a nutty and soft loaf, while rye gives a dark and dense loaf.",
            "Spelt gives a dark and dense loaf, while rye gives a nutty and soft loaf.",
            "subjects",
            "what is said of 'Spelt' and 'rye' changed places",
        ),
    ],
)
def test_words_stand_as_in_the_text(before, after, check, said):
    """No stem, no name of a kind."""
    assert found(before, after, check).message == said
