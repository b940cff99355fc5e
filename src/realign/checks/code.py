"""The code: is it there, and is it the same code?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, islice

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.checks.text import Text
from realign.reading.syntax import same_program
from realign.reading.text import Block
from realign.samples import Finding, Span

_TOKEN = re.compile(r"\w+|[^\w\s]")
_COMMENTS = {
    "#": re.compile(r"(?m)(?:^|(?<=\s))#(?!include|define|if|endif|pragma|!).*$"),
    "//": re.compile(r"(?m)(?:^|(?<=[\s;{})]))//.*$"),
    "/*": re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/"),
    "<!--": re.compile(r"<!--[^>]*-->"),
    "--": re.compile(r"(?m)(?:^|(?<=\s))--\s.*$"),
}
_PLURAL = re.compile(r"[a-z]{3}\((?:e?s|ies)\)$")
_INLINE = re.compile(r"(?<!`)`([^`\n]{1,200})`(?!`)|\b([A-Za-z_][\w.]{1,60}\([^()\n]{0,120}\))")
_MAY_INLINE = re.compile(r"[`(](?:(?<=`)|(?<=[\w.]\())")
_OFFSIDE = frozenset({"python", "py", "python3", "yaml", "yml"})
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_MOST = 300  # blocks looked at one by one: hostile texts hold thousands
_GAP = "\x1f"


class Code:
    """Rejects code that is gone, new, or changed, comments and blanks apart.

    Python is compared by its syntax tree where both sides can be parsed: quotes, brackets and line
    breaks may differ. Other languages, and Python that can't be parsed, by their tokens.

    Signs written as in HTML (&quot;) are read as the signs. Blocks may be split, merged and
    fenced; a block may also hold what stood in the original's prose (a command, an output), or in
    the request. Indentation counts where it is syntax. Code within a sentence (`x`, f(a, b)) must
    stay as it is. Limits: a change in a comment is not seen; reordered blocks count as
    changed.
    """

    name = "code"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text:
            return None
        coded = bool(original.code or rewrite.code)
        if not coded or (original.code and same_program(original.code, rewrite.code)):
            return self._inline(original, rewrite)
        everything = cache(lambda: _key(_tokens(rewrite.text)))
        support = cache(
            lambda: [_key(_tokens(text.text)) for text in (original, pair.request, *pair.evidence)]
        )
        before = _key(_code_tokens(original.code))
        pieces = [block for block in rewrite.code[:_MOST] if _key(_code_tokens([block])) in before]
        after = _key(_code_tokens(pieces))
        whole = _key(_code_tokens(rewrite.code))
        for block in original.code[:_MOST]:
            key = _key(_code_tokens([block]))
            kept = key in after or key in whole or key in everything()
            if not kept and key.strip(_GAP):
                gone = "changed" if rewrite.code else "gone"
                message = f"code of the original is {gone}"
                lost = _lost_line(block, everything())
                spans = _line_in(original, block, lost)
                return Finding(self.name, message, expected=lost, spans=spans)
        for block in rewrite.code[:_MOST]:
            lifted = block in pieces or any(_lifted(block, text) for text in support())
            if block.text.strip() and not lifted:
                what = "differs from the original's" if original.code else "is new"
                message = f"code of the rewrite {what}"
                place = (Span("rewrite", block.start, block.end),)
                return Finding(self.name, message, found=block.text[:200], spans=place)
        offside = any(block.language in _OFFSIDE for block in (*original.code, *pieces))
        if offside and after == before and not _nested_alike(original.code, pieces):
            message = "the code's indentation is changed"
            spans = tuple(Span("rewrite", block.start, block.end) for block in pieces)
            return Finding(self.name, message, spans=spans)
        return self._inline(original, rewrite)

    def _inline(self, original: Text, rewrite: Text) -> Finding | None:
        if not _MAY_INLINE.search(original.text):
            return None
        found = list(islice(_INLINE.finditer(original.prose), _MOST))
        everything = _key(_tokens(rewrite.text)) if found else ""
        for match in found:
            code = match[1] or match[2]
            if match[2] and _PLURAL.search(code):
                continue  # the function(s) that refer to it
            if _key(_tokens(code)) not in everything:
                message = "code within a sentence is gone or changed"
                spans = spans_of("original", original.text, code)
                return Finding(self.name, message, expected=code, spans=spans)
        return None


def _line_in(text: Text, block: Block, line: str) -> tuple[Span, ...]:
    """Where a line of a block stands, else the block."""
    at = text.text.find(line, block.start, block.end) if line else -1
    if at < 0:
        return (Span("original", block.start, block.end),)
    return (Span("original", at, at + len(line)),)


def _tokens(text: str) -> Iterator[str]:
    return iter(_TOKEN.findall(html.unescape(text).translate(_QUOTES)))


def _code_tokens(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _tokens(_bare(block))


def _bare(block: Block) -> str:
    """The block without comments, by the comment marks that its text makes plausible."""
    text = block.text
    is_c = block.language in {"java", "javascript", "cpp", "c", "js", "css", "kotlin", "php", "go"}
    for mark, pattern in _COMMENTS.items():
        if (
            mark in text
            and not (mark == "#" and is_c)
            and not (mark == "--" and "sql" not in block.language)
        ):
            text = pattern.sub(" ", text)
    return text


def _key(tokens: Iterable[str]) -> str:
    """Tokens as one string in which whole tokens can be looked for."""
    return _GAP + _GAP.join(tokens) + _GAP


def _lifted(block: Block, text: str) -> bool:
    """True where every line of the block that has a word stands in the text; arrows are free."""
    lines = [line for line in block.text.splitlines() if any(map(str.isalnum, line))]
    return all(_key(_tokens(line)) in text for line in lines[:_MOST])


def _nesting(blocks: Iterable[Block]) -> list[int]:
    """How deep each line is indented, as ranks."""
    ranks: list[int] = []
    for block in blocks:
        stack: list[int] = []
        for line in _bare(block).expandtabs(4).splitlines():
            if line.strip():
                indent = len(line) - len(line.lstrip())
                while stack and stack[-1] > indent:
                    stack.pop()
                if not stack or stack[-1] < indent:
                    stack.append(indent)
                ranks.append(len(stack))
    return ranks


def _nested_alike(before: Iterable[Block], after: Iterable[Block]) -> bool:
    """True for the same indentation; where lines were broken, for the same turns in it."""
    was, now = _nesting(before), _nesting(after)
    if len(was) == len(now):
        return was == now
    return [rank for rank, _ in groupby(was)] == [rank for rank, _ in groupby(now)]


def _lost_line(block: Block, there: str) -> str:
    """The first line of the block that the rewrite lacks; its first line if all are there."""
    lines = [line.strip() for line in _bare(block).splitlines() if line.strip()]
    gone = [line for line in lines if _key(_tokens(line)) not in there]
    return (gone or lines or [""])[0][:200]
