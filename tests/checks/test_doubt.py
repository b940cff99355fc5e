"""A small word that changed rejects where all around it stayed, and warns where nothing did."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text, run_checks
from realign.checks.doubt import LEAST, likeness
from realign.samples import Finding, Span

VERBATIM = ("The pump must be cleaned every week.", "- The pump may be cleaned every week.")
ANEW = (
    "He may travel to Rome in spring with his sister and her two children.",
    "In spring he travels to Rome.\n\n- With him: his sister and her two children",
)


def severities(original: str, rewrite: str, **chosen: str) -> dict[str, str]:
    found = run_checks(Pair(Text(original), Text(rewrite)), chosen)
    return {finding.check: finding.severity for finding in found}


def test_a_changed_word_in_a_sentence_that_stayed_rejects():
    assert severities(*VERBATIM)["modality"] == "reject"


def test_a_lost_word_of_a_sentence_that_was_built_anew_warns():
    assert severities(*ANEW).get("modality") == "warn"


def test_what_somebody_chose_stands():
    assert severities(*ANEW, modality="reject")["modality"] == "reject"


def test_every_check_in_the_table_exists():
    assert set(LEAST) <= {check.name for check in ALL}
    assert all(0 < least < 1 for least in LEAST.values())


@pytest.mark.parametrize(
    ("rewrite", "least", "most"),
    [("Tea is hot. Milk is cold.", 1.0, 1.0), ("Milk is cold.", 0.0, 0.5), ("", 0.0, 0.0)],
)
def test_likeness_is_that_of_the_best_sentence(rewrite, least, most):
    pair = Pair(Text("Tea is hot."), Text(rewrite))
    finding = Finding("negation", "gone", spans=(Span("original", 0, 3),))
    assert least <= likeness(pair, finding) <= most


def test_a_finding_without_a_place_is_in_no_doubt():
    assert likeness(Pair(Text("a"), Text("b")), Finding("negation", "gone")) == 1.0


def test_a_short_sentence_out_of_a_long_one_is_sure():
    """All of it stands in the long one, though the two are little alike."""
    long = (
        "A forest gives a home to animals, regulates the climate, produces oxygen, helps to "
        "prevent soil erosion, increases rainfall, and offers people a place to rest."
    )
    listed = (
        "- It gives a home to animals.\n- It regulates the climate.\n- It produces oxygen.\n"
        "- It does not help to prevent soil erosion.\n- It increases rainfall.\n"
        "- It offers people a place to rest."
    )
    found = run_checks(Pair(Text(long), Text(listed)))
    assert [item.severity for item in found if item.check == "negation"] == ["reject"]
