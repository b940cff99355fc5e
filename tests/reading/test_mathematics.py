"""Final answers compared as mathematics, with math-verify and without it."""

from __future__ import annotations

import importlib.util

import pytest

from realign.checks import Pair, Text
from realign.checks.answer import Answer
from realign.reading import mathematics as maths

SAME = [
    ("1,000", "1000"),
    ("\\frac{1}{2}", "1/2"),
    ("0.5", "\\dfrac12"),
    ("50\\%", "0.5"),
    ("-3", "−3"),
    ("$\\left( 2, 3 \\right)$", "(2,3)"),
    ("x^{2}", "x^2"),
    ("1 \\frac{1}{2}", "3/2"),
]
OTHER = [
    ("3", "4"),
    ("1/2", "2"),
    ("x^2", "x^3"),
    ("1/0", "0"),
    ("", "x"),
    ("9^{9^{9}}", "9^{9^{8}}"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one, other):
    """No library is needed for these."""
    assert maths.same_value(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other(one, other):
    """Whatever is installed."""
    assert not maths.same_value(one, other)


@pytest.mark.skipif(
    importlib.util.find_spec("math_verify") is None, reason='needs the extra "maths"'
)
@pytest.mark.parametrize(
    ("one", "other"),
    [("2x + 2", "2(x + 1)"), ("\\frac{\\sqrt{2}}{2}", "\\frac{1}{\\sqrt{2}}"), ("x=3", "3")],
)
def test_proven(one, other):
    """Only a computer algebra system sees these."""
    assert maths.same_value(one, other)


def test_without_the_library(monkeypatch):
    """Then only the same spelling counts."""
    monkeypatch.setattr(maths, "_library", lambda: None)
    maths._proven.cache_clear()
    assert not maths.same_value("2x + 2", "2(x + 1)")
    assert maths.same_value("2x + 2", "2x+2")
    maths._proven.cache_clear()


def test_boxed():
    """The last one, braces balanced; none where it never closes."""
    assert maths.boxed("\\boxed{1} so \\boxed{\\frac{1}{2}}") == "\\frac{1}{2}"
    assert maths.boxed("\\boxed{1") is None
    assert maths.boxed("none") is None


OPTIONS = "Which?\nA) 21\nB) 22\nC) the red one"


@pytest.mark.parametrize(
    ("original", "rewrite", "found"),
    [
        ("So \\boxed{\\frac{1}{2}}.", "The answer is $\\frac12$.", False),
        ("So \\boxed{\\frac{1}{2}}.", "The answer is $\\frac13$.", True),
        ("A", "A) 21", False),
        ("A", "**Answer: A) 22**", True),
        ("A", "B", True),
        ("C", "The answer is C) the red one.", False),
        ("True", "True.", False),
        ("Yes, it does.", "No, it does not.", True),
    ],
)
def test_answers(original, rewrite, found):
    """As mathematics, as letters with or without the option's text, as words."""
    given = Pair(Text(original), Text(rewrite), Text(OPTIONS))
    finding = Answer()(given)
    assert (finding is not None) == found
