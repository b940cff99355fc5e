"""Passages about different parts of a question come before more of the same."""

from hypothesis import given
from hypothesis import strategies as st

from realign.evidence.covering import covering
from realign.evidence.fulltext import Hit, Stored


def hit(score, **said):
    return Hit(score, said, Stored("", f"{score} {sorted(said)}", "s", "k"))


def test_what_is_new_comes_before_more_of_the_same():
    first, more, other = hit(10, ada=0.5), hit(9, ada=0.5), hit(8.5, byron=0.5)
    assert covering([first, more, other]) == [first, other, more]


def test_a_much_better_passage_stays_before():
    first, more, other = hit(10, ada=0.5), hit(9, ada=0.5), hit(4, byron=0.5)
    assert covering([first, more, other]) == [first, more, other]


def test_a_question_of_one_word_stays_in_order():
    hits = [hit(3, ada=1.0), hit(2, ada=1.0), hit(1, ada=1.0)]
    assert covering(hits) == hits


def test_the_first_may_be_one_that_says_more_of_the_question():
    narrow, wide = hit(10, ada=0.2), hit(9.5, ada=0.2, byron=0.8)
    assert covering([narrow, wide]) == [wide, narrow]


def test_nothing_found():
    assert covering([]) == []
    assert covering([hit(0.0, ada=1.0)]) == [hit(0.0, ada=1.0)]


@given(
    st.lists(
        st.builds(
            Hit,
            st.floats(0, 100),
            st.dictionaries(st.sampled_from("abcde"), st.floats(0, 0.2)),
            st.builds(Stored, st.just(""), st.text(max_size=5), st.just("s"), st.just("k")),
        ),
        max_size=40,
    )
)
def test_no_hit_is_lost_or_repeated(hits):
    assert sorted(map(repr, covering(hits))) == sorted(map(repr, hits))
