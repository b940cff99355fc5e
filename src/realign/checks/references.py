"""References: numbers of figures and sections, sources, and marks of the literature."""

from __future__ import annotations

import re
from itertools import islice

from realign.checks.base import Pair
from realign.samples import Finding, Span

_REFERENCE = re.compile(
    r"\b(?P<named>fig(?:ure)?s?\.?|table|section|chapter|article|appendix|page|paragraph|rule|act"
    r"|verse|psalm|volume|vol\.|equation|eq\.|rfc|iso|isbn(?:-1[03])?:?|theorem|lemma|exercise)"
    r"[ \u00a0](?P<number>\d[\d.:\-–]*\d|\d)(?!\d| out of )"
    r"|\b(?P<doi>10\.\d{4,6}/[^\s\"<>)\]]{2,80})"
    r"|\barxiv:? ?(?P<arxiv>\d{4}\.\d{4,5})"
    r"|\((?P<author>[A-Z][\w'’-]{1,30}"
    r"(?: (?:and|&) [A-Z][\w'’-]{1,30}| et al\.?)?),? (?P<year>1[5-9]\d\d|20\d\d)[a-z]?\)"
    r"|§ ?(?P<law>\d{1,4}[a-z]?)",
    re.IGNORECASE,
)
_SAME = {"fig": "figure", "figures": "figure", "figs": "figure", "vol": "volume", "eq": "equation"}
_NAMES = (
    *("fig", "fig.", "figs", "figs.", "figure", "figure.", "figures", "figures.", "table"),
    *("section", "chapter", "article", "appendix", "page", "paragraph", "rule", "act", "verse"),
    *("psalm", "volume", "vol.", "equation", "eq.", "rfc", "iso", "isbn", "isbn:", "isbn-10"),
    *("isbn-10:", "isbn-13", "isbn-13:", "theorem", "lemma", "exercise"),
)
_AFTER_NAME = "|".join(rf"(?<=(?i:{re.escape(name)}).\d)" for name in _NAMES)
# A digit as it stands in every reference: looking for one first is much quicker.
_OTHERS = r"(?=\d{3}(?i:[a-z])?\))|(?<=1\d)(?=\.\d{4})|(?=\d{3}\.\d{4})"
_HINT = re.compile(rf"\d(?:(?<=[ \u00a0]\d)(?:{_AFTER_NAME})|{_OTHERS}|(?<=§\d)|(?<=§ \d))")
_ASCII_HINT, _SPACED = re.compile(rf"[0-9](?:{_OTHERS})"), re.compile(r" [0-9]")
_MOST = 300


class References:
    """Rejects a reference that is gone, changed or new.

    "Fig. 3" and "Figure 3" are one. New is allowed what request or evidence has. Limits: English
    names of parts; what a bare [1] points at is not known (`leak` sees new ones).
    """

    name = "references"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        before, after = _references(pair.original.text), _references(pair.rewrite.text)
        for key, match in before.items():
            if key not in after and not _stands(match, pair.rewrite.text):
                return Finding(
                    self.name,
                    "a reference is gone or changed",
                    expected=match[0],
                    spans=(Span("original", *match.span()),),
                )
        new = [key for key in after if key not in before]
        if new:
            original = pair.original.text
            support = [_references(text.text) for text in (pair.request, *pair.evidence)]
            for key in new:
                match = after[key]
                if not any(key in known for known in support) and not _stands(match, original):
                    return Finding(
                        self.name,
                        "a reference is new",
                        found=match[0],
                        spans=(Span("rewrite", *match.span()),),
                    )
        return None


def _may_refer(text: str) -> bool:
    """False where no reference stands: a quick look, without the pattern of all names for ASCII."""
    if not text.isascii():
        return _HINT.search(text) is not None
    lower = text.lower()
    named = any(lower.endswith(_NAMES, 0, place.start()) for place in _SPACED.finditer(text))
    return named or _ASCII_HINT.search(text) is not None


def _stands(match: re.Match[str], text: str) -> bool:
    """True where a number of several parts stands without its name: (8.4.3)."""
    number = match["number"] or ""
    return number.count(".") > 1 and number in text


def _references(text: str) -> dict[str, re.Match[str]]:
    found: dict[str, re.Match[str]] = {}
    if not _may_refer(text):
        return found
    for match in islice(_REFERENCE.finditer(text), _MOST):
        if match["named"]:
            name = match["named"].lower().rstrip(".:")
            key = f"{_SAME.get(name, name)} {match['number']}"
        elif match["author"]:
            if not match["author"][0].isupper():
                continue  # (also 1861)
            key = f"{match['author']} {match['year']}".lower()
        else:
            key = (match["doi"] or match["arxiv"] or match["law"]).lower().rstrip(".")
        found.setdefault(key, match)
    return found
