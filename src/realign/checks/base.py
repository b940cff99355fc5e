"""The seam to faithfulness checks: did the rewrite keep what must be kept?

A check is pure: it sees two texts and what may support an addition, and calls no model.
`Text` does the work that several checks share (words, numbers, code) once, when first asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from realign.checks.lexicon import STOP, heads, links_in, plain_words, stem, without_links
from realign.criteria.requirements import Requirement
from realign.samples import Finding
from realign.text import (
    Block,
    Item,
    Number,
    find_code,
    list_items,
    numbers_in,
    scan_numbers,
    split_sentences,
    words_of,
)


@dataclass(frozen=True)
class Text:
    """One side of a comparison. Not slotted: the cached views live in its `__dict__`."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words, punctuation dropped, case kept."""
        return tuple(words_of(self.text))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences and list items of the prose."""
        return tuple(split_sentences(self.prose))

    @cached_property
    def code(self) -> tuple[Block, ...]:
        """Code, fenced or not, in order."""
        return tuple(find_code(self.text))

    @cached_property
    def prose(self) -> str:
        """The text without its code."""
        rest, at = [], 0
        if not self.code:
            return self.text
        for block in self.code:
            rest.append(self.text[at : block.start])
            at = block.end
        return "\n".join([*rest, self.text[at:]])

    @cached_property
    def scanned(self) -> tuple[Number, ...]:
        """Numbers with their places in `text`."""
        return tuple(scan_numbers(self.text))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Numbers in canonical form, in order: 1,000 and one thousand are both "1000"."""
        return tuple(number.value for number in self.scanned)

    @cached_property
    def prose_numbers(self) -> tuple[str, ...]:
        """As `numbers`, without those in code."""
        return tuple(numbers_in(self.prose)) if self.code else self.numbers

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """List items, in order."""
        return tuple(list_items(self.text))

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Folded words of the prose, contractions opened, addresses and numbers left out."""
        return tuple(plain_words(without_links(self.prose)))

    @cached_property
    def stems(self) -> dict[str, str]:
        """Content words of the prose: stem -> the word as it first stands there, folded."""
        found: dict[str, str] = {}
        for word in self.plain:
            if word not in STOP:
                found.setdefault(stem(word), word)
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Stems of everything, code included: what a statement elsewhere may rest on."""
        words = plain_words(self.text) if self.code or self.links else self.plain
        return frozenset(map(stem, words))

    @cached_property
    def families(self) -> frozenset[str]:
        """The vocabulary, and what its stems begin with: productiv is of the family of product."""
        return self.vocabulary | {head for key in self.vocabulary for head in heads(key)}

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Web and e-mail addresses, hash tags and handles."""
        return tuple(links_in(self.text))

    @cached_property
    def stem_counts(self) -> Counter[str]:
        """How often each content word's stem comes in the prose."""
        return Counter(stem(word) for word in self.plain if word not in STOP)

    def says(self, key: str) -> bool:
        """True where a word of the stem's family stands anywhere in the text."""
        return key in self.families or any(head in self.vocabulary for head in heads(key))


@dataclass(frozen=True)
class Pair:
    """An original and its rewrite, and what else a new statement may rest on. `agreed` are the
    values against the original that two sources say."""

    original: Text
    rewrite: Text
    request: Text = field(default_factory=lambda: Text(""))
    evidence: tuple[Text, ...] = ()
    task: str = ""
    requirements: tuple[Requirement, ...] = ()
    agreed: tuple[str, ...] = ()


class Check(Protocol):
    """One test. `name` is what findings, plans and criteria call it."""

    name: str

    def __call__(self, pair: Pair, /) -> Finding | None:
        """What it found, or None."""
        ...
