"""Quoted text: word for word as it was."""

from __future__ import annotations

import re
from itertools import islice

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import stem
from realign.samples import Finding, Span

_QUOTED = re.compile(r"(?<!\w)[\"“«„]([^\"“”«»„\n]{2,300})[\"”»“](?!\w)")
_LINE = re.compile(r"^[^\s:][^:\n]{0,40}:[ \t]+(\S.*)$", re.MULTILINE)  # John: We have a problem.
_LONGEST = 20_000
_MOST = 300  # hostile texts hold a hundred thousand
_TERM = 6  # words: of more, somebody's words are to be kept
_NEW = 3  # words: a shorter new quotation is a word set off, not somebody's words
_OWN, _OWN_SHARE = 8, 0.9  # words, and how many of them the original says: it is quoted as a whole


class Quotes:
    """Rejects quoted text that is gone or changed, and new quotations of three words or more.

    Compared by words: signs and case may differ, and the marks of quotation may go; what somebody
    says may be parted or joined ("It is", she said, "late"). New is allowed what the original, the
    request or the evidence says in these words, and a longer stretch of the original set in marks
    as a whole, nearly word for word. Limits: double quotation marks only, quotations within a line.
    """

    name = "quotes"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        before, after = _quotes(original), _quotes(rewrite)
        spoken = _spoken(original, before), _spoken(rewrite, after)
        for match, words in before:
            kept = f" {words} " in rewrite.folded or f" {words} " in spoken[1]
            if not kept and not _is_term(words, rewrite):
                return Finding(
                    self.name,
                    "quoted text is gone or changed",
                    expected=match[1][:120],
                    spans=(Span("original", match.start(), match.end()),),
                )
        for match, words in after:
            support = (original, pair.request, *pair.evidence)
            said = any(f" {words} " in text.folded for text in support)
            said = (
                said
                or f" {words} " in spoken[0]
                or _is_line(words, original)
                or _is_term(words, original)
                or _is_own(words, original)
            )
            if words.count(" ") + 1 >= _NEW and not said:
                return Finding(
                    self.name,
                    "a quotation is new",
                    found=match[1][:120],
                    spans=(Span("rewrite", match.start(), match.end()),),
                )
        return None


def _spoken(text: Text, quotes: list[tuple[re.Match[str], str]]) -> str:
    """The words of all quotations; those of different paragraphs are parted."""
    found, end = "", 0
    for match, words in quotes:
        found += (" | " if "\n" in text.text[end : match.start()] else " ") + words
        end = match.end()
    return f"{found} "


def _is_term(words: str, text: Text) -> bool:
    """True for a few words set off, which the text has in other forms: getting away with it."""
    keys = [stem(word) for word in words.split()]
    if len(keys) >= _TERM or not any(map(str.isalpha, words)):
        return False
    return f" {' '.join(keys)} " in f" {' '.join(text.clauses.keys)} "


def _is_own(words: str, text: Text) -> bool:
    """True for a longer stretch of the text itself, of which hardly a word is another one."""
    keys = [stem(word) for word in words.split()]
    known = text.vocabulary
    return len(keys) >= _OWN and sum(key in known for key in keys) >= _OWN_SHARE * len(keys)


def _is_line(words: str, text: Text) -> bool:
    """True for what somebody says in a line of the original, in about these words."""
    keys = {stem(word) for word in words.split()}
    return any(
        len(keys - {stem(word) for word in text.fold_words(line[1]).split()}) * 5 <= len(keys)
        for line in _LINE.finditer(text.text[:_LONGEST])
    )


def _quotes(text: Text) -> list[tuple[re.Match[str], str]]:
    """Quotations of the prose, with their folded words."""
    if not any(mark in text.text for mark in '"“«„'):
        return []
    found = []
    for match in islice(_QUOTED.finditer(text.text), _MOST):
        words = "" if text.in_code(match.start()) else text.fold_words(match[1])
        if words:
            found.append((match, words))
    return found
