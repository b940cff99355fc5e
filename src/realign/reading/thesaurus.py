"""What words mean nearly the same, and which are opposites: WordNet, cut down, by stems.

`training/wordnet.py` makes the table; its licence lies beside it in `wordnet/`. A second table, of
words that an editor puts for one another, was written for this project (`training/substitutes.py`).
They are read when first asked, in a fraction of a second. English only. Limits: plain single words
in their commonest senses; a synonym in one sense passes for one in every sense.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from realign.reading.lexicon import plainer

_TABLE = Path(__file__).parent / "wordnet" / "words.txt.gz"
_SUBSTITUTES = Path(__file__).parent / "wordnet" / "substitutes.txt.gz"
_NONE: frozenset[str] = frozenset()
_PLURALS = {"men": "man", "women": "woman", "children": "child", "wives": "wife"}


@dataclass(frozen=True, slots=True)
class _Table:
    """Groups of stems that mean the same, for each stem its groups, and pairs of stems."""

    groups: list[frozenset[str]]
    homes: dict[str, list[int]]
    near: dict[int, list[int]]
    opposites: dict[str, set[str]]
    relatives: dict[str, set[str]]
    not_nouns: frozenset[str]
    adverbs: frozenset[str]
    persons: frozenset[str]
    bodies: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    parts = gzip.decompress(_TABLE.read_bytes()).decode().split("\n\n")
    homes: dict[str, list[int]] = defaultdict(list)
    near: dict[int, list[int]] = defaultdict(list)
    groups = []
    for number, line in enumerate(parts[0].splitlines()):
        keys = set()
        for field in line.split():
            if field[0].isdigit():
                near[number].append(number - int(field))
                near[number - int(field)].append(number)
            else:
                keys.add(field)
        groups.append(frozenset(keys))
        for key in keys:
            homes[key].append(number)
    lists = [frozenset(part.split()) for part in parts[3:7]]
    return _Table(groups, homes, near, _pairs(parts[1]), _pairs(parts[2]), *lists)


@lru_cache(maxsize=1)
def _substitutes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in gzip.decompress(_SUBSTITUTES.read_bytes()).decode().splitlines():
        key, *others = line.split()
        for other in others:
            found[key].add(other)
            found[other].add(key)
    return found


def _pairs(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        one, _, other = line.partition(" ")
        found[one].add(other)
        found[other].add(one)
    return found


@lru_cache(maxsize=20_000)
def synonyms(key: str) -> frozenset[str]:
    """Stems that mean the same as this one, or belong to it as another part of speech.

    Its opposites are never among them.
    """
    table = _table()
    found = set(table.relatives.get(key, ()))
    for home in table.homes.get(key, ()):
        found |= table.groups[home]
    return frozenset(found - opposites(key) - {key})


@lru_cache(maxsize=20_000)
def neighbours(key: str) -> frozenset[str]:
    """As `synonyms`, and the wider and narrower verbs, the adjectives of the same cluster, and what
    an editor puts for it."""
    return _near(key) or _near(plainer(key)) - {key}


def _near(key: str) -> frozenset[str]:
    table = _table()
    found = synonyms(key) | _substitutes().get(key, _NONE)
    for home in table.homes.get(key, ()):
        for other in table.near.get(home, ()):
            found |= table.groups[other]
    return frozenset(found - opposites(key) - {key})


@lru_cache(maxsize=20_000)
def opposites(key: str) -> frozenset[str]:
    """Stems that mean the opposite."""
    return frozenset(_table().opposites.get(key, _NONE))


def same_ending(key: str) -> frozenset[str]:
    """The stem of the noun in -cy for one in -t, and the other way: accuracy, accurate."""
    turned = {"c": "t", "t": "c"}.get(key[-1:], "")
    return frozenset({key[:-1] + turned}) if turned and len(key) > 5 else _NONE


def is_noun(key: str) -> bool:
    """False for what is mostly a verb, an adjective or an adverb."""
    return key not in _table().not_nouns


def is_adverb(key: str) -> bool:
    """True for what is mostly an adverb: already, upwards, cleverly."""
    return key in _table().adverbs


@lru_cache(maxsize=20_000)
def is_person(word: str) -> bool:
    """True for a word, not a stem, that is a noun for a person: customer, teachers, sister."""
    return not _table().persons.isdisjoint(_singulars(word))


@lru_cache(maxsize=20_000)
def is_group(word: str) -> bool:
    """True for a word, not a stem, that is a noun for a group: team, governments."""
    return not _table().bodies.isdisjoint(_singulars(word))


def _singulars(word: str) -> set[str]:
    """The word, and what it may be the plural of."""
    found = {word, _PLURALS.get(word, word)}
    if word.endswith("s") and not word.endswith("ss"):
        found.add(word[:-1])
        found.update({word[:-3] + "y"} if word.endswith("ies") else ())
        found.update({word[:-2]} if word.endswith("es") else ())
    return found
