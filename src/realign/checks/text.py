"""One side of a comparison, read once for all checks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, filterfalse
from operator import not_

from realign.reading.arithmetic import Equation, equations
from realign.reading.clauses import Clauses, clauses_of, holders, language_of
from realign.reading.formula_text import Formula, formula_key, formulas_in
from realign.reading.lexicon import (
    STOP,
    fold,
    heads,
    links_in,
    open_words,
    plain_words,
    plainer,
    stem,
    without_links,
)
from realign.reading.markers import Marker, markers_in, unticked
from realign.reading.numerals import Ordinal, ordinals_in
from realign.reading.operations import Operation, operations
from realign.reading.quantities import Quantity, quantities
from realign.reading.text import (
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
from realign.reading.units import Unit, units_of

_SIGNS = (("%", stem("percent")), ("$", stem("dollar")), ("€", stem("euro")), ("£", stem("pound")))
_NAME = re.compile(
    r"([A-Z](?:(?<=[^.!?:;\s*#|>\-–—•\"“(←-⯿️🀀-🫿][ \t][A-Z])"
    r"|(?<=\b[DM][rs]\. [A-Z])|(?<=\bMrs\. [A-Z]))(?:[\w'’.-]*[A-Z0-9][\w'’-]*|[\w'’-]+))"
)
# Other words with an apostrophe `plain` reads in its own way: a hyphen or a digit follows in them.
_CONTRACTED = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z]+)+")


@dataclass(frozen=True)
class Text:
    """One side of a comparison. Not slotted: the cached views live in its `__dict__`."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words, punctuation dropped, case kept."""
        return tuple(words_of(self.text))

    @cached_property
    def lower_words(self) -> tuple[str, ...]:
        """As `words`, in lower case."""
        if self.text.isascii():
            return tuple(words_of(self.text.lower()))
        return tuple(map(str.lower, self.words))

    @cached_property
    def word_set(self) -> frozenset[str]:
        """The words of `lower_words`."""
        return frozenset(self.lower_words)

    @cached_property
    def prose_words(self) -> tuple[str, ...]:
        """As `lower_words`, of the prose."""
        return tuple(map(str.lower, words_of(self.prose))) if self.code else self.lower_words

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
    def quantities(self) -> tuple[Quantity, ...]:
        """As `scanned`, each number with its unit."""
        return tuple(quantities(self.text, self.scanned))

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
        if self._read_alike:
            return tuple(filterfalse(str.isdigit, self.clauses.words))
        if self.text.isascii() and not self.links:
            return tuple(open_words(self.prose_words))
        return tuple(plain_words(without_links(self.prose)))

    @cached_property
    def _read_alike(self) -> bool:
        """True where `plain` is `clauses` without its numbers, which is quicker to have."""
        if not self.text.isascii() or self.links:
            return False
        if "'" not in self.text:
            return True
        return all(_CONTRACTED.fullmatch(word) for word in self.lower_words if "'" in word)

    @cached_property
    def clauses(self) -> Clauses:
        """The words of the prose with their places, cut into clauses."""
        return clauses_of(self.text, self.code, self.links)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Stem -> its places in `clauses`, content words only."""
        found: dict[str, list[int]] = {}
        clauses = self.clauses
        for place, key in enumerate(clauses.counted):
            if key and (clauses.content[place] or clauses.words[place].isdigit()):
                found.setdefault(key, []).append(place)
        return found

    @cached_property
    def once(self) -> dict[str, int]:
        """Of `places` the stems that come once, each with its place."""
        return {key: places[0] for key, places in self.places.items() if len(places) == 1}

    @cached_property
    def commas(self) -> frozenset[int]:
        """Places in `clauses` of the words that a comma stands before, the first word left out."""
        starts, found, at = self.clauses.starts, set(), self.text.find(",")
        while at >= 0:
            found.add(bisect_right(starts, at))
            at = self.text.find(",", at + 1)
        return frozenset(found - {0, len(starts)})

    @cached_property
    def holders(self) -> dict[str, int]:
        """Stem of content, or number -> the sentences that say it, as bits."""
        return holders(self.clauses)

    @cached_property
    def language(self) -> str:
        """en or de by the commonest words; "" for others, and for too few words to tell."""
        return language_of(self.clauses.words)

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """Small words that decide what is claimed, in order; none where the language is unknown."""
        return tuple(unticked(markers_in(self.clauses, self.language), self.clauses, self.text))

    @cached_property
    def worked(self) -> bool:
        """True where calculations are written out."""
        return bool(self.equations) or ("<<" in self.text and "=" in self.text)

    @cached_property
    def mostly_code(self) -> bool:
        """True where code is at least half of it."""
        return 2 * sum(block.end - block.start for block in self.code) >= max(1, len(self.text))

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
        signs = [key for sign, key in _SIGNS if sign in self.text]
        if self._read_alike and not self.code:
            spelled = map(not_, map(str.isdigit, self.clauses.words))
            return frozenset([*compress(self.clauses.keys, spelled), *signs])
        words = plain_words(self.text) if self.code or self.links else self.plain
        return frozenset({*map(stem, set(words)), *signs})

    @cached_property
    def families(self) -> frozenset[str]:
        """The vocabulary, and what its stems begin with: productiv is of the family of product."""
        return self.vocabulary.union(chain.from_iterable(map(heads, self.vocabulary)))

    @cached_property
    def plainer(self) -> frozenset[str]:
        """The vocabulary, and the stems of its stems, as tables of words may have them."""
        return self.vocabulary.union(map(plainer, self.vocabulary))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Web and e-mail addresses, hash tags and handles."""
        return tuple(links_in(self.text))

    @cached_property
    def stem_counts(self) -> Counter[str]:
        """How often each content word's stem comes in the prose."""
        return Counter(map(stem, filterfalse(STOP.__contains__, self.plain)))

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """LaTeX formulas, in order."""
        return tuple(formulas_in(self.text))

    @cached_property
    def formula_text(self) -> str:
        """The whole text in the form in which formulas are compared."""
        return formula_key(self.text)

    @cached_property
    def folded(self) -> str:
        """All words, folded, one blank between and around them: phrases are looked for here."""
        return f" {self.fold_words(self.text)} "

    @staticmethod
    def fold_words(text: str) -> str:
        """Words of a phrase as `folded` has them."""
        return " ".join(words_of(fold(text)))

    @cached_property
    def ordinals(self) -> tuple[Ordinal, ...]:
        """Ordinals with their places in `text`."""
        return tuple(ordinals_in(self.text))

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Calculations of the prose that are written out."""
        return tuple(equations(self.prose)) if "=" in self.text else ()

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The first single operations: 3 + 5, total / n."""
        return tuple(operations(self.text))

    @cached_property
    def names(self) -> tuple[tuple[str, int, int], ...]:
        """Words with a capital letter within a sentence, outside code, with their places."""
        found = [(match[1], *match.span(1)) for match in _NAME.finditer(self.text)]
        if not self.code and not self.formulas:
            return tuple(found)
        hidden = [(block.start, block.end) for block in self.code[:200]]
        hidden += [(formula.start, formula.end) for formula in self.formulas[:200]]
        return tuple(
            name for name in found if not any(start <= name[1] < end for start, end in hidden)
        )

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """List items, table rows and sentences, with their words and places."""
        return units_of(self.text, self.items, self.code, self.clauses)

    def in_code(self, place: int) -> bool:
        """True for a place of the text within a block of code."""
        return any(block.start <= place < block.end for block in self.code)

    def says(self, key: str) -> bool:
        """True where a word of the stem's family stands anywhere in the text."""
        return (
            key in self.vocabulary
            or key in self.families
            or any(head in self.vocabulary for head in heads(key))
        )
