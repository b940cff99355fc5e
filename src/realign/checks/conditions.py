"""If, unless, until, as needed: under what condition does it hold?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds("if unless until once needed", may_come="if once needed", not_worked="if once until")


class Conditions:
    """Rejects when if, unless, until, once or "as needed" is lost, or a new exception comes.

    In worked calculations "if" only tells a given number and is free. Limits: English and German;
    a condition told by "when" or by a sentence of its own is `dropped`'s to find.
    """

    name = "conditions"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return finding(self.name, pair, _KINDS)
