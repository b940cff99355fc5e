"""What a kind of requirement is made of, and the one look at a text that all kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from realign.reading.text import (
    Block,
    Item,
    find_code,
    list_items,
    split_item,
    split_sentences,
    table_rows,
    words_of,
)

Params = Mapping[str, int | str]

_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？", '"', "”", ")", "*")
_ONE_PARAGRAPH = re.compile(
    r"\b(?:(?:a|an|one|single|short|this|the|following)\s+(?:[\w-]+\s+)?(?:paragraph|essay)\b"
    r"|(?:\d+|one|two|three|four|five|ten|few)[\s-]+sentences?\b)",
    re.IGNORECASE,
)
_MAX_REQUEST = 2_000
_SPACES = re.compile(r" {3,}|\t{3,}")
_RULE = re.compile(r"[-*_=\s]{3,}$")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line outside code and tables: wrapped lines are put together again.

    `item` is True when it is a list item; `text` then has no marker. `whole` has it.
    """

    whole: str
    text: str
    item: bool = False
    heading: bool = False


@dataclass(frozen=True)
class View:
    """A response looked at by several kinds: each view is made once, when first asked."""

    text: str
    request: str = ""

    @cached_property
    def code(self) -> tuple[Block, ...]:
        """Code, fenced or not."""
        return tuple(find_code(self.text))

    @cached_property
    def prose(self) -> str:
        """The text without its code; an empty line stands where code was."""
        kept, at = [], 0
        for block in self.code:
            kept.append(self.text[at : block.start])
            at = block.end
        return "\n\n".join([*kept, self.text[at:]])

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """List items, one a line."""
        return tuple(list_items(self.text))

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Cells of the Markdown tables."""
        return tuple(tuple(row) for row in table_rows(self.prose))

    @cached_property
    def words(self) -> int:
        """Number of words, code included."""
        return len(words_of(self.text))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Logical lines of the prose, in order."""
        return tuple(_logical_lines(self.prose))

    @cached_property
    def plain_lines(self) -> tuple[str, ...]:
        """Logical lines that are neither list items nor headings: the running prose."""
        return tuple(line.text for line in self.lines if not line.item and not line.heading)

    @cached_property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """Sentences of the running prose, one tuple a logical line."""
        return tuple(tuple(split_sentences(line)) for line in self.plain_lines)

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """Lines of the text that are not empty, stripped."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of requirement.

    `measure` returns True (met), False (failed) or None (not applicable); `describe` tells the
    model what to do. `defaults` names the parameters; the type of the default is the type
    asked for. Those in `required` have to be given. A `minor` one is no reason for a rewrite by
    itself: it counts where there is another.
    """

    measure: Callable[[View, Params], bool | None]
    describe: Callable[[Params], str]
    defaults: Mapping[str, int | str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    minor: bool = False


def number(params: Params, name: str) -> int:
    """A parameter that `parse` has checked to be a number."""
    return int(params[name])


def asks_for_paragraph(request: str) -> bool:
    """True for "in one paragraph", "in 3 sentences", "a short essay": prose was wanted."""
    return _ONE_PARAGRAPH.search(request[:_MAX_REQUEST]) is not None


def words_in(text: str) -> frozenset[str]:
    """A word list that is written as a text."""
    return frozenset(text.split())


def _logical_lines(prose: str) -> list[Line]:
    """Put wrapped lines together: a line goes on while it ends in no sentence end.

    Only lines long enough to have been wrapped go on, so that verses and one-word lines stay
    lines of their own.
    """
    lines: list[Line] = []
    goes_on = False
    for raw in prose.splitlines():
        stripped = _SPACES.sub("  ", raw.strip())  # a long gap would make patterns slow
        if not stripped or _RULE.match(stripped) or _is_row(stripped):
            goes_on = False
            continue
        opened = split_item(raw)
        if opened is not None:
            lines.append(Line(stripped, opened[2], item=True))
        elif stripped.startswith("#"):
            lines.append(Line(stripped, stripped.lstrip("# "), heading=True))
        elif goes_on and stripped[:1].islower():
            last = lines[-1]
            lines[-1] = Line(f"{last.whole} {stripped}", f"{last.text} {stripped}", last.item)
        else:
            lines.append(Line(stripped, stripped))
        goes_on = len(stripped) >= 50 and not stripped.endswith(_SENTENCE_ENDS)
    return lines


def _is_row(line: str) -> bool:
    return len(line) > 1 and line.startswith("|") and line.endswith("|")
