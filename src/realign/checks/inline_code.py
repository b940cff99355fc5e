"""Code within a sentence: commands, file names, identifiers."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import islice

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import STOP
from realign.samples import Finding, Span

_ENDINGS = (
    r"py|txt|json|jsonl|js|ts|html|css|csv|exe|sh|xml"
    r"|yml|yaml|md|c|cpp|h|java|go|rs|rb|php|sql|pdf|png|jpg|zip|tar\.gz|ini|toml|log|conf|ipynb"
)
_KINDS = (  # in this order; each with what stands in all of its kind, and is quickly found
    (re.compile("`"), r"(?<!`)`(?P<ticked>[^`\n]{1,200})`(?!`)"),
    (
        re.compile(rf"\.(?:{_ENDINGS})\b"),
        rf"(?<![\w/.@])(?P<file>(?:[\w-]{{1,40}}/)*[\w-]{{1,60}}\.(?:{_ENDINGS}))\b(?![\w(])",
    ),
    (
        re.compile(r"[_A-Z](?:(?<=_)|(?<=[a-z].))"),
        r"\b(?P<name>[a-z]\w*_\w+|[a-z]+[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+(?=\())\b",
    ),
    (re.compile("--"), r"(?<!\w)(?P<flag>--[a-z][\w-]{2,30})"),
)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_MOST = 300


class InlineCode:
    """Rejects commands, file names and identifiers that are gone, changed or new.

    Read are `ticked` code, file names by their endings, snake_case and camelCase, --flags. They
    may lose or get their ticks, and "..." may stand for a part of new ones. New is allowed what the
    original (its code included), the request or the evidence has; a new ticked word must be one of
    theirs too. Limits: an identifier of one plain word is known only by its ticks.
    """

    name = "inline_code"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        before, after = _found(original), _found(rewrite)
        if not before and not after:
            return None
        there = _key(rewrite.text)
        for match in before:
            if _key(_code(match)) not in there and not _mended(match, there):
                return Finding(
                    self.name,
                    "code within a sentence is gone or changed",
                    expected=_code(match)[:120],
                    spans=(Span("original", match.start(), match.end()),),
                )
        if after:
            texts = (original, pair.request, *pair.evidence)
            known = " ".join(_key(text.text) for text in texts)
            for match in after:
                if not _is_known(_code(match), known) and not _is_capital(match, known):
                    return Finding(
                        self.name,
                        "code within a sentence is new",
                        found=_code(match)[:120],
                        spans=(Span("rewrite", match.start(), match.end()),),
                    )
        return None


def _found(text: Text) -> list[re.Match[str]]:
    """In the prose only; within links and formulas there are no identifiers."""
    kinds = tuple(kind for sign, kind in _KINDS if sign.search(text.text))
    if not kinds:
        return []
    hidden = [(block.start, block.end) for block in text.code]
    hidden += [(formula.start, formula.end) for formula in text.formulas]
    linked = text.links
    return [
        match
        for match in islice(_any_of(kinds).finditer(text.text), _MOST)
        if not any(start <= match.start() < end for start, end in hidden[:_MOST])
        and not (match.lastgroup != "ticked" and any(match[0] in link for link in linked))
    ]


@lru_cache(maxsize=16)
def _any_of(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(kinds))


def _is_known(code: str, known: str) -> bool:
    """True where the texts have it; what "..." stands for is left out."""
    parts = re.split(r"\.{3}|…", code)
    return all(_key(part) in known for part in parts if part.strip())


def _is_capital(match: re.Match[str], known: str) -> bool:
    """True for a plain word that got its capital letter: iphone, iPhone."""
    return match.lastgroup == "name" and match[0].isalpha() and _key(match[0]).lower() in known


def _mended(match: re.Match[str], there: str) -> bool:
    """True where a missing blank was put in: "theYangtze" is no code, but "the Yangtze"."""
    if match.lastgroup != "name":
        return False
    small = re.split(r"(?=[A-Z])", match[0], maxsplit=1)[0]
    return small in STOP and f" {match[0][len(small) :]} " in there


def _code(match: re.Match[str]) -> str:
    return (match["ticked"] if match.lastgroup == "ticked" else match[0]).removesuffix("()")


def _key(text: str) -> str:
    text = html.unescape(text) if "&" in text else text
    plain = text.translate(_QUOTES).replace("\\|", "|")  # in a table's cell a bar is written so
    return f" {' '.join(_TOKEN.findall(plain))} "
