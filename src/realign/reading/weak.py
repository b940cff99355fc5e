"""Markers that claim nothing where they stand: once a week, how it should look, never without."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from realign.reading.lexicon import STOP, stem
from realign.reading.thesaurus import is_noun

_SMALL = frozenset(
    {"minimal", "small", "slight", "little", "few", "minor", "low", "modest", "tiny"}
)
_WHATEVER = frozenset({"whatever", "whichever", "whoever", "however", "wherever", "whenever"})
_TIMES = "a an per every each in upon daily weekly monthly"
_TELLING = "i he she we they it was were is are had has have at than who that"
_A_TIME, _TOLD = frozenset(_TIMES.split()), frozenset(_TELLING.split())
_EXAMPLES = "example examples idea option title suggestion name slogan headline"
_AN_EXAMPLE = frozenset(_EXAMPLES.split())
_NOT = frozenset({"not", "no", "never"})
_NONE = frozenset({"no", "none"})
_AUXILIARY = frozenset(
    ["can", "could", "may", "might", "will", "would", "should", "must", "are", "were", "have", "do"]
)
_WOULD = frozenset({"would", "might", "may", "could"})
_OF_WHAT = frozenset({"of", "the", "these", "those", "this", "that", "kinds", "sorts", "about"})
_WISHED = frozenset({"i", "you", "he", "she", "it", "we", "they", "there"})
_ASKED = frozenset({"what", "how", "whether", "which"})


def is_weak(kind: str, words: Sequence[str], at: int) -> bool:
    """True where a marker of a kind, the word at a place, claims nothing."""
    rule = _RULES.get(kind)
    return rule is not None and rule(words, at)


def _is_small(words: Sequence[str], at: int) -> bool:
    """Only a small part."""
    return not _SMALL.isdisjoint(words[at + 1 : at + 4])


def _is_whatever(words: Sequence[str], at: int) -> bool:
    """Whatever it may be; it may or may not be."""
    if words[at + 1 : at + 3] == ["or", words[at]] or words[max(0, at - 2) : at] == [
        words[at],
        "or",
    ]:
        return True
    return not _WHATEVER.isdisjoint(words[max(0, at - 4) : at])


def _is_time(words: Sequence[str], at: int) -> bool:
    """Once a week; I once saw."""
    before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
    return not (_TOLD.isdisjoint(before) and _A_TIME.isdisjoint(after))


def _is_asked(words: Sequence[str], at: int) -> bool:
    """How it should look, which of them should go; not "a list which should"."""
    before = words[max(0, at - 3) : at]
    return not _ASKED.isdisjoint(before) and before[-1:] != ["which"]


def _may_be_weak(words: Sequence[str], at: int) -> bool:
    """How it could look; and: one example could be."""
    if words[at + 1 : at + 2] == ["be"] and not _AN_EXAMPLE.isdisjoint(words[max(0, at - 8) : at]):
        return True
    return _is_asked(words, at)


def _is_small_or_turned(words: Sequence[str], at: int) -> bool:
    """Only a small part; and: not by spinning it, but only by turning it."""
    if words[max(0, at - 1) : at] == ["if"] and not _WISHED.isdisjoint(words[at + 1 : at + 2]):
        return True  # if only I could
    if words[max(0, at - 1) : at] == ["but"] and not _NOT.isdisjoint(words[max(0, at - 16) : at]):
        return True
    if words[at + 1 : at + 2] == ["to"] and words[at + 2 : at + 3]:
        return (
            not is_noun(stem(words[at + 2])) and words[at + 2] not in STOP
        )  # only to find it gone
    return _is_small(words, at)


def _is_more(words: Sequence[str], at: int) -> bool:
    """Increasingly often."""
    return words[max(0, at - 1) : at] in (["increasingly"], ["more"], ["most"], ["as"], ["less"])


def _is_denied_twice(words: Sequence[str], at: int) -> bool:
    """Never without, does not come without; "without the 5", which is taken away; no less than,
    none more so; and it may or may not."""
    if words[at] in _NONE and words[at + 1 : at + 2] in (["less"], ["fewer"], ["more"]):
        return words[at + 1] != "more" or words[at] != "no"
    if words[at] == "not" and words[max(0, at - 2) : at - 1] == ["or"]:
        return words[at - 1] in _AUXILIARY and words[max(0, at - 3) : at - 2] == [words[at - 1]]
    if words[at] in _NOT:
        return "without" in words[at + 1 : at + 5]
    if words[at] != "without":
        return False
    return not _NOT.isdisjoint(words[max(0, at - 4) : at]) or any(
        word.isdigit() for word in words[at + 1 : at + 3]
    )


def _is_supposed(words: Sequence[str], at: int) -> bool:
    """Would have to, might need: what would be so binds nobody."""
    return not _WOULD.isdisjoint(words[max(0, at - 2) : at])


def _is_afloat(words: Sequence[str], at: int) -> bool:
    """They can all help; as dedicated as anyone can be; anything from one to the other, which is
    a range; and not all, which is some."""
    before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
    if words[at].startswith("any") and after in (["from"], ["between"]):
        return True
    if before == ["not"] and words[at] in {"all", "every"}:
        return True
    if words[at].startswith("any") and (
        after == ["who"] or (after[:1] and after[0].endswith("ing"))
    ):
        return True  # to anyone looking for it
    if words[at] == "all" and after in (["that"], ["this"], ["alone"], ["about"], ["you"]):
        return True
    if words[at] == "all":
        return not _AUXILIARY.isdisjoint(before) and (_OF_WHAT | _WISHED).isdisjoint(after)
    return words[at].startswith("any") and before in (["as"], ["than"])


def _is_more_than_one(words: Sequence[str], at: int) -> bool:
    after = words[at + 2 : at + 4]
    return after[:1] == ["one"] and after[1:] not in (["hundred"], ["thousand"], ["million"])


_RULES: dict[str, Callable[[Sequence[str], int], bool]] = {
    "all": _is_afloat,
    "must": _is_supposed,
    "only": _is_small_or_turned,
    "usually": _is_more,
    "may": _is_whatever,
    "once": _is_time,
    "should": _is_asked,
    "could": _may_be_weak,
    "not": _is_denied_twice,
    "over": _is_more_than_one,
}
