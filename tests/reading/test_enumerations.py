"""Rows in a sentence, and points that sentences tell one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.reading.enumerations import Points, row_of, told_points
from realign.reading.text import split_line


@pytest.mark.parametrize(
    ("sentence", "lead", "items"),
    [
        (
            "A loom consists of a frame, two beams, and a shuttle.",
            "A loom consists of",
            ("a frame", "two beams", "a shuttle"),
        ),
        (
            "Shops face many problems, including rising rents, ensuring supply, and theft.",
            "Shops face many problems, including",
            ("rising rents", "ensuring supply", "theft"),
        ),
        (
            "Good ways to rest are to sleep, read, and walk.",
            "Good ways to rest are to",
            ("sleep", "read", "walk"),
        ),
        (
            "The kit includes: screws (long, short, and odd); two keys; and a lamp, with oil.",
            "The kit includes",
            ("screws (long, short, and odd)", "two keys", "a lamp, with oil"),
        ),
    ],
)
def test_a_row_ends_a_sentence(sentence, lead, items):
    row = row_of(sentence)
    assert row is not None
    assert (row.lead, row.items) == (lead, items)


@pytest.mark.parametrize(
    "sentence",
    [
        "Break the work into smaller, more handy, and clear pieces.",
        "It has a warm, soft, and even light.",
        "The tools are saws, planes and files.",  # where does the last item begin?
        "It holds a lamp, a key, and a fan, which is spare.",
        "It includes a lamp, a key which is old, and a fan.",
        "We went home, ate, and slept.",
        "The shirts are cheap, featuring prints, and sold out.",
        "The parts are a tray, a drum, and a lamp",  # no end: it may go on
        "",
    ],
)
def test_what_is_no_plain_row_is_left(sentence):
    assert row_of(sentence) is None


BICYCLE = (
    "A bicycle consists of a frame, two wheels, and brakes. The frame holds it together. It is "
    "made of steel. The wheels turn on axles. Brakes stop it."
)


def test_what_is_named_is_told_with_its_sentences():
    assert told_points(split_line(BICYCLE)) == Points(1, 5, (1, 3, 4))


def test_a_closing_sentence_is_no_part_of_the_last_point():
    text = (
        "The types are text, audio, and video. Text is read. Audio is heard. Video is seen. "
        "They all serve many people."
    )
    assert told_points(split_line(text)) == Points(1, 4, (1, 2, 3))


@pytest.mark.parametrize(
    "text",
    [
        "The parts are a tray, a drum, and a lamp. The tray is flat. The drum is round.",
        "The parts are a tray, a drum, and a lamp. All were made in Ulm. Buy them soon. Now.",
        "One. Two. Three. Four.",
        "",
    ],
)
def test_what_is_not_told_in_full_is_no_list(text):
    assert told_points(split_line(text)) is None


@given(st.lists(st.from_regex(r"[b-d]{4,7}", fullmatch=True), min_size=3, max_size=7))
def test_a_row_gives_back_its_items(items):
    row = row_of(f"The parts include {', '.join(items[:-1])}, and {items[-1]}.")
    assert row is not None
    assert list(row.items) == items


@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    row_of(text)
    told_points(split_line(text))
