"""What is gone: content of the original that has no counterpart in the rewrite."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from realign.checks.base import Pair
from realign.checks.runs import Run, heaviest
from realign.checks.text import Text
from realign.checks.weighing import counts, stretches
from realign.counts import counted
from realign.samples import Finding

_MOST_LINES = 200
_UNTOLD = 2.0  # and in one that is gone with its numbers
_WORKED = 0.33  # share of its weight that a word keeps in a line that its numbers tell


class Dropped:
    """Rejects when content of the original is missing from the rewrite.

    Compared are stems, without function words; a synonym, another spelling and a wider or narrower
    verb tell a word too (see `thesaurus`, `spelling`). A word weighs up to 1, a light one hardly
    anything (see `weighing`); a stretch that is one of several things weighs more; in a line of a
    calculation whose numbers stand together in the rewrite, a third. `stretch` is the weight that
    may be missing in one stretch of words, `total` in all; the first rises with what else is said
    in other words. Limits: a sentence of light words may go; a word or synonym that stands
    elsewhere in the rewrite covers for one that is lost; names, numbers, quotations and links are
    other checks'. English and German; in other languages only longer stretches count.
    """

    name = "dropped"

    def __init__(self, stretch: float = 0.85, total: float = 4.5) -> None:
        self._stretch, self._total = stretch, total

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        clauses = pair.original.clauses
        runs = stretches(pair, "original")
        if pair.original.worked:
            runs = _retold(pair, runs)
        if not counts(pair, "original", runs, (self._stretch, self._total)):
            return None
        size = sum(len(run.places) for run in runs)
        shown = heaviest(runs)
        return Finding(
            self.name,
            f"{counted(size, 'word')} of content {'is' if size == 1 else 'are'} gone",
            expected=", ".join(run.words(clauses) for run in shown)[:200],
            spans=tuple(run.span("original", clauses) for run in shown),
        )


def _retold(pair: Pair, runs: list[Run]) -> list[Run]:
    """The runs of a worked calculation, weighed anew: light where the line's numbers stand."""
    clauses = pair.original.clauses
    before, after = _numbers(pair.original), _numbers(pair.rewrite)
    lines = list(after.values())[:_MOST_LINES]
    found = []
    for run in runs:
        numbers = before.get(clauses.sentence[run.places[0]], set())
        told = not numbers or any(numbers <= line for line in lines)
        found.append(replace(run, weight=run.weight * (_WORKED if told else _UNTOLD)))
    return found


def _numbers(text: Text) -> dict[int, set[str]]:
    """Number of a sentence -> the numbers in it."""
    clauses, found = text.clauses, defaultdict(set)
    for number in text.scanned:
        if (sentence := clauses.sentence_at(number.start)) >= 0:
            found[sentence].add(number.value.lstrip("-"))
    return found
