"""What the request asks about need not be named again in a list."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks

LAKE = "The lake is 9 km long, 2 km wide and 61 m deep."
PUMP = "A heat pump saves energy and needs no gas, but it is expensive and needs space."
TOLD = [
    ("How big is the lake?", LAKE, "- **Length:** 9 km\n- **Width:** 2 km\n- **Depth:** 61 m"),
    (
        "Tell me some facts about the island.",
        "The island has 12,500 inhabitants and an area of 340 square kilometres.",
        "- **Inhabitants:** 12,500\n- **Area:** 340 square kilometres",
    ),
    (
        "What are the pros and cons of a heat pump?",
        PUMP,
        "**Pros**\n- It saves energy.\n- It needs no gas.\n\n"
        "**Cons**\n- It is expensive.\n- It needs space.",
    ),
]
GONE = [
    ("How big is it?", LAKE, "- **Length:** 9 km\n- **Width:** 2 km\n- **Depth:** 61 m"),
    ("Did the dog bite the cat?", "The dog bit the cat.", "- It bit the cat."),
    (
        "Tell me about the lake and the pond.",
        "The lake is 9 km long. The pond is 61 m deep.",
        "- The pond is 61 m deep.\n- It is 9 km long.",
    ),
    (
        "Tell me about the lake.",
        "The lake levels fell by 61 m in the summer.",
        "- Levels fell by 61 m in the summer.",
    ),
]


@pytest.mark.parametrize(("request_", "original", "rewrite"), TOLD)
def test_the_request_tells_it(request_, original, rewrite):
    """Nothing is rejected."""
    found = run_checks(Pair(Text(original), Text(rewrite), Text(request_)))
    assert not [finding for finding in found if finding.severity == "reject"]


@pytest.mark.parametrize(("request_", "original", "rewrite"), GONE)
def test_gone(request_, original, rewrite):
    """It is not the one topic of the request, and is missed."""
    found = run_checks(Pair(Text(original), Text(rewrite), Text(request_)))
    assert [finding for finding in found if finding.severity == "reject"]
