"""A response, cut into the pieces that a layout may move: sentences, list items, code. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from realign.criteria import Criterion
from realign.criteria.kinds.sequence import opens_with_order
from realign.criteria.requirements import unmet
from realign.enumerations import row_of, told_points
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
    r"\b(?:several|following|these|steps|ways|reasons|a few|some|there (?:are|is))\b", re.I
)
_ANNOUNCES_MANY = re.compile(
    r"\b(?:several|following|these|many|various|numerous|multiple|some|a\s+(?:few|number|variety|range)"
    r"|two|three|four|five|six|seven|ways|reasons|advantages|benefits|factors|steps|tips)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"(?:also|additionally|in addition|furthermore|moreover|besides)\b|(?:\w+\s){1,3}also\b", re.I
)
_ALSO = re.compile(r"(?:\w+\s){1,3}also\b", re.IGNORECASE)
# "... the table.Finally, wipe it": a blank was lost.
_GLUED = re.compile(
    r"(?<=[a-z]{3}\.)(?=(?:First|Second|Third|Fourth|Next|Then|Finally|Lastly|Also|Additionally),?\s)"
)
# A step that no other word marks, in a list of steps.
_STAGE = re.compile(r"(?:once|after|when)\b[^,.]{3,80},\s", re.IGNORECASE)
_LABEL = re.compile(r"([^:,;]{1,60}):\s+(?=\S)")
_LOOSE_END = re.compile(r"[,;]?(?:\s(?:and|or))?$")
_REFERS_BACK = re.compile(r"(?:this|that|these|those|it|they|such|he|she)\b", re.IGNORECASE)
_PIECE = re.compile(r";\s*(?:and\s+)?(?=\S)")
_COMMA = re.compile(r"[,;]\s+")
_GOAL = re.compile(r"(?P<goal>(?:To|When|For)\s[^,.:;]{4,90}),\s+(?:first|start by|begin by)\s+")
_ARITHMETIC = re.compile(r"\d\s*%?\s*[-+*/×÷^x]\s*[$€£(]?\d.*=")
_CALCULATION = re.compile(r",\s+(?=(?:so|and|which|that)\b[^,]*=)")
_GREETING = re.compile(r"\s*((?:Dear|Hello|Hi)\s[^,.!?\n]{1,60},)\s+(?=\S)")
_LONG = 1000  # characters: two points are no reason to break an essay up
_SHORT_LINE = 30  # characters: "Hi Ann, how are you?" stays a line
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
    block: str = ""


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
    rows: bool = False
    size: int = 0


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
        run_together="one_item_per_line" in missing and "\n" not in response.strip(),
        rows="enumeration_listed" in missing,
        size=len(response),
    )


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
        found = _all_or_none(_with_first_step(_as_orders(found)))
    elif options.mark == "bullet":
        found = _as_points(found)
    alone = bool(found) and (found[0].seam == "code" or bool(found[0].block))
    return tuple(found) if len(found) > 1 or alone else ()


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


def _as_orders(found: list[Segment]) -> list[Segment]:
    """Steps that no word joins, each an order: "Cut off the stem. Peel it. Chop it." What stands
    before the first or behind the last one is no step; what stands between must go on with one."""
    if any(part.item for part in found) or any(part.seam == "code" for part in found):
        return found
    orders = [n for n, part in enumerate(found) if opens_with_order(part.text)]
    if len(orders) < 3 or len(orders) * 5 < len(found) * 3:
        return found
    steps = list(found)
    for n in range(orders[0], orders[-1] + 1):
        if n in orders:
            steps[n] = replace(found[n], item=found[n].text)
        elif found[n].seam != "sentence" or not _REFERS_BACK.match(found[n].text):
            return found
    return steps


def _with_first_step(found: list[Segment]) -> list[Segment]:
    """What stands before the first "Then, ..." is a step too, unless it announces the steps."""
    for place in range(1, len(found)):
        part, before = found[place], found[place - 1]
        if before.item or before.seam == "clause":
            return found
        if part.item and part.ordered:
            announces = _ANNOUNCES.search(before.text) or before.text.endswith(":")
            if part.seam == "sentence" and before.seam != "code" and not announces:
                at = place - 1
                while (
                    at > 0 and found[at].seam == "sentence" and _REFERS_BACK.match(found[at].text)
                ):
                    at -= 1  # "Start by ... This gives you ..." is one step
                found[at] = replace(found[at], item=found[at].text)
            return found
    return found


def _all_or_none(found: list[Segment]) -> list[Segment]:
    """Steps that go on for several sentences behind the last one that is marked stay prose."""
    last = max((n for n, part in enumerate(found) if part.item), default=len(found))
    if sum(part.seam in ("sentence", "line", "paragraph") for part in found[last + 1 :]) > 2:
        return [replace(part, item="") if part.seam != "item" else part for part in found]
    return found


def _as_points(found: list[Segment]) -> list[Segment]:
    """Points that are joined by "Also, ..." are a list only where something announces several of
    them: the announcement stays outside, and what stands behind it is the first point."""
    opens = {n - 1 for n, part in enumerate(found) if part.seam == "piece"}  # a list of its own
    listed = [
        n
        for n, part in enumerate(found)
        if part.item and part.seam in ("sentence", "line") and n not in opens
    ]
    plain = [n for n in listed if not _ADDS.match(found[n].text)]
    blocked = any(part.block for part in found)
    enough = 2 if sum(len(part.text) for part in found) < _LONG else 3
    if not listed or (len(plain) >= enough and not blocked):
        return found
    first = listed[0] - 1
    points = len(listed) + 1
    told = first >= 1 and all(found[n].seam == "sentence" for n in range(first, listed[-1]))
    announced = told and _ANNOUNCES_MANY.search(found[first - 1].text)
    if (
        announced
        and points >= 3
        and not plain
        and not blocked
        and not _REFERS_BACK.match(found[first].text)
    ):
        found[first] = replace(found[first], item=found[first].text)
        return found
    return [replace(part, item="") if n in listed else part for n, part in enumerate(found)]


def _line(line: str, seam: Seam, options: Options) -> Iterator[Segment]:
    pieces = _run_together(line)
    if pieces:
        first, *more = split_line(pieces[-1])
        if more and all(len(split_line(piece)) < 2 for piece in pieces[1:-1]):
            pieces[-1] = first  # what follows it is about them all
        else:
            more = []
        if not any(piece.endswith((".", "!", "?")) for piece in pieces[1:-1]):
            pieces[-1] = pieces[-1].removesuffix(".")
        for place, piece in enumerate(piece for piece in pieces if piece):
            yield Segment(seam if place == 0 and pieces[0] else "item", piece)
        yield from (Segment("sentence", sentence) for sentence in more)
        return
    if options.run_together and len(_COMMA.findall(line)) >= 3:
        yield from _items(line, seam)
        return
    if options.email:
        for place, piece in enumerate(_letter_lines(line)):
            yield from _sentences(piece, seam if place == 0 else "paragraph", options)
        return
    if options.mark == "bullet" and (points := _points(line, seam)):
        yield from points
        return
    yield from _sentences(line, seam, options)


def _items(line: str, seam: Seam) -> list[Segment]:
    """A line that is nothing but a row of things, with or without what leads to it."""
    row = row_of(line)
    if row is not None:
        return [Segment(seam, line, block=_listed(row.lead, row.items))]
    label = _LABEL.match(line)
    start = label.end() if label else 0
    *items, last = _COMMA.split(line[start:].rstrip("."))
    items.append(re.sub(r"^(?:and|or)\s+", "", last))
    if label:
        return [Segment(seam, line, block=_listed(label[1], items))]
    if items[0][:1].isupper():
        items = [_capital(item) for item in items]
    return [Segment("item", item, item) for item in items]


def _listed(lead: str, items: Sequence[str]) -> str:
    return "\n".join([f"{lead}:", *(f"- {_capital(item)}" for item in items)])


def _points(line: str, seam: Seam) -> list[Segment]:
    """What a sentence names and the next ones tell: each point with all its sentences."""
    sentences = split_line(_GLUED.sub(" ", line))
    told = told_points(sentences)
    if told is None:
        return []
    found = [Segment("sentence", sentence) for sentence in sentences[: told.first]]
    for start, end in itertools.pairwise([*told.starts, told.last]):
        text = " ".join(sentences[start:end])
        found.append(Segment("sentence", text, text))
    found += [Segment("sentence", sentence) for sentence in sentences[told.last :]]
    return [replace(found[0], seam=seam), *found[1:]]


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
    for place, sentence in enumerate(split_line(_GLUED.sub(" ", line))):
        before: Seam = seam if place == 0 else "line" if options.maths else "sentence"
        goal = _GOAL.match(sentence)
        if goal is not None:
            rest, joint = sentence[goal.end() :], sentence[goal.end("goal") : goal.end()]
            yield Segment(before, goal["goal"])
            yield Segment("clause", rest, _capital(rest, options.names), joint=joint)
            continue
        pieces = _PIECE.split(sentence)
        leads = ": " in pieces[0] or (options.rows and row_of(sentence) is not None)
        if (
            options.mark
            and not leads
            and "&" not in sentence
            and len(pieces) >= 3
            and min(map(len, pieces)) > 15
        ):
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
    if seam == "paragraph":
        return Segment(seam, sentence)  # a point that has a paragraph is laid out
    for pattern in (_OPENER, _POINT):
        match = pattern.match(sentence)
        if match is not None:
            item = _capital(sentence[match.end() :], options.names)
            return Segment(seam, sentence, item, ordered=bool(_ORDER.match(sentence)))
    staged = options.mark == "number" and _STAGE.match(sentence)
    if _ALSO.match(sentence) or (staged and seam == "sentence"):
        return Segment(seam, sentence, sentence, ordered=bool(staged))
    row = row_of(sentence) if options.rows else None
    if row is not None and len(sentence) * 5 >= options.size * 2:
        return Segment(seam, sentence, block=_listed(row.lead, row.items))
    return Segment(seam, sentence)


def _letter_lines(line: str) -> list[str]:
    """Subject, greeting, body and closing, each on its own; the body begins with a capital."""
    parts = _CLOSING.sub(r"\n\1,\n", _SUBJECT.sub(r"\1\n", line)).split("\n")
    found: list[str] = []
    for part in parts:
        greeting = _GREETING.match(part)
        if greeting and len(part) - greeting.end() > _SHORT_LINE:
            found += [greeting[1], part[greeting.end() :]]
        else:
            found.append(part)
    return [_capital(part.strip()) for part in found if part.strip()]


def _capital(text: str, names: frozenset[str] = frozenset()) -> str:
    """With a capital, unless it opens with a name from the code."""
    first = re.match(r"[\w.]+", text)
    if first is None or first[0] in names or text[first.end() :].startswith(("(", "[", "_")):
        return text
    return text[:1].upper() + text[1:]
