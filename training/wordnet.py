"""Builds the table of synonyms and opposites in `src/realign/reading/wordnet` from WordNet's files.

    python training/wordnet.py DICT [OUT]

DICT is the folder `dict` of WordNet 3.1, with its data.noun, index.sense and so on. Kept are plain
single words in their commonest senses, as stems: build the table again when the stemmer changes.
`realign.reading.thesaurus` says how the table is read.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from realign.reading.lexicon import heads, stem

_OUT = Path(__file__).parent.parent / "src" / "realign" / "reading" / "wordnet" / "words.txt.gz"
_PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_TYPES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}  # as index.sense counts them
_TOPICS = ("18", "14")  # lexicographers' files: persons, groups
_SOCIAL = frozenset({"social_group", "people"})  # what a group must be a kind of: no heap, no row
_SENSES = 4  # a word's rarer senses say more of what it could mean than of what it does
_PLAIN = re.compile(r"[a-z]{2,24}")
_NOTICE = 29  # lines of licence at the start of every data file
_LICENCE_LINE = "  "  # how the lines of the licence begin in every data file

_SMALL = frozenset({"afters"})  # its stem is that of "after"

Place = tuple[str, str]  # part of speech, offset in its file


@dataclass(frozen=True, slots=True)
class Synset:
    """Words of one meaning, and where it points: (sign, place, from-to word numbers)."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, Place, str], ...]
    topic: str = ""  # the number of the lexicographer's file: 18 holds persons


def read_synsets(folder: Path) -> dict[Place, Synset]:
    """All synsets of the four data files."""
    found = {}
    for name, part in _PARTS.items():
        for line in (folder / f"data.{name}").read_text("utf-8").splitlines():
            if not line.startswith(_LICENCE_LINE):
                fields = line.split(" | ")[0].split()
                found[part, fields[0]] = _synset(fields)
    return found


def _synset(fields: list[str]) -> Synset:
    count = int(fields[3], 16)
    words = tuple(re.sub(r"\(.*\)", "", fields[4 + 2 * at]).lower() for at in range(count))
    rest = fields[4 + 2 * count :]
    pointers = []
    for at in range(1, 4 * int(rest[0]) + 1, 4):
        sign, offset, part, numbers = rest[at : at + 4]
        pointers.append((sign, ("a" if part == "s" else part, offset), numbers))
    return Synset(words, tuple(pointers), fields[1])


def read_senses(folder: Path) -> tuple[dict[tuple[str, Place], int], dict[str, Counter[str]]]:
    """(word, place) -> how common the sense is, 1 first; word -> uses by part of speech."""
    rank: dict[tuple[str, Place], int] = {}
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for line in (folder / "index.sense").read_text("utf-8").splitlines():
        key, offset, number, count = line.split()
        word, _, rest = key.partition("%")
        part = _TYPES[rest[0]]
        rank[word, (part, offset)] = int(number)
        uses[word][part] += int(count)
    return rank, uses


def table(folder: Path) -> str:
    """The table's text: groups with links, a blank line, opposites, a blank line, relatives, ..."""
    synsets = read_synsets(folder)
    rank, uses = read_senses(folder)
    kept = {
        place: sorted(
            word
            for word in set(synset.words)
            if _PLAIN.fullmatch(word)
            and rank.get((word, place), 99) <= _SENSES
            and word not in _SMALL
        )
        for place, synset in synsets.items()
    }
    common = {word for word, parts in uses.items() if parts.total() and _PLAIN.fullmatch(word)}
    kept = {place: words for place, words in kept.items() if not common.isdisjoint(words)}
    links = {pair for place in kept for pair in _links(place, synsets[place], kept)}
    linked = {place for pair in links for place in pair}
    groups = sorted(
        (place for place, words in kept.items() if len(words) > 1 or place in linked),
        key=lambda place: (kept[place], place),
    )
    number = {place: at for at, place in enumerate(groups)}
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in links:
        near[max(number[one], number[other])].append(min(number[one], number[other]))
    lines = [
        " ".join([*_stems(kept[place]), *(str(at - other) for other in sorted(near[at]))])
        for at, place in enumerate(groups)
    ]
    opposites = _pairs(synsets, "!", common)
    relatives = [pair for pair in _pairs(synsets, "+\\", common) if _tells(pair)]
    by_stem: dict[str, Counter[str]] = defaultdict(Counter)
    for word in common:
        by_stem[stem(word)] += uses[word]
    others = sorted(key for key, parts in by_stem.items() if not _is_mostly(parts, "n"))
    adverbs = sorted(key for key, parts in by_stem.items() if _is_mostly(parts, "r"))
    named = [" ".join(_nouns_of(topic, synsets, rank, uses)) for topic in _TOPICS]
    parts = [lines, opposites, relatives, [" ".join(others)], [" ".join(adverbs)]]
    parts += [[words] for words in named]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _nouns_of(
    topic: str,
    synsets: dict[Place, Synset],
    rank: dict[tuple[str, Place], int],
    uses: dict[str, Counter[str]],
) -> list[str]:
    """Words, not stems, that are nouns of a topic first of all: customer is no custom."""
    return sorted(
        {
            word
            for place, synset in synsets.items()
            if synset.topic == topic and all(sign != "@i" for sign, _, _ in synset.pointers)
            for word in synset.words
            if _PLAIN.fullmatch(word)
            and rank.get((word, place)) == 1
            and _is_mostly(uses[word], "n")
            and (topic == _TOPICS[0] or _is_social(place, synsets))
        }
    )


def _is_social(place: Place, synsets: dict[Place, Synset]) -> bool:
    """True for a group that acts: a team, a government."""
    synset = synsets[place]
    if not _SOCIAL.isdisjoint(synset.words):
        return True
    return any(_is_social(other, synsets) for sign, other, _ in synset.pointers if sign == "@")


def _links(place: Place, synset: Synset, kept: dict[Place, list[str]]) -> list[tuple[Place, Place]]:
    """Neighbours in meaning: adjectives of one cluster, verbs of one group or a wider verb."""
    wanted = {"a": "&", "v": "$@"}.get(place[0], "")
    return [
        (min(place, other), max(place, other))
        for sign, other, _ in synset.pointers
        if sign in wanted and kept.get(other) and place != other
    ]


def _pairs(synsets: dict[Place, Synset], signs: str, common: set[str]) -> list[str]:
    """Pairs of stems of single words that a pointer joins, as lines; one of the two is common."""
    found = set()
    for synset in synsets.values():
        for sign, place, numbers in synset.pointers:
            if sign in signs and numbers != "0000" and place in synsets:
                one = synset.words[int(numbers[:2], 16) - 1]
                other = synsets[place].words[int(numbers[2:], 16) - 1]
                plain = _PLAIN.fullmatch(one) and _PLAIN.fullmatch(other)
                if plain and not common.isdisjoint((one, other)) and stem(one) != stem(other):
                    found.add(" ".join(sorted((stem(one), stem(other)))))
    return sorted(found)


def _tells(pair: str) -> bool:
    """True where the stems do not show that the two belong together."""
    one, other = pair.split()
    return not {one, other} & {*heads(one), *heads(other)}


def _stems(words: Iterable[str]) -> list[str]:
    """Stems of words and of their forms: encounter and encountered have two."""
    return sorted({stem(form) for word in words for form in _forms(word)})


def _forms(word: str) -> Iterable[str]:
    root = word.removesuffix("e")
    return (word, f"{root}ed", f"{root}ing", f"{word}s") if word.endswith(("er", "or")) else (word,)


def _is_mostly(uses: Counter[str], part: str) -> bool:
    return uses[part] * 2 >= uses.total()


def main(folder: Path, out: Path = _OUT) -> None:
    """Writes the table, the same bytes each time."""
    notice = (folder / "data.noun").read_text("utf-8").splitlines()[:_NOTICE]
    (out.parent / "LICENSE").write_text("".join(f"{line[4:].rstrip()}\n" for line in notice))
    with out.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(table(folder).encode())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
