"""Sentences that only say again what the text says: empty openings and closings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.checks.text import Text
from realign.reading.lexicon import LAYOUT_STEMS, LIMITS, STOP, fold, plain_words, stem
from realign.reading.text import paragraphs, split_sentences
from realign.samples import Finding

_CLOSING = re.compile(
    r"^[\W_]{0,9}(in short|in summary|in conclusion|in essence|to summarize"
    r"|to summarise|to sum up|overall|in brief|in a nutshell|all in all|in the end|ultimately"
    r"|by following these|with these"
    r"|(?:the|this) (?:above )?(?:table|list|chart|outline)(?: above)?"
    r" (?:shows|provides|summari[sz]es|lists|outlines|presents|gives|highlights)\b"
    r"(?!.*(?:\d|:\W*\Z))"
    r"|these (?:steps|tips|points|strategies|methods|ideas)|conclusion\b|summary\b)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"^[\W_]{0,9}(?:we|you|i) (?:want|need|have|are asked)"
    r" to (?:know|find|calculate|determine|figure)",
    re.IGNORECASE,
)
_HALF = 0.5  # share of a closing's words that the original's closing has
_KEPT = 0.75  # share of a sentence's words that must stand in one original sentence


class Padding:
    """Rejects a closing sentence that only repeats and is not the original's; warns of an opening.

    A closing that begins with "In short", "The table shows" or their like, or whose content words
    all stand elsewhere in the rewrite; an opening that only restates the request or what follows.
    Not meant: intros that end in a colon, headings, a stated final answer, and the task of a worked
    calculation.
    Limits: English phrases; a repetition in other words is `added`'s to find.
    """

    name = "padding"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        blocks = paragraphs(pair.rewrite.text, pair.rewrite.code)
        return (self._closing(pair, blocks) or self._opening(pair)) if blocks else None

    def _closing(self, pair: Pair, blocks: list[str]) -> Finding | None:
        last = (split_sentences(blocks[-1]) or [""])[-1]
        match = _CLOSING.match(blocks[-1]) or _CLOSING.match(last)
        known = match is not None and match[1].lower() in fold(pair.original.text)
        items = pair.rewrite.items
        item = bool(items) and last in items[-1].text
        again = len(blocks) > 1 and not item and self._repeats(last, pair, frozenset())
        opens = len(blocks) == 1 and pair.rewrite.text.lstrip().startswith(blocks[0])
        closes = match is not None and not known and (not opens or match.string != blocks[0])
        if (again or closes) and not _has_its_own(pair) and not _ended_so(pair):
            return self._finding("a closing repeats what was said", blocks[-1], pair)
        return None

    def _opening(self, pair: Pair) -> Finding | None:
        sentences = pair.rewrite.sentences
        if len(sentences) < 2 or pair.rewrite.code or _TASK.match(sentences[0]):
            return None
        if self._repeats(sentences[0], pair, pair.request.vocabulary):
            found = self._finding("an opening says nothing of its own", sentences[0], pair)
            return replace(found, severity="warn")
        return None

    def _finding(self, message: str, said: str, pair: Pair) -> Finding:
        spans = spans_of("rewrite", pair.rewrite.text, said)
        return Finding(self.name, message, found=said[:120], spans=spans)

    def _repeats(self, sentence: str, pair: Pair, known: frozenset[str]) -> bool:
        """True for a new sentence all of whose content stands elsewhere in the rewrite."""
        result = pair.original.worked and any(map(str.isdigit, sentence))
        if sentence.rstrip("*_ ")[-1:] not in ".!" or _is_answer(sentence) or result:
            return False
        if sentence in pair.original.text or len(sentence.split()) < 3:
            return False
        said = _content(sentence)
        everywhere = pair.rewrite.stem_counts
        again = all(everywhere[key] > times or key in known for key, times in said.items())
        return bool(said) and again and not _from(set(said), pair.original)


def _has_its_own(pair: Pair) -> bool:
    """True where the closing retells a sentence of the original that nothing else retells."""
    if not pair.matches or pair.matches[-1].after.stop < len(pair.rewrite.clauses):
        return False
    last = pair.matches[-1].before
    return all(match.before != last for match in pair.matches[:-1])


def _ended_so(pair: Pair) -> bool:
    """True where the last paragraph retells what the original's last one of several says."""
    before, after = pair.original.text.rstrip(), pair.rewrite.text.rstrip()
    first, last = before.rfind("\n\n"), max(0, after.rfind("\n\n"))
    if first < 0:
        return False
    old, new = pair.original.clauses.starts, pair.rewrite.clauses.starts
    return any(
        new[match.after.start] >= last and old[match.before.start] >= first and match.share >= _HALF
        for match in pair.matches
    )


def _is_answer(sentence: str) -> bool:
    return bool(
        re.search(
            r"\banswer\b|=|\\boxed|^\W*(?:so|therefore|thus|hence)\b", sentence, re.IGNORECASE
        )
    )


def _content(text: str) -> Counter[str]:
    stems = (stem(word) for word in plain_words(text) if word not in STOP and word not in LIMITS)
    return Counter(key for key in stems if key not in LAYOUT_STEMS)


def _from(said: set[str], original: Text) -> bool:
    """True where one sentence of the original (or a line of its code) says most of it."""
    code = (line for block in original.code for line in block.text.splitlines())
    return any(
        len(said & _content(source).keys()) >= _KEPT * len(said)
        for source in (*original.sentences, *code)
    )
