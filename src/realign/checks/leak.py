"""Words of the instruction that came out in the response."""

from __future__ import annotations

import re

from realign.checks.base import Pair
from realign.samples import Finding

_THING = r"(?:response|answer|version|text|output|rewrite|reply|content)"
_REMADE = (
    r"(?:revised|rewritten|reformatted|re-formatted|improved|formatted|polished|restructured"
    r"|reorganized)"
)
_DID = (
    r"(?:kept|preserved|retained|maintained|reformatted|rewritten|rewrote|restructured|reorganized"
    r"|rephrased)"
)
_PATTERNS = tuple(
    (what, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for what, pattern in (
        (
            "a tag of the prompt",
            r"</?(?:response|request|rewrite|rewritten|original|answer|output|evidence|criterion|"
            r"format|example|instructions?|assistant|user|system|think(?:ing)?|reasoning|leave|keep|"
            r"(?:plain|good|final)[_ ]response)\s*/?>",
        ),
        (
            "a marker of the prompt",
            r"<\|[\w-]{1,30}\|>|\[/?INST\]|<</?SYS>>|<[｜|](?:user|assistant|end)\b"
            r"|^#{2,4}\s*(?:response|instructions?|input|criterion|request|rewrite|evidence"
            r"|(?:plain|good|original|revised|rewritten) response)\s*:?\s*$",
        ),
        ("a label of the prompt", rf"^[^\w\n]*{_REMADE}\s+{_THING}\b[ \t*_]*(?::|$)"),
        ("a label of the prompt", r"^[^\w\n]*(?:good|plain|original)\s+response[ \t*_]*(?::|$)"),
        (
            "a preamble",
            r"\bhere(?:'s|’s| is| are)\s+(?:the|a|an|your|my)\s+(?:\w+\s+){0,2}?"
            rf"(?:{_REMADE}\b|(?:rewrite|reformatting)\b)",
        ),
        ("a preamble", r"\A[\s*_#]{0,9}(?:sure|certainly|of course|absolutely|okay|got it)"
            r"\s*[!,.:]"),
        ("a note on the rewrite", rf"\b(?:i|we)(?:'ve|’ve| have)?\s+(?:\w+\s+)?{_DID}\b.{{0,80}}"
            r"\b(?:meaning|content|wording|format|criterion|original|structure|information|response)\b"),
        (
            "a note on the rewrite",
            r"\b(?:meaning|content|wording|information)\s+(?:is|was|has been|have been|remains?)\s+"
            r"(?:kept|preserved|unchanged|retained|the same|intact)\b",
        ),
        (
            "a note on the rewrite",
            rf"\b(?:the|this)\s+(?:{_REMADE}\s+{_THING}|(?:original|plain)\s+(?:response|answer)|rewrite)\b",
        ),
        (
            "a note on the format",
            r"\b(?:according to|following|as per|based on|per)\s+the\s+"
            r"(?:(?:given|required|requested|provided)\s+)?(?:criterion|criteria|format(?:ting)?|guidelines)\b",
        ),
        (
            "a mark of the evidence",
            r"[\[(]\s*(?:evidence|sources?|passage|doc(?:ument)?|ref(?:erence)?|citation)s?"
            r"(?:\s*#?\d+(?:\s*,\s*\d+)*)?\s*[\])]|\bevidence\s+#?\d+\b",
        ),
        ("a mark of the evidence", r"\b(?:according to|based on) the (?:evidence|passages?)\b"),
    )
)  # fmt: skip
_CITATION = re.compile(r"\[\d{1,2}(?:,\s*\d{1,2})*\]")


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
        before = _bare(f"{pair.original.text}\n{pair.request.text}")
        lines = {_bare(line) for line in before.splitlines()}
        for what, pattern in _PATTERNS:
            for match in pattern.finditer(rewrite):
                said = _bare(match[0])
                if said not in (lines if match[0].startswith("#") else before):
                    return Finding(self.name, f"{what} stands in the rewrite", found=match[0][:80])
        if pair.evidence and not _CITATION.search(pair.original.text):
            mark = _CITATION.search(pair.rewrite.prose)
            if mark:
                message = "a mark of the evidence stands in the rewrite"
                return Finding(self.name, message, found=mark[0])
        return None


def _bare(text: str) -> str:
    """Lower case, without the marks of Markdown: a heading may be made of the original's words."""
    return text.lower().replace("#", "").replace("*", "").strip(" :\n\t")
