"""What was said of one thing is said of another, and the other way round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations

from realign.checks.base import Pair, Text
from realign.checks.lexicon import FRAME_STEMS, LIMITS
from realign.checks.thesaurus import is_adverb, synonyms
from realign.samples import Finding, Side, Span

_CUTS = frozenset({"and", "or", "while", "whereas", "but", "that"})
_REACH = 3  # words before the word that a part of a sentence is about
_LEAST = 2  # words said of the two
_SYNONYMS = 5  # and of two that may mean the same: they start, they begin
_MOST = 20  # subjects looked at
_WORDS = 3000


@dataclass(frozen=True, slots=True)
class _Part:
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
        found = self._changed(original, rewrite)
        if found is None:
            asked = self._changed(pair.request, rewrite)  # its places are in neither text
            found = asked and replace(asked, spans=asked.spans[2:])
        return found

    def _changed(self, original: Text, rewrite: Text) -> Finding | None:
        before, after = _parts(original), _parts(rewrite)
        both = {part.subject for part in after} - {""}
        names = [name for name in dict.fromkeys(part.subject for part in before) if name in both]
        anchors = _once(original).keys() & _once(rewrite).keys() - set(names)
        crossed = _crossed(_named(original, before, anchors), _named(rewrite, after, anchors))
        for one, other in combinations(names[:_MOST], 2):
            if not {(one, other), (other, one)} <= crossed:
                continue
            least = _SYNONYMS if other in synonyms(one) else _LEAST
            wanted = frozenset({one, other})
            was = _said(original, before, wanted, anchors)
            if len(set(was.values())) == 2:
                gone = _gone(rewrite, was, _said(rewrite, after, wanted, anchors))
                if len(gone) == 2 and sum(map(len, gone.values())) >= least:
                    return self._found(original, rewrite, gone)
        return None

    def _found(self, original: Text, rewrite: Text, gone: dict[str, list[str]]) -> Finding:
        (one, first), (other, second) = gone.items()
        sides: tuple[tuple[Side, Text], ...] = (("original", original), ("rewrite", rewrite))
        spans, shown = [], []
        for side, text in sides:
            places = [_once(text)[keys[0]] for keys in (first, second)]
            clauses = text.clauses
            spans += [Span(side, clauses.starts[at], clauses.ends[at]) for at in places]
            start = max(0, clauses.starts[places[0]] - 60)
            shown.append(" ".join(text.text[start : clauses.ends[places[0]]].split()))
        return Finding(
            self.name,
            f"what is said of {one!r} and {other!r} changed places",
            expected=shown[0][:120],
            found=shown[1][:120],
            spans=tuple(spans),
        )


def _parts(text: Text) -> list[_Part]:
    clauses = text.clauses
    cuts = [0]
    for at in range(1, min(len(clauses), _WORDS)):
        gap = text.text[clauses.ends[at - 1] : clauses.starts[at]]
        if clauses.clause[at] != clauses.clause[at - 1] or clauses.words[at] in _CUTS or "," in gap:
            cuts.append(at)
    ends = [*cuts[1:], min(len(clauses), _WORDS)]
    return [
        _Part(range(start, end), _subject(text, range(start, end)))
        for start, end in zip(cuts, ends, strict=True)
    ]


def _subject(text: Text, places: range) -> str:
    clauses = text.clauses
    first = next((at for at in places[: _REACH + 1] if clauses.content[at]), None)
    if first is None or clauses.words[first] in LIMITS:
        return ""
    key = clauses.keys[first]
    return "" if is_adverb(key) or key in FRAME_STEMS else key


def _once(text: Text) -> dict[str, int]:
    """Words of content and numbers that come once, with their places."""
    return {key: places[0] for key, places in text.places.items() if len(places) == 1}


def _said(
    text: Text, parts: list[_Part], wanted: frozenset[str], anchors: set[str]
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


def _named(text: Text, parts: list[_Part], anchors: set[str]) -> dict[str, set[str]]:
    """Word -> all subjects that its sentence names before it: what it may be said of."""
    clauses = text.clauses
    found: dict[str, set[str]] = {}
    subjects: set[str] = set()
    sentence = -1
    for part in parts:
        if len(part.places) == 0:
            continue
        if clauses.sentence[part.places[0]] != sentence:
            subjects, sentence = set(), clauses.sentence[part.places[0]]
        subjects = subjects | {part.subject} - {""}
        found.update((key, subjects) for at in part.places if (key := clauses.keys[at]) in anchors)
    return found


def _crossed(before: dict[str, set[str]], after: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Pairs of subjects of which a word may have gone from the one to the other."""
    return {
        (one, other)
        for key, was in before.items()
        for one in was
        for other in after.get(key, ())
        if one != other
    }


def _gone(rewrite: Text, was: dict[str, str], now: dict[str, str]) -> dict[str, list[str]]:
    """Subject -> words newly said of it, of sentences in which nothing stayed with its subject."""
    once = _once(rewrite)
    by_sentence: dict[int, list[str]] = defaultdict(list)
    for key in now:
        if key in was:
            by_sentence[rewrite.clauses.sentence[once[key]]].append(key)
    gone: dict[str, list[str]] = defaultdict(list)
    for keys in by_sentence.values():
        if all(was[key] != now[key] for key in keys):
            for key in keys:
                gone[now[key]].append(key)
    return dict(gone)
