"""The part of the records that a plan takes: the first ones, a sample, or all."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from realign.config import Plan
from realign.engine.rundir import RunDir
from realign.errors import RunDirError
from realign.samples import Sample


def chosen_ids(records: int, plan: Plan) -> list[int] | None:
    """The places of the records that a limited plan takes, in order; None for all.

    A larger sample holds the smaller ones of the same seed, and records that are added to the
    input change little of it.
    """
    if plan.limits.samples is not None:
        return list(range(min(plan.limits.samples, records)))
    if plan.limits.sample is not None:
        seed = plan.limits.seed

        def chance(place: int) -> bytes:
            return blake2b(f"{seed}:{place}".encode(), digest_size=8).digest()

        return sorted(heapq.nsmallest(plan.limits.sample, range(records), key=chance))
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


def refuse_to_lose(rundir: RunDir, records: int, chosen: list[int] | None) -> None:
    """Refuses a smaller part of the input than the one that is finished here: the output and the
    run directory would have fewer records than before. Failed ones are no loss.

    Raises:
        RunDirError: with the number of finished records that would go.
    """
    if chosen is None:
        return
    wanted = set(chosen)
    lost = sum(
        row["decision"]["kind"] != "failed" and row["id"] < records and row["id"] not in wanted
        for row in rundir.rows()
    )
    if lost:
        what = "1 finished record" if lost == 1 else f"{lost:,} finished records"
        raise RunDirError(
            f"{rundir.path} holds {what} that --limit or --sample leaves out: the output would "
            "not have them.",
            hint="Name another output with -o (and --run-dir, where you named one), leave the "
            "limit away, or start over with --fresh (finished calls that are still the same are "
            "not paid again).",
        )
