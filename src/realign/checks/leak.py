"""Words of the instruction that came out in the response."""

from __future__ import annotations

import re
from dataclasses import dataclass

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.reading.kept import Kept
from realign.samples import Finding, Span

_THING = r"(?:response|answer|version|text|output|rewrite|reply|content)"
_REMADE = (
    r"(?:revised|rewritten|reformatted|re-formatted|improved|formatted|polished|restructured"
    r"|reorganized)"
)
_DID = (
    r"(?:kept|preserved|retained|maintained|reformatted|rewritten|rewrote|restructured|reorganized"
    r"|rephrased)"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, and words of which one stands in all it matches: they are looked for first.

    One of `also` stands there as well.
    """

    what: str
    hints: frozenset[str]
    pattern: re.Pattern[str]
    also: frozenset[str]


def _rule(what: str, hints: str, pattern: str, also: str = "") -> _Rule:
    flags = re.IGNORECASE | re.MULTILINE
    return _Rule(what, _phrases(hints), re.compile(pattern, flags), _phrases(also or hints))


def _phrases(hints: str) -> frozenset[str]:
    return frozenset(hint.replace("_", " ") for hint in hints.split())


_MADE_HINTS = "revised rewritten formatted improved polished restructured reorganized"
_RULES = (
    _rule(
        "a tag of the prompt",
        "<",
        r"</?(?:response|request|rewrite|rewritten|original|answer|output|evidence|criterion|"
        r"format|example|instructions?|assistant|user|system|think(?:ing)?|reasoning|leave|keep|"
        r"(?:plain|good|final)[_ ]response)\s*/?>",
    ),
    _rule(
        "a marker of the prompt",
        "<| inst] <sys <</sys <｜ ##",
        r"<\|[\w-]{1,30}\|>|\[/?INST\]|<</?SYS>>|<[｜|](?:user|assistant|end)\b"
        r"|^#{2,4}\s*(?:response|instructions?|input|criterion|request|rewrite|evidence"
        r"|(?:plain|good|original|revised|rewritten) response)\s*:?\s*$",
    ),
    _rule(
        "a label of the prompt",
        _MADE_HINTS,
        rf"^[^\w\n]*{_REMADE}\s+{_THING}\b[ \t*_]*(?::|$)",
    ),
    _rule(
        "a label of the prompt",
        "response",
        r"^[^\w\n]*(?:good|plain|original)\s+response[ \t*_]*(?::|$)",
    ),
    _rule(
        "a label of the prompt",
        "parallel",
        r"^[^\w\n]*parallel\s+points[ \t*_]*(?::|$)",
    ),
    _rule(
        "a preamble",
        f"{_MADE_HINTS} rewrite reformatting",
        r"\bhere(?:'s|’s| is| are)\s+(?:the|a|an|your|my)\s+(?:\w+\s+){0,2}?"
        rf"(?:{_REMADE}\b|(?:rewrite|reformatting)\b)",
    ),
    _rule(
        "a preamble",
        "sure certainly course absolutely okay got",
        r"\A[\s*_#]{0,9}(?:sure|certainly|of course|absolutely|okay|got it)\s*[!,.:]",
    ),
    _rule(
        "a note on the rewrite",
        "meaning content wording format criterion original structure information response",
        rf"\b(?:i|we)(?:'ve|’ve| have)?\s+(?:\w+\s+)?{_DID}\b.{{0,80}}\b(?:meaning|content"
        r"|wording|format|criterion|original|structure|information|response)\b",
        also="kept preserved retained maintained formatted rewritten rewrote structured organized"
        " phrased",
    ),
    _rule(
        "a note on the rewrite",
        "meaning content wording information",
        r"\b(?:meaning|content|wording|information)\s+(?:is|was|has been|have been|remains?)\s+"
        r"(?:kept|preserved|unchanged|retained|the same|intact)\b",
        also="kept preserved unchanged retained the_same intact",
    ),
    _rule(
        "a note on the rewrite",
        f"{_MADE_HINTS} original plain rewrite",
        rf"\b(?:the|this)\s+(?:{_REMADE}\s+{_THING}|(?:original|plain)\s+(?:response|answer)"
        r"|rewrite)\b",
    ),
    _rule(
        "a note on the format",
        "criteri format guidelines",
        r"\b(?:according to|following|as per|based on|per)\s+the\s+"
        r"(?:(?:given|required|requested|provided)\s+)?"
        r"(?:criterion|criteria|format(?:ting)?|guidelines)\b",
        also="according following based per",
    ),
    _rule(
        "a note on the rewrite",
        "unchanged omitted",
        r"[\[(](?:the )?(?:rest|remainder|remaining \w+)\b[^\])\n]{0,60}"
        r"(?:unchanged|the same|omitted)",
    ),
    _rule(
        "a note on the format",
        "format structure layout",
        r"\b(?:analy[sz]e|determine|check|decide|identify|judge)\s+(?:whether\s+)?the\s+"
        r"(?:given\s+|best\s+)?(?:format|structure|layout)\b"
        r"|\bthe\s+(?:\w+\s+)?(?:format(?:ting)?|layout|structure)\s+"
        r"(?:suits|fits|does not (?:suit|fit)"
        r"|is (?:suitable|appropriate|fine)"
        r"|(?:was|has been|is) (?:changed|adjusted|improved|kept))\b"
        r"|\b(?:change|adjust|modify|improve)\s+the\s+(?:format(?:ting)?|layout)\b",
        also="analy determine check decide identify judge suit fit fine appropriate change adjust"
        " improve kept modify",
    ),
    _rule(
        "a note on the rewrite",
        "changes turned converted reformatted restructured formatted rewritten organi presented",
        r"^[^\w\n]*(?:explanation|summary|list|overview)\s+of\s+(?:the\s+)?changes\b"
        r"|^[^\w\n]*changes\s+made\b"
        r"|\b(?:the|this)\s+(?:response|answer)\s+(?:was|has been|is|were)\s+(?:now\s+)?"
        r"(?:turned|converted"
        r"|reformatted|re-formatted|restructured|formatted|rewritten|reorgani[sz]ed|organi[sz]ed"
        r"|presented)\b",
        also="changes response answer",
    ),
    _rule(
        "a note to the user",
        "let_me_know requested feel_free if_you reasoning thought_process",
        r"\blet me know if\b|\A[\s*_#]{0,9}as (?:you )?requested\b|\bfeel free to (?:ask|let)\b"
        r"|\bif you (?:need|want|have|would like)\b[^.\n]{0,40}\b(?:further|more|any(?:thing)?"
        r"|other)\b[^.\n]{0,40}\b(?:ask|let me|changes|questions)\b"
        r"|\A[^\w\n]*(?:reasoning|thought process)[*_ ]*:",
        also="let_me requested feel_free reasoning thought_process ask changes questions",
    ),
    _rule(
        "a mark of the evidence",
        "evidence source passage doc ref citation",
        r"[\[(]\s*(?:evidence|sources?|passage|doc(?:ument)?|ref(?:erence)?|citation)s?"
        r"(?:\s*#?\d+(?:\s*,\s*\d+)*)?\s*[\])]|\bevidence\s+#?\d+\b",
        also="[ ( evidence",
    ),
    _rule(
        "a mark of the evidence",
        "evidence passage",
        r"\b(?:according to|based on) the (?:evidence|passages?)\b",
    ),
)
_HINTS = frozenset(hint for rule in _RULES for hint in rule.hints | rule.also)
_WORDS = frozenset(filter(str.isalpha, _HINTS))  # each stands within a word, if at all
_PHRASES = _HINTS - _WORDS
_ANY_WORD = re.compile("|".join(sorted(_WORDS)))
_ASSENT = re.compile(r"(?:sure|certainly|of course|absolutely|okay|got it)\b")
_BRACKETS = "()[] "
_CITATION = re.compile(r"\[\d{1,2}(?:,\s*\d{1,2})*\]")


def _within(word: str) -> frozenset[str]:
    """The hints that stand within a word."""
    return frozenset(hint for hint in _WORDS if hint in word) if _ANY_WORD.search(word) else _NONE


_NONE: frozenset[str] = frozenset()
_WITHIN = Kept(_within, 20_000)


class Leak:
    """Rejects prompt markers, preambles, and remarks about the rewriting itself.

    What the original (or the request) says in the same words is no leak. Limits: English remarks;
    a mark such as [1] counts only where evidence was given.
    """

    name = "leak"

    def __call__(self, pair: Pair, /) -> Finding | None:
        rewrite = pair.rewrite.text
        if rewrite == pair.original.text:
            return None
        before, lines = "", frozenset[str]()
        lower = rewrite.lower()
        there = {hint for hint in _PHRASES if hint in lower}
        there.update(*filter(None, map(_WITHIN.__getitem__, pair.rewrite.word_set)))
        for rule in _RULES:
            if rule.hints.isdisjoint(there):
                continue
            if rule.also.isdisjoint(there) and rewrite.isascii():  # others fold to some letters
                continue
            for match in rule.pattern.finditer(rewrite):
                if not before:
                    before = _bare(f"{pair.original.text}\n{pair.request.text}")
                    lines = frozenset(map(_bare, before.splitlines()))
                said = _bare(match[0])
                known = lines if match[0].startswith("#") else before
                said = said.strip(_BRACKETS) if said.strip(_BRACKETS) in lines else said
                if said not in known and not _asked_for(rule, said, before):
                    message = f"{rule.what} stands in the rewrite"
                    place = (Span("rewrite", match.start(), match.end()),)
                    return Finding(self.name, message, found=match[0][:80], spans=place)
        if pair.evidence and not _CITATION.search(pair.original.text):
            mark = _CITATION.search(pair.rewrite.prose)
            if mark:
                message = "a mark of the evidence stands in the rewrite"
                spans = spans_of("rewrite", rewrite, mark[0])
                return Finding(self.name, message, found=mark[0], spans=spans)
        return None


def _asked_for(rule: _Rule, said: str, before: str) -> bool:
    """True for "of course" in the place of "sure", and for "the reorganized" that was asked for."""
    if rule.what != "a preamble":
        return False
    if _ASSENT.match(said):
        return _ASSENT.match(before) is not None
    return said.rsplit(maxsplit=1)[-1][:7] in before


def _bare(text: str) -> str:
    """Lower case, without the marks of Markdown: a heading may be made of the original's words."""
    return text.lower().replace("#", "").replace("*", "").strip(" :\n\t")
