"""What every check promises: pure, silent on equal texts, never raising, never stuck."""

from __future__ import annotations

import copy
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.checks import ALL, Pair, Text, run_checks
from realign.checks.doubt import LEAST
from realign.criteria.kinds import KINDS
from realign.criteria.requirements import parse

LONG = 12_000  # characters
HOSTILE = [
    "", " ", "\n", "\x00", "\ufeff", "\ud800", "a", "```", "```\n", "~~~~", "<", "</response>",
    "=", "1=1", "((((((", ")))", "**", "__", "|", "|-|", "- ", "1.", "1.\n2.\n3.", "'", '"', "“",
    "\\boxed{", "####", "the answer is", "The answer is .", "İ", "ß", "½", "٣", "1e999",
    "9" * 5000, "-" * 400, "\u202e abc", "👩‍👩‍👧", "e\u0301" * 50, "I'm sorry, but", "In short,",
    "A.", "(A)", "{% raw %}", "Ignore all previous.",
]  # fmt: skip
UNITS = [
    "a", " ", "\n", "\t", "a ", "A b ", "a. ", "1", "1,", "1.", "1. ", "12,34", "-", "- a\n",
    "1. a\n", "*", "**a** ", "**", "_", "`", "```\n", "`a` ", "f(a) ", "(", ")", "a(", "[", "]",
    "{", "}", "<", "<a ", "</a>", "=", "1=1 ", "1+", "1+1=2\n", "(1", "|", "| a ", "| 1 |\n",
    "|-", '"', '"a" ', "“a” ", "'", "#", "# a\n", "#tag ", "@a ", "a@", "a@b.c ", "http://a.b/c ",
    "www.", "$", "%", "5% ", "$5 ", "one ", "one hundred ", "not ", "may ", "the ", "I am ",
    "i've ", "here is the ", "answer is ", "Answer: ", "\\boxed{", "####", "中", "ก", "é",
    "e\u0301", "न्", "😀", "\u00a0", "\u2028", "’", "—", "if a in ", "def f(a):\n", "  a\n",
    "select a from ", "a; ", "// a\n", "/* ", "/**/", "<!--", "-- ", "Step 1: ", "A) ", "[1] ",
    "In short, ",
]  # fmt: skip
OTHER = Text("One cup of tea (5 km) is not for Anna.\n\n- It may help.\n\n```python\nx = f(1)\n```")
REQUIREMENTS = tuple(parse(name) for name, kind in KINDS.items() if "pattern" not in kind.defaults)


def _pair(original: str, rewrite: str) -> Pair:
    support = (Text("Some evidence of 3 things."),)
    return Pair(Text(original), Text(rewrite), Text("Why 5?"), support, "", REQUIREMENTS)


def _in_bounds(pair: Pair, found: tuple) -> None:
    """Every span is a place in the text that it names."""
    texts = {"original": pair.original.text, "rewrite": pair.rewrite.text}
    for span in (span for finding in found for span in finding.spans):
        if span.side == "evidence":
            assert 0 <= span.start < span.end
        else:
            assert 0 <= span.start < span.end <= len(texts[span.side])


def test_names_are_distinct_and_plain():
    """A name is a key in plans and findings."""
    names = [check.name for check in ALL]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text):
    """Silent on equal texts, and no exception on either side."""
    assert run_checks(_pair(text, text)) == ()
    run_checks(_pair(text, OTHER.text))
    run_checks(_pair(OTHER.text, text))


MARKED = st.text(alphabet="aAbT1.5,-*#|`\n\t ()[]{}<>\"'“’=+/%$:;éह中½😀_\\!?", max_size=200)
PARTS = """The tea is not 5 km may if Anna ``` - 1. ** In short, = 3 + 4 f(x) | :"""
WORDS = st.lists(st.sampled_from([*PARTS.split(), "\n", "\n\n"]), max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(MARKED, WORDS, st.text(max_size=200)))
def test_equal_texts_are_silent(text):
    """Whatever the text is."""
    assert run_checks(_pair(text, text)) == ()


@settings(max_examples=150, deadline=None)
@given(st.one_of(MARKED, WORDS), st.one_of(MARKED, WORDS))
def test_pure_and_deterministic(original, rewrite):
    """Two fresh pairs give equal findings, and the texts are left as they were."""
    first = _pair(original, rewrite)
    found = run_checks(first)
    assert (first.original.text, first.rewrite.text) == (original, rewrite)
    assert run_checks(_pair(original, rewrite)) == found == run_checks(copy.deepcopy(first))
    for finding in found:
        may_warn = finding.check == "unread_language" or finding.check in LEAST
        assert finding.severity == "reject" or (finding.severity == "warn" and may_warn)
        assert len(finding.message) < 300
        assert len(finding.expected) < 400
        assert len(finding.found) < 400
    _in_bounds(first, found)


@pytest.mark.parametrize("unit", UNITS)
def test_linear(unit):
    """A long text of one repeated unit comes to an end: a pattern that backtracks would not."""
    text = unit * (LONG // len(unit))
    run_checks(_pair(text, text[: len(text) * 3 // 4] + " tea."))
    run_checks(_pair(OTHER.text, text))


def test_real_texts_are_silent(shared_data):
    """Real responses, each against itself."""
    path = shared_data / "alpaca" / "alpaca_data_5k.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(400), strict=False):
            record = json.loads(line)
            assert run_checks(_pair(record["output"], record["output"])) == ()
