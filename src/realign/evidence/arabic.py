"""Arabic words without what is written onto them: marks, the article, "and", common endings.

Articles and prepositions are part of the Arabic word, so that the words of a question and of its
passage seldom are the same letters. This is light stemming: no dictionary, no roots.
"""

from __future__ import annotations

import re

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")  # vowels, and the stroke that widens a word
_WORD = re.compile("[\u0621-\u064a\u0671]+")
_SAME = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")  # letters that are often written for another
_BEFORE = re.compile("^(?:(?:وال|بال|كال|فال|لل|ال)(?=..)|و(?=...))")
_AFTER = re.compile("(?<=..)(?:ها|ان|ات|ون|ين|يه|ه|ي)$")


def stemmed(text: str) -> str:
    """The text with its Arabic words cut down to what carries the meaning; the rest as it is."""
    if not _WORD.search(text):
        return text
    return _WORD.sub(_stem, _MARKS.sub("", text))


def _stem(match: re.Match[str]) -> str:
    return _AFTER.sub("", _BEFORE.sub("", match[0].translate(_SAME)))
