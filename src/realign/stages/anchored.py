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
from realign.stages.segments import Options, Seam, Segment, options_for, segments
from realign.text import split_item

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
    """GBNF: every segment in order, with one of the seams that it may have. Blanks only, and the
    response is left as it was."""
    return "\n".join(
        [
            'root ::= "<rewrite>\\n" body tail "\\n</rewrite>"',
            'number ::= [1-9] [0-9]? ". "',
            f"tail ::= {_tail(options)}",
            f"body ::= {' '.join(_seams(parts, options.mark))}",
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


def _seams(parts: Sequence[Segment], mark: str) -> Iterator[str]:
    for place, part in enumerate(parts):
        if part.seam == "code":
            before = '"```" [a-z]{1,10} "\\n"' if place == 0 else '"\\n\\n```" [a-z]{1,10} "\\n"'
            yield f'{before} {_literal(part.text)} "\\n```"'
            continue
        written = {"number": "number", "bullet": '"- "'}.get(mark)
        listed = f"{written} {_literal(_item_text(part, mark))}" if written else None
        if place == 0:
            choices = [_literal(part.text)]
            if listed and part.seam == "item":
                choices = [listed]
            elif listed and part.item:
                choices.append(listed)
            elif part.block:
                choices.append(_literal(part.block))
        elif parts[place - 1].seam == "code" or parts[place - 1].block:
            choices = [f'"\\n\\n" {_literal(part.text)}']
        else:
            choices = list(_choices(part, listed))
        yield f"({' | '.join(choices)})"


def _item_text(part: Segment, mark: str) -> str:
    """How it reads behind a list mark. A bullet says nothing of the order, a number does."""
    if not part.item or (part.ordered and mark != "number"):
        return part.text
    return part.item


def _choices(part: Segment, listed: str | None) -> Iterator[str]:
    """What may stand at a seam, with the segment behind it."""
    whole = _literal(part.text)
    if part.seam in ("clause", "piece"):
        yield f"{_literal(part.joint)} {whole}"
        if listed:
            yield f'":\\n" {listed}' if part.seam == "clause" else f'"\\n" {listed}'
        return
    if part.seam == "break":  # a list item or table row already
        yield f'"\\n" {whole}'
        return
    if listed:
        yield f'"\\n" {listed}'
    if not (listed and part.seam == "item"):
        yield from (f"{_literal(between)} {whole}" for between in _BETWEEN[part.seam])
    if part.block:
        yield _literal(f"\n\n{part.block}\n")


def _tail(options: Options) -> str:
    if not options.answers:
        return '""'
    answers = " | ".join(_literal(answer) for answer in options.answers)
    return f'"\\nThe answer is: " ({answers})'


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'
