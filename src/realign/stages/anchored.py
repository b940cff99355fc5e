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
from dataclasses import dataclass, replace
from typing import Literal

from realign.criteria import Criterion
from realign.criteria.requirements import unmet
from realign.text import find_code, split_item, split_line, words_of

# A joining word that a list mark replaces. What follows it begins the item.
_OPENER = re.compile(
    r"(?:first of all|first|firstly|to (?:start|begin)(?: with)?|second|secondly|third|thirdly"
    r"|fourth|fourthly|fifth|next|then|and then|after that|afterwards?|finally|lastly|last"
    r"|also|additionally|in addition|furthermore|moreover|besides)"
    r"(?:,\s+|\s+(?!comes?\b|is\b|are\b|was\b|were\b|of\b|to\b|and\b|there\b))(?=\S)",
    re.IGNORECASE,
)
_ORDER = re.compile(r"(?:next|then|and then|after that|afterwards?)\b", re.IGNORECASE)
_POINT = re.compile(
    r"(?:one|another|an?\s+(?:second|third|further|final)|the\s+(?:first|second|third|fourth|last"
    r"|final|other))(?:\s+(?:way|reason|advantage|benefit|disadvantage|option|tip|thing|method"
    r"|cause|difference|example|point|step|use|idea|factor|rule))?\s+is\s+(?:that\s+)?(?=\S)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\b(?:several|following|these|steps|ways|reasons|things|a few|some|there (?:are|is))\b", re.I
)
_ADDS = re.compile(
    r"(?:also|additionally|in addition|furthermore|moreover|besides)\b|(?:\w+\s){1,3}also\b", re.I
)
_ALSO = re.compile(r"(?:\w+\s){1,3}also\b", re.IGNORECASE)
_LOOSE_END = re.compile(r"[,;]?(?:\s(?:and|or))?$")
_REFERS_BACK = re.compile(r"(?:this|that|these|those|it|they|such|he|she)\b", re.IGNORECASE)
_PIECE = re.compile(r";\s*(?:and\s+)?(?=\S)")
_COMMA = re.compile(r"[,;]\s+")
_GOAL = re.compile(r"(?P<goal>(?:To|When|For)\s[^,.:;]{4,90}),\s+(?:first|start by|begin by)\s+")
_ARITHMETIC = re.compile(r"\d\s*%?\s*[-+*/×÷^x]\s*[$€£(]?\d.*=")
_CALCULATION = re.compile(r",\s+(?=(?:so|and|which|that)\b[^,]*=)")
_GREETING = re.compile(r"((?:Dear|Hello|Hi)\s[^,.!?\n]{1,60},)\s+(?=\S)")
_CLOSING = re.compile(
    r"((?:Kind|Best|Warm)\s+regards|Yours\s+(?:sincerely|faithfully|truly)|Sincerely(?:\s+yours)?"
    r"|Best\s+wishes|Regards|Thank\s+you),\s+(?=\S)"
)
_SUBJECT = re.compile(r"(Subject:\s[^.\n]{3,120})\.\s+(?=Dear|Hello|Hi)")
_INLINE_NUMBERS = re.compile(r"(?:^|\s)\(?1[.)]\s.*?\s\(?2[.)]\s", re.DOTALL)
_INLINE_MARK = re.compile(r"(?:^|(?<=\s))\(?(?P<mark>\d{1,2}|[a-h])[.)]\s+(?=\S)")

_LANGUAGES = words_of(
    "python javascript typescript java kotlin swift rust ruby php perl scala haskell html css sql "
    "bash json yaml xml matlab lua dart"
)

_PLAIN_WORDS = frozenset(words_of("a an the this that it its in of and to is for you we each all"))
# Code that is recognised by its looks without doubt.
_SURE = frozenset({"python", "html", "sql"})

Seam = Literal["sentence", "line", "paragraph", "item", "code", "clause", "piece", "break"]


# What may stand before a segment that is no list item.
_BETWEEN: dict[Seam, tuple[str, ...]] = {
    "sentence": (" ", "\n\n"),
    "line": ("\n",),
    "item": ("\n",),
    "paragraph": ("\n\n",),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the response. `seam` is what stood before it. `item` is what it may be as a list
    item, where a joining word goes; `ordered` says that only a numbered list says as much as the
    word did. `joint` stands between it and the segment before where the two stay one sentence."""

    seam: Seam
    text: str
    item: str = ""
    ordered: bool = False
    joint: str = " "


@dataclass(frozen=True, slots=True)
class Options:
    """What the criterion asks for: a kind of list, a final line with the answer, an email's
    lines, a line for each calculation. One kind of list only, so that the grammar stays quick.
    `names` are words of the code, which keep their case; `language` is that of the code, if the
    request or the response names it."""

    mark: Literal["number", "bullet", ""] = "bullet"
    answers: tuple[str, ...] = ()
    language: str = ""
    names: frozenset[str] = frozenset()
    email: bool = False
    maths: bool = False
    run_together: bool = False


def options_for(criterion: Criterion, response: str, request: str) -> Options:
    """What the unmet requirements of a criterion allow beyond layout."""
    missing = {item.kind for item in unmet(criterion.requirements, response, request)}
    maths = bool(missing & {"calculation_lines", "final_answer"}) and _is_worked(response)
    lists = missing & {"enumeration_listed", "list", "one_item_per_line", "paragraphs"}
    numbered = "steps_numbered" in missing or bool(_INLINE_NUMBERS.search(response))
    return Options(
        mark="number" if numbered else "bullet" if lists else "",
        answers=_results(response) if maths and "final_answer" in missing else (),
        language=_named_language(f"{request}\n{response}"),
        names=_code_names(response),
        email="email" in missing,
        maths=maths,
        run_together="one_item_per_line" in missing,
    )


Cut = tuple[tuple[Segment, ...], Options]
"""A response's segments, and what may be done with them."""


def cut(criterion: Criterion, response: str, request: str) -> Cut | None:
    """The response, cut for its criterion; None when nothing could be laid out anew."""
    options = options_for(criterion, response, request)
    parts = segments(response, options)
    return (parts, options) if parts else None


def _is_worked(response: str) -> bool:
    """Calculations are what it consists of: an essay that mentions some is no worked solution."""
    told = [sentence for line in response.splitlines() for sentence in split_line(line)]
    worked = sum(bool(_ARITHMETIC.search(sentence)) for sentence in told)
    return worked * 5 >= len(told) * 2


def _code_names(response: str) -> frozenset[str]:
    words = (word for block in find_code(response) for word in words_of(block.text))
    return frozenset(word for word in words if word not in _PLAIN_WORDS)


def _results(response: str) -> tuple[str, ...]:
    """What may stand behind "The answer is": the result of the last calculation."""
    found = re.findall(r"=\s*([$€£]?\s?-?\d[\d,]*(?:\.\d+)?\s?%?)(?![\d.,]*\s*[*/+=])", response)
    return (found[-1].strip().rstrip(",."),) if found else ()


def segments(response: str, options: Options) -> tuple[Segment, ...]:
    """The response, cut. Empty when nothing could be laid out anew: one sentence."""
    found: list[Segment] = []
    at = 0
    for block in find_code(response):
        found += _prose(response[at : block.start], options)
        if '"""' in response[at : block.start]:
            return ()  # a docstring that the code was cut out of
        raw = response[block.start : block.end].strip("\n")
        found.append(Segment("paragraph" if block.fenced else "code", raw))
        at = block.end
    found += _prose(response[at:], options)
    if options.mark == "number":
        found = _with_first_step(found)
    elif options.mark == "bullet":
        found = _with_first_point(found)
    only_code = bool(found) and found[0].seam == "code"
    return tuple(found) if len(found) > 1 or only_code else ()


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
        elif listed:
            out += f"\n{mark}{_item_text(part, options.mark)}"
        elif part.seam == "piece":
            out += part.joint + part.text
        elif place and part.seam == "sentence" and place != last + 1:
            out += f" {part.text}"
        else:
            out += ("\n" if part.seam in ("line", "break", "item") else "\n\n") + part.text
    answer = f"\nThe answer is: {options.answers[0]}" if options.answers else ""
    return tidy(out + answer)


def _lists(part: Segment, options: Options) -> bool:
    return bool(options.mark) and (bool(part.item) or part.seam == "item")


def _named_language(text: str) -> str:
    """The one language that is named; a wrong label on a fence would be worse than none."""
    words = {word.lower() for word in words_of(text)}
    named = {name for name in _LANGUAGES if name in words}
    if "c++" in text.lower():
        named.add("cpp")
    if "c#" in text.lower():
        named.add("csharp")
    if len(named) == 1:
        return named.pop()
    guessed = {block.language for block in find_code(text)}
    return guessed.pop() if len(guessed) == 1 and guessed <= _SURE else ""


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


def _prose(text: str, options: Options) -> Iterator[Segment]:
    blank = False
    for line in text.splitlines():
        if not line.strip():
            blank = True
            continue
        seam: Seam = "paragraph" if blank else "line"
        blank = False
        runs_on = bool(_run_together(line.strip()))
        if (split_item(line) is not None and not runs_on) or line.lstrip().startswith(
            ("|", "#", ">")
        ):
            yield Segment("break" if seam == "line" else "paragraph", line.rstrip())
            continue
        yield from _line(line.strip(), seam, options)


def _with_first_step(found: list[Segment]) -> list[Segment]:
    """What stands before the first "Then, ..." is a step too, unless it announces the steps."""
    for place in range(1, len(found)):
        part, before = found[place], found[place - 1]
        if before.item or before.seam == "clause":
            return found
        if part.item and part.ordered:
            announces = _ANNOUNCES.search(before.text) or before.text.endswith(":")
            if part.seam == "sentence" and before.seam != "code" and not announces:
                found[place - 1] = replace(before, item=before.text)
            return found
    return found


def _with_first_point(found: list[Segment]) -> list[Segment]:
    """What stands between the introduction and the first of several "Also, ..." is a point too."""
    listed = [place for place, part in enumerate(found) if part.item]
    if len(listed) < 2 or listed[0] < 2:
        return found
    first, before = found[listed[0]], found[listed[0] - 1]
    adds = _ADDS.match(first.text) and not _REFERS_BACK.match(before.text)
    if adds and first.seam == before.seam == "sentence":
        found[listed[0] - 1] = replace(before, item=before.text)
    return found


def _line(line: str, seam: Seam, options: Options) -> Iterator[Segment]:
    pieces = _run_together(line)
    if pieces:
        for place, piece in enumerate(piece for piece in pieces if piece):
            yield Segment(seam if place == 0 and pieces[0] else "item", piece)
        return
    if options.run_together and len(items := _COMMA.split(line.rstrip("."))) >= 4:
        if items[0][:1].isupper():
            items = [_capital(item) for item in items]
        yield from (Segment("item", item, item) for item in items)
        return
    if options.email:
        for place, piece in enumerate(_letter_lines(line)):
            yield from _sentences(piece, seam if place == 0 else "paragraph", options)
        return
    yield from _sentences(line, seam, options)


def _run_together(line: str) -> list[str]:
    """What stands before and between the marks of "1) ... 2) ... 3) ..."; none where there are no
    marks that count up from the first."""
    marks = list(_INLINE_MARK.finditer(line))
    written = [match["mark"] for match in marks]
    counted = [str(n) for n in range(1, len(marks) + 1)]
    if len(marks) < 3 or written not in (counted, list("abcdefgh"[: len(marks)])):
        return []
    edges = [match.start() for match in marks] + [len(line)]
    inside = [line[match.end() : end].strip() for match, end in zip(marks, edges[1:], strict=True)]
    items = [_LOOSE_END.sub("", item) for item in inside[:-1]] + inside[-1:]
    return [line[: edges[0]].strip(), *items]


def _sentences(line: str, seam: Seam, options: Options) -> Iterator[Segment]:
    for place, sentence in enumerate(split_line(line)):
        before: Seam = seam if place == 0 else "line" if options.maths else "sentence"
        goal = _GOAL.match(sentence)
        if goal is not None:
            rest, joint = sentence[goal.end() :], sentence[goal.end("goal") : goal.end()]
            yield Segment(before, goal["goal"])
            yield Segment("clause", rest, _capital(rest, options.names), joint=joint)
            continue
        pieces = _PIECE.split(sentence)
        if options.mark and len(pieces) >= 3 and min(map(len, pieces)) > 15:
            yield from _pieces(pieces, before, sentence)
            continue
        clauses = _CALCULATION.split(sentence) if options.maths else [sentence]
        if len(clauses) > 1 and all("=" in clause for clause in clauses):
            yield Segment(before, clauses[0] + ".")
            for clause in clauses[1:]:
                bare = re.sub(r"^and\s+", "", clause)
                closed = bare if bare.endswith((".", "!")) else bare + "."
                yield Segment("line", _capital(closed))
            continue
        yield _whole_sentence(before, sentence, options)


def _pieces(pieces: Sequence[str], seam: Seam, sentence: str) -> Iterator[Segment]:
    """The parts between semicolons: one sentence, or items that are sentences of their own."""
    at = 0
    for place, piece in enumerate(pieces):
        start = sentence.index(piece, at)
        item = _capital(piece if piece.endswith((".", "!", "?")) else piece + ".")
        joint = sentence[at:start] if place else " "
        yield Segment("piece" if place else seam, piece, item, joint=joint)
        at = start + len(piece)


def _whole_sentence(seam: Seam, sentence: str, options: Options) -> Segment:
    for pattern in (_OPENER, _POINT):
        match = pattern.match(sentence)
        if match is not None:
            item = _capital(sentence[match.end() :], options.names)
            return Segment(seam, sentence, item, ordered=bool(_ORDER.match(sentence)))
    if _ALSO.match(sentence):
        return Segment(seam, sentence, sentence)
    return Segment(seam, sentence)


def _letter_lines(line: str) -> list[str]:
    """Subject, greeting, body and closing, each on its own; the body begins with a capital."""
    line = _CLOSING.sub(r"\n\1,\n", _SUBJECT.sub(r"\1\n", line))
    line = _GREETING.sub(lambda match: match[1] + "\n", line)
    return [_capital(part.strip()) for part in line.split("\n") if part.strip()]


def _capital(text: str, names: frozenset[str] = frozenset()) -> str:
    """With a capital, unless it opens with a name from the code."""
    first = re.match(r"[\w.]+", text)
    if first is None or first[0] in names or text[first.end() :].startswith(("(", "[", "_")):
        return text
    return text[:1].upper() + text[1:]


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
        elif parts[place - 1].seam == "code":
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


def _tail(options: Options) -> str:
    if not options.answers:
        return '""'
    answers = " | ".join(_literal(answer) for answer in options.answers)
    return f'"\\nThe answer is: " ({answers})'


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'
