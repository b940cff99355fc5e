"""The language, by script and by the commonest words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import not_

from realign.checks.base import Pair
from realign.checks.spans import spans_of, whole
from realign.reading.lexicon import fold
from realign.reading.text import words_of
from realign.samples import Finding

_SCRIPTS = (
    ("Latin", "A-Za-z\u00aa-\u024f\u1e00-\u1eff"),
    ("Greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("Cyrillic", "\u0400-\u052f"),
    ("Hebrew", "\u0590-\u05ff"),
    ("Arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("Devanagari", "\u0900-\u097f"),
    ("Bengali", "\u0980-\u09ff"),
    ("Tamil", "\u0b80-\u0bff"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Hangul", "\u1100-\u11ff\uac00-\ud7af"),
    ("kana", "\u3040-\u30ff"),
    ("Han", "\u3400-\u4dbf\u4e00-\u9fff"),
)
_PATTERNS = [(name, re.compile(f"[{chars}]")) for name, chars in _SCRIPTS]
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_COMMON = """
    English: the of and to in is that for it with as was on are be this by not have or from you an
    English: at which can their they
    German: der die und das ist den von zu mit ein eine nicht auf für im dem des sich auch es wird
    German: sind oder aus werden kann bei durch wie einer
    French: le la les des et est une du dans que pour qui par sur pas au avec plus sont ce cette
    French: ou aux ne il elle vous nous être peut ses
    Spanish: el la los las y es una del que por con para se su al lo como más pero sus o este esta
    Spanish: son puede muy también no hay
    Italian: il la di che è e per una un del della sono con non le gli dei alla più anche nel come
    Italian: si da può questo delle essere ma
    Portuguese: o a os as e é de do da que em um uma para com não por se dos das mais como ou ao
    Portuguese: pode são seu sua também na no
    Dutch: de het een en van is dat op te voor met zijn niet die aan er ook als bij om uit door
    Dutch: wordt kan naar worden maar of deze
    Swedish: och att det som en på är av för med den till inte har ett om kan de från vara eller
    Swedish: men så du vi
    Polish: i w na z się do nie jest to że o jak za od przez po są dla oraz może być który które
    Polish: lub ale jako
    Turkish: ve bir bu da de için ile olarak en çok daha olan gibi kadar ne var değil veya ise
    Turkish: ancak hem sonra her
    Indonesian: yang dan di untuk dengan dari pada adalah ini dalam itu tidak ke akan dapat atau
    Indonesian: juga oleh sebagai karena bisa anda lebih
    """


def _profiles() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    for line in _COMMON.strip().splitlines():
        name, _, words = line.strip().partition(": ")
        found.setdefault(name, []).extend(words.split())
    return {name: frozenset(words) for name, words in found.items()}


PROFILES = _profiles()
_LANGUAGES = {
    word: tuple(name for name, words in PROFILES.items() if word in words)
    for word in frozenset().union(*PROFILES.values())
}
_MOST = 5000  # words
_SAMPLE = 4000  # characters are plenty to know a language by
_MIN_LETTERS, _MIN_WORDS, _MIN_SENTENCE = 20, 12, 5


class Language:
    """Rejects a rewrite in another script or language, as a whole or in one sentence.

    Latin script: eleven languages, known by their commonest words. Limits: says nothing on short
    texts (20 letters, 12 words), nor on closely mixed ones.
    """

    name = "language"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        before, after = _script(original.prose), _script(rewrite.prose)
        if before and after and before != after and {before, after} != {"kana", "Han"}:
            message, spans = f"{before} script became {after}", whole("rewrite", rewrite.text)
            return Finding(self.name, message, expected=before, found=after, spans=spans)
        words = original.lower_words[:_MOST]
        known = pair.request.word_set.union(words)
        new = sum(map(not_, map(known.__contains__, rewrite.lower_words)))
        language = _language(words, _MIN_WORDS) if new >= _MIN_SENTENCE // 2 else ""
        if not language:
            return None
        for sentence in rewrite.sentences[:500]:
            said = words_of(fold(sentence[:_SAMPLE]))
            if 2 * sum(map(known.__contains__, said)) >= len(said):
                continue
            other = _language(said, _MIN_SENTENCE)
            if other and other != language:
                message = f"{language} became {other}"
                spans = spans_of("rewrite", rewrite.text, sentence)
                return Finding(self.name, message, found=sentence[:120], spans=spans)
        return None


def _script(text: str) -> str:
    """The script of most letters; "" where there are few letters, or no clear majority."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        enough = any(sum(map(str.isalpha, sample[:end])) >= _MIN_LETTERS for end in (60, 1000))
        return "Latin" if enough else ""
    counts = scripts_in(sample)
    total = sum(counts.values())
    name = max(counts, key=lambda script: counts[script])
    return name if total >= _MIN_LETTERS and counts[name] > 0.6 * total else ""


def scripts_in(text: str) -> dict[str, int]:
    """Script -> its letters."""
    rare = "".join(filter(str.isalpha, "".join(_NOT_ASCII.findall(text))))
    counts = {name: len(pattern.findall(rare)) for name, pattern in _PATTERNS} if rare else {}
    letters = sum(map(str.isalpha, text.encode("ascii", "ignore").decode()))
    counts["Latin"] = counts.get("Latin", 0) + letters
    return counts


def _language(words: Sequence[str], least: int) -> str:
    """The language whose common words are clearly the most frequent; "" if none is."""
    if len(words) < least:
        return ""
    hits = dict.fromkeys(PROFILES, 0)
    for word in filter(_LANGUAGES.__contains__, words):
        for name in _LANGUAGES[word]:
            hits[name] += 1
    first, second = sorted(hits, key=lambda name: -hits[name])[:2]
    clear = (
        hits[first] >= 2 and hits[first] >= 0.12 * len(words) and hits[first] >= hits[second] + 2
    )
    return first if clear else ""
