"""The student's preference: a rewrite must not make the request harder to foresee."""

from __future__ import annotations

import asyncio
import math

import pytest

from realign.checks import Pair, Text
from realign.errors import BadReply
from realign.judges.base import Opinion
from realign.judges.reversed_ifd import MARGIN, ReversedIFD, perplexity
from realign.models.base import Choice, Completion, Usage
from realign.models.openai import OpenAIChat
from realign.testing import FakeEndpoint, ScriptedModel

REQUEST = "Which drinks hold caffeine?"
TELLS = Text("These drinks hold caffeine: coffee, tea and cola.")
MUTE = Text("- coffee\n- tea\n- cola")


def judged(original: Text, rewrite: Text, request: str = REQUEST):
    """The opinion, and how many calls it took."""

    async def main():
        with FakeEndpoint() as endpoint:
            model = OpenAIChat(endpoint.url, "student")
            opinion = await ReversedIFD()(Pair(original, rewrite, Text(request)), model)
            await model.aclose()
            return opinion, endpoint.calls

    return asyncio.run(main())


def test_a_rewrite_that_tells_less_of_what_was_asked_is_found():
    """Of four words three are foretold by the one and none by the other."""
    opinion, calls = judged(TELLS, MUTE)
    finding = opinion.finding
    assert finding is not None
    assert opinion.score.value == round(math.exp(3), 4)
    assert (finding.expected, finding.found) == (
        f"perplexity {math.exp(2):.2f}",
        f"perplexity {math.exp(5):.2f}",
    )
    assert calls == 2


def test_the_other_way_round_there_is_none():
    """What was measured is told all the same."""
    opinion, _ = judged(MUTE, TELLS)
    assert opinion.finding is None
    assert opinion.score.value == round(math.exp(-3), 4)
    before, after = f"{math.exp(5):.2f}", f"{math.exp(2):.2f}"
    assert opinion.score.said == f"perplexity of the request {before} before, {after} after"


def test_where_nothing_was_asked_nothing_is_measured():
    assert judged(TELLS, MUTE, " ") == (Opinion(), 0)


@pytest.mark.parametrize(("ratio", "found"), [(MARGIN * 0.99, False), (MARGIN * 1.01, True)])
def test_noise_of_the_layout_is_no_finding(ratio, found):
    """Both perplexities, and the margin between them."""
    replies = [
        Completion((Choice(REQUEST, "given", -10 * math.log(value)),), Usage(0, 10))
        for value in (7.0, 7.0 * ratio)
    ]

    class Student(ScriptedModel):
        async def generate(self, request, /):
            return replies.pop(0)

    pair = Pair(TELLS, MUTE, Text(REQUEST))
    opinion = asyncio.run(ReversedIFD()(pair, Student([])))
    assert (opinion.finding is not None) is found


def test_a_reply_without_a_log_probability_is_an_error():
    model = ScriptedModel([Choice(REQUEST)])
    with pytest.raises(BadReply):
        asyncio.run(perplexity(model, "Tea.", REQUEST))
