"""The seam to faithfulness checks: did the rewrite keep what must be kept?

A check is pure: it sees two texts and what may support an addition, and calls no model.
`Text` does the work that several checks share (words, numbers, code) once, when first asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Protocol

from realign.checks.text import Text
from realign.criteria.requirements import Requirement
from realign.reading.align import Change, Match, align, changes
from realign.reading.copies import Swap, swaps
from realign.reading.german import retold
from realign.reading.lexicon import plainer
from realign.reading.nearby import Nearby
from realign.reading.rarity import weight
from realign.reading.thesaurus import neighbours, same_ending
from realign.samples import Finding

_SHORT = 30.0  # words of full weight: in a text with less, one other word says little of the rest


@dataclass(frozen=True)
class Pair:
    """An original and its rewrite, and what else a new statement may rest on.

    `agreed` are the values against the original that two sources of evidence say.
    Not slotted: what several checks share is found once.
    """

    original: Text
    rewrite: Text
    request: Text = field(default_factory=lambda: Text(""))
    evidence: tuple[Text, ...] = ()
    task: str = ""
    requirements: tuple[Requirement, ...] = ()
    agreed: tuple[str, ...] = ()

    @cached_property
    def support(self) -> tuple[Text, ...]:
        """What a new statement may rest on."""
        return (self.original, self.request, *self.evidence)

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """For each sentence of the rewrite its best counterpart in the original, if any."""
        return tuple(align(self.original.clauses, self.rewrite.clauses))

    @cached_property
    def _changed(self) -> dict[Match, list[Change]]:
        return {}

    def changes(self, match: Match) -> list[Change]:
        """Where the two sentences of a match differ; see `align.changes`."""
        found = self._changed.get(match)
        if found is None:
            found = changes(self.original.clauses, self.rewrite.clauses, match)
            self._changed[match] = found
        return found

    @cached_property
    def swaps(self) -> list[Swap]:
        """Signs in the place of others, where the rewrite is nearly a copy; see `copies`."""
        return swaps(self.original.text, self.rewrite.text)

    @cached_property
    def kept_near(self) -> Nearby:
        """For each sentence of the original what the rewrite tells of it near its counterpart."""
        return Nearby(self.original.clauses, self.rewrite.clauses, self.rewrite.holders)

    @cached_property
    def known_near(self) -> Nearby:
        """The same for each sentence of the rewrite, beside the original."""
        return Nearby(self.rewrite.clauses, self.original.clauses, self.original.holders)

    @cached_property
    def gone(self) -> frozenset[str]:
        """Stems of the original's content that the rewrite does not say.

        A synonym tells one only where it came: one that the original has beside it tells itself.
        """
        return _untold(self.original, (self.rewrite,), _came(self.original, self.rewrite))

    @cached_property
    def new(self) -> frozenset[str]:
        """Stems of the rewrite's content that nothing supports."""
        forms = frozenset().union(*(text.plainer for text in self.support))
        return _untold(self.rewrite, self.support, forms)

    @cached_property
    def freedom(self) -> tuple[float, float]:
        """How free the rewrite is: the shares of the original that are gone, and new in it, 0..1.

        By weight of the words; words that are told in synonyms don't count.
        """
        return _share(self.original, self.gone), _share(self.rewrite, self.new)


def _share(text: Text, wanted: frozenset[str]) -> float:
    whole = part = 0.0
    for key in compress(text.clauses.keys, text.clauses.content):
        value = weight(key)
        whole += value
        part += value if key in wanted else 0.0
    return part / max(whole, _SHORT)


def _came(before: Text, after: Text) -> frozenset[str]:
    """Forms of the stems that one text has and the other has not, or says less often."""
    more = after.clauses.content_counts() - before.clauses.content_counts()
    return (after.plainer - before.plainer).union(more, map(plainer, more))


def _untold(text: Text, others: tuple[Text, ...], forms: frozenset[str]) -> frozenset[str]:
    """Stems of a text's content that the others do not say, and of which no synonym, nor a near
    verb or adjective, is among `forms`."""
    content = set(compress(text.clauses.keys, text.clauses.content))
    content.difference_update(*(other.vocabulary for other in others))
    if content and "de" in {text.language, others[0].language}:
        for other in others:
            content -= retold(content, text.clauses, other.clauses, text.text)
    return frozenset(
        key
        for key in content
        if not said(key, others) and forms.isdisjoint(neighbours(key) | same_ending(key))
    )


def said(key: str, texts: tuple[Text, ...]) -> bool:
    """True where one of the texts says a word of the stem's family."""
    return any(text.says(key) for text in texts)


class Check(Protocol):
    """One test. `name` is what findings, plans and criteria call it."""

    name: str

    def __call__(self, pair: Pair, /) -> Finding | None:
        """What it found, or None."""
        ...
