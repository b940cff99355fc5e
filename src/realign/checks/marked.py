"""What the checks of small words share: look for kinds of markers that are lost or new."""

from __future__ import annotations

from dataclasses import dataclass

from realign.checks.base import Pair, Text
from realign.checks.markers import Changed, Marker, compare, quoted, span_of
from realign.samples import Finding, Side


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which markers a check looks at, and when a change of them counts.

    `shared`: a list's intro may say them for all items. `may_come` and `may_go`: new, or lost,
    they change no claim. `not_worked`: not in worked calculations, where they only tell the story.
    """

    all: frozenset[str]
    shared: frozenset[str] = frozenset()
    may_come: frozenset[str] = frozenset()
    may_go: frozenset[str] = frozenset()
    not_worked: frozenset[str] = frozenset()


def changed(pair: Pair, kinds: Kinds) -> Changed | None:
    """The first marker that is lost or new and should not be.

    What the request or the evidence says may come. Where the original is mostly code, the words
    that explain it are free. None where the two are in different languages, or in one unknown.
    """
    original, rewrite = pair.original, pair.rewrite
    if original.text == rewrite.text or original.language != rewrite.language:
        return None
    looked = kinds.all - kinds.not_worked if original.worked else kinds.all
    for change in compare(original.markers, rewrite.markers, looked, kinds.shared):
        if change.kind in (kinds.may_go if change.lost else kinds.may_come):
            continue
        if original.mostly_code:
            continue
        if change.lost or not _supported(pair, change.marker):
            return change
    return None


def _supported(pair: Pair, marker: Marker) -> bool:
    """True where the request or the evidence says the marker of the same words."""
    return any(
        said.kind == marker.kind and not set(said.focus).isdisjoint(marker.focus)
        for text in (pair.request, *pair.evidence)
        for said in text.markers
    )


def finding(name: str, pair: Pair, kinds: Kinds) -> Finding | None:
    """`changed`, as a finding of a check."""
    change = changed(pair, kinds)
    if change is None:
        return None
    side: Side = "original" if change.lost else "rewrite"
    text: Text = pair.original if change.lost else pair.rewrite
    words = quoted(text.text, text.clauses, change.marker)
    message = f"{change.kind!r} is {'lost' if change.lost else 'new'}"
    spans = (span_of(side, text.clauses, change.marker),)
    if change.lost:
        return Finding(name, message, expected=words, spans=spans)
    return Finding(name, message, found=words, spans=spans)


def kinds(
    names: str,
    *,
    shared: str = "",
    may_come: str = "",
    may_go: str = "",
    not_worked: str = "",
) -> Kinds:
    """`Kinds` from words."""
    return Kinds(
        frozenset(names.split()),
        frozenset(shared.split()),
        frozenset(may_come.split()),
        frozenset(may_go.split()),
        frozenset(not_worked.split()),
    )
