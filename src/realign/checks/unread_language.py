"""A language that the word lists do not know: said, so that silence is not taken for a result."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.checks.language import PROFILES, scripts_in
from realign.checks.text import Text
from realign.reading.lexicon import STOP, stem
from realign.reading.rarity import weight
from realign.reading.thesaurus import is_adverb, synonyms
from realign.samples import Finding

_SAMPLE = 4000  # characters are plenty to know a language by
# Letters that say about as much as a word.
_LETTERS_A_WORD = {
    "Han": 1.5, "kana": 2.0, "Hangul": 2.5, "Devanagari": 2.5, "Bengali": 2.5, "Tamil": 3.0,
    "Thai": 4.0,
}  # fmt: skip
_OF_SCRIPT = {
    "Greek": "Greek",
    "Hebrew": "Hebrew",
    "Bengali": "Bengali",
    "Tamil": "Tamil",
    "Thai": "Thai",
    "Hangul": "Korean",
    "kana": "Japanese",
}
# Letters that one language of a script has and others have not, in the order of asking.
_BY_LETTERS = (
    ("Cyrillic", "ў", "Belarusian"),
    ("Cyrillic", "їєґ", "Ukrainian"),
    ("Cyrillic", "ыэ", "Russian"),
    ("Arabic", "ٹڈڑے", "Urdu"),
    ("Arabic", "پچژگکی", "Persian"),
    ("Arabic", "اةلن", "Arabic"),
)
_MIN_IN_SCRIPT, _MIN_WORDS, _MIN_HITS, _MIN_ACCENTED = 5, 8, 3, 12
_WORDS = 200  # looked at
_MIN_STRANGE = 10  # longer words in small letters
_STRANGE = 0.25  # share of them that are English: under 0.2 in Finnish, over 0.38 in English


def _languages() -> dict[str, tuple[str, ...]]:
    """Word -> the languages that it tells: of English only what no other one has, of others only
    what English has not ("a" is Portuguese, too)."""
    english = PROFILES["English"] | STOP
    rest = {name: words for name, words in PROFILES.items() if name != "English"}
    telling = {name: words - english for name, words in rest.items()}
    telling["English"] = english.difference(*rest.values())
    telling["German"] = rest["German"]
    every = frozenset().union(*telling.values())
    return {word: tuple(name for name in telling if word in telling[name]) for word in every}


_LANGUAGES = _languages()
_ACCENTED = re.compile(r"[^\W\d_\x00-\x7fäöüß]")


class UnreadLanguage:
    """Warns that a text is neither English nor German: the checks that go by word lists (negation,
    quantifiers, modality, conditions and many more) had nothing to go by, and found nothing.

    It says so of the pair, not that anything is wrong, so it has no place in the texts. Limits:
    known by script, by the commonest words of nine languages in Latin script, by accents, or by
    words that no English list has; near languages are taken for each other. Says nothing on short
    texts (8 words), nor where two languages are closely mixed.
    """

    name = "unread_language"
    severity = "warn"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        language = seems(pair.original)
        if not language:
            return None
        return Finding(
            self.name,
            f"the text seems to be in {language}: the checks that need word lists of it (negation, "
            "quantifiers, modality and others) did not apply",
            severity="warn",
        )


def seems(text: Text) -> str:
    """The language that a text seems to be in; "" for English and German, and for too few words."""
    sample = text.prose[:_SAMPLE]
    return _by_script(sample) or _by_words(text)


def _by_script(sample: str) -> str:
    if sample.isascii():
        return ""
    letters = scripts_in(sample)
    kana = letters.pop("kana", 0)
    letters["Han"] = letters.get("Han", 0) + kana  # Japanese is written in both
    words = {name: count / _LETTERS_A_WORD.get(name, 5.0) for name, count in letters.items()}
    script = max(words, key=lambda name: words[name])
    if script == "Latin" or words[script] < max(_MIN_IN_SCRIPT, 0.5 * sum(words.values())):
        return ""
    if script == "Han":
        return "Japanese" if 10 * kana >= letters["Han"] else "Chinese"
    for named, signs, language in _BY_LETTERS:
        if script == named and not set(signs).isdisjoint(sample.lower()):
            return language
    return _OF_SCRIPT.get(script, f"a language of {script} script")


def _by_words(text: Text) -> str:
    said = " ".join(text.prose_words[:_WORDS])
    words = said.replace("’", " ").replace("'", " ").split()  # n'est is n and est
    if len(words) < _MIN_WORDS:
        return ""
    hits: dict[str, list[str]] = {}
    for word in filter(_LANGUAGES.__contains__, words):
        for name in _LANGUAGES[word]:
            hits.setdefault(name, []).append(word)
    english, german = (len(hits.pop(name, ())) for name in ("English", "German"))
    most = max(map(len, hits.values()), default=0)
    if most >= max(0.12 * len(words), english + 2, german + 2):
        near = [name for name, found in hits.items() if len(found) > most - 2]
        names = [name for name in near if len(set(hits[name])) >= _MIN_HITS]
        if names:
            return " or ".join(sorted(names))
    if len(words) < _MIN_ACCENTED or 10 * max(english, german) >= len(words):
        return ""
    accented = sum(bool(_ACCENTED.search(word)) for word in words)
    foreign = 5 * accented >= len(words) or _is_strange(text)
    return "neither English nor German" if foreign else ""


def _is_strange(text: Text) -> bool:
    """True where hardly any word in small letters is one that the English lists know."""
    words = [word for word in text.words[:_WORDS] if len(word) > 3 and word.islower()]
    words = [word for word in words if word.isalpha()]
    if len(words) < _MIN_STRANGE:
        return False
    return sum(map(_is_english, words)) < _STRANGE * len(words)


def _is_english(word: str) -> bool:
    key = stem(word)
    return word in STOP or weight(key) < 1 or bool(synonyms(key)) or is_adverb(key)
