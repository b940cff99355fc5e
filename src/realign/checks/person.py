"""Who speaks, and of whom: I, you, he, she."""

from __future__ import annotations

from collections import defaultdict
from itertools import compress

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.align import apart, same_beside
from realign.reading.lexicon import STOP, parse_table
from realign.reading.thesaurus import is_noun
from realign.samples import Finding, Side, Span

_PERSONS = parse_table(
    """
    I: i me my mine myself
    you: you your yours yourself yourselves
    he: he him his himself
    she: she her hers herself
    """
)
_SAID = {"i": "I", "you": "you", "he": "he", "she": "she", "they": "they"}
_NOMINATIVES = frozenset(_SAID)
_OTHERS = frozenset(  # "he" may become "they"
    frozenset(pair.split())
    for pair in ("I you", "I he", "I she", "I they", "you he", "you she", "you they", "he she")
)
_SURE = 0.6
_APART = 0.5  # for each word that two sentences have in common, so many others at most
_BESIDE = 3  # of the two words before and the two behind, those that must be the same
_OWNERS = frozenset({"my", "your", "his", "her"})
_BEFORE_OBJECTS = frozenset({"in", "of", "with", "about", "from", "at", "upon", "on"})
_SUBJECTS = frozenset({"i", "you", "he", "she"})
_SKIPPED = 3  # words between the person and what it does: "I have never been"
_MOST = 3000  # words
_SEVERAL = 2


class Person:
    """Rejects when another person does it ("I am the leader", "you are the leader").

    Also when a text told by "I" no longer says I at all but he or she, or says I for the first
    time; and when what was mine is yours, his or hers ("my love for you"). A person is known by
    the word behind it that it goes with. "We", "they" and "it" are free: a layout changes them
    often. And I, you, he, she and they must not stand for each other (save "they" for he and she)
    in a sentence that is otherwise much the same. Limits: English; who is meant by a "he" is not
    asked; a passive turned round is seen only where the persons are named by pronouns.
    """

    name = "person"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or {original.language, rewrite.language} != {"en"}:
            return None
        for before, after in (
            (_deeds(original), _deeds(rewrite)),
            (_owned(original), _owned(rewrite)),
        ):
            for deed, was in before.items():
                now = after.get(deed, was)
                if was.keys().isdisjoint(now) and len(was) == len(now) == 1:
                    (one, first), (other, second) = next(iter(was.items())), next(iter(now.items()))
                    return self._found(pair, f"{one!r} became {other!r}", first, second)
        return self._teller(pair) or self._in_place(pair)

    def _in_place(self, pair: Pair) -> Finding | None:
        """Another person in the place of one, in a sentence that is otherwise much the same."""
        before, after = pair.original.clauses, pair.rewrite.clauses
        for match in pair.matches:
            if match.share < _SURE or _NOMINATIVES.isdisjoint(
                before.words[match.before.start : match.before.stop]
            ):
                continue
            for change in pair.changes(match):
                was, now = (
                    _SAID.get(clauses.words[places[0]], "") if len(places) == 1 else ""
                    for clauses, places in ((before, change.before), (after, change.after))
                )
                if frozenset({was, now}) not in _OTHERS or apart(before, after, match) > _APART:
                    continue
                if same_beside(before, after, match, change) >= _BESIDE:
                    first, second = change.before[0], change.after[0]
                    return self._found(pair, f"{was!r} became {now!r}", first, second)
        return None

    def _teller(self, pair: Pair) -> Finding | None:
        before, after = _told_by(pair.original), _told_by(pair.rewrite)
        others = len(after["he"]) + len(after["she"]) - len(before["he"]) - len(before["she"])
        if len(before["I"]) >= _SEVERAL and not after["I"] and others > 0:
            return self._found(pair, "'I' is gone", before["I"][0], None)
        if not before["I"] and len(after["I"]) >= _SEVERAL and not _told_by(pair.request)["I"]:
            return self._found(pair, "'I' is new", None, after["I"][0])
        return None

    def _found(self, pair: Pair, message: str, was: int | None, now: int | None) -> Finding:
        expected, first = _shown("original", pair.original, was)
        found, second = _shown("rewrite", pair.rewrite, now)
        return Finding(self.name, message, expected=expected, found=found, spans=(*first, *second))


def _shown(side: Side, text: Text, place: int | None) -> tuple[str, tuple[Span, ...]]:
    if place is None:
        return "", ()
    clauses = text.clauses
    last = place
    while (
        last + 1 < min(len(clauses), place + 6)
        and clauses.sentence[last + 1] == clauses.sentence[place]
    ):
        last += 1
    start, end = clauses.starts[place], clauses.ends[last]
    return " ".join(text.text[start:end].split())[:120], (Span(side, start, end),)


def _deeds(text: Text) -> dict[str, dict[str, int]]:
    """Stem of what is done -> the persons who do it, with the place of one of each."""
    clauses = text.clauses
    found: dict[str, dict[str, int]] = defaultdict(dict)
    words = clauses.words[:_MOST]
    for place in compress(range(len(words)), map(_SUBJECTS.__contains__, words)):
        word = words[place]
        if word == "i" and not _is_capital(text, place):
            continue
        if _is_object(text, place):
            continue
        for near in range(place + 1, min(len(clauses), place + 2 + _SKIPPED)):
            if clauses.clause[near] != clauses.clause[place] or clauses.words[near] in _PERSONS:
                break
            if clauses.content[near] or clauses.words[near] not in STOP:
                found[clauses.keys[near]].setdefault(_PERSONS[word], place)
                break
    return found


def _is_object(text: Text, place: int) -> bool:
    """True for the "you" of "he saw in you the talent", and of "the help I gave you should":
    behind a noun, who does it, the verb."""
    clauses, noun = text.clauses, place - 3
    if clauses.words[place] != "you":
        return False
    if place and clauses.words[place - 1] in _BEFORE_OBJECTS:
        return True
    return (
        noun >= 0
        and clauses.words[noun + 1] in _SUBJECTS - {"you"}
        and is_noun(clauses.keys[noun])
        and clauses.content[noun]
        and clauses.clause[noun] == clauses.clause[place]
    )


def _owned(text: Text) -> dict[str, dict[str, int]]:
    """Stem -> whose it is, with the place of one of each; only what always has an owner."""
    clauses = text.clauses
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if _OWNERS.isdisjoint(clauses.words):
        return found
    free = set()
    for place, key in enumerate(clauses.keys[:_MOST]):
        if clauses.content[place]:
            owner = clauses.words[place - 1] if place else ""
            if owner in _OWNERS:
                found[key].setdefault(_PERSONS[owner], place - 1)
            else:
                free.add(key)
    return {key: owners for key, owners in found.items() if key not in free}


def _told_by(text: Text) -> dict[str, list[int]]:
    clauses = text.clauses
    found: dict[str, list[int]] = {"I": [], "you": [], "he": [], "she": []}
    words = clauses.words[:_MOST]
    for place in compress(range(len(words)), map(_PERSONS.__contains__, words)):
        word = words[place]
        if word != "i" or _is_capital(text, place):
            found[_PERSONS[word]].append(place)
    return found


def _is_capital(text: Text, place: int) -> bool:
    return text.text[text.clauses.starts[place]] == "I"
