"""Stretches of words that the other side does not say, weighed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from realign.reading.clauses import Clauses
from realign.samples import Side, Span


@dataclass(frozen=True, slots=True)
class Run:
    """Words of content side by side in one clause (function words between them do not count).

    `places` are theirs in the clauses, `weight` is the sum of what they say.
    """

    places: tuple[int, ...]
    weight: float

    def words(self, clauses: Clauses) -> str:
        """The words, for a message."""
        return " ".join(clauses.words[place] for place in self.places)

    def span(self, side: Side, clauses: Clauses) -> Span:
        """From the first word to the last."""
        return Span(side, clauses.starts[self.places[0]], clauses.ends[self.places[-1]])


def runs_of(
    clauses: Clauses,
    wanted: Collection[str],
    weigh: Callable[[int], float],
    light: Callable[[Clauses, int], bool] | None = None,
) -> list[Run]:
    """The stretches of words whose stems are in `wanted`; `weigh` says what each place counts, and
    `light` which words between them are function words, beside those without content."""
    found: list[Run] = []
    places: list[int] = []
    last = -1

    def close() -> None:
        if places:
            found.append(Run(tuple(places), sum(map(weigh, places))))
            places.clear()

    if wanted:
        for place, key in enumerate(clauses.keys):
            if not clauses.content[place] or (light and light(clauses, place)):
                continue
            if clauses.clause[place] != last or key not in wanted:
                close()
            last = clauses.clause[place]
            if key in wanted:
                places.append(place)
        close()
    return found


def heaviest(runs: Collection[Run], most: int = 8) -> list[Run]:
    """The runs that say most, in the order of the text."""
    chosen = sorted(runs, key=lambda run: -run.weight)[:most]
    return sorted(chosen, key=lambda run: run.places)
