"""Slips of few words: what must be found, and what a faithful rewrite may say beside it."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text

BY_NAME = {check.name: check for check in ALL}

CANDY = "63 pieces / 9 bags = 7 pieces in each.\n7 * 3 = 21 pieces\n63 - 21 = 42 pieces are left"
LEFT = "There are 14 - 6 = 8 papayas left.\n#### 8"
THROWS = "The sum is x+0.5x+2x=1050 meters."

FOUND = [
    # check, original, rewrite, request
    ("calculations", THROWS, "| Sum | x + 0.5x − 2x = 1050 meters |", ""),
    ("calculations", "So X - 3 - 4 + 5 = 20.", "We have X - 3 + 4 - 5 = 20.", ""),
    ("calculations", CANDY, "63 / 9 = 7 pieces\n63 - 21 = 42 pieces\n7 * 3 = 21 pieces", ""),
    ("calculations", CANDY, "7 * 3 = 21 pieces\n63 / 9 = 7 pieces\n63 - 21 = 42 pieces", ""),
    ("calculations", CANDY, "63 / 9 = 7 pieces\n7 × 3 = 21 bags\n63 − 21 = 42 pieces", ""),
    ("answer", LEFT, "| Left | 14 − 6 | 8 |\n\nSo the number left is **6**.", ""),
    (
        "answer",
        "So 63 - 35 = 28 are left.\n#### 28",
        "| 63 − 35 | 28 |\n\n**Answer:** 35 pieces are left.",
        "",
    ),
]

PASSED = [
    ("calculations", THROWS, "- The sum of all: x + 0.5x + 2x = 1,050 meters", ""),
    ("calculations", "So 3 + 4 + 5 = 12.", "So 3 + 4 − 5 = 2.", "What is 3 + 4 - 5?"),
    ("calculations", CANDY, "63 / 9 = 7 in each\n3 × 7 = 21 pieces\n63 − 21 = 42 sweet pieces", ""),
    ("calculations", CANDY, "| 63 / 9 | 7 pieces |\n| 7 × 3 | 21 pieces |\n| 63 − 21 | 42 |", ""),
    ("answer", LEFT, "There are 14 − 6 = **8** left of 14.", ""),
    (
        "answer",
        LEFT,
        "| Left | 14 − 6 | 8 |\n|---|---|---|\n| All of it | | 8 |",
        "",
    ),
]


def finding(check: str, original: str, rewrite: str, request: str) -> object:
    """What one check finds."""
    return BY_NAME[check](Pair(Text(original), Text(rewrite), Text(request)))


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), FOUND)
def test_a_slip_is_found(check: str, original: str, rewrite: str, request_text: str) -> None:
    """Each slip is rejected by its check."""
    assert finding(check, original, rewrite, request_text) is not None


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), PASSED)
def test_the_same_in_other_words_passes(
    check: str, original: str, rewrite: str, request_text: str
) -> None:
    """No faithful rewrite is rejected by the check."""
    assert finding(check, original, rewrite, request_text) is None
