"""Two texts side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from realign.report.diffs import Piece, compare, shown, visible

TEXTS = st.text(st.sampled_from("ab 1.,\n\t*漢é"), max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_side_are_its_text(before, after):
    """Nothing is lost and nothing invented, and what is the same is the same on both sides."""
    diff = compare(before, after)
    assert "".join(piece.text for piece in diff.before) == before
    assert "".join(piece.text for piece in diff.after) == after
    same = ["".join(p.text for p in side if p.kind == "same") for side in diff]
    assert same[0] == same[1]


def test_words_are_compared_whole():
    """A changed word is marked, its neighbours are not."""
    diff = compare("the meeting is on Friday", "the meeting is on Monday")
    assert diff.before == (Piece("same", "the meeting is on "), Piece("changed", "Friday"))
    assert diff.after == (Piece("same", "the meeting is on "), Piece("changed", "Monday"))


def test_a_new_line_break_stands_alone():
    """So that a sign can be drawn for it."""
    assert Piece("break", "\n") in compare("one two", "one\ntwo").after


def test_equal_texts_have_no_change():
    """One piece a side; none for empty texts."""
    assert compare("a b", "a b").after == (Piece("same", "a b"),)
    assert compare("", "") == ((), ())


def test_what_can_not_be_seen_is_made_visible():
    """Controls, direction overrides and half surrogate pairs; tabs and line breaks stay."""
    assert visible("a\x00b\x1bc") == "a[U+0000]b[U+001B]c"
    assert visible("a\u202eb\u2066") == "a[U+202E]b[U+2066]"
    assert visible("\ud800") == "[U+D800]"
    assert visible("a\tb\r\nc") == "a\tb\nc"
    assert visible("العربية 漢字 👩‍👩‍👧") == "العربية 漢字 👩‍👩‍👧"


def test_long_texts_are_cut():
    """With the number of characters that are not shown."""
    assert shown("x" * 5000) == ("x" * 3000, 2000)
    assert shown("short") == ("short", 0)
