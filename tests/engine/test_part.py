"""The part of the records that a limited plan takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from realign.config import LimitsPlan, Plan
from realign.engine.part import chosen_ids


def drawn(records: int, count: int, seed: int = 0) -> list[int]:
    chosen = chosen_ids(records, Plan(limits=LimitsPlan(sample=count, seed=seed)))
    assert chosen is not None
    return chosen


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 50), st.integers(0, 5))
def test_a_larger_sample_holds_the_smaller_one(records, count, more, seed):
    small, large = drawn(records, count, seed), drawn(records, count + more, seed)
    assert len(small) == min(count, records)
    assert small == sorted(set(small))
    assert set(small) <= set(large) <= set(range(records))


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 100))
def test_added_records_push_out_no_more_than_they_are(records, count, added):
    gone = set(drawn(records, count)) - set(drawn(records + added, count))
    assert len(gone) <= added


def test_another_seed_draws_others():
    assert drawn(1000, 20) != drawn(1000, 20, seed=1)
