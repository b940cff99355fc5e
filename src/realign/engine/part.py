"""The part of the records that a plan takes: the first ones, a sample, or all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from realign.config import Plan
from realign.samples import Sample


def chosen_ids(records: int, plan: Plan) -> list[int] | None:
    """The places of the records that a limited plan takes, in order; None for all."""
    if plan.limits.samples is not None:
        return list(range(min(plan.limits.samples, records)))
    if plan.limits.sample is not None:
        draw = random.Random(plan.limits.seed)
        return sorted(draw.sample(range(records), min(plan.limits.sample, records)))
    return None


def selected(samples: Iterable[Sample], chosen: list[int] | None) -> Iterator[Sample]:
    """Those of the samples, in order; nothing is read behind the last one."""
    if chosen is None:
        yield from samples
        return
    wanted, last = set(chosen), max(chosen, default=-1)
    for sample in samples:
        if sample.id in wanted:
            yield sample
        if sample.id >= last:
            return
