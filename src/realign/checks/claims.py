"""Negations and limits: what makes a claim weaker, stronger, or its opposite."""

from __future__ import annotations

import re
from collections import Counter

from realign.checks.arithmetic import equations
from realign.checks.base import Pair, Text
from realign.checks.lexicon import LIMITS, NEGATIONS
from realign.samples import Finding

# A layout may say these once for a whole list ("You can:"), so their number may fall, not vanish.
_SHARED = frozenset({"could", "should", "all", "some", "many"})
_ABOUT = re.compile(r"\b(?:about|around)\s+[$€£]?\d", re.IGNORECASE)

_WEAK = frozenset({"many", "some", "could", "if", "sometimes"})  # new ones weaken no claim


class Claims:
    """Rejects when a negation or a limiting word (may, only, most, usually ...) is lost or new.

    Negations are counted. Limits are counted by kind (may, might and perhaps are one); those that
    a list's intro can say for all its items may become fewer but not vanish. What the request says
    may be said again. Limits: a negation moved to another clause is not seen.
    """

    name = "claims"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        before, after, asked = (
            _counts(text) for text in (pair.original, pair.rewrite, pair.request)
        )
        if equations(pair.original.prose) and equations(pair.rewrite.prose):
            del before["if"], after["if"]  # "if she wears five, then ..." tells a given number
        for kind in sorted(before.keys() | after.keys()):
            was, now = before[kind], after[kind]
            if now < was and (kind not in _SHARED or not now):
                return Finding(
                    self.name,
                    f"{kind!r} is lost",
                    expected=f"{kind}: {was}",
                    found=f"{kind}: {now}",
                )
            if now > was and not asked[kind] and (kind == "not" or not was) and kind not in _WEAK:
                return Finding(
                    self.name, f"{kind!r} is new", expected=f"{kind}: {was}", found=f"{kind}: {now}"
                )
        return None


def _counts(text: Text) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in text.plain:
        if word in NEGATIONS:
            found["not"] += 1
        elif word in LIMITS:
            found[LIMITS[word]] += 1
    found["about"] += len(_ABOUT.findall(text.prose))
    return found
