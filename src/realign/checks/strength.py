"""How much is claimed of the same word: "many people", "a few people"; "must go", "could go"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import compress

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.clauses import Clauses
from realign.reading.kept import Kept
from realign.reading.lexicon import parse_table
from realign.samples import Finding, Span

_AMOUNTS = parse_table(
    """
    all: all every
    most: most
    many: many numerous countless
    some: some certain
    few: few
    none: no
    """
)
_FAR = frozenset(
    frozenset(pair.split())
    for pair in ("all some", "all few", "most some", "most few", "many few", "all none")
)
_MODALS = parse_table(
    """
    must: must need needs needed has have had required should ought
    will: will shall
    can: can could may might
    """
)
_APART = frozenset(frozenset(pair.split()) for pair in ("must can", "will can"))
_TAKE_TO_LIST = "need needs needed has have had required ought"
_BETWEEN_LIST = "to also then always even only just simply first of the these those his"
_NO_VERB_LIST = "be not have help do i you we they he she it this that there"
_PART_LIST = "one two three four five some many several few part"
_COULD = (["could"], ["can"], ["might"], ["may"])
_TAKE_TO = frozenset(_TAKE_TO_LIST.split())
_BETWEEN = frozenset(_BETWEEN_LIST.split())
_NO_VERBS = frozenset(_NO_VERB_LIST.split())
_SUPERLATIVE = frozenset({"most", "least", "best", "worst"})
_AMONG = frozenset({"among", "amongst"})
_PARTS = frozenset(_PART_LIST.split())
_WHOLE = frozenset({"every", "each"})  # every one of them is all of them
_NEAR = 3

Place = tuple[str, int, int]  # what is claimed, its place, the place of the word it bears on


class Strength:
    """Rejects when the word that says how much, or how binding, gave way to one far from it.

    All, most, many, some, few are compared where the same noun follows; must, need to, should with
    can, could, may where the same verb follows; and "one of the greatest" with "the greatest". The
    noun or verb, or it and the word behind it, must stand so only once on each side. Limits:
    English.
    """

    name = "strength"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or original.mostly_code:
            return None
        if not original.language == rewrite.language == "en":
            return None
        kinds: Sequence[tuple[Callable[[Clauses], Iterator[Place]], frozenset[frozenset[str]]]] = (
            (_amounts, _FAR),
            (_modals, _APART),
            (_superlatives, frozenset({frozenset({"one", "the"})})),
        )
        for places, apart in kinds:
            for was, now in _common(original, rewrite, places):
                if frozenset({was[0], now[0]}) in apart:
                    return _finding(self.name, original, rewrite, was, now)
        return None


def _finding(name: str, original: Text, rewrite: Text, was: Place, now: Place) -> Finding:
    spans = []
    for text, (_, first, last) in ((original, was), (rewrite, now)):
        clauses = text.clauses
        start, end = clauses.starts[first], clauses.ends[last]
        spans.append(Span("original" if text is original else "rewrite", start, end))
    before, after = (
        " ".join(text.text[span.start : span.end].split())[:120]
        for text, span in zip((original, rewrite), spans, strict=True)
    )
    return Finding(
        name, "more or less is claimed", expected=before, found=after, spans=tuple(spans)
    )


def _common(
    original: Text, rewrite: Text, places: Callable[[Clauses], Iterator[Place]]
) -> Iterator[tuple[Place, Place]]:
    """What bears on the same word or two, where they stand so but once on each side."""
    before = _by_word(original.clauses, places)
    after = _by_word(rewrite.clauses, places) if before else {}
    for key, was in before.items():
        now = after.get(key, [])
        if len(was) == len(now) == 1:
            yield was[0], now[0]


def _by_word(
    clauses: Clauses, places: Callable[[Clauses], Iterator[Place]]
) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places(clauses):
        key = clauses.keys[place[2]]
        found[key].append(place)
        if (behind := _next(clauses, place[2])) is not None:
            found[f"{key} {clauses.keys[behind]}"].append(place)
    return found


def _amounts(clauses: Clauses) -> Iterator[Place]:
    words = clauses.words
    for at in [at for at, word in enumerate(words) if word in _AMOUNTS]:
        kind = _AMOUNTS[words[at]]
        if kind == "few" and words[at + 1 : at + 2] == ["more"]:
            continue
        if (noun := _next(clauses, at)) is not None:
            yield kind, at, noun


def _modals(clauses: Clauses) -> Iterator[Place]:
    words = clauses.words
    for at in [at for at, word in enumerate(words) if word in _MODALS]:
        word, then = words[at], at + 1
        if word in _TAKE_TO:
            if words[then : then + 1] != ["to"] or words[at - 1 : at] in _COULD:
                continue  # a feature that it could have to make it easier
            then += 1
        while then < len(words) and words[then] in {"also", "then", "always", "even", "only"}:
            then += 1
        if _MODALS[word] == "must" and words[then : then + 3] == ["be", "able", "to"]:
            then += 3
        if words[then : then + 1] == ["be"] and words[then + 1 : then + 2] != ["able"]:
            then += 1
        if then + 1 >= len(words) or words[then] in _NO_VERBS:
            continue
        if clauses.sentence[then] == clauses.sentence[at]:
            yield _MODALS[word], at, then


_IS_SUPERLATIVE = Kept(
    lambda word: word in _SUPERLATIVE or (word.endswith("est") and len(word) > 5), 20_000
)


def _superlatives(clauses: Clauses) -> Iterator[Place]:
    words = clauses.words
    for at in compress(range(len(words)), map(_IS_SUPERLATIVE.__getitem__, words)):
        end = at + 1 if words[at] in {"most", "least"} else at
        if not at or end >= len(words):
            continue
        lead = range(max(0, at - 6), at)
        if not _AMONG.isdisjoint(words[lead.start : at]) or any(
            words[one] in _PARTS
            and words[one + 1] == "of"
            and _WHOLE.isdisjoint(words[max(0, one - 1) : one])
            for one in lead[:-1]
        ):
            yield "one", at - 1, end
        elif words[at - 1] in {"the", "his", "her", "its"}:
            yield "the", at - 1, end


def _next(clauses: Clauses, at: int) -> int | None:
    """The word of content next behind, within a few words of the same clause."""
    for place in range(at + 1, min(len(clauses), at + 1 + _NEAR)):
        if clauses.clause[place] != clauses.clause[at]:
            return None
        if clauses.content[place]:
            return place
        if clauses.words[place] not in _BETWEEN:
            return None
    return None
