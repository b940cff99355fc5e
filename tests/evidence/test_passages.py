"""Documents are cut where a person would cut them, and nothing of them is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from realign.evidence.passages import MOST_WORDS, WHOLE_WORDS, clean, count_words, split_passages


def sentences(count: int, words: int = 12) -> str:
    return " ".join(f"S{number} " + "word " * (words - 2) + "end." for number in range(count))


def test_a_short_document_stays_whole_with_its_lines():
    text = "A first line.\n\n- one\n- two"
    assert split_passages(text) == [text]


def test_a_blank_document_has_no_passage():
    assert split_passages(" \n\t \r\n") == []


def test_a_long_paragraph_is_cut_between_sentences():
    passages = split_passages(sentences(60))
    assert len(passages) > 4
    assert all(re.match(r"S\d+ ", passage) and passage.endswith("end.") for passage in passages)
    assert all(count_words(passage) <= WHOLE_WORDS for passage in passages)


def test_paragraphs_are_kept_together_where_they_fit():
    passages = split_passages("\n\n".join(sentences(9) for _ in range(4)))
    assert len(passages) == 4


def test_a_scrap_at_the_end_joins_the_passage_before_it():
    assert not split_passages(sentences(20) + "\n\nA few words.")[-1].startswith("A few")


def test_a_sentence_without_end_is_cut_between_words():
    passages = split_passages("word " * 1000)
    assert len(passages) >= 6
    assert all(count_words(passage) <= MOST_WORDS for passage in passages)


def test_a_word_without_end_is_cut_too():
    assert all(len(passage) <= MOST_WORDS * 20 for passage in split_passages("x" * 50_000))


def test_writing_without_spaces_is_cut_at_its_full_stops():
    passages = split_passages("今天的天气非常好我们去公园散步吧。" * 60)
    assert len(passages) > 3
    assert all(passage.endswith("。") for passage in passages)


def test_cleaning_drops_control_characters_and_lone_surrogates():
    assert clean("a\x00b\ud800c\r\nd\u00a0 e\n\n\n\nf") == "abc\nd e\n\nf"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=3000).map(lambda t: t * 3))
def test_no_character_is_lost(text):
    """All that is not blank comes back, in order."""
    kept = "".join("".join(split_passages(text)).split())
    assert kept == "".join(clean(text).split())
