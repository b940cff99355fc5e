"""What was said of one thing is said of another, and the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain, combinations, compress, product
from operator import ne
from typing import NamedTuple

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.kept import Kept
from realign.reading.lexicon import FRAME_STEMS, LIMITS, stem
from realign.reading.thesaurus import is_adverb, synonyms
from realign.samples import Finding, Side, Span

_CUTS = frozenset({"and", "or", "while", "whereas", "but", "that"})
_AMOUNTS = frozenset({"much", "many"})
_AUXILIARY_LIST = "can could may might will would shall should must to not"
_AUXILIARY = frozenset(_AUXILIARY_LIST.split())
_REACH = 3  # words before the word that a part of a sentence is about
_LEAST = 2  # words said of the two
_EVEN = 3  # times as many of the one as of the other, at most
_SYNONYMS = 5  # and of two that may mean the same: they start, they begin
_COLUMNS = 3  # signs between the cells of a row that has more than a label and its text
_MOST = 20  # subjects looked at
_WORDS = 3000


Names = tuple[str, ...]  # subjects, the one named last at the end


class _Part(NamedTuple):
    """A part of a sentence, cut at commas and "and", and the word that it is about, or none."""

    places: range
    subject: str


class Subjects:
    """Rejects when two subjects changed places: responsive design has breakpoints, adaptive media.

    A part of a sentence is about its first word of content, and so is what follows in the sentence
    until another one of the two is named. Words that come once on each side are compared: those of
    one sentence must all have gone from the one subject to the other, and somewhere as many at
    least as one the other way. Limits: English; pronouns are not followed; what stands before its
    subject is not seen.
    """

    name = "subjects"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or {original.language, rewrite.language} != {"en"}:
            return None
        after = _parts(rewrite)
        found = self._changed(original, rewrite, after)
        if found is None:
            asked = self._changed(pair.request, rewrite, after)  # its places are in neither text
            found = asked and replace(asked, spans=asked.spans[2:])
        return found

    def _changed(self, original: Text, rewrite: Text, after: list[_Part]) -> Finding | None:
        before = _parts(original)
        sides = ((original, before), (rewrite, after))
        both = {part.subject for part in after} - {""}
        names = [name for name in dict.fromkeys(part.subject for part in before) if name in both]
        if len(names) < _LEAST:
            return None
        anchors = original.once.keys() & rewrite.once.keys() - set(names) - _in_columns(rewrite)
        was = _named(original, before, names[:_MOST], anchors)
        now = _named(rewrite, after, names[:_MOST], was.keys())
        crossed = _crossed(was, now)
        for one, other in combinations(names[:_MOST], 2):
            if (one, other) in crossed and (other, one) in crossed and _may(was, now, one, other):
                gone = _gone(sides, frozenset({one, other}), anchors)
                least = _SYNONYMS if other in synonyms(one) else _LEAST
                if _is_exchange([*map(len, gone.values())], least):
                    return self._found(original, rewrite, gone)
        return None

    def _found(self, original: Text, rewrite: Text, gone: dict[str, list[str]]) -> Finding:
        (one, first), (other, second) = gone.items()
        sides: tuple[tuple[Side, Text], ...] = (("original", original), ("rewrite", rewrite))
        spans, shown = [], []
        for side, text in sides:
            places = [text.once[keys[0]] for keys in (first, second)]
            clauses = text.clauses
            spans += [Span(side, clauses.starts[at], clauses.ends[at]) for at in places]
            start = max(0, clauses.starts[places[0]] - 60)
            shown.append(" ".join(text.text[start : clauses.ends[places[0]]].split()))
        return Finding(
            self.name,
            f"what is said of {_word(original, one)!r} and {_word(original, other)!r} changed "
            "places",
            expected=shown[0][:120],
            found=shown[1][:120],
            spans=tuple(spans),
        )


def _word(text: Text, subject: str) -> str:
    """A subject as it stands in the text, where it stands first."""
    clauses, at = text.clauses, text.places[subject][0]
    return text.text[clauses.starts[at] : clauses.ends[at]]


def _is_exchange(sizes: list[int], least: int) -> bool:
    """True where both got some words, and about as many."""
    return len(sizes) == 2 and sum(sizes) >= least and max(sizes) <= _EVEN * min(sizes)


def _in_columns(text: Text) -> set[str]:
    """What stands in a table that holds several things against each other: there the head of the
    column says of which one it is told."""
    return set().union(
        *(
            unit.keys
            for unit in text.units
            if unit.kind == "row" and text.text.count("|", unit.start, unit.end) > _COLUMNS
        )
    )


def _parts(text: Text) -> list[_Part]:
    clauses = text.clauses
    length = min(len(clauses), _WORDS)
    borders = compress(range(1, length), map(ne, clauses.clause, clauses.clause[1:]))
    cutting = [at for at, word in enumerate(clauses.words[:length]) if word in _CUTS]
    cuts = sorted({0, *borders, *cutting, *(at for at in text.commas if at < length)})
    spoken = clauses.content
    parts = []
    for start, end in zip(cuts, [*cuts[1:], length], strict=True):
        near = range(start, min(end, start + _REACH + 1))
        first = next((at for at in near if spoken[at]), None)
        verb = first and first > start and clauses.words[first - 1] in _AUXILIARY
        subject = "" if first is None or verb else _SUBJECT[clauses.words[first]]
        parts.append(_Part(range(start, end), subject))
    return parts


def _find_subject(word: str) -> str:
    """The stem of a word that something can be said of, or ""."""
    key = stem(word)
    return "" if word in LIMITS or word in _AMOUNTS or is_adverb(key) or key in FRAME_STEMS else key


_SUBJECT = Kept(_find_subject, 20_000)


def _said(
    text: Text, parts: list[_Part], wanted: frozenset[str], anchors: Collection[str]
) -> dict[str, str]:
    """Word -> of which of the wanted subjects it is said."""
    clauses = text.clauses
    found: dict[str, str] = {}
    subject, sentence = "", -1
    for part in parts:
        if len(part.places) == 0:
            continue
        if clauses.sentence[part.places[0]] != sentence:
            subject, sentence = "", clauses.sentence[part.places[0]]
        subject = part.subject if part.subject in wanted else subject
        if subject:
            found.update(
                (key, subject) for at in part.places if (key := clauses.keys[at]) in anchors
            )
    return found


def _named(
    text: Text, parts: list[_Part], names: Collection[str], anchors: Collection[str]
) -> dict[str, list[Names]]:
    """Word -> the subjects that its sentence names before it, each time it stands there."""
    clauses = text.clauses
    found: dict[str, list[Names]] = {}
    named: Names = ()
    sentence = -1
    for part in parts:
        if len(part.places) == 0:
            continue
        if clauses.sentence[part.places[0]] != sentence:
            named, sentence = (), clauses.sentence[part.places[0]]
        if part.subject in names and named[-1:] != (part.subject,):
            named = (*(name for name in named if name != part.subject), part.subject)
        for key in clauses.keys[part.places.start : part.places.stop]:
            if key in anchors:
                found.setdefault(key, []).append(named)
    return found


def _crossed(before: dict[str, list[Names]], after: dict[str, list[Names]]) -> set[tuple[str, str]]:
    """Pairs of subjects of which a word may have gone from the one to the other.

    Of two that are named before a word it is said of the last one.
    """
    found: set[tuple[str, str]] = set()
    for key, ours in before.items():
        theirs = after.get(key, ours)
        if len(ours) > 1 or len(theirs) > 1:
            found.update(product(chain.from_iterable(ours), chain.from_iterable(theirs)))
        elif ours != theirs:
            (was,), (now,) = ours, theirs
            found.update(
                (one, other)
                for one, other in product(was, now)
                if was.index(one) > _find(was, other) and now.index(other) > _find(now, one)
            )
    return found


def _find(names: Names, name: str) -> int:
    return names.index(name) if name in names else -1


def _may(
    before: dict[str, list[Names]], after: dict[str, list[Names]], one: str, other: str
) -> bool:
    """True where the words stand behind both names, both ways, when they stand there last."""
    last = [(was[-1], after[key][-1]) for key, was in before.items() if key in after]
    return any(one in was and other in now for was, now in last) and any(
        other in was and one in now for was, now in last
    )


def _gone(
    sides: Sequence[tuple[Text, list[_Part]]], wanted: frozenset[str], anchors: Collection[str]
) -> dict[str, list[str]]:
    """Subject -> words newly said of it, of sentences in which nothing stayed with its subject."""
    was, now = (_said(text, parts, wanted, anchors) for text, parts in sides)
    if len(set(was.values())) < _LEAST:
        return {}
    rewrite = sides[1][0]
    by_sentence: dict[int, list[str]] = defaultdict(list)
    for key in now:
        if key in was:
            by_sentence[rewrite.clauses.sentence[rewrite.once[key]]].append(key)
    gone: dict[str, list[str]] = defaultdict(list)
    for keys in by_sentence.values():
        if all(was[key] != now[key] for key in keys):
            for key in keys:
                gone[now[key]].append(key)
    return dict(gone)
