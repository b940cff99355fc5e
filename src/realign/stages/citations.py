"""Where a rewrite says what stands in the evidence only, it may say whose word that is. Pure.

The model writes no citation: they are set here, behind the lines that say something new, so that
none can be made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from realign.evidence.text import web_address
from realign.reading.text import find_code, words_of
from realign.samples import Evidence


def cite(text: str, before: str, evidence: Sequence[Evidence], style: str) -> str:
    """The rewrite with its sources: `footnotes` ([^1], told at the end) or `inline`
    (a link in brackets). A line is given the passages that share a word of weight with what it says
    newly against `before` (request and original). Code and table rows are left alone."""
    known = {word.casefold() for word in words_of(before)}
    hidden = [(block.start, block.end) for block in find_code(text)]
    said = [{word.casefold() for word in words_of(item.text)} for item in evidence]
    numbers: dict[int, int] = {}
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        body = line.rstrip()
        inside = any(a < at and start < b for a, b in hidden)
        if not body or inside or body.lstrip().startswith(("|", "#")):
            lines.append(line)
            continue
        new = {word.casefold() for word in words_of(body)} - known
        new = {word for word in new if len(word) > 4 or word.isdigit()}
        marks = ""
        best = max(range(len(evidence)), key=lambda n: len(new & said[n]), default=0)
        if evidence and new & said[best]:
            number = numbers.setdefault(best, len(numbers) + 1)
            marks = f"[^{number}]" if style == "footnotes" else f" ({_told(evidence[best])})"
        lines.append(body + marks + line[len(body) :])
    out = "".join(lines)
    if style == "footnotes" and numbers:
        notes = "\n".join(f"[^{n}]: {_told(evidence[place])}" for place, n in numbers.items())
        out = f"{out.rstrip()}\n\n{notes}"
    return out


def _told(item: Evidence) -> str:
    """A link where there is a web address; else title and place. No mark of Markdown survives."""
    title = _bare(item.title)
    address = web_address(item.source)
    if address:
        address = address.replace("(", "%28").replace(")", "%29").replace("<", "%3C")
        return f"[{title or _bare(item.source)}]({address.replace('>', '%3E')})"
    place = _bare(item.source)
    return f"{title}, {place}" if title and title != place else place


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[\[\]<>`*|!\\]", " ", text).split())[:160]
