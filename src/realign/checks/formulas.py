"""Formulas: LaTeX that is kept as it is, none lost, none invented."""

from __future__ import annotations

import re
from itertools import islice

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.formula_text import Formula, parts_of
from realign.reading.numerals import numbers_in
from realign.samples import Finding, Span

_MOST = 300  # formulas looked at
_AROUND = 3  # equal signs on either side of a letter that changed
_LETTER = re.compile(r"[A-Za-z]")


class Formulas:
    """Rejects a formula of the original that is gone or changed, and a new one.

    Compared without blanks, braces and marks of size; a formula may be split at its commas or
    joined, and may stand in the rewrite as plain text. New is allowed: what the request or the
    evidence has, and plain numbers (the checks of numbers and calculations see to them).
    In what is nearly a copy, one letter in the place of another is a change, also where the same
    formula stands elsewhere. Limits: LaTeX between $, $$, \\( \\) and \\[ \\] only; another way to
    write the same expression (a/b for a fraction, factors in another order) counts as changed.
    """

    name = "formulas"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not (original.formulas or rewrite.formulas):
            return None
        after = _Kept((rewrite,))
        for formula in islice(original.formulas, _MOST):
            if not after.has(formula):
                return Finding(
                    self.name,
                    "a formula is gone or changed",
                    expected=formula.written[:120],
                    spans=(Span("original", formula.start, formula.end),),
                )
        before = _Kept((original, pair.request, *pair.evidence))
        for formula in islice(rewrite.formulas, _MOST):
            if not before.has(formula) and not _plain(formula, before.numbers):
                return Finding(
                    self.name,
                    "a formula is new",
                    found=formula.written[:120],
                    spans=(Span("rewrite", formula.start, formula.end),),
                )
        return _other_letter(pair)


def _other_letter(pair: Pair) -> Finding | None:
    """A letter in the place of another one, in a copy."""
    for swap in pair.swaps:
        letters = len(swap.was) == len(swap.now) == 1 and (swap.was + swap.now).isalpha()
        if letters and swap.beside >= _AROUND:
            return Finding(
                Formulas.name,
                "a letter changed",
                expected=swap.was,
                found=swap.now,
                spans=(Span("original", *swap.at), Span("rewrite", *swap.then)),
            )
    return None


class _Kept:
    """What some texts have of formulas, each read when first asked for."""

    def __init__(self, texts: tuple[Text, ...]) -> None:
        self._texts = texts
        self._whole = {formula.key for text in texts for formula in text.formulas}
        self._joined = ""

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(value for text in self._texts for value in text.numbers)

    def has(self, formula: Formula) -> bool:
        if formula.key in self._whole:
            return True
        if not self._joined:
            plain = (text.formula_text for text in self._texts)
            self._joined = "\n".join(["", *sorted(self._whole), *plain])
        return all(self._stands(part) for part in parts_of(formula.key))

    def _stands(self, part: str) -> bool:
        at = self._joined.find(part)
        while at >= 0:
            before, after = self._joined[at - 1 : at], self._joined[at + len(part) :][:1]
            letters = len(part) < 4 and (before + after).isalpha()
            digits = (before.isdigit() and part[0].isdigit()) or (
                after.isdigit() and part[-1].isdigit()
            )
            if not digits and not letters:
                return True
            at = self._joined.find(part, at + 1)
        return False


def _plain(formula: Formula, known: frozenset[str]) -> bool:
    """Numbers and signs only, or the known numbers with a word for their unit."""
    bare = re.sub(r"\\(?:text|mathrm|frac|boxed|times|div|cdot|approx|%|\$)", "", formula.key)
    if not _LETTER.search(bare):
        return True
    return "\\" not in bare and "^" not in bare and set(numbers_in(bare)) <= known and " " in bare
