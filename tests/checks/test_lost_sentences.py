"""A sentence that is gone from what is otherwise a copy."""

from __future__ import annotations

from realign.checks import Pair, Text
from realign.checks.lost_sentences import LostSentences

TEXT = (
    "Plan your week on Sunday. You should also make sure that you take some time for yourself. "
    "Write down the three most urgent tasks. Cross out what is finished."
)
LISTED = (
    "- Plan your week on Sunday.\n- Write down the three most urgent tasks.\n"
    "- Cross out what is finished."
)


def test_a_sentence_of_light_words_is_missed():
    """What it said was light, but it is gone; the span holds it."""
    found = LostSentences()(Pair(Text(TEXT), Text(LISTED)))
    assert found is not None
    (span,) = found.spans
    assert TEXT[span.start : span.end].startswith("You should also make sure")


def test_a_sentence_said_otherwise_is_not_gone():
    """New words stand for it, so this check leaves it to those that weigh words."""
    said = LISTED.replace(
        "\n- Write", "\n- Reserve a few hours for what pleases your heart.\n- Write"
    )
    assert LostSentences()(Pair(Text(TEXT), Text(said))) is None


def test_a_whole_layout_passes():
    """Every sentence is there, in list items."""
    listed = "\n".join(f"- {part}." for part in TEXT.rstrip(".").split(". "))
    assert LostSentences()(Pair(Text(TEXT), Text(listed))) is None
    assert LostSentences()(Pair(Text(""), Text("Anything."))) is None
