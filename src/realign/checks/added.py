"""What is new: content of the rewrite that nothing supports."""

from __future__ import annotations

from itertools import islice

from rapidfuzz.distance import OSA

from realign.checks.base import Pair, said
from realign.checks.lexicon import LIMITS, NEGATIONS
from realign.checks.rarity import weight
from realign.checks.runs import Run, alike, heaviest, runs_of
from realign.samples import Finding, Span

_OTHER = 0.3  # weight of a word in a language whose light words are not known
_LABEL = 0.15  # weight of a word in a heading or a label
_CODE = 0.25  # weight of a word in prose that explains what is mostly code
_ALIKE = 0.8
_MOST_TYPOS = 20
_LONG = 6  # letters: shorter words are too alike to tell a slip of the keyboard


class Added:
    """Rejects when the rewrite says what neither original, request nor evidence says.

    Words weigh as in `dropped`. `stretch` is the weight that may be new in one stretch of words,
    `total` in all. Headings, labels, table heads and the intros of lists weigh little, and so do
    words that explain a response which is mostly code. A word whose slip of one letter stands in
    the original, and letters that begin its words ("AI"), are not new. Warns, and names the
    evidence, where what is new rests on evidence alone. Limits: new claims made of
    old or light words are not seen; a rare synonym counts as new. English and German; in other
    languages only longer stretches count.
    """

    name = "added"

    def __init__(self, stretch: float = 0.9, total: float = 1.8) -> None:
        self._stretch, self._total = stretch, total

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        runs = self._runs(pair, pair.new - _excused(pair))
        clauses = pair.rewrite.clauses
        if pair.similarity is not None:
            runs = [run for run in runs if alike(pair, "rewrite", run) < _ALIKE]
        if not self._counts(runs):
            return self._supported(pair)
        shown = heaviest(runs)
        return Finding(
            self.name,
            f"{sum(len(run.places) for run in runs)} words of content are new",
            found=", ".join(run.words(clauses) for run in shown)[:200],
            spans=tuple(run.span("rewrite", clauses) for run in shown),
        )

    def _counts(self, runs: list[Run]) -> bool:
        most = max((run.weight for run in runs), default=0.0)
        return most >= self._stretch or sum(run.weight for run in runs) >= self._total

    def _supported(self, pair: Pair) -> Finding | None:
        """A warning that names the evidence which an addition rests on."""
        clauses = pair.rewrite.clauses
        for number, passage in enumerate(pair.evidence, 1):
            rest = frozenset(
                key
                for key in set(clauses.keys)
                if passage.says(key) and not said(key, (pair.original, pair.request))
            )
            runs = self._runs(pair, rest)
            if self._counts(runs):
                shown = heaviest(runs)
                places = [
                    place
                    for place, key in enumerate(passage.clauses.keys)
                    if key in rest and passage.clauses.content[place]
                ][:8]
                return Finding(
                    self.name,
                    f"what is new rests on evidence {number}",
                    severity="warn",
                    expected=" ".join(passage.text.split())[:120],
                    found=", ".join(run.words(clauses) for run in shown)[:200],
                    spans=(
                        *(run.span("rewrite", clauses) for run in shown),
                        *(
                            Span("evidence", passage.clauses.starts[at], passage.clauses.ends[at])
                            for at in places
                        ),
                    ),
                )
        return None

    def _runs(self, pair: Pair, new: frozenset[str] | set[str]) -> list[Run]:
        clauses = pair.rewrite.clauses
        known, code = bool(pair.rewrite.language), pair.original.mostly_code

        def weigh(place: int) -> float:
            word = clauses.words[place]
            if word in LIMITS or word in NEGATIONS:
                return 0.0
            value = weight(clauses.keys[place]) if known else _OTHER
            return value * (_LABEL if clauses.label[place] else _CODE if code else 1.0)

        return runs_of(clauses, new, weigh)


def _excused(pair: Pair) -> set[str]:
    """New stems that are an old word mended, or the first letters of old words."""
    clauses, found = pair.rewrite.clauses, set()
    wanted = {
        clauses.keys[place]: clauses.words[place]
        for place, key in enumerate(clauses.keys)
        if key in pair.new
    }
    firsts = "".join([word[0] for word in pair.original.clauses.words]) if wanted else ""
    for key, word in islice(wanted.items(), 4 * _MOST_TYPOS):
        if 1 < len(word) < 6 and word in firsts and len(firsts) < 5000:
            found.add(key)
    long = [(key, word) for key, word in wanted.items() if len(word) >= _LONG][:_MOST_TYPOS]
    old = {word for text in pair.support for word in text.clauses.words} if long else set()
    for key, word in long:
        near = (other for other in old if other[0] == word[0] and abs(len(other) - len(word)) < 2)
        if any(_slip(word, other) for other in near):
            found.add(key)
    return found


def _slip(word: str, other: str) -> bool:
    """True for one letter more, less or another one, and for two where the letters are the same."""
    distance = OSA.distance(word, other, score_cutoff=2)
    return distance < 2 or (distance == 2 and set(word) == set(other))
