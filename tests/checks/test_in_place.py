"""A small word that another took the place of, between words that stayed."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text, run_checks
from realign.checks.in_place import other_claim, other_denial, scale

BY_NAME = {check.name: check for check in ALL}
OFTEN = scale("always: always\nrarely: rarely seldom\n-: hardly", "always rarely")
REJECTED = [
    # how much, how often
    ("quantifiers", "Pay off your credit card every month.", "every", "hardly any"),
    ("quantifiers", "Go on, no matter what they say.", "no", "some"),
    ("quantifiers", "It helps in several ways. It shortens the way to work.", "several", "all"),
    ("quantifiers", "They are two fields that both use data to learn.", "both", "neither"),
    ("quantifiers", "The two of them often work together at night.", "often", "always"),
    ("quantifiers", "The hall is lit only by a few dim bulbs.", "only", "also"),
    ("quantifiers", "It is also more efficient than the old way.", "also", "sometimes"),
    ("quantifiers", "He trained hard every day of the week.", "every", "almost every"),
    # how sure, how binding
    ("modality", "We can first evaluate the sum.", "can", "must"),
    ("modality", "Online classes may not offer the same practice.", "may", "will"),
    ("modality", "He faced a choice that would change the rest of his life.", "would", "must"),
    ("modality", "You should not open the door at night.", "should", "could"),
    # denied or not
    ("negation", "Here is the summary.", "is", "is not"),
    ("negation", "It is simpler when you have many buttons.", "is", "is not"),
    ("negation", "Walk on while it is cloudy (so you do not see the sun).", "do not", "do"),
    ("negation", "Next week he will go home to see them.", "will", "will never"),
    ("negation", "Take things that you can not sell at home.", "can not", "can"),
]
FREE = [
    # names of checks, original, rewrite
    ("modality", "There are flaws that cannot be overlooked.",
     "There are flaws that must not be overlooked."),
    ("modality", "You could simply write a loop over it.", "You can simply write a loop over it."),
    ("quantifiers", "We tried several ways of doing it.", "We tried many ways of doing it."),
    ("quantifiers", "Give each child in the room a pen.", "Give every child in the room a pen."),
    ("quantifiers", "It often takes a day or two to dry.",
     "It usually takes a day or two to dry."),
    # both sentences are there, in another order
    ("modality", "You can wear a hat at home. You must wear a hat at work.",
     "- You must wear a hat at work.\n- You can wear a hat at home."),
    ("negation", "We should have a plan. We should not have a plan B.",
     "1. We should not have a plan B.\n2. We should have a plan."),
    ("negation", "The cost is high, so many may not be able to pay it.",
     "The cost is high, so many may be unable to pay it."),
    ("quantifiers", "Hold it level, not including any light parts at the edge.",
     "Hold it level. It includes no light parts at the edge."),
    ("negation", "It would in no way be as good as this.",
     "It would not in any way be as good as this."),
    ("negation", "Please do not be rude to the others.", "Please avoid being rude to the others."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "original", "was", "now"), REJECTED)
@pytest.mark.parametrize("form", ["{}", "- **Note:** {}", "# Notes\n\n{}\n\nThank you."])
def test_one_word_became_another(name, original, was, now, form):
    """The check rejects, whatever layout the sentence stands in, and shows both places."""
    rewrite = form.format(original.replace(was, now, 1))
    pair = Pair(Text(original), Text(rewrite))
    found = BY_NAME[name](pair)
    assert found is not None
    assert any(item.severity == "reject" for item in run_checks(pair))
    sides = {"original": original, "rewrite": rewrite}
    assert all(0 <= span.start < span.end <= len(sides[span.side]) for span in found.spans)


@pytest.mark.parametrize(("name", "original", "rewrite"), FREE)
def test_the_same_claim(name, original, rewrite):
    """The check has nothing to say."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is None


def test_a_whole_sentence_of_few_words():
    """Three words beside it are enough where they are all that the sentence has."""
    pair = Pair(Text("Well, answers would come."), Text("Well, answers must come."))
    assert BY_NAME["modality"](pair) is not None


def test_a_chorus_that_changed_once():
    """One of two equal lines has another word now."""
    line = "No more lies, no more pain, let us take a stand."
    song = f"{line}\nWe sing.\n{line}"
    changed = f"{line.replace('no more pain', 'some more pain')}\nWe sing.\n{line}"
    assert BY_NAME["quantifiers"](Pair(Text(song), Text(changed))) is not None


@pytest.mark.parametrize(
    ("name", "original", "was", "now"),
    [
        ("quantifiers", "The shop in the town is always open at night.", "always", "rarely"),
        ("negation", "The shop in the town is open at night.", "is", "is not"),
        ("negation", "The shop in the town is not open at night.", "is not", "is"),
    ],
)
def test_evidence_says_so(name, original, was, now):
    """What the evidence says between the same words may come."""
    rewrite = Text(original.replace(was, now))
    assert BY_NAME[name](Pair(Text(original), rewrite)) is not None
    known = Pair(Text(original), rewrite, evidence=(Text(f"We know it: {rewrite.text}"),))
    assert other_claim(name, known, OFTEN) is None
    assert other_denial(name, known) is None


def test_other_languages_are_left_alone():
    """Words that look alike in another language claim nothing here."""
    german = "Er sagt, dass er es im Juni all seinen Kindern geben will und nicht mehr."
    rewrite = Text(german.replace("all seinen", "some seinen"))
    assert BY_NAME["quantifiers"](Pair(Text(german), rewrite)) is None


@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        (
            "In all the storms of May it never leaves",
            "In all the storms of May it rarely leaves / I hold on",
        ),
        (
            "Machine learning, and data mining beside it: the two are often used together in "
            "creating programs, in research, in medicine and in other fields.",
            "The two are always used together in work on minds.",
        ),
    ],
)
def test_no_doubt_where_the_words_beside_it_stayed(original, rewrite):
    """It rejects also where the sentence as a whole is told in other words."""
    assert any(
        item.check == "quantifiers" and item.severity == "reject"
        for item in run_checks(Pair(Text(original), Text(rewrite)))
    )
