"""Two texts side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from realign.report.diffs import Piece, compare, shown, visible

TEXTS = st.text(st.sampled_from("aAb 1.,\n\t*漢é"), max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_side_are_its_text(before, after):
    """Nothing is lost or invented; what is the same is so on both, but for case and blanks."""
    diff = compare(before, after)
    assert "".join(piece.text for piece in diff.before) == before
    assert "".join(piece.text for piece in diff.after) == after
    same = ["".join(p.text for p in side if p.kind == "same") for side in diff]
    bare = ["".join(text.split()).casefold() for text in same]
    assert bare[0] == bare[1]


def test_words_are_compared_whole():
    """A changed word is marked, its neighbours are not."""
    diff = compare("the meeting is on Friday", "the meeting is on Monday")
    assert diff.before == (Piece("same", "the meeting is on "), Piece("changed", "Friday"))
    assert diff.after == (Piece("same", "the meeting is on "), Piece("changed", "Monday"))


def changed(side):
    return [piece.text for piece in side if piece.kind != "same"]


def test_a_sentence_that_became_an_item_is_not_marked():
    """Though the clause before it is gone, and its first letter is another."""
    diff = compare(
        "Take the wheel off, and once that is done, put a little air into the new tube.",
        "1. Take the wheel off.\n2. Put a little air into the new tube.",
    )
    assert changed(diff.before) == [", and once that is done,"]
    assert changed(diff.after) == ["1. ", ".", "\n", "2."]


def test_the_case_of_a_word_is_no_change():
    """Release and release are one word."""
    diff = compare("the Release lever", "the release lever")
    assert (changed(diff.before), changed(diff.after)) == ([], [])


def test_a_long_text_is_aligned_by_its_common_words_too():
    """Words that come often anchor a match as well as rare ones."""
    text = "the one and the other of the two " * 60
    assert changed(compare(text, text + "more").after) == ["more"]
    assert changed(compare(text, text + "more").before) == []


def test_a_short_word_amid_other_words_is_no_match():
    """The "the" of two unlike sentences says nothing."""
    diff = compare(
        "kettles that are old need the care they had", "he sold some red the pans of iron"
    )
    assert len(changed(diff.before)) == 1


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
