"""Whole list items in bold."""

from __future__ import annotations

import re
from itertools import pairwise

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.samples import Finding, Span

_BOLD = re.compile(r"^(?:\*\*|__)([^*_\n]+(?:[*_](?![*_])[^*_\n]*)*)(?:\*\*|__)[.,;:!]?$")


class BoldItems:
    """Rejects a list whose items are bold from end to end, where the original's are not.

    Two such items are enough. A bold label with the item's text behind or under it is welcome, and
    so is an outline whose upper level is bold, though one of its headings has nothing below it.
    """

    name = "bold_items"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text or "**" not in pair.rewrite.text + "__":
            return None
        bold = _bold_items(pair.rewrite)
        if not bold or _bold_items(pair.original):
            return None
        if len(bold) > 1:
            message, found = "whole list items are in bold", bold[0][0][:120]
            spans = tuple(Span("rewrite", start, end) for _, start, end in bold)
            return Finding(self.name, message, found=found, spans=spans)
        return None


def _bold_items(text: Text) -> list[tuple[str, int, int]]:
    """Text and place of each."""
    items = text.items
    parents = [one.level for one, then in pairwise(items) if then.level > one.level]
    found = []
    for place, item in enumerate(items):
        match = _BOLD.match(item.text.strip())
        after = items[place + 1] if place + 1 < len(items) else None
        has_more = after is not None and (after.level > item.level or after.kind != item.kind)
        blank = text.text[item.end : after.start if after else len(text.text)].strip()
        if match and not has_more and not blank and item.level not in parents:
            found.append((match[1], item.start, item.end))
    return found
