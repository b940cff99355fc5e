"""Who does it, and to whom? A person's noun that took the place of another one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import NamedTuple

from realign.checks.base import Pair, said
from realign.checks.text import Text
from realign.reading.align import Match
from realign.reading.kept import Kept
from realign.reading.lexicon import STOP, stem
from realign.reading.thesaurus import is_adverb, is_group, is_noun, is_person, synonyms
from realign.samples import Finding


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ANYONE = _set(
    """
    he she they it we you one who which that this these those all both each him her them people
    person persons individual individuals someone everyone anyone somebody everybody anybody nobody
    others other user users
    """
)  # these may stand for whoever was named before
_HUMANS = _set("human humans man men")
_VAGUE = _ANYONE | _HUMANS | _set("helper")
_BE = _set("be is are was were am been being get gets got")
_BETWEEN = _BE | _set(
    """
    can could may might will would shall should must to have has had do does did not able also then
    now just only always never often still already usually eventually likely ever soon again yet
    even both all each then thus well
    """
)  # what may stand between a subject and its verb
_BEFORE = _set(
    """
    the a an my your his her its our their this these those all some any many more new
    """
)  # what may stand between a verb and its object
_OVER = _set("over with against between from about towards toward around into onto upon")
_PASSIVE = ("ed", "en")
_MORE = frozenset({"better", "worse", "best", "worst"})
_OWNS = ("'s", "’s")
_HAS = frozenset({"have", "has", "had", "to"})
_STAY_LIST = """
    stand sit lie come go live walk run rise appear arrive hang remain stay wait sleep dwell emerge
    fall enter lurk gather rest march
    """  # at the edge of the wood stood the villagers: the subject may stand behind it
_STAYS = frozenset(map(stem, _STAY_LIST.split()))
_REACH = 5  # words between a subject and its verb
_MOST = 3000  # words
_ANY = "*"
_I = "i"


class _Deed(NamedTuple):
    """A verb, who does it or to whom it is done, and where that one stands; `_ANY` for "they"."""

    verb: str
    does: bool
    who: str
    place: int

    @property
    def key(self) -> tuple[str, bool, str]:
        """All but the place."""
        return self.verb, self.does, self.who


class Roles:
    """Rejects when another person does it: the teacher solved it, who was "I"; the friends are
    challenged, who were to challenge.

    Persons and groups are nouns of WordNet's lists. One that neither original nor request has, and
    no synonym, is rejected where the original has no code. One that does what another one did in
    the counterpart of its sentence, or to whom is done what was done to another one, is rejected,
    and so is one that does what was done to it. Limits: English; plain orders of words; "he",
    "they", "people" and names may be anybody.
    """

    name = "roles"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or {original.language, rewrite.language} != {"en"}:
            return None
        found = self._new(pair)
        if found is not None:
            return found
        after = list(_deeds(rewrite))
        if all(deed.who == _ANY for deed in after):
            return None
        before = list(_deeds(original))
        keys, new = {deed.key for deed in before}, {deed.key for deed in after}
        for deed in after:
            if deed.who == _ANY or deed.key in keys:
                continue
            match = next((match for match in pair.matches if deed.place in match.after), None)
            was = _turned(deed, before, new) or _other(deed, before, match)
            if was is not None:
                return self._found(pair, was.place, deed.place)
        return None

    def _new(self, pair: Pair) -> Finding | None:
        """A noun for a person that nothing supports."""
        if pair.original.code or pair.rewrite.code:
            return None  # "a helper function", "fits the classifier"
        clauses, known = pair.rewrite.clauses, pair.original.vocabulary
        for place in compress(range(_MOST), map(_MAY_BE_NEW.__getitem__, clauses.words)):
            key = clauses.keys[place]
            if key in known or clauses.label[place] or not clauses.content[place]:
                continue
            if clauses.words[place].endswith(_PASSIVE) and clauses.words[place - 1] in _BE:
                continue  # whoever is chosen
            verb = clauses.words[place - 1] == "to" and not clauses.words[place].endswith("s")
            if verb or clauses.words[place + 1 : place + 2] == ["who"]:
                continue  # to prey on them; passengers who pay, for "paying"
            if not _supported(pair, key):
                return self._found(pair, None, place)
        return None

    def _found(self, pair: Pair, was: int | None, now: int) -> Finding:
        before, after = pair.original.clauses, pair.rewrite.clauses
        found = after.quote(pair.rewrite.text, now, 3, 5)
        spans = (after.span("rewrite", now),)
        if was is None:
            word = after.words[now]
            return Finding(self.name, f"{word!r} is new", found=found, spans=spans)
        return Finding(
            self.name,
            "another person has this role",
            expected=before.quote(pair.original.text, was, 3, 5),
            found=found,
            spans=(before.span("original", was), *spans),
        )


def _supported(pair: Pair, key: str) -> bool:
    if said(key, pair.support):
        return True
    alike = synonyms(key)
    return any(
        other in alike and _is_someone(text.clauses.words[place])
        for text in pair.support
        for place, other in enumerate(text.clauses.keys)
    )


def _is_someone(word: str) -> bool:
    if word in STOP or word == "chosen" or word.endswith("ed"):
        return False  # "the chosen", "the wounded": mostly what was done
    return word in _HUMANS or is_person(word) or is_group(word)


def _find_who(word: str) -> str:
    """The stem of a word for someone, `_ANY` where it may be anybody, "" for any other word."""
    if word in _ANYONE:
        return _ANY
    if word in {"i", "me"}:
        return _I
    return stem(word) if _is_someone(word) else ""


_WHO = Kept(_find_who, 20_000)
_MAY_BE_NEW = Kept(lambda word: word not in _VAGUE and is_person(word), 20_000)


def _other(deed: _Deed, before: list[_Deed], match: Match | None) -> _Deed | None:
    """Who did it, or to whom it was done, in the counterpart; None where it may be the same one."""
    if match is None:
        return None
    was = [
        other
        for other in before
        if (other.verb, other.does) == (deed.verb, deed.does) and other.place in match.before
    ]
    alike = synonyms(deed.who) | {_ANY}
    return was[0] if was and not any(other.who in alike for other in was) else None


def _turned(deed: _Deed, before: list[_Deed], new: set[tuple[str, bool, str]]) -> _Deed | None:
    """The same one with the same verb on its other side; None where the rewrite has that too."""
    if (deed.verb, not deed.does, deed.who) in new:
        return None
    wanted = (deed.verb, not deed.does, deed.who)
    return next((other for other in before if other.key == wanted), None)


def _deeds(text: Text) -> Iterator[_Deed]:
    """Verbs with those who do them or to whom they are done."""
    everyone = [*map(_WHO.__getitem__, text.clauses.words[: _MOST + 1]), ""]
    for place in compress(range(_MOST), everyone):
        who = everyone[place]
        if everyone[place + 1] in {"", _ANY}:  # "team members": the second one counts
            found = [_does(text, place, who)]
            found += [] if who == _I else [_suffers(text, place, who)]
            yield from (deed for deed in found if deed is not None)


def _does(text: Text, place: int, who: str) -> _Deed | None:
    """The verb behind a subject: done by it, or to it where it is passive."""
    clauses = text.clauses
    at, own = place + 1, clauses.clause[place]
    if at in text.commas or _owns(text, place) or _is_governed(text, place):
        return None  # my son, remember; the father's current age
    be = False
    while (
        at < min(len(clauses), place + 1 + _REACH)
        and clauses.clause[at] == own
        and (clauses.words[at] in _BETWEEN or is_adverb(clauses.keys[at]))
    ):
        be = clauses.words[at] in _BE or (be and clauses.words[at] not in _HAS)
        at += 1
    if (
        at >= len(clauses)
        or clauses.clause[at] != own
        or not clauses.content[at]
        or _WHO[clauses.words[at]]
    ):
        return None
    word, bare = clauses.words[at], at == place + 1
    if bare and (word.endswith("ing") or (is_noun(clauses.keys[at]) and word[-1] not in "ds")):
        return None  # "at school, working"; "customer feedback"
    if be and not word.endswith("ing"):
        passive = word.endswith(_PASSIVE)  # else it is a thing or a quality: "the team is new"
        return _Deed(clauses.keys[at], False, who, place) if passive else None
    after = clauses.words[at + 1 : at + 2] if clauses.clause[at + 1 : at + 2] == [own] else []
    if word.endswith(_PASSIVE) and (after == ["by"] or (bare and not after)):
        return None  # the parties involved, cookies eaten
    more = word in _MORE  # to know the audience better
    return None if more else _Deed(clauses.keys[at], True, who, place)


def _is_governed(text: Text, place: int) -> bool:
    """True behind a preposition: the victory over the dragon was celebrated."""
    words, at = text.clauses.words, place - 1
    while at > 0 and words[at] in _BEFORE:
        at -= 1
    return (
        at >= 0 and words[at] in _OVER and text.clauses.sentence[at] == text.clauses.sentence[place]
    )


def _owns(text: Text, place: int) -> bool:
    start, end = text.clauses.starts[place], text.clauses.ends[place]
    return text.text.endswith(_OWNS, start, end) or text.text.startswith(("'", "’"), end)


def _suffers(text: Text, place: int, who: str) -> _Deed | None:
    """The verb before an object; done by it where it says "by"."""
    clauses = text.clauses
    at = place - 1
    while at > max(0, place - 4) and clauses.words[at] in _BEFORE:
        at -= 1
    if at < 1 or clauses.sentence[at] != clauses.sentence[place]:
        return None
    verb, word = clauses.keys[at], clauses.words[at]
    if word == "by" and clauses.words[at - 1].endswith(_PASSIVE):
        return _Deed(clauses.keys[at - 1], True, who, place)
    if (
        clauses.clause[at] != clauses.clause[place]
        or not clauses.content[at]
        or _WHO[clauses.words[at]]
    ):
        return None
    before, after = clauses.words[at - 1], clauses.words[place + 1 : place + 2]
    odd = verb in _STAYS or before in _BEFORE or before == "of"
    if is_adverb(verb) or (odd and not word.endswith("ing")):
        return None
    if after and (after[0] in _BETWEEN or after[0] == "who"):
        return None  # "show the team can": it is a subject
    verbal = before == "to" or word.endswith("ing") or not is_noun(verb)
    return _Deed(verb, False, who, place) if verbal else None
