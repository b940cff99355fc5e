"""All, some, most, only: for how much does it hold?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.in_place import other_claim, scale
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds(
    "all always some most many only usually sometimes highly slightly",
    shared="all always some many usually",
    may_come="some many sometimes",
    may_go="some many",
    not_worked="all always some most many usually only",
)
_SCALE = scale(
    """
    all: all every each both everyone everybody everything
    most: most mostly almost_all nearly_all almost_every nearly_every
    many: many numerous
    several: several
    some: some a_few not_all not_every
    few: few hardly_any almost_no
    none: no neither none nobody nothing
    any: any
    always: always
    usually: usually generally typically normally almost_always nearly_always
    often: often frequently
    sometimes: sometimes occasionally not_always
    rarely: rarely seldom hardly_ever almost_never
    never: never
    only: only
    also: also
    -: a almost nearly not hardly
    """,
    "all most many several some few none; most many several some few none; many some few none;"
    "several none; some few none; few none; any none;"
    "always usually often sometimes rarely never; usually sometimes rarely never;"
    "often sometimes rarely never; sometimes rarely never; rarely never;"
    "also only always usually often sometimes rarely never",
)


class Quantifiers:
    """Rejects when all, always, most, many, some, only, usually or sometimes is lost or new.

    A kind that a list's intro can say for all its items (all, some, many, usually) may become
    rarer, but not vanish. New words of vague number (many, some, sometimes) claim no more. Between
    words that stayed, one of them that became another counts too, also "each", "no" and "also" for
    "only" (see `in_place`). Limits: English and German; a quantifier that only changes its place is
    not seen; elsewhere "each" and "any" are free.
    """

    name = "quantifiers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return other_claim(self.name, pair, _SCALE) or finding(self.name, pair, _KINDS)
