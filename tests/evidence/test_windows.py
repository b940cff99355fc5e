"""Of a passage, the sentences about the question are read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from realign.evidence.windows import best_window


def weigh(sentence):
    wanted = {"kettle": 2.0, "lime": 3.0}
    return {word: weight for word, weight in wanted.items() if word in sentence}


def test_the_sentences_that_share_most_are_read():
    text = "The tower is old. A kettle is hot. It collects lime. Paris is big."
    assert best_window(text, 7, weigh).startswith("A kettle is hot. It collects lime.")
    assert best_window(text, 3, weigh).startswith("It collects lime.")


def test_without_a_shared_word_the_beginning_is_read():
    assert best_window("One here. Two there.", 3, weigh).startswith("One here.")
    assert best_window("", 5, weigh) == ""


@given(st.text(alphabet="a .!?\n'\u0628", max_size=80), st.integers(1, 9))
def test_a_window_is_a_part_of_the_text(text, words):
    window = best_window(text, words, weigh)
    assert window in text
    assert len(window) <= 8 * words
