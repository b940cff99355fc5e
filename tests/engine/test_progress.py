"""The time that is left: said only when enough is known, and then as a range that holds."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest

from realign.cli.progress import time_left
from realign.engine.progress import Progress, remaining
from realign.models.meter import Meter


def seconds(count: int, slow: float, rng: random.Random) -> list[float]:
    """What samples take: most nothing, that share of them a call of 8 to 22 seconds."""
    return [rng.uniform(8, 22) if rng.random() < slow else 0.02 for _ in range(count)]


@pytest.mark.parametrize(("count", "slow"), [(24, 0.4), (100, 0.2), (1000, 0.05)])
def test_the_range_holds_where_few_samples_need_a_long_call(count, slow):
    """The truth is in it at more than three of four moments, within ten seconds."""
    told = right = 0
    for seed in range(20):
        took = seconds(count, slow, random.Random(seed))
        left_of = [*reversed([*accumulate(reversed(took))])]
        for done in range(1, count, max(1, count // 50)):
            span = remaining(took[max(0, done - 400) : done], 0.0, count - done)
            if span is not None:
                told += 1
                right += span[0] * 0.9 - 10 <= left_of[done] <= span[1] * 1.1 + 10
    assert told > 300
    assert right > 0.75 * told


@pytest.mark.parametrize(
    ("gaps", "waited", "left"),
    [
        ([], 0.0, 10),
        ([15.0, 15.0], 0.0, 10),  # two are too few
        ([0.02] * 50, 0.0, 10),  # a second is too short
        ([0.02] * 6, 14.0, 18),  # the first long call is under way
        ([0.02] * 40 + [15.0, 15.0], 0.0, 100),  # two long calls say little of the others
        ([1.0] * 50, 0.0, 0),  # nothing is left
    ],
)
def test_nothing_is_said_while_too_little_is_known(gaps, waited, left):
    assert remaining(gaps, waited, left) is None


def test_a_steady_pace_is_told_closely():
    low, high = remaining([1.0] * 50, 0.0, 100)
    assert low == high == 100


def test_a_wait_counts():
    """A call that takes longer than all before makes the estimate worse at once."""
    before, after = remaining([1.0] * 50, 1.0, 100), remaining([1.0] * 50, 60.0, 100)
    assert after[1] > 2 * before[1]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (100, 110, "about 2 min left"),
        (125, 310, "2 to 5 min left"),
        (21, 58, "20 to 60 s left"),
        (52, 130, "50 s to 2 min left"),
        (0, 44, "up to 40 s left"),
        (2, 3, "about 10 s left"),
        (3700, 9000, "60 min to 2 h 30 min left"),
        (9000, 18000, "2 h 30 min to 5 h 00 min left"),
    ],
)
def test_how_it_is_said(low, high, text):
    assert time_left(low, high) == text


def test_what_the_store_answered_tells_no_pace():
    """A run that goes on: 200 samples at once, from the store, then one each ten seconds."""
    now = [0.0]
    progress = Progress(total=300, calls=Meter(), clock=lambda: now[0])
    now[0] = 50.0  # the model was loaded
    progress.begin()
    for _ in range(100):
        progress.finish("kept", reused=True)
    for _ in range(100):
        progress.calls.hits += 1
        progress.finish("rewritten")
    assert progress.remaining_s is None
    for _ in range(10):
        now[0] += 10
        progress.calls.calls += 1
        progress.finish("rewritten")
    low, high = progress.remaining_s
    assert low == pytest.approx(900)
    assert high == pytest.approx(900)
