"""A part of a sentence that is gone, and what only looks like one."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text
from realign.checks.lost_phrases import LostPhrases

KEYS = "A lit keyboard lets users type easily in low light conditions. It also looks pleasing."
NETS = (
    "Tasks need word embeddings, neural networks, recurrent neural networks, and trees. They learn."
)
MODEL = (
    "Models solve new problems with new data, even when the data used to train the model is not "
    "available. That saves time."
)


@pytest.mark.parametrize(
    ("original", "rewrite", "gone"),
    [
        (
            KEYS,
            "1. A lit keyboard lets users type easily.\n2. It also looks pleasing.",
            "low light conditions",
        ),
        (
            MODEL,
            "- Models solve new problems with new data.\n- That saves time.",
            "data used to train the model is not available",
        ),
        (
            NETS,
            "Tasks need:\n\n- word embeddings\n- neural networks\n- trees\n\nThey learn.",
            "neural networks",
        ),
    ],
)
def test_it_is_found_though_its_words_stand_elsewhere(original, rewrite, gone):
    found = LostPhrases()(Pair(Text(original), Text(rewrite)))
    assert found is not None
    assert gone.split()[-1] in found.expected
    span = found.spans[0]
    assert " ".join(original[span.start : span.end].split()) == found.expected


@pytest.mark.parametrize(
    ("original", "rewrite", "request_"),
    [
        # told in other words, in the same place
        (
            KEYS,
            "1. A lit keyboard lets users type easily, even in dark rooms.\n2. It looks pleasing.",
            "",
        ),
        # moved to a sentence of its own
        (
            KEYS,
            "In low light conditions:\n\n- users type easily\n- the lit keyboard looks pleasing",
            "",
        ),
        # a label stands for what was named twice
        (
            "There are two steps: lead design and quick testing. Lead design makes a plan.",
            "| Step | What |\n|---|---|\n| Lead design | makes a plan |\n| Quick testing | |",
            "",
        ),
        # what was asked is not said again
        (
            "To bake fresh rye bread, knead the dough well. Then let the dough rise.",
            "1. Knead the dough well.\n2. Let it rise.",
            "How do I bake fresh rye bread?",
        ),
    ],
)
def test_what_is_told_otherwise_is_not(original, rewrite, request_):
    assert LostPhrases()(Pair(Text(original), Text(rewrite), Text(request_))) is None
