"""Labels and what stands behind them: each with its own text, in lists and tables."""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.units import Unit
from realign.samples import Finding, Span

_MOST = 60
_MATCH = 0.7


class Labels:
    """Rejects a list item or table row whose label belongs to another text.

    "Label: text" and a row's first cell are held against the original: its text must stand in one
    unit there that also has the label, or else the label must be new or stand nowhere as one.
    Limits: needs words of content on both sides; cells of numbers only are the numbers' to see;
    a label that stands in two places of the original is not judged.
    """

    name = "labels"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (rewrite.items or "|" in rewrite.text):
            return None
        labelled = [
            unit for unit in rewrite.units if unit.kind != "sentence" and unit.label and unit.body
        ]
        if not labelled or len(labelled) > _MOST or len(original.units) > 3 * _MOST:
            return None
        for unit in labelled:
            homes = [home for home in original.units if unit.label <= home.keys]
            best = _home(unit, original.units)
            if len(homes) != 1 or best is None or best in homes:
                continue
            if not unit.label & best.keys and _is_anothers(homes[0], best):
                spans = (
                    Span("original", best.start, best.end),
                    Span("rewrite", unit.start, unit.end),
                )
                return Finding(
                    self.name,
                    "a label stands before another one's text",
                    expected=original.text[best.start : best.end][:120],
                    found=rewrite.text[unit.start : unit.end][:120],
                    spans=spans,
                )
        return None


def _home(unit: Unit, units: tuple[Unit, ...]) -> Unit | None:
    shares = [len(unit.body & home.keys) / len(unit.body) for home in units]
    best = max(shares, default=0.0)
    if best < _MATCH or sum(share > best - 0.2 for share in shares) > 1:
        return None
    return units[shares.index(best)]


def _is_anothers(label: Unit, text: Unit) -> bool:
    """True where both are items, or both rows, each with a label and a text of its own.

    A text is rightly labelled from a sentence or heading before it.
    """
    return label.kind == text.kind != "sentence" and bool(label.label) and bool(label.body)
