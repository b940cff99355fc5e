"""Because, since, although: what follows from what?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds("because despite", not_worked="because")


class Causes:
    """Warns when a "because" or an "although" is lost or new.

    A layout says causes in labels and headings ("Why: ..."), so that this warns only. Limits:
    English and German; cause and effect that change places are not seen here.
    """

    name = "causes"
    severity = "warn"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return finding(self.name, pair, _KINDS)
