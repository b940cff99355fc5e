"""What is new: content of the rewrite that nothing supports."""

from __future__ import annotations

from realign.checks.base import Pair, said
from realign.checks.runs import Run, heaviest
from realign.checks.weighing import counts, stretches, weigh
from realign.counts import counted
from realign.reading.lexicon import FRAME_STEMS, LAYOUT_STEMS
from realign.samples import Finding, Span

_LEAST = 3  # words of content that make a sentence
_HARDLY = 0.75  # share of them that must be new
_FRAMES = LAYOUT_STEMS | FRAME_STEMS


class Added:
    """Rejects when the rewrite says what neither original, request nor evidence says.

    Words weigh as in `dropped`, and are told by synonyms and other spellings as there. `stretch` is
    the weight that may be new in one stretch of words, `total` in all. Headings, labels, table
    heads and the intros of lists weigh little, and so do words that explain a response which is
    mostly code. Warns, and names the evidence, where what is new rests on evidence alone. Limits:
    new claims made of old or light words are not seen. English and German; in other languages only
    longer stretches count.
    """

    name = "added"

    def __init__(self, stretch: float = 0.65, total: float = 4.5) -> None:
        self._stretch, self._total = stretch, total

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        runs = stretches(pair, "rewrite")
        clauses = pair.rewrite.clauses
        if not self._counts(pair, runs):
            return self._foreign(pair) or self._supported(pair)
        size = sum(len(run.places) for run in runs)
        shown = heaviest(runs)
        return Finding(
            self.name,
            f"{counted(size, 'word')} of content {'is' if size == 1 else 'are'} new",
            found=", ".join(run.words(clauses) for run in shown)[:200],
            spans=tuple(run.span("rewrite", clauses) for run in shown),
        )

    def _foreign(self, pair: Pair) -> Finding | None:
        """A sentence of which hardly a word is told near any counterpart, however light it is."""
        clauses = pair.rewrite.clauses
        if pair.evidence or pair.original.mostly_code or pair.original.worked:
            return None
        if pair.original.language != pair.rewrite.language:
            return None
        for sentence in pair.known_near.untold():
            places = [
                place
                for place in sentence
                if clauses.counted[place]
                and not clauses.label[place]
                and clauses.keys[place] not in _FRAMES
            ]
            new = [at for at in places if not pair.request.says(clauses.keys[at])]
            if len(places) < _LEAST or len(new) < _HARDLY * len(places):
                continue
            start, end = clauses.starts[sentence[0]], clauses.ends[sentence[-1]]
            found = " ".join(pair.rewrite.text[start:end].split())[:200]
            spans = (Span("rewrite", start, end),)
            return Finding(self.name, "a sentence is new", found=found, spans=spans)
        return None

    def _counts(self, pair: Pair, runs: list[Run]) -> bool:
        return counts(pair, "rewrite", runs, (self._stretch, self._total))

    def _supported(self, pair: Pair) -> Finding | None:
        """A warning that names the evidence which an addition rests on."""
        clauses = pair.rewrite.clauses
        for number, passage in enumerate(pair.evidence, 1):
            rest = frozenset(
                key
                for key in set(clauses.keys)
                if passage.says(key) and not said(key, (pair.original, pair.request))
            )
            runs = weigh(pair.rewrite, pair.original, rest, light=pair.original.mostly_code)
            if self._counts(pair, runs):
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
