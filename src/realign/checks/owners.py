"""Whose a value is: rows, items and columns whose values changed places."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.units import Unit
from realign.samples import Finding, Span

_CUTS = frozenset({"and", "or", "while", "whereas", "but"})
_BEFORE = 2  # words between the start of a part of a sentence and the name that it tells of
_MOST = 40  # names
_WORDS = 3000
_LEAST = 2

Name = tuple[str, ...]  # stems
Entries = dict[Name, list[int]]  # name -> places of what the rewrite says of it


def misplaced(pair: Pair, name: str) -> Finding | None:
    """Names, or columns, of which the values went round: of each is told what was another one's.

    A value is a number or a word that comes once on each side. In the original it belongs to the
    name before it in its sentence, where each name opens a part of that sentence; in the rewrite to
    the label of its item or row, or to the name that opens it. For columns their heads are the
    names, wherever they stand in the sentence.
    """
    original, rewrite = pair.original, pair.rewrite
    if max(len(original.clauses), len(rewrite.clauses)) > _WORDS:
        return None
    if not (rewrite.items or "|" in rewrite.text):
        return None
    for entries, opening in ((_rows(original, rewrite), True), (_columns(rewrite), False)):
        if not _LEAST <= len(entries) <= _MOST:
            continue
        owners = _owners(original, list(entries), opening)
        wrong: dict[Name, dict[Name, int]] = defaultdict(dict)
        for own, places in entries.items():
            for at in places:
                key = rewrite.clauses.counted[at]
                if rewrite.once.get(key) == at and owners.get(key, own) != own:
                    wrong[own].setdefault(owners[key], at)
        found = _round(wrong)
        if found is not None:
            return _finding(pair, name, found, wrong)
    return None


def _finding(
    pair: Pair, name: str, found: tuple[Name, Name], wrong: dict[Name, dict[Name, int]]
) -> Finding:
    own, other = found
    original, rewrite = pair.original, pair.rewrite
    now = wrong[own][other]
    was = original.once[rewrite.clauses.counted[now]]
    return Finding(
        name,
        f"what was said of {_words(original, other)!r} is said of {_words(original, own)!r}",
        expected=original.clauses.quote(original.text, was, 5, 2),
        found=rewrite.clauses.quote(rewrite.text, now, 5, 2),
        spans=(
            Span("original", original.clauses.starts[was], original.clauses.ends[was]),
            Span("rewrite", rewrite.clauses.starts[now], rewrite.clauses.ends[now]),
        ),
    )


def _words(text: Text, name: Name) -> str:
    """A name in words."""
    return " ".join(text.stems.get(key, key) for key in name)


def _round(wrong: dict[Name, dict[Name, int]]) -> tuple[Name, Name] | None:
    """A name, and the one whose value it has, where following these leads back to it."""
    for start, others in wrong.items():
        for first in others:
            seen, todo = {first}, [first]
            while todo:
                for after in wrong.get(todo.pop(), ()):
                    if after == start:
                        return start, first
                    if after not in seen:
                        seen.add(after)
                        todo.append(after)
    return None


def _rows(original: Text, rewrite: Text) -> Entries:
    """Name -> what its items and rows say of it."""
    clauses = rewrite.clauses
    found: Entries = defaultdict(list)
    labels: list[tuple[Name, list[int]]] = []
    for unit, places in _with_places(rewrite):
        counted = [at for at in places if clauses.counted[at]]
        if not counted:
            continue
        border = _border(rewrite.text, unit)
        label = [at for at in counted if clauses.starts[at] < border]
        if not label and clauses.starts[counted[0]] < clauses.starts[places[0]] + 8:
            label = counted[:1] if rewrite.text[clauses.starts[counted[0]]].isupper() else []
        if label and len(label) < len(counted):
            labels.append((tuple(clauses.keys[at] for at in label), counted[len(label) :]))
    shared = set.intersection(*(set(name) for name, _ in labels)) if len(labels) > 1 else set()
    known = set(original.clauses.counted)
    for name, values in labels:
        own = tuple(key for key in name if key not in shared)
        if own and known.issuperset(own):
            found[own] += values
    return dict(found)


def _with_places(text: Text) -> Iterable[tuple[Unit, list[int]]]:
    """Items, rows and sentences, with the places of their words; heads of tables left out."""
    starts = text.clauses.starts
    for unit in text.units:
        places = [*range(bisect_left(starts, unit.start), bisect_left(starts, unit.end))]
        head = unit.kind == "row" and all(text.clauses.label[at] for at in places)
        if places and not head:
            yield unit, places


def _border(text: str, unit: Unit) -> int:
    """Where the unit's label ends, or its start."""
    if unit.kind == "row":
        return text.find("|", text.find("|", unit.start) + 1, unit.end)
    colon = text.find(":", unit.start, unit.end) if unit.label else -1
    return max(unit.start, colon)


def _columns(text: Text) -> Entries:
    """Head of a column -> what stands in it; none where there is more than one table."""
    rows = [unit for unit in text.units if unit.kind == "row"]
    cells = [_cells(text, unit) for unit in rows]
    if len(rows) <= _LEAST or any(len(row) != len(cells[0]) for row in cells):
        return {}
    found: Entries = {}
    clauses = text.clauses
    for column, head in enumerate(cells[0]):
        name = tuple(clauses.keys[at] for at in head if clauses.content[at])[:1]
        if not name or name in found:
            return {}
        values = [at for row in cells[1:] for at in row[column]]
        found[name] = [at for at in values if clauses.words[at].isdigit()]
    return found


def _cells(text: Text, unit: Unit) -> list[list[int]]:
    """The places of the words of each cell."""
    starts = text.clauses.starts
    borders = [at for at in range(unit.start, unit.end) if text.text[at] == "|"]
    return [
        [*range(bisect_left(starts, left), bisect_left(starts, right))]
        for left, right in pairwise(borders)
    ]


def _owners(text: Text, names: list[Name], opening: bool) -> dict[str, Name]:
    """Stem or number that comes once -> the name that it is said of."""
    clauses = text.clauses
    found: dict[str, Name] = {}
    for places in text.clauses.sentences():
        marks: dict[int, Name] = {
            at: name
            for name in names
            for at in places
            if tuple(clauses.counted[at : min(at + len(name), places.stop)]) == name
        }
        opens = [at for at in marks if _opens(text, places, at)]
        if not marks or (opening and len(opens) < len(marks)):
            continue
        inside = {at + more for at, name in marks.items() for more in range(len(name))}
        owner: Name | None = None
        for at in places:
            owner = marks.get(at, owner)
            key = clauses.counted[at]
            if owner and at not in inside and text.once.get(key) == at:
                found[key] = owner
    return found


def _opens(text: Text, places: range, at: int) -> bool:
    """True where a part of the sentence begins at a place, or few words before it."""
    for near in range(at, max(places[0], at - _BEFORE) - 1, -1):
        if near == places[0] or near in text.commas or text.clauses.words[near] in _CUTS:
            return True
        if text.clauses.clause[near] != text.clauses.clause[near - 1]:
            return True
    return False
