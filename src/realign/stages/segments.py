"""A response, cut into the pieces that a layout may move: sentences, list items, code. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from realign.criteria import Criterion
from realign.criteria.requirements import unmet
from realign.reading.enumerations import row_of, told_points
from realign.reading.text import find_code, split_item, split_line, words_of
from realign.stages.edges import unsure
from realign.stages.listing import Seam, Segment, as_points, as_steps

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
_ALSO = re.compile(r"(?:\w+\s){1,3}also\b", re.IGNORECASE)
# "... the table.Finally, wipe it": a blank was lost.
_GLUED = re.compile(
    r"(?<=[a-z]{3}\.)(?=(?:First|Second|Third|Fourth|Next|Then|Finally|Lastly|Also|Additionally),?\s)"
)
# A step that no other word marks, in a list of steps.
_STAGE = re.compile(r"(?:once|after|when)\b[^,.]{3,80},\s", re.IGNORECASE)
_LABEL = re.compile(r"([^:,;]{1,60}):\s+(?=\S)")
_LOOSE_END = re.compile(r"[,;]?(?:\s(?:and|or))?$")
_PIECE = re.compile(r";\s*(?:and\s+)?(?=\S)")
_COMMA = re.compile(r"[,;]\s+")
_GOAL = re.compile(r"(?P<goal>(?:To|When|For)\s[^,.:;]{4,90}),\s+(?:first|start by|begin by)\s+")
_ARITHMETIC = re.compile(r"\d\s*%?\s*[-+*/×÷^x]\s*[$€£(]?\d.*=")
_CALCULATION = re.compile(r",\s+(?=(?:so|and|which|that)\b[^,]*=)")
_GREETING = re.compile(r"\s*((?:Dear|Hello|Hi)\s[^,.!?\n]{1,60},)\s+(?=\S)")
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
    """The response, cut. Empty when nothing could be laid out anew: one sentence, or code of which
    it is not sure where it ends."""
    found: list[Segment] = []
    at = 0
    blocks = find_code(response)
    if unsure(response, blocks):
        return ()
    for block in blocks:
        found += _prose(response[at : block.start], options)
        if '"""' in response[at : block.start]:
            return ()  # a docstring that the code was cut out of
        raw = response[block.start : block.end].strip("\n")
        found.append(Segment("paragraph" if block.fenced else "code", raw))
        at = block.end
    found += _prose(response[at:], options)
    if options.mark == "number":
        found = as_steps(found)
    elif options.mark == "bullet":
        found = as_points(found)
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
    guessed = {block.language for block in find_code(text)}
    if guessed == {"bash"}:
        return "bash"  # "pip install x" is no Python, whatever the request names
    if len(named) == 1:
        return named.pop()
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
            begun = "" if joint.strip().endswith("first") else joint.lstrip(", ")
            yield Segment(before, goal["goal"])
            yield Segment("clause", rest, _capital(begun + rest, options.names), joint=joint)
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
