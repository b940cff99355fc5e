"""Documents are cut where a person would cut them, and nothing of them is lost."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from realign.evidence.passages import (
    MOST_WORDS,
    OVERLAP_WORDS,
    WHOLE_WORDS,
    clean,
    count_words,
    find_spans,
    split_passages,
)


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


def test_a_passage_that_begins_inside_a_paragraph_repeats_the_sentence_before():
    text = sentences(60)
    spans = find_spans(text)
    for (_, end), (start, _) in pairwise(spans):
        assert 0 < end - start < 100
        assert re.fullmatch(r"S\d+ [^S]*end\.", text[start:end])


def test_a_border_between_paragraphs_is_not_crossed():
    spans = find_spans("\n\n".join(sentences(9) for _ in range(4)))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


SENTENCE = st.lists(st.sampled_from(["word", "Kettle", "of", "lime"]), min_size=1, max_size=40)
PARAGRAPH = st.lists(SENTENCE.map(lambda ws: "The " + " ".join(ws) + "."), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPH, min_size=1, max_size=6))
def test_every_passage_begins_and_ends_with_a_sentence(paragraphs):
    text = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    for start, end in find_spans(text):
        assert text[start:end].startswith("The ")
        assert text[start:end].endswith(".")
        assert count_words(text[start:end]) <= WHOLE_WORDS + OVERLAP_WORDS


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=3000).map(lambda t: t * 3))
def test_nothing_is_lost_and_little_is_repeated(text):
    """All that is not blank stands in a passage; each goes on where the one before it ended."""
    text = clean(text)
    at = 0
    for start, end in find_spans(text):
        assert start < end
        assert at < end
        assert not text[at : max(start, at)].strip()
        assert count_words(text[min(start, at) : at]) <= OVERLAP_WORDS
        at = end
    assert not text[at:].strip()
