"""Stretches of words that come several times in a row."""

from __future__ import annotations

import pytest

from realign.reading.loops import in_a_row


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("", 1),
        ("We go to the sea.", 1),
        ("We go there now. We go there now.", 2),
        ("First. We go there now; we go THERE now - we go there now. Last.", 3),
        ("ha ha ha ha ha ha ha ha ha", 1),
        ("one two three 5/3, 5/3, 5/3, 5/3 " * 3, 3),
    ],
)
def test_how_often(text, times):
    assert in_a_row(text)[0] == times


def test_the_place_is_of_all_of_them():
    text = "First. We go there now; we go there now; we go there now. Last."
    _, start, end = in_a_row(text)
    assert text[start:end] == "We go there now; we go there now; we go there now"
