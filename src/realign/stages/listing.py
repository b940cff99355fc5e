"""Which segments of a response are the items of a list: steps, or points. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from realign.criteria.kinds.sequence import opens_with_order

_ANNOUNCES = re.compile(
    r"\b(?:several|following|these|steps|ways|reasons|a few|some|there (?:are|is))\b", re.I
)
_ANNOUNCES_MANY = re.compile(
    r"\b(?:several|following|these|many|various|numerous|multiple|some|a\s+(?:few|number|variety|range)"
    r"|two|three|four|five|six|seven|ways|reasons|advantages|benefits|factors|steps|tips)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"(?:also|additionally|in addition|furthermore|moreover|besides)\b|(?:\w+\s){1,3}also\b", re.I
)
_REFERS_BACK = re.compile(r"(?:this|that|these|those|it|they|such|he|she)\b", re.IGNORECASE)
_LONG = 1000  # characters: two points are no reason to break an essay up

Seam = Literal["sentence", "line", "paragraph", "item", "code", "clause", "piece", "break"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the response. `seam` is what stood before it. `item` is what it may be as a list
    item, where a joining word goes; `ordered` says that only a numbered list says as much as the
    word did. `joint` stands between it and the segment before where the two stay one sentence."""

    seam: Seam
    text: str
    item: str = ""
    ordered: bool = False
    joint: str = " "
    block: str = ""


def as_steps(found: list[Segment]) -> list[Segment]:
    """The segments, those that are steps with an item; all of the steps or none."""
    return _all_or_none(_with_first_step(_as_orders(found)))


def _as_orders(found: list[Segment]) -> list[Segment]:
    """Steps that no word joins, each an order: "Cut off the stem. Peel it. Chop it." What stands
    before the first or behind the last one is no step; what stands between must go on with one."""
    if any(part.seam == "code" for part in found):
        return found
    if any(part.item for part in found):
        return _with_orders(found)
    orders = [n for n, part in enumerate(found) if opens_with_order(part.text)]
    if len(orders) < 3 or len(orders) * 5 < len(found) * 3:
        return found
    steps = list(found)
    for n in range(orders[0], orders[-1] + 1):
        if n in orders:
            steps[n] = replace(found[n], item=found[n].text)
        elif found[n].seam != "sentence" or not _REFERS_BACK.match(found[n].text):
            return found
    return steps


def _with_orders(found: list[Segment]) -> list[Segment]:
    """Where some steps are marked and all that follows the first is orders too, each is a step."""
    first = next(n for n, part in enumerate(found) if part.item)
    rest = [n for n in range(first, len(found)) if not found[n].item]
    if all(found[n].seam == "sentence" and opens_with_order(found[n].text) for n in rest):
        for n in rest:
            found[n] = replace(found[n], item=found[n].text)
    return found


def _with_first_step(found: list[Segment]) -> list[Segment]:
    """What stands before the first "Then, ..." is a step too, unless it announces the steps."""
    for place in range(1, len(found)):
        part, before = found[place], found[place - 1]
        if before.item or before.seam == "clause":
            return found
        if part.item and part.ordered:
            announces = _ANNOUNCES.search(before.text) or before.text.endswith(":")
            if part.seam == "sentence" and before.seam != "code" and not announces:
                at = place - 1
                while (
                    at > 0 and found[at].seam == "sentence" and _REFERS_BACK.match(found[at].text)
                ):
                    at -= 1  # "Start by ... This gives you ..." is one step
                found[at] = replace(found[at], item=found[at].text)
            return found
    return found


def _all_or_none(found: list[Segment]) -> list[Segment]:
    """Steps that go on for several sentences behind the last one that is marked stay prose, and so
    do steps of which fewer are marked than not."""
    marked = [n for n, part in enumerate(found) if part.item]
    if not marked:
        return found
    behind = [p for p in found[marked[-1] + 1 :] if p.seam in ("sentence", "line", "paragraph")]
    loose = [part for part in found[marked[0] :] if part.seam == "sentence" and not part.item]
    if len(behind) > 2 or len(loose) > len(marked):
        return [replace(part, item="") if part.seam != "item" else part for part in found]
    return found


def as_points(found: list[Segment]) -> list[Segment]:
    """Points that are joined by "Also, ..." are a list only where something announces several of
    them: the announcement stays outside, and what stands behind it is the first point."""
    opens = {n - 1 for n, part in enumerate(found) if part.seam == "piece"}  # a list of its own
    listed = [
        n
        for n, part in enumerate(found)
        if part.item and part.seam in ("sentence", "line") and n not in opens
    ]
    plain = [n for n in listed if not _ADDS.match(found[n].text)]
    blocked = any(part.block for part in found)
    enough = 2 if sum(len(part.text) for part in found) < _LONG else 3
    if not listed or (len(plain) >= enough and not blocked):
        return found
    first = listed[0] - 1
    points = len(listed) + 1
    told = first >= 1 and all(found[n].seam == "sentence" for n in range(first, listed[-1]))
    announced = told and _ANNOUNCES_MANY.search(found[first - 1].text)
    if (
        announced
        and points >= 3
        and not plain
        and not blocked
        and not _REFERS_BACK.match(found[first].text)
    ):
        found[first] = replace(found[first], item=found[first].text)
        return found
    return [replace(part, item="") if n in listed else part for n, part in enumerate(found)]
