"""German verbs and light words: a step is told to you (du füllst), as an order (fülle) or as a
plain infinitive (füllen), with or without the words that join it to the one before.

Limits: verbs in the present; a verb is known by its endings, and strong ones by a table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from realign.reading.clauses import Clauses
from realign.reading.kept import Kept
from realign.reading.lexicon import parse_table

# Joining words, articles, pronouns and prepositions.
LIGHT = frozenset(
    parse_table(
        """
        joins: zuerst zunächst anfangs erst dann danach daraufhin darauf hierauf anschließend
        joins: schließlich zuletzt zuallererst nun jetzt nachher hinterher abschließend dabei sodann
        joins: erstens zweitens drittens und sowie auch
        article: der die das den dem des ein eine einen einem einer eines
        person: du ihr sie er es wir man ich dich dir euch ihnen ihn ihm uns sich
        person: dein deine deinen deinem deiner deines ihre ihren ihrem ihrer ihres euer eure euren
        preposition: in im ins an am ans auf zu zum zur von vom bei beim mit aus durch für um
        """
    )
)
_SET = frozenset({("zum", "schluss"), ("zum", "abschluss"), ("am", "ende"), ("am", "anfang")})
_PREFIX_LIST = (
    "ab an auf aus bei ein fort her hin los mit nach vor weg weiter zu zurück zusammen um"
)
_PREFIXES = tuple(_PREFIX_LIST.split())
_ENDINGS = ("est", "en", "et", "st", "e", "n", "t")
_LEAST = 3  # letters of a stem
# The stem that a strong verb has with du and er, and in an order.
_STRONG = parse_table(
    """
    back: bäck
    blas: bläs
    brat: brät
    brech: brich
    ess: iss
    fahr: fähr
    fall: fäll
    fang: fäng
    geb: gib
    grab: gräb
    halt: hält
    helf: hilf
    lad: läd
    lass: läss
    lauf: läuf
    les: lies
    mess: miss
    nehm: nimm
    rat: rät
    schlaf: schläf
    schlag: schläg
    seh: sieh
    sprech: sprich
    stech: stich
    stoss: stöss
    trag: träg
    treff: triff
    tret: tritt
    vergess: vergiss
    wachs: wächs
    wasch: wäsch
    werf: wirf
    """
)


def _find_stems(word: str) -> frozenset[str]:
    word = word.replace("ß", "ss")
    found = {word}
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            found.add(word[: -len(ending)])
    found |= {_STRONG[base] for base in found if base in _STRONG}
    found |= {base[:-2] + base[-1] for base in found if base.endswith(("el", "er"))}  # sammle
    return frozenset(base for base in found if len(base) >= _LEAST)


# What a word's stem may be as a verb: forms of one verb have one in common (gießt, gieße: giess).
stems = Kept(_find_stems, 20_000).__getitem__


def is_light(clauses: Clauses, place: int) -> bool:
    """True for a word that only joins, points or stands before a noun: dann, zum Schluss."""
    word = clauses.words[place]
    return word in LIGHT or (place > 0 and (clauses.words[place - 1], word) in _SET)


def retold(wanted: Collection[str], here: Clauses, there: Clauses, text: str) -> set[str]:
    """Those of the wanted stems that only join, or that the other side has as another form of the
    verb, its prefix before it or apart. `text` is the one of `here`."""
    own, other = set(here.words), set(there.words)
    plain = set(chain.from_iterable(map(stems, other)))
    parted = [(prefix, stems(rest)) for word in other for prefix, rest in _parted(word)]

    def has(word: str) -> bool:
        mine = stems(word)
        if not mine.isdisjoint(plain):
            return True
        if any(prefix in own and not mine.isdisjoint(rest) for prefix, rest in parted):
            return True
        return any(
            prefix in other and not plain.isdisjoint(stems(rest)) for prefix, rest in _parted(word)
        )

    left: set[str] = set()
    for place, key in enumerate(here.keys):
        if key in wanted and key not in left and not is_light(here, place):
            opens = place == 0 or here.sentence[place - 1] != here.sentence[place]
            noun = not opens and text[here.starts[place]].isupper()
            if noun or not has(here.words[place]):
                left.add(key)
    return set(wanted) - left


def _parted(word: str) -> Iterator[tuple[str, str]]:
    """A separable prefix and the verb behind it."""
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > _LEAST:
            yield prefix, rest.removeprefix("zu") if len(rest) > _LEAST + 2 else rest
