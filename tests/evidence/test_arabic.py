"""Arabic words are found in other forms."""

from __future__ import annotations

import json

import pytest

from realign.evidence.arabic import stemmed
from realign.evidence.corpus import LocalCorpus, build


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("المدرسة", "مدرسة"),  # the school, a school
        ("والمدرسة", "للمدرسة"),  # and the school, for the school
        ("مُدَرِّس", "مدرس"),  # with and without vowels
        ("أحمد", "احمد"),
        ("معلمون", "معلمين"),
    ],
)
def test_forms_of_a_word_are_one(written, other):
    assert stemmed(written) == stemmed(other)


def test_short_words_and_other_scripts_stay():
    assert stemmed("ال") == "ال"
    assert stemmed("Köln 长城 3.5") == "Köln 长城 3.5"


def test_a_question_finds_its_passage_by_another_form(tmp_path):
    pytest.importorskip("tantivy")
    rows = [{"text": "بُنيت المدارسُ في القاهرة."}, {"text": "يعيش الناس في لندن."}]
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build([source], tmp_path / "c")
    (found, *_) = LocalCorpus(tmp_path / "c").hits("مدارس قاهرة", 1)
    assert found.passage.text == rows[0]["text"]
