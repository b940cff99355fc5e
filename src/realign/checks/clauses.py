"""A text as the checks of meaning see it: its words with their places, cut into clauses.

Words of code and addresses are left out. Everything takes time in proportion to the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from realign.checks.clause_lines import Line, depth_of, lines_of
from realign.checks.lexicon import parse_table
from realign.text import Block

_COMMON = parse_table(
    """
    de: der die das und ist nicht ein eine einen einem einer den dem des mit zu von auf für sich
    de: auch es wird sind oder werden kann bei durch wie im am zum zur aus nach sie er ich wir als
    en: the of and to a in is that for it with as was on are be by or from an at this have can
    en: your you i he she they his her will not has its which
    """
)


@dataclass(slots=True)
class Clauses:
    """The words of a text, in lists side by side.

    `words` are folded, `keys` their stems, `starts` and `ends` their places in the text; `clause`
    and `sentence` number the clause and the sentence (or list item, or table row) that a word
    stands in; `content` says whether it carries content of its own, `label` whether it stands in a
    heading, a label, a table's head or an intro, `named` whether it is written as a name: with a
    capital or a digit in it, and not at the start of a sentence.
    """

    words: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    content: list[bool] = field(default_factory=list)
    label: list[bool] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def sentences(self) -> list[range]:
        """The places of the words of each sentence."""
        found, start = [], 0
        for _number, places in groupby(self.sentence):
            end = start + len(list(places))
            found.append(range(start, end))
            start = end
        return found


def clauses_of(text: str, code: Iterable[Block] = (), links: Iterable[str] = ()) -> Clauses:
    """Cuts a text. `code` and `links` are what to leave out."""
    found = Clauses()
    gap, clause, sentence = "", 0, 0
    for at, line in lines_of(_masked(text, code, links)):
        gap += line.head
        if line.opening >= 0:
            depth = depth_of(gap)
            if depth < 0:
                depth = 0 if line.lower else 2
            clause += min(depth, 1)
            sentence += depth // 2
            _add(found, line, (at, clause, sentence), joined=not depth)
            clause += line.steps[0]
            sentence += line.steps[1]
            gap = line.tail
        gap += "\n"
    return found


def _add(found: Clauses, line: Line, base: tuple[int, int, int], *, joined: bool) -> None:
    """Puts a line behind the others. `joined` says that its first word goes on in their clause."""
    at, clause, sentence = base
    place = len(found.words)
    found.words += line.words
    found.keys += line.keys
    found.content += line.content
    found.label += line.label
    found.named += line.named
    found.starts += [at + start for start in line.starts]
    found.ends += [at + end for end in line.ends]
    found.clause += [clause + number for number in line.clause]
    found.sentence += [sentence + number for number in line.sentence]
    if not place:  # a text's first word is no name for its capital
        count, named = line.lead
        found.named[:count] = [named] * count
    elif joined and line.capital:
        found.named[place : place + line.opening] = [True] * line.opening


def _masked(text: str, code: Iterable[Block], links: Iterable[str]) -> str:
    for block in code:
        text = text[: block.start] + _blank(text[block.start : block.end]) + text[block.end :]
    for link in links:
        text = text.replace(link, " " * len(link))
    return text


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def language_of(words: Sequence[str]) -> str:
    """en or de, by function words; "" for another language, and where there are none to tell by.

    A short text in Latin letters passes for English.
    """
    sample = words[:400]
    if not sample:
        return ""
    counts = Counter(_COMMON[word] for word in sample if word in _COMMON)
    english, german = counts["en"], counts["de"]
    if german > english and german * 10 >= len(sample):
        return "de"
    if english * 12 >= len(sample) or (len(sample) < 12 and "".join(sample).isascii()):
        return "en"
    return ""
