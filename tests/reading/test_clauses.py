"""Cutting a text into clauses, aligning sentences, weighing words, finding markers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.checks.runs import heaviest, runs_of
from realign.checks.text import Text
from realign.reading.align import align, changes, words_at
from realign.reading.clauses import clauses_of, language_of
from realign.reading.lexicon import stem
from realign.reading.markers import compare, markers_in
from realign.reading.rarity import weight


@settings(deadline=None)
@given(st.text(max_size=300))
def test_places_cut_out_words(text: str):
    """All lists are as long, places rise and lie in the text."""
    found = clauses_of(text)
    sizes = {len(getattr(found, name)) for name in found.__slots__}
    assert sizes == {len(found)}
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert [place for sentence in found.sentences() for place in sentence] == [*range(len(found))]


def test_a_lone_contraction_is_a_word():
    """As in a text about contractions; with any other check's work on it."""
    assert clauses_of("The n't of don't.").words == ["the", "not", "of", "do", "not"]
    assert align(clauses_of("It is n't here."), clauses_of("It is n't here."))


def test_sentences_and_clauses():
    """Full stops, list items and rows part sentences; colons part clauses; a wrapped line none."""
    found = clauses_of("Tea: hot. It is\nwrapped here\n- one\n- two\n\n| a | b |\n")
    said = [[found.words[place] for place in sentence] for sentence in found.sentences()]
    assert said == [["tea", "hot"], ["it", "is", "wrapped", "here"], ["one"], ["two"], ["a", "b"]]
    assert found.clause[0] != found.clause[1]


def test_labels_and_names():
    """Headings, bold labels and intros are labels; capitals within a sentence make names."""
    found = clauses_of("## The trip\n\n**Goal:** see Rome\n\nWe need these:\n- a map\n")
    labels = [word for word, label in zip(found.words, found.label, strict=True) if label]
    assert labels == ["the", "trip", "goal", "we", "need", "these"]
    assert [word for word, named in zip(found.words, found.named, strict=True) if named] == ["rome"]


def test_code_and_links_are_left_out():
    """Neither code nor addresses are words."""
    text = Text("Run it:\n\n```python\nsecret = 1\n```\n\nSee https://example.org/path today.")
    assert not {"secret", "example", "path"} & set(text.clauses.words)
    assert "today" in text.clauses.words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The house is old and it is in the town.", "en"),
        ("Das Haus ist alt und es ist in der Stadt.", "de"),
        ("La maison est vieille et elle se trouve dans la ville avec un jardin.", ""),
        ("Fresh bread", "en"),
        ("", ""),
        ("房子很旧", ""),
    ],
)
def test_language(text: str, language: str):
    """English and German are known; what is neither is not taken for one."""
    assert language_of(clauses_of(text).words) == language


def test_alignment_finds_the_counterpart():
    """Each sentence finds the one it was made of, in any order."""
    one = clauses_of("The red hats cost 40. The green scarves were sold in May.")
    two = clauses_of("- Green scarves were sold in June\n- The red hats cost 40")
    found = align(one, two)
    assert [match.before[0] for match in found] == [5, 0]
    (change,) = changes(one, two, found[0])
    assert words_at(one, change.before), words_at(two, change.after) == ("may", "june")


def test_alignment_leaves_out_what_is_new():
    """A sentence of the rewrite's own has no counterpart."""
    assert align(clauses_of("Tea is hot."), clauses_of("Penguins breed in winter.")) == []


def test_weights_grow_with_what_a_word_says():
    """Layout, light, fair, and all the rest."""
    keys = [stem(word) for word in ("answer", "need", "conclude", "penguin")]
    assert [weight(key) for key in keys] == sorted(weight(key) for key in keys)
    assert weight(keys[-1]) == 1.0


def test_runs_end_at_clauses_and_known_words():
    """A stretch is broken by a known word of content and by the end of a clause."""
    found = clauses_of("red big cat sleeps; dog barks")
    wanted = {stem(word) for word in ("red", "big", "sleeps", "dog")}
    runs = runs_of(found, wanted, lambda place: 1.0)
    assert [run.words(found) for run in runs] == ["red big", "sleeps", "dog"]
    assert heaviest(runs, 1)[0].weight == 2.0


def test_markers_and_their_focus():
    """Phrases go before words, and each marker knows what it bears on."""
    found = markers_in(clauses_of("It takes at least 3 days, if it does not only rain."), "en")
    assert [(marker.kind, marker.focus[0]) for marker in found] == [("least", "3"), ("if", "rain")]
    assert markers_in(clauses_of("It is not so."), "") == []


def test_compare_knows_a_negation_said_twice():
    """The same marker of the same words is neither lost nor new."""
    one = markers_in(clauses_of("It is not safe."), "en")
    two = markers_in(clauses_of("It is not safe. It is never safe."), "en")
    assert compare(one, two, {"not"}) == []
    (change,) = compare(one, [], {"not"})
    assert change.lost
