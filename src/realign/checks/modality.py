"""May, must, should, certainly: how sure, how binding?"""

from __future__ import annotations

from realign.checks.base import Pair
from realign.checks.in_place import other_claim, scale
from realign.checks.marked import finding, kinds
from realign.samples import Finding

_KINDS = kinds(
    "may could should must likely seem surely",
    shared="could should",
    may_come="could seem",
    may_go="surely must",
    not_worked="should could must",
)
_SCALE = scale(
    """
    may: may might
    could: could
    can: can
    cannot: can_not
    will: will shall
    would: would
    should: should ought
    must: must
    """,
    "may will should must; could will should must; can should must; will should must;"
    "would should must; should must",
)


class Modality:
    """Rejects when may, could, should, must, likely, seem or certainly is lost or new.

    Could and should may be said once for a whole list. Between words that stayed, one of these
    verbs that became another counts too, also "can", "will" and "would" (see `in_place`). Limits:
    English and German; elsewhere "can" and "will" are free, so "may" that becomes "will" is seen
    only as a "may" that is lost.
    """

    name = "modality"

    def __call__(self, pair: Pair, /) -> Finding | None:
        return other_claim(self.name, pair, _SCALE) or finding(self.name, pair, _KINDS)
