"""Anchored rewriting: a layout over the response's own words, forced while the model decodes.

The response is cut into segments (sentences, list items, code). A grammar made for this one
response lets the model repeat the segments in order and choose only what stands at each seam: a
blank, a line break, a list mark, a code fence; and drop a joining word ("Then", "Also") where a
list mark takes its place. Nothing else can be written, so nothing can be dropped or invented,
and a small model may do it that can't be trusted to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from realign.criteria import Criterion
from realign.reading.text import split_item
from realign.stages.listing import Seam, Segment
from realign.stages.segments import Options, options_for, segments

# What may stand before a segment that is no list item.
_BETWEEN: dict[Seam, tuple[str, ...]] = {
    "sentence": (" ", "\n\n"),
    "line": ("\n",),
    "item": ("\n",),
    "paragraph": ("\n\n",),
}


Cut = tuple[tuple[Segment, ...], Options]
"""A response's segments, and what may be done with them."""


def cut(criterion: Criterion, response: str, request: str) -> Cut | None:
    """The response, cut for its criterion; None when nothing could be laid out anew."""
    options = options_for(criterion, response, request)
    parts = segments(response, options)
    if options.mark == "bullet" and any(part.ordered for part in parts):
        options = replace(options, mark="number")  # "Next, ...": their order says something
        parts = segments(response, options)
    return (parts, options) if parts else None


def grammar(parts: Sequence[Segment], options: Options) -> str:
    """GBNF: every segment in order, with one of the seams that it may have. What can be a list is
    one as a whole or not at all."""
    bodies = [" ".join(_seams(parts, options, listed=False))]
    if any(_lists(part, options) or part.block for part in parts):
        bodies.append(" ".join(_seams(parts, options, listed=True)))
    return "\n".join(
        [
            'root ::= "<rewrite>\\n" body tail "\\n</rewrite>"',
            'number ::= [1-9] [0-9]? ". "',
            f"tail ::= {_tail(options)}",
            f"body ::= {' | '.join(bodies)}",
        ]
    )


def plain_layout(parts: Sequence[Segment], options: Options) -> str:
    """The layout that the joining words alone suggest: what the worked example shows."""
    out, last = "", max((n for n, part in enumerate(parts) if _lists(part, options)), default=-1)
    for place, part in enumerate(parts):
        listed = _lists(part, options)
        mark = ("1. " if options.mark == "number" else "- ") if listed else ""
        if part.seam == "code":
            out += f"\n\n```{options.language}\n{part.text}\n```\n\n"
        elif part.seam == "clause":
            out += f":\n{mark}{part.item}" if listed else part.joint + part.text
        elif part.block:
            out += ("\n\n" if place else "") + part.block + "\n\n"
        elif listed:
            out += f"\n{mark}{_item_text(part, options.mark)}"
        elif part.seam == "piece":
            out += part.joint + part.text
        elif place and part.seam == "sentence" and place != last + 1 and not out.endswith("\n"):
            out += f" {part.text}"
        else:
            out += ("\n" if part.seam in ("line", "break", "item") else "\n\n") + part.text
    answer = f"\nThe answer is: {options.answers[0]}" if options.answers else ""
    return tidy(out + answer)


def _lists(part: Segment, options: Options) -> bool:
    return bool(options.mark) and (bool(part.item) or part.seam == "item")


def tidy(text: str) -> str:
    """Numbers counted up, one blank line before a list and behind it, none within it."""
    lines: list[str] = []
    number, in_code = 0, False
    for raw in text.splitlines():
        line = raw
        in_code ^= line.lstrip().startswith("```")
        opened = None if in_code else split_item(line)
        if opened and opened[0] == "number":
            number += 1
            line = f"{number}. {opened[2]}"
        if not in_code and lines and line.strip() and lines[-1].strip():
            before = split_item(lines[-1])
            if (opened is None) != (before is None):
                lines.append("")
        if opened is None and line.strip() and not in_code:
            number = 0
        lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _seams(parts: Sequence[Segment], options: Options, *, listed: bool) -> Iterator[str]:
    """What may stand at each segment, in a layout with lists or in one without."""
    mark = {"number": "number", "bullet": '"- "', "": ""}[options.mark]
    for place, part in enumerate(parts):
        after_code = place > 0 and parts[place - 1].seam == "code"
        if part.seam == "code":
            yield f'{_break(place)} "```" [a-z]{{1,10}} "\\n" {_literal(part.text)} "\\n```"'
        elif listed and part.block:
            yield f"{_break(place)} {_literal(part.block + chr(10))}"
        elif mark and _lists(part, options) and (listed or part.seam == "item"):
            colon = '":"' if part.seam == "clause" else ""
            line = '"\\n"' if place else ""
            yield f"{colon} {line} {mark} {_literal(_item_text(part, options.mark))}"
        elif place == 0:
            yield _literal(part.text)
        elif after_code or (listed and parts[place - 1].block):
            yield f"{_break(place)} {_literal(part.text)}"
        else:
            yield f"({' | '.join(_between(part))})"


def _break(place: int) -> str:
    return '"\\n\\n"' if place else ""


def _between(part: Segment) -> Iterator[str]:
    """A segment that is no list item, behind all that may stand before it."""
    if part.seam in ("clause", "piece"):
        yield f"{_literal(part.joint)} {_literal(part.text)}"
    elif part.seam == "break":  # a list item or table row already
        yield f'"\\n" {_literal(part.text)}'
    else:
        yield from (f"{_literal(blank)} {_literal(part.text)}" for blank in _BETWEEN[part.seam])


def _item_text(part: Segment, mark: str) -> str:
    """How it reads behind a list mark. A bullet says nothing of the order, a number does."""
    if not part.item or (part.ordered and mark != "number"):
        return part.text
    return part.item


def _tail(options: Options) -> str:
    if not options.answers:
        return '""'
    answers = " | ".join(_literal(answer) for answer in options.answers)
    return f'"\\nThe answer is: " ({answers})'


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'
