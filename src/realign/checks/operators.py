"""The sign between two numbers: 24 + 2 that became 24 - 2, 40 / 60 that became 60 / 40."""

from __future__ import annotations

from realign.checks.base import Pair
from realign.reading.operations import Operation
from realign.samples import Finding, Span

_AROUND = 2  # equal signs on either side of one that changed


class Operators:
    """Rejects the same two operands with another sign between them, or the other way round.

    Operands are numbers and variables. What the original, the request or the evidence has with
    that sign may stand. Limits: each sign is read with its two neighbours only; a dash or a slash
    without blanks around it may be a date or a range and is compared with its own kind only; a
    sign told in words is not read.
    """

    name = "operators"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        return _between(pair) or _in_copy(pair)


def _between(pair: Pair) -> Finding | None:
    """Another sign between two operands, or these the other way round."""
    original, rewrite = pair.original, pair.rewrite
    before = original.operations
    after = rewrite.operations if before else ()
    if not after:
        return None
    known = {item.key for item in before}
    others = (pair.request, *pair.evidence)
    known |= {item.key for text in others for item in text.operations}
    by_operands: dict[frozenset[str], Operation] = {}
    for item in before:
        by_operands.setdefault(frozenset((item.one, item.two)), item)
    for item in after:
        was = by_operands.get(frozenset((item.one, item.two)))
        if was is None or item.key in known or not _told(was, item):
            continue
        return Finding(
            Operators.name,
            "a sign or the order of two operands changed",
            expected=f"{was.one} {was.sign} {was.two}",
            found=f"{item.one} {item.sign} {item.two}",
            spans=(
                Span("original", was.start, was.end),
                Span("rewrite", item.start, item.end),
            ),
        )
    return None


def _in_copy(pair: Pair) -> Finding | None:
    """A plus for a minus, or a minus for a plus, with the same signs around it."""
    if pair.original.text.count("+") == pair.rewrite.text.count("+"):
        return None
    for swap in pair.swaps:
        if {swap.was, swap.now} == {"+", "-"} and swap.beside >= _AROUND:
            return Finding(
                Operators.name,
                "a sign changed",
                expected=_shown(pair.original.text, swap.at),
                found=_shown(pair.rewrite.text, swap.then),
                spans=(Span("original", *swap.at), Span("rewrite", *swap.then)),
            )
    return None


def _shown(text: str, place: tuple[int, int]) -> str:
    """A sign with what stands around it, on one line."""
    return " ".join(text[max(0, place[0] - 12) : place[1] + 12].split())


def _told(was: Operation, now: Operation) -> bool:
    """False where a dash may have taken a slash's place in a date or a range: 2020/21."""
    return {was.sign, now.sign} != {"-", "/"} or (was.spaced and now.spaced)
