"""Over, under, at least, about: how does a number bound what it says?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds("about over under least atmost", not_worked="over under")


class Comparatives:
    """Rejects when about, over, under, at least or at most is lost or new.

    Limits: English and German; "more" and "less" of things that are not counted are `polarity`'s.
    """

    name = "comparatives"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return finding(self.name, pair, _KINDS)
