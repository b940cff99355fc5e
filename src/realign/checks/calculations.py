"""Calculations as a whole: their signs, their order where one rests on another, what they count."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.chains import Chain, chains
from realign.reading.lexicon import STOP, stem
from realign.samples import Finding, Span

_COUNTED = re.compile(r"\d>?[ ]([^\W\d_]{2,})")
_LONG = 3  # operands: of two, `operators` compares the sign
_MOST = 60


class Calculations:
    """Rejects a calculation with another sign, before the one it rests on, or of another thing.

    Three operands and more, variables among them, must keep the signs between them. Where one
    calculation uses the result of another, or is the last one of all, it must not come first. And
    the result counts what it counted: 15 jars are no 15 cartons, where both are counted in the
    original. Limits: needs calculations in signs; what is counted is the first word behind the
    result.
    """

    name = "calculations"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (original.operations and rewrite.operations):
            return None
        after = chains(rewrite.text)
        before = chains(original.text) if after else []
        for found, message in (
            (_signs(pair, before, after), "a calculation has another sign"),
            (_order(before, after), "a calculation comes before what it rests on"),
            (_things(pair.original, before, after), "a calculation counts another thing"),
        ):
            if found is not None:
                return self._found(pair, message, *found)
        return None

    def _found(self, pair: Pair, message: str, was: Chain, now: Chain) -> Finding:
        return Finding(
            self.name,
            message,
            expected=_shown(pair.original, was),
            found=_shown(pair.rewrite, now),
            spans=(Span("original", was.start, was.end), Span("rewrite", now.start, now.end)),
        )


def _shown(text: Text, chain: Chain) -> str:
    line = text.text.find("\n", chain.end)
    end = min(chain.end + 40, line if line >= 0 else len(text.text))
    return " ".join(text.text[chain.start : end].split())[:120]


def _signs(pair: Pair, before: list[Chain], after: list[Chain]) -> tuple[Chain, Chain] | None:
    """The same operands in the same order, with other signs between them."""
    long = {chain.operands: chain for chain in before if len(chain.operands) >= _LONG}
    wanted = [chain for chain in after if chain.operands in long]
    if not wanted:
        return None
    known = {(chain.operands, chain.signs) for chain in before}
    for text in (pair.request, *pair.evidence):
        known |= {(chain.operands, chain.signs) for chain in chains(text.text)}
    for chain in wanted:
        if (chain.operands, chain.signs) not in known:
            return long[chain.operands], chain
    return None


def _order(before: list[Chain], after: list[Chain]) -> tuple[Chain, Chain] | None:
    """One that comes before what it rests on, or the last one before another."""
    counts = Counter(chain.key for chain in after if chain.result)
    places = {chain.key: at for at, chain in enumerate(after) if counts[chain.key] == 1}
    once = {chain.key: chain for chain in reversed(before) if chain.result}
    told = sorted(once.values(), key=lambda chain: chain.start)[:_MOST]
    for at, first in enumerate(told):
        for then in told[at + 1 :]:
            if first.key not in places or then.key not in places:
                continue
            rests = first.result in then.operands or then is told[-1]
            if rests and places[then.key] < places[first.key]:
                return then, after[places[then.key]]
    return None


def _things(original: Text, before: list[Chain], after: list[Chain]) -> tuple[Chain, Chain] | None:
    """The same calculation, whose result counts another one of the things that are counted."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[Chain]] = defaultdict(list)
    for chain in before:
        if chain.result and chain.unit:
            known[chain.key].append(chain)
    counted: set[str] | None = None
    for chain in after:
        homes = known.get(chain.key, ())
        if not chain.unit or len(homes) != 1 or _thing(homes[0]) in STOP:
            continue
        own = {stem(part) for word in homes[0].unit for part in word.split("-")}
        key = stem(_thing(chain))
        if key in own or stem(chain.unit[0]) in own:
            continue
        if counted is None:
            counted = {stem(match[1].lower()) for match in _COUNTED.finditer(original.text)}
        if {key, stem(_thing(homes[0]))} <= counted:
            return homes[0], chain
    return None


def _thing(chain: Chain) -> str:
    """The first word behind a result; of "party-goers" the first part."""
    return chain.unit[0].partition("-")[0]
