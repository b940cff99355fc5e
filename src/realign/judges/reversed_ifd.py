"""Does the student still foresee the request from the response? Its perplexities are compared."""

from __future__ import annotations

import math

from realign.checks.base import Pair
from realign.errors import BadReply, ContextTooLong
from realign.judges.base import Opinion
from realign.models.base import ChatModel, ChatRequest, Sampling
from realign.samples import Finding, Message, Score, Severity

MARGIN = 1.1
"""How much higher the perplexity may be behind the rewrite: below, it is noise of the layout."""

_BEFORE = "A response:\n"
_BETWEEN = "\n\nThe request that it answers:\n"


class ReversedIFD:
    """Compares the reversed IFD of both responses, ppl(request | response) / ppl(request), under
    the student, the model that will be trained (Selective Reflection-Tuning, arXiv 2402.10110).

    The lower it is, the better the response tells what was asked. ppl(request) is the same on both
    sides and cancels, so two texts are measured, without a reply being drawn; that of the original
    once for all rewrites. The score is ppl(rewrite) / ppl(original): below 1 the rewrite foretells
    the request better. A rewrite from which the request is harder to foresee gets a finding.
    Limits: it prefers what repeats the request, and sees no small change of a fact; it is for
    ranking (a warning loses a tie) more than for rejecting.
    """

    name = "reversed_ifd"
    severity: Severity = "warn"
    measures = True

    async def __call__(self, pair: Pair, model: ChatModel, /) -> Opinion:
        """With a finding where the rewrite foretells the request less well; empty, without a call,
        for equal texts and where nothing was asked.

        Raises:
            ModelError: the model could not be asked, or gives no log-probabilities.
        """
        request = pair.request.text.strip()
        if not request or pair.original.text.strip() == pair.rewrite.text.strip():
            return Opinion()
        try:
            before = await perplexity(model, pair.original.text, request)
            after = await perplexity(model, pair.rewrite.text, request)
        except ContextTooLong:
            why = "the texts are too long for the student to be measured"
            return Opinion(Finding(self.name, why), Score(self.name, None, "too long"))
        was, now = _shown(before), _shown(after)
        said = f"perplexity of the request {was} before, {now} after"
        score = Score(self.name, round(after / before, 4) if before else None, said)
        if after <= before * MARGIN:
            return Opinion(score=score)
        finding = Finding(
            self.name,
            "the student foresees the request less well from the rewrite",
            expected=f"perplexity {was}",
            found=f"perplexity {now}",
        )
        return Opinion(finding, score)


def _shown(value: float) -> str:
    return f"{value:.2f}" if value < 1e6 else f"{value:.1e}"


async def perplexity(model: ChatModel, response: str, request: str) -> float:
    """That of the request behind the response, a token.

    Raises:
        ModelError: the model could not be asked, or gives no log-probabilities.
    """
    context = Message("user", f"{_BEFORE}{response.strip()}{_BETWEEN}")
    asked = ChatRequest((context,), Sampling(temperature=0.0, max_tokens=1), given=request)
    completion = await model.generate(asked)
    measured = completion.choices[0].logprob if completion.choices else None
    if measured is None:
        raise BadReply("The student's answer has no log-probability.")
    return math.exp(min(700.0, -measured / max(1, completion.usage.completion_tokens)))
