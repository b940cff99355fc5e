"""Synonyms, opposites and spellings, and what the checks of gone and new words make of them."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text
from realign.checks.weighing import stretches, worth
from realign.reading.clauses import clauses_of
from realign.reading.lexicon import stem
from realign.reading.phrases import phrased
from realign.reading.rarity import weight
from realign.reading.spelling import mended
from realign.reading.thesaurus import is_adverb, is_noun, neighbours, opposites, synonyms

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}
FREE = (
    "The huge lake was unfamiliar, and after a long journey they finally encountered the monarch."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [("huge", "enormous"), ("encountered", "met"), ("buy", "purchase"), ("begin", "start")],
)
def test_synonyms_both_ways(one: str, other: str):
    """What means the same is found from either side, in any form."""
    assert stem(other) in synonyms(stem(one))
    assert stem(one) in synonyms(stem(other))


@pytest.mark.parametrize(
    ("one", "other"), [("hot", "cold"), ("safe", "dangerous"), ("accurate", "inaccurate")]
)
def test_opposites_are_no_neighbours(one: str, other: str):
    """Opposites share a cluster in WordNet, and must not pass for each other."""
    assert stem(other) in opposites(stem(one))
    assert stem(other) not in neighbours(stem(one))


def test_unknown_words_have_nothing():
    """A word that the table lacks has no synonyms, and passes for a noun."""
    assert not synonyms("qwertz")
    assert not neighbours("qwertz")
    assert is_noun("qwertz")
    assert not is_adverb("qwertz")


@pytest.mark.parametrize(
    ("here", "there", "word"),
    [
        ("It moved onboard.", "It moved on board.", "onboard"),
        ("It moved on board.", "It moved onboard.", "board"),
        ("A sci fi film.", "A science fiction film.", "sci"),
        ("A bizzare style.", "A bizarre style.", "bizzare"),
        ("It is unnecessary.", "It is not necessary.", "unnecessary"),
        ("Made by artificial intelligence.", "Made by AI.", ""),
    ],
)
def test_spellings(here: str, there: str, word: str):
    """One word in two spellings is the same word."""
    one, other = clauses_of(here), clauses_of(there)
    found = mended(set(one.keys) - set(other.keys), one, other)
    assert (stem(word) in found) == bool(word)


def test_numbers_and_limits_weigh_nothing():
    """Other checks compare them."""
    assert not worth("sixty", stem("sixty"))
    assert not worth("quot", stem("quot"))
    assert not worth("only", stem("only"))
    assert worth("aquarium", stem("aquarium")) > worth("already", stem("already"))


@pytest.mark.parametrize("name", ["dropped", "added", "replaced"])
def test_a_paraphrase_passes(name: str):
    """Words that became synonyms are neither gone, new nor replaced."""
    told = FREE.replace("huge", "enormous").replace("encountered", "met")
    assert BY_NAME[name](Pair(Text(FREE), Text(told))) is None


@pytest.mark.parametrize(
    ("name", "original", "rewrite"),
    [
        ("dropped", "They sell tea, cocoa, and milk.", "They sell tea and milk."),
        ("added", "They sell tea and milk.", "They sell tea, cocoa, and milk."),
        ("added", "A beautiful, sunny bay.", "A beautiful, sunny bay full of jellyfish."),
    ],
)
def test_one_thing_of_a_list_counts(name: str, original: str, rewrite: str):
    """One item that is lost or invented is enough where all else is kept."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is not None


def test_a_listed_thing_is_heavier():
    """What stands between commas is told for its own sake."""
    pair = Pair(Text("They sell tea, cocoa, and milk."), Text("They sell tea and milk."))
    other = Pair(Text("They sell cocoa."), Text("They sell it."))
    assert stretches(pair, "original")[0].weight > stretches(other, "original")[0].weight


def test_the_licence_stands_beside_the_table():
    """WordNet asks for its notice on all copies."""
    from realign.reading import thesaurus

    notice = (thesaurus._TABLE.parent / "LICENSE").read_text("utf-8")
    assert "Princeton University" in notice
    assert "Permission to use, copy, modify and distribute" in notice


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("receive", "receiving"),
        ("family", "families"),
        ("order", "ordered"),
        ("reveal", "revealed"),
        ("arise", "arose"),
        ("business", "businesses"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str):
    """What the stemmer takes for an ending of its own must not part a word's forms."""
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mary escaped the house.", "Mary got out of the house."),
        (
            "The site left out the qualifier by mistake.",
            "The site omitted the qualifier by mistake.",
        ),
        ("This largely depends on the servers.", "To a large extent this depends on the servers."),
        ("They meet annually in the old barn.", "Every year they meet in the old barn."),
    ],
)
def test_phrases_stand_for_words(before: str, after: str):
    """A word said by a phrase is neither gone nor new."""
    for one, other in ((before, after), (after, before)):
        pair = Pair(Text(one), Text(other))
        assert BY_NAME["dropped"](pair) is None
        assert BY_NAME["added"](pair) is None


def test_parts_of_a_phrase_far_apart_tell_nothing():
    """The parts stand near each other, in order."""
    here = clauses_of("The old dog escaped the garden.")
    key = stem("escaped")
    assert phrased({key}, here, clauses_of("The old dog got quickly out of the garden."))
    assert not phrased({key}, here, clauses_of("The dog got the paper that lies out there."))
    assert not phrased({key}, here, clauses_of("Out of the garden the dog got the paper."))


def test_a_stem_of_a_stem_is_known():
    """ "Gathered" leaves gather, where the table has gath."""
    assert weight(stem("delivered")) == weight(stem("deliver")) < 1
    assert stem("collect") in neighbours(stem("gathered"))
    pair = Pair(Text("They collected mushrooms."), Text("They gathered mushrooms."))
    assert BY_NAME["added"](pair) is None
