"""Nothing there, cut off, or going round in circles."""

from __future__ import annotations

import re
from collections import Counter

from realign.checks.base import Pair
from realign.checks.spans import ending, spans_of, whole
from realign.checks.text import Text
from realign.reading.lexicon import STOP, fold
from realign.reading.loops import in_a_row
from realign.reading.text import open_fence, words_of
from realign.samples import Finding, Span

_DANGLING_LIST = """
    a an the and or but of to in on at for with by from as is are was were be that which who because
    if when while than into about their its his her your our my this these those
"""
_DANGLING = frozenset(_DANGLING_LIST.split())
_SERIES = frozenset({"and", "or"})
_CLOSED = frozenset(".!?…。！？।؟:;)]}>\"'”’»`|~")
_STOPPED = re.compile(r"[.!?…][\"'”’»)*_]*\s*$")
_STOP_WITHIN = re.compile(r"[.!?][\"'”’»)*_]*\s+\S")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)|\n")
_REST = 200  # characters
_NGRAM = 6
_LONG_SENTENCE = 60  # characters: nobody says so much twice
_ROW = 3  # times in a row
_MIN_LINE = 12  # characters: shorter lines repeat in honest texts


class Empty:
    """Rejects an empty rewrite, an ending that breaks off, and loops.

    Cut off means: a fence left open; an ending on "and", "the", a comma, a colon; an ending in the
    middle of what the original goes on to say; or a last sentence without a full stop behind
    sentences, or among items, that all have one. Limits: a cut at a sentence's end is `dropped`'s
    to find; a long generation that was cut is known to the caller by its finish reason.
    """

    name = "empty"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.text.strip():
            return None
        if not rewrite.lower_words:
            spans = whole("original", original.text) + whole("rewrite", rewrite.text)
            message = "the rewrite is empty"
            return Finding(self.name, message, found=rewrite.text[:80], spans=spans)
        if open_fence(rewrite.text) and not open_fence(original.text):
            message, block = "a code fence is opened and never closed", rewrite.code[-1:]
            spans = tuple(Span("rewrite", fence.start, fence.end) for fence in block)
            return Finding(self.name, message, spans=spans)
        return self._cut_off(original, rewrite) or self._loop(original, rewrite)

    def _cut_off(self, original: Text, rewrite: Text) -> Finding | None:
        end = rewrite.text.rstrip().rstrip("*_").rstrip()
        if rewrite.code and rewrite.code[-1].end >= len(end):
            return None
        last = fold(end[-200:]).split()[-1:]
        cut = end.endswith((",", " -", "–", "—")) or (
            bool(last) and last[0] in _DANGLING and len(rewrite.lower_words) > 1
        )
        tail = original.text.rstrip().rstrip("*_")
        if end.endswith(":") and not tail.endswith(":"):
            return self._broken("the rewrite ends with a colon and nothing behind it", tail, end)
        if cut and fold(tail[-200:]).rstrip(" .!?|").split()[-1:] != last:
            return self._broken("the rewrite breaks off", tail, end)
        if end[-1:] in _CLOSED:
            return None
        if _goes_on(original, rewrite, end) or (
            tail[-1:] in _CLOSED and _lacks_its_stop(tail, end)
        ):
            return self._broken("the rewrite breaks off mid-sentence", tail, end)
        return None

    def _broken(self, message: str, tail: str, end: str) -> Finding:
        spans = ending("original", tail, 80) + ending("rewrite", end, 80)
        return Finding(self.name, message, expected=tail[-80:], found=end[-80:], spans=spans)

    def _loop(self, original: Text, rewrite: Text) -> Finding | None:
        again = _said_again(rewrite)
        for unit, count in (("line", _lines), ("phrase", _phrases)):
            if count is _phrases and again < 3:
                continue  # four times the same phrase is three times the same words again
            what, times = count(rewrite)
            if times > 3 and times > 2 * max(1, count(original)[1]):
                message = f"the same {unit} comes {times} times"
                spans = spans_of("rewrite", rewrite.text, what, most=20)
                return Finding(self.name, message, found=what[:80], spans=spans)
        row = self._in_a_row(original, rewrite)
        if row or not (again or not rewrite.text.isascii()):
            return row
        return self._again(original, rewrite)

    def _in_a_row(self, original: Text, rewrite: Text) -> Finding | None:
        """The same words three times in a row, where the original does not say them twice so."""
        times, start, end = in_a_row(rewrite.prose)
        if times < _ROW or times <= in_a_row(original.prose)[0] + 1:
            return None
        what = rewrite.prose[start:end]
        message = f"the same words come {times} times in a row"
        spans = spans_of("rewrite", rewrite.text, what, most=1)
        return Finding(self.name, message, found=what[:80], spans=spans)

    def _again(self, original: Text, rewrite: Text) -> Finding | None:
        """Whole sentences that come again and again."""
        counts = _sentences(rewrite)
        if counts.total() == len(counts):
            return None
        before = max(_sentences(original).values(), default=0)
        for sentence, times in counts.items():
            most = 1 if len(sentence) >= _LONG_SENTENCE else 2
            if times > most and times > max(1, before):
                message = f"the same sentence comes {times} times"
                spans = spans_of("rewrite", rewrite.text, sentence, most=20)
                return Finding(self.name, message, found=sentence[:80], spans=spans)
        return None


def _goes_on(original: Text, rewrite: Text, end: str) -> bool:
    """True where the last words stand in the original with more of the same sentence after them."""
    last = words_of(fold(end[-300:].rpartition("\n")[2]))[-6:]
    if len(last) < 5:
        return False
    pattern = r"\W+".join(re.escape(word) for word in last) + r"(?P<then>[^\w\n]*)(?P<word>\w*)"
    matches = list(re.finditer(pattern, fold(original.prose)))
    series = _ITEM.match(end[-300:].rpartition("\n")[2]) is not None
    return bool(matches) and all(
        match["word"]
        and not (series and (match["word"] in _SERIES or _told_before(match, rewrite)))
        and not re.search(r"[.!?,;:)|]|-\s|[–—]", match["then"])
        for match in matches
    )


def _told_before(match: re.Match[str], rewrite: Text) -> bool:
    """True where the rest of the original's sentence stands elsewhere: what a list's intro says
    for all items, or an item's label."""
    rest = _SENTENCE_END.split(match.string[match.start("word") :], maxsplit=1)[0]
    words = [word for word in words_of(rest[:_REST]) if word not in STOP]
    known = rewrite.lower_words[: -len(words) or None]
    return bool(words) and set(words) <= set(known)


def _lacks_its_stop(tail: str, end: str) -> bool:
    """True where the last line's sentence has no full stop, though those beside it have one.

    Not where it ends with the original's last words, or with a formula.
    """
    if end.endswith("$") or words_of(fold(tail[-200:]))[-2:] == words_of(fold(end[-200:]))[-2:]:
        return False
    lines = [line for line in end.splitlines() if line.strip()]
    last = lines[-1]
    if last.lstrip().startswith(("|", "#", "```")):
        return False
    if _ITEM.match(last):
        others = [line for line in lines[:-1] if _ITEM.match(line)]
        return len(others) > 1 and all(_STOPPED.search(line) for line in others)
    return bool(_STOP_WITHIN.search(last))


def _sentences(text: Text) -> Counter[str]:
    """Sentences of four words and more, and how often each comes, tables left out."""
    if "|" in text.text:
        return Counter()
    found = (" ".join(words_of(fold(sentence))) for sentence in text.sentences)
    return Counter(sentence for sentence in found if sentence.count(" ") > 2)


def _lines(text: Text) -> tuple[str, int]:
    lines = (line.strip() for line in text.prose.splitlines())
    counts = Counter(line for line in lines if len(line) >= _MIN_LINE and not line.startswith("|"))
    return counts.most_common(1)[0] if counts else ("", 0)


def _said_again(text: Text) -> int:
    """How many runs of four words have come before."""
    words = text.prose_words
    runs = len(words) - 3
    return runs - len(set(zip(words, words[1:], words[2:], words[3:], strict=False)))


def _phrases(text: Text) -> tuple[str, int]:
    words = text.prose_words
    counts = Counter(zip(*(words[place:] for place in range(_NGRAM)), strict=False))
    if not counts:
        return "", 0
    phrase, times = counts.most_common(1)[0]
    return " ".join(phrase), times
