"""May, must, should, certainly: how sure, how binding?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds(
    "may could should must likely seem surely",
    shared="could should",
    may_come="could seem",
    may_go="surely must",
    not_worked="should could must",
)


class Modality:
    """Rejects when may, could, should, must, likely, seem or certainly is lost or new.

    Could and should may be said once for a whole list. Limits: English and German; "can" and "will"
    are free, so "may" that becomes "will" is seen only as a "may" that is lost.
    """

    name = "modality"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return finding(self.name, pair, _KINDS)
