"""What is new: content of the rewrite that nothing supports."""

from __future__ import annotations

import re

from realign.checks.base import Pair, Text
from realign.checks.lexicon import (
    LAYOUT_STEMS,
    LIMITS,
    NEGATIONS,
    STOP,
    plain_words,
    stem,
    without_links,
)
from realign.samples import Finding

_LABEL = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+(?P<heading>.{1,80})$|(?:[-*+•]\s+|\d{1,3}[.)]\s+)?"
    r"(?:\*\*|__)(?P<bold>[^*_\n]{1,60}?):?(?:\*\*|__):?(?=\s|$)"
    r"|(?P<plain>[^\n.!?:|*]{1,50}):(?=[ \t]+\S)|(?P<row>\|[^\n]+\|)[ \t]*\n[ \t]*\|[-:| ]+\|"
    r"|(?P<intro>[^\n.!?]{1,80}):[ \t]*$)",
    re.MULTILINE,
)


class Added:
    """Rejects when the rewrite says content words that neither original, request nor evidence has,
    or an address that neither original nor request has.

    Words of layout (steps, answer, summary ...) are free everywhere. In the body `allowance` new
    words are allowed; in headings, labels of up to six words, table heads and list intros `labels`
    in all, or one for each of them.
    Limits: new claims made of old words are not seen; a synonym counts as new.
    """

    name = "added"

    def __init__(self, allowance: int = 0, labels: int = 3) -> None:
        self._allowance, self._labels = allowance, labels

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        support = (pair.original, pair.request, *pair.evidence)
        links = {*pair.original.links, *pair.request.links}  # a passage's may be anybody's
        for link in pair.rewrite.links:
            if link not in links:
                return Finding(self.name, "an address is new", found=link)
        body, labels, titled = _split(pair.rewrite.prose)
        new = _unsupported(body, support)
        titles = [word for word in _unsupported(labels, support) if word not in new]
        if len(new) <= self._allowance and len(titles) <= max(self._labels, titled):
            return None
        message = f"{len(new) + len(titles)} words of content are new"
        return Finding(self.name, message, found=", ".join([*new, *titles][:8]))


def _split(prose: str) -> tuple[str, str, int]:
    """(body, labels, number of labels) of a text."""
    body, labels, at = [], [], 0
    for match in _LABEL.finditer(prose):
        label = next(part for part in match.groups() if part)
        if not match["row"] and not match["intro"] and len(label.split()) > 6:
            continue
        body.append(prose[at : match.start()])
        labels.append(label)
        at = match.end()
    return "\n".join([*body, prose[at:]]), "\n".join(labels), len(labels)


def _unsupported(text: str, support: tuple[Text, ...]) -> list[str]:
    found: dict[str, None] = {}
    for word in plain_words(without_links(text)):
        key = stem(word)
        free = word in STOP or key in LAYOUT_STEMS or word in LIMITS or word in NEGATIONS
        if not free and len(key) > 1 and not any(source.says(key) for source in support):
            found[word] = None
    return list(found)
