"""Names: people, places, works and firms, by their capital letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from realign.checks.base import Pair
from realign.checks.bearers import TIMES
from realign.checks.halves import changed_half
from realign.checks.text import Text
from realign.reading.german import is_light
from realign.reading.kept import Kept
from realign.reading.lexicon import FRAME_STEMS, LAYOUT_STEMS, NEGATIONS, STOP, plain_words, stem
from realign.reading.quantities import unit_of
from realign.reading.rarity import weight
from realign.reading.spelling import same_word
from realign.reading.thesaurus import is_noun, neighbours
from realign.samples import Finding, Span

_MOST = 300
_INITIALS = re.compile(r"[ ]\(([A-Z]{2,6})\)")
_PRONOUNS = frozenset({"he", "she", "him", "his", "her", "they", "them", "their"})
_TIMES = frozenset(map(stem, TIMES))
_BARE = STOP | NEGATIONS
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_FEW = 5  # long words in a line, at least, to tell that it is in capitals
_MOSTLY = 0.7
_SHORTEST = 4  # letters of a name in a label
_BESIDE = 2  # equal signs before and behind it
_SHORT_NAME = 6  # letters: Frank and Grant may be words
_COUNTRIES = (
    frozenset({"usa", "us", "u s", "u s a", "united states", "america"}),
    frozenset({"uk", "u k", "united kingdom", "britain"}),
    frozenset({"ussr", "soviet union"}),
    frozenset({"eu", "european union"}),
    frozenset({"un", "united nations"}),
)


def _other_names() -> dict[str, list[str]]:
    """A country's name, or a long word of it -> all its names: the States are the USA."""
    found: dict[str, list[str]] = {}
    for names in _COUNTRIES:
        for name in names:
            for word in {name, *(part for part in name.split() if len(part) > 4)}:
                found.setdefault(word, []).extend(names)
    return found


_OTHER_NAMES = _other_names()


class Names:
    """Rejects a name that is gone, and a new one.

    A name is a word with a capital letter within a sentence. Its words must stand in the rewrite,
    in any case and form; a typing error may be mended, and USA be US. New is allowed what the
    request or the evidence says, and the name of the language that code is in. Limits: scripts
    with capital letters only, and not German, where every noun has one (there it still asks that
    the word is kept); a name at a sentence's start only is not known as one; nor a new one in a
    heading or label, save where all around it stayed and it is no word of the thesaurus, or where
    it is one half of a name of two words (see `halves`).
    """

    name = "names"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        for word, start, end in original.names[:_MOST]:
            gone = [key for key in _keys(word) if not _has(rewrite, key)]
            if gone and not (
                _respelled(word, rewrite)
                or (original.worked and _is_asked_of(pair, gone))
                or _opened(word, original, rewrite)
                or _joined(original, start, end, rewrite)
                or _is_ordinary(original, word, start)
                or _joins(original, start)
                or _is_abbreviated(original, start, rewrite)
            ):
                spans = (Span("original", start, end),)
                return Finding(self.name, "a name is gone", expected=word[:120], spans=spans)
        support = (original, pair.request, *pair.evidence)
        languages = {block.language for block in rewrite.code[:_MOST]}
        for word, start, end in rewrite.names[:_MOST]:
            new = [key for key in _keys(word) if not any(_has(text, key) for text in support)]
            if new and not new[0].isdigit() and _tells(pair, word, start):
                if word.lower() in languages or any(_respelled(word, text) for text in support):
                    continue
                if _opened(word, rewrite, original) or _joined(rewrite, start, end, original):
                    continue
                if _joins(rewrite, start):
                    continue
                spans = (Span("rewrite", start, end),)
                return Finding(self.name, "a name is new", found=word[:120], spans=spans)
        half = changed_half(pair)
        if half is None:
            return None
        was, now, spans_of_both = half
        message = f"{was} became {now}"
        return Finding(self.name, message, expected=was, found=now, spans=spans_of_both)


def _is_ordinary(text: Text, word: str, start: int) -> bool:
    """True for an ordinary word whose capital letter tells nothing: in a heading, a label, a line
    of capital letters, and for what is mostly a verb or an adjective."""
    key = stem(word.lower())
    if not neighbours(key) and weight(key) >= 1:
        return False
    if len(word) > _SHORT_NAME and neighbours(key) and not is_noun(key):
        return True
    return _in_label(text, start) or _in_capitals(text.text, start)


def _joins(text: Text, start: int) -> bool:
    """True for the noun of a phrase that joins a German sentence to the one before, and for Sie."""
    at = bisect_left(text.clauses.starts, start)
    return text.language == "de" and at < len(text.clauses) and is_light(text.clauses, at)


def _in_capitals(text: str, start: int) -> bool:
    """True in a line where most long words have a capital letter."""
    first = max(text.rfind("\n", 0, start) + 1, start - 300)
    line = text[first : start + 300].partition("\n")[0]
    long = _LONG_WORD.findall(line)
    return len(long) >= _FEW and sum(word[0].isupper() for word in long) >= _MOSTLY * len(long)


def _is_abbreviated(text: Text, start: int, other: Text) -> bool:
    """True within a name that is followed by its initials in brackets, which the other text has."""
    for match in _INITIALS.finditer(text.text, start, start + 120):
        letters = match[1].lower()
        words = re.findall(r"[^\W\d_]+", text.text[max(0, match.start() - 200) : match.start()])
        begun = [word[0].lower() for word in words if word.lower() not in STOP]
        if "".join(begun).endswith(letters) and letters in other.word_set:
            return True
    return False


def _is_asked_of(pair: Pair, keys: list[str]) -> bool:
    """True for who a calculation is told of, where the request says it: "he" will do there. Not
    where nobody is told of, or another name took the place."""
    request, rewrite = pair.request, pair.rewrite
    if not all(_has(request, key) and key not in _TIMES for key in keys):
        return False
    if _PRONOUNS.isdisjoint(rewrite.word_set):
        return False
    return all(_has(pair.original, key) for name, _, _ in rewrite.names for key in _keys(name))


def _opened(word: str, here: Text, there: Text) -> bool:
    """True for initials whose words the other text says more often than this one: SA, once more
    "static analysis"."""
    low = word.lower()
    if not 1 < len(low) <= _SHORT_NAME or not word.isupper() or not low.isalpha():
        return False
    before, after = _by_initials(here, low), _by_initials(there, low)
    return any(count > before[phrase] for phrase, count in after.items())


def _by_initials(text: Text, letters: str) -> Counter[tuple[str, ...]]:
    """Runs of words that begin with these letters, none of them a small word."""
    words, size = text.clauses.words, len(letters)
    initials = "".join([word[0] for word in words])
    found: Counter[tuple[str, ...]] = Counter()
    at = initials.find(letters)
    while at >= 0:
        run = tuple(words[at : at + size])
        if len(initials) == len(words) and STOP.isdisjoint(run):
            found[run] += 1
        at = initials.find(letters, at + 1)
    return found


def _joined(text: Text, start: int, end: int, other: Text) -> bool:
    """True where the name and the word beside it are one word in the other text: VS Code."""
    after = re.match(r"[ -](\w+)", text.text[end : end + 40])
    before = re.search(r"(\w+)[ -]$", text.text[max(0, start - 40) : start])
    word = text.text[start:end].lower()
    pairs = [f"{word}{after[1]}".lower()] if after else []
    pairs += [f"{before[1]}{word}".lower()] if before else []
    return any(pair in other.word_set for pair in pairs)


def _in_label(text: Text, start: int) -> bool:
    """True in headings and labels, where any word may have a capital letter."""
    at = bisect_left(text.clauses.starts, start)
    return at < len(text.clauses) and text.clauses.label[at]


def _tells(pair: Pair, word: str, start: int) -> bool:
    """True where a capital letter makes a new word a name: outside labels, and, in a label, for a
    word that is in no thesaurus, in the place of another one with a capital letter."""
    if not _in_label(pair.rewrite, start):
        return True
    keys = _keys(word)
    if len(word) < _SHORTEST or not word[1:].islower() or any(map(neighbours, keys)):
        return False
    if any(weight(key) < 1 for key in keys):
        return False
    swap = next((one for one in pair.swaps if one.then == (start, start + len(word))), None)
    if swap is None or swap.beside < _BESIDE or not pair.original.text[swap.at[0]].isupper():
        return False
    return any(_keys(part) for part in re.findall(r"[^\W\d_]+", swap.was))


def _respelled(word: str, text: Text) -> bool:
    """True where the text has the name with a typing error, or another name of the country."""
    low = word.lower().replace(".", "")
    unit = unit_of(low)
    if unit and any(unit_of(other) == unit for other in text.clauses.words):
        return True
    if 1 < len(low) <= _SHORT_NAME and (word.isupper() or "." in word):
        whole = text.text.lower()
        if re.search(rf"\b{re.escape(low)}\b", whole.replace(".", "")):
            return True  # D.C. and DC
    if any(f" {name} " in text.folded for name in _OTHER_NAMES.get(low, ())):
        return True
    return len(low) > 5 and any(same_word(low, other) for other in set(text.clauses.words))


def _keys(word: str) -> tuple[str, ...]:
    return _KEYS[word]


def _find_keys(word: str) -> tuple[str, ...]:
    low = word.lower()
    if low.endswith("nt") and _BARE.issuperset(plain_words(f"{low[:-1]}'t")):
        return ()  # dont
    keys = [stem(part) for part in plain_words(word) if part not in STOP]
    return tuple(key for key in keys if key not in FRAME_STEMS and key not in LAYOUT_STEMS)


_KEYS = Kept(_find_keys, 5_000)


def _has(text: Text, key: str) -> bool:
    return key in text.vocabulary or text.says(key)
