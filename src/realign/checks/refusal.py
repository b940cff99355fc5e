"""A refusal on one side only."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.samples import Finding, Span

_CANNOT = (
    r"(?:can ?not|can['’]t|am unable to|['’]m unable to|am not able to|['’]m not able to|won['’]t|"
    r"will not|must decline to|am not comfortable|['’]m not comfortable|could not|couldn['’]t)"
)
_REFUSAL = re.compile(
    r"\bas an ai\b|\bas a(?: large)? language model\b"
    rf"|\bi(?: {_CANNOT}|['’]m unable to|['’]m not able to)\s+(?:\w+\s+)?"
    r"(?:help|assist|provide|answer|fulfil|fulfill|comply|complete|generate|create|write|give"
    r"|share|support|recommend|discuss|access|browse|predict|do (?:that|this)|continue|engage"
    r"|offer|produce|respond|explain|carry out|suggest|make)\b"
    r"|\bi(?: am|['’]m) (?:very |really )?sorry,? (?:but|i)\b|\bi apologi[sz]e,? but\b"
    r"|\bi must (?:decline|refuse)\b|\bi(?: have| need|['’]d have)? to decline\b"
    r"|\b(?:unable|not able) to (?:help|assist|provide|fulfil|fulfill|complete|answer)\b"
    r"|\bi do(?: not|n['’]t) (?:have (?:access|the ability)|feel comfortable)\b"
    r"|\b(?:against|violates) (?:my|our) (?:guidelines|policy|policies|programming)\b"
    r"|\bcannot (?:help|assist) with (?:that|this)\b",
    re.IGNORECASE,
)
# One of these stands in every phrase above: looking for them first is much quicker.
_HINTS = (
    *("as an ai", "language model", "unable to", "not able to", "cannot help", "cannot assist"),
    *("against my", "against our", "violates "),
)
_OF_ONESELF = (
    *("i can't", "i can’t", "i cannot", "i can not", "i won", "i will not", "i could"),
    *("i must decline", "i must refuse", "to decline", "not comfortable", "feel comfortable"),
    *("sorry", "i apolog", "i do not", "i don"),
)
_SELF = ("i ", "i'", "i’", "ı", "\u0307")  # "I", and what a pattern takes for an i


def _search(text: Text) -> re.Match[str] | None:
    lower = text.text.lower()
    oneself = any(sign in lower for sign in _SELF)
    hints = (*_HINTS, *_OF_ONESELF) if oneself else _HINTS
    return _REFUSAL.search(text.text) if any(hint in lower for hint in hints) else None


class Refusal:
    """Rejects when only one of the two refuses. Limits: English phrases in the first person."""

    name = "refusal"

    def __call__(self, pair: Pair, /) -> Finding | None:
        before, after = _search(pair.original), _search(pair.rewrite)
        if before and not after:
            message = "the original refuses, the rewrite does not"
            place = (Span("original", before.start(), before.end()),)
            return Finding(self.name, message, expected=before[0], spans=place)
        if after and not before:
            message = "the rewrite refuses, the original does not"
            place = (Span("rewrite", after.start(), after.end()),)
            return Finding(self.name, message, found=after[0], spans=place)
        return None
