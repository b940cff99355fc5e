"""Findings in place: the marks on both sides of a difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realign.report.cards import sides
from realign.report.diffs import Mark, Piece, marked, moved, visible

HOSTILE_SIGNS = st.text(alphabet="ab \n\r\x00\u202e\ufeffé😀\x7f", max_size=40)


def finding(*spans: tuple[str, int, int], severity: str = "reject") -> dict:
    """A finding as a row has it."""
    places = [{"side": side, "start": start, "end": end} for side, start, end in spans]
    return {"check": "numbers", "message": "a number", "severity": severity, "spans": places}


def test_a_span_is_marked_on_its_side_only():
    """The piece under the span, and nothing else."""
    _, _, diff = sides("It has 5 rooms.", "It has 6 rooms.", [finding(("rewrite", 7, 8))])
    assert [piece for piece in diff.before if piece.mark] == []
    assert [piece for piece in diff.after if piece.mark] == [
        Piece("changed", "6", "reject", "numbers: a number")
    ]
    assert "".join(piece.text for piece in diff.after) == "It has 6 rooms."


def test_what_rejects_wins_over_what_warns():
    """Overlapping marks: the stronger colour, and both notes."""
    marks = [Mark(0, 3, "warn", "one"), Mark(2, 5, "reject", "two")]
    found = marked([Piece("same", "abcdef")], marks)
    assert [(p.text, p.mark, p.note) for p in found] == [
        ("ab", "warn", "one"),
        ("c", "reject", "one; two"),
        ("de", "reject", "two"),
        ("f", "", ""),
    ]


@given(HOSTILE_SIGNS)
def test_places_move_with_the_signs_that_are_made_visible(text):
    """A place in the text is the same place in what is shown of it."""
    place = moved(text)
    for at in range(len(text) + 1):
        if text[at - 1 : at + 1] != "\r\n":  # no border runs through a line's end
            assert place(at) == len(visible(text[:at]))


@given(st.lists(st.text("ab\n", min_size=1, max_size=5), max_size=6), st.data())
def test_no_mark_changes_the_text(texts, data):
    """Whatever the marks are."""
    places = st.integers(-5, 40)
    marks = data.draw(st.lists(st.builds(Mark, places, places, st.just("warn"), st.just("n"))))
    found = marked([Piece("same", text) for text in texts], marks)
    assert "".join(piece.text for piece in found) == "".join(texts)


@pytest.mark.parametrize("spans", [None, [], [{"side": "evidence", "start": 0, "end": 3}]])
def test_rows_without_spans_have_no_marks(spans):
    """Rows of older runs, and spans of the evidence."""
    row = finding() | {"spans": spans}
    if spans is None:
        del row["spans"]
    _, _, diff = sides("a b", "a c", [row])
    assert not any(piece.mark for piece in (*diff.before, *diff.after))
