"""All, some, most, only: for how much does it hold?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds(
    "all some most many only usually sometimes highly slightly",
    shared="all some many usually",
    may_come="some many sometimes",
    may_go="some many",
    not_worked="all some most many usually only",
)


class Quantifiers:
    """Rejects when all, most, many, some, only, usually or sometimes is lost or new.

    A kind that a list's intro can say for all its items (all, some, many, usually) may become
    rarer, but not vanish. New words of vague number (many, some, sometimes) claim no more. Limits:
    English and German; a quantifier that only changes its place is not seen; "each" and "any" are
    free.
    """

    name = "quantifiers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return finding(self.name, pair, _KINDS)
