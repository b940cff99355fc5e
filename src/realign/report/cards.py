"""What the reports share: texts cut to be shown, findings in place, and a fair draw of samples."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from realign.report.diffs import Diff, Mark, Piece, compare, marked, moved, shown

_MOST_FINDINGS = 12

Item = TypeVar("Item")
Findings = Sequence[Mapping[str, Any]]


class Text(NamedTuple):
    """A text as shown; `cut` characters of it are not."""

    text: str
    cut: int = 0


@dataclass
class Draw(Generic[Item]):
    """A fair draw of a few items from a stream, each as likely as any other, repeatable."""

    size: int
    rng: random.Random
    seen: int = 0
    items: list[Item] = field(default_factory=list)

    def offer(self, make: Callable[[], Item]) -> None:
        """One more; it is made only when it is drawn, its texts cut, so memory is bounded."""
        self.seen += 1
        if len(self.items) < self.size:
            self.items.append(make())
            return
        place = self.rng.randrange(self.seen)
        if place < self.size:
            self.items[place] = make()


def sides(original: str, rewrite: str, findings: Findings) -> tuple[Text, Text, Diff]:
    """Both texts as shown, and what differs, with the findings' places marked."""
    before, after = Text(*shown(original)), Text(*shown(rewrite))
    diff = compare(before.text, after.text)
    return (
        before,
        after,
        Diff(
            marked(diff.before, _marks(original, findings, "original")),
            marked(diff.after, _marks(rewrite, findings, "rewrite")),
        ),
    )


def in_place(text: str, findings: Findings, side: str, longest: int) -> tuple[Text, list[Piece]]:
    """One text as shown, the findings' places in it marked."""
    cut = Text(*shown(text, longest))
    return cut, list(marked([Piece("same", cut.text)], _marks(text, findings, side)))


def _marks(text: str, findings: Findings, side: str) -> Iterable[Mark]:
    """The findings' spans on a side. Rows of older runs have none."""
    place = moved(text)
    for finding in findings[:_MOST_FINDINGS]:
        note = shown(f"{finding['check']}: {finding['message']}", 300)[0]
        for span in finding.get("spans") or ():
            if span["side"] == side:
                yield Mark(place(span["start"]), place(span["end"]), finding["severity"], note)


def measured(scores: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Each judge's name and what it measured, fit to be shown."""
    return tuple(
        (shown(str(score["judge"]), 80)[0], shown(str(score["said"]), 300)[0]) for score in scores
    )


def told(findings: Findings) -> tuple[Mapping[str, str], ...]:
    """The findings' texts, fit to be shown."""
    return tuple(
        {key: shown(str(value), 300)[0] for key, value in finding.items() if key != "spans"}
        for finding in findings[:_MOST_FINDINGS]
    )
