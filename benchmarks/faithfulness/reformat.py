"""Faithful reformattings: each maker changes the form of a response and never its meaning.

A maker returns the new text, or None where it does not apply.
"""

# ruff: noqa: E501, SIM905 - templates and patterns read best on one line, lists of words as text
from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable

from sources import Record

from realign.reading.enumerations import row_of
from realign.reading.text import find_code, list_items, split_line, table_rows

Maker = Callable[[Record, random.Random], "str | None"]

_NAMES = "two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
_OPENERS = frozenset("the a an this these it they there in for you we to by with its their".split())
_JOINS = ("In addition,", "Also,", "Moreover,", "Furthermore,", "Additionally,")
_ORDERED = re.compile(
    r"\b(?:steps?|order|rank|sort|top|first|then|how (?:to|do|can)|instructions?|recipe|process"
    r"|procedure|sequence|chronolog\w+|plan|largest|smallest|ascending|descending|timeline|arrange"
    r"|alphabet\w*|algorithm|story|outline|itinerary|schedule|rearrange)\b",
    re.IGNORECASE,
)


def has_order(prompt: str) -> bool:
    """The request asks for things in an order that means something."""
    return _ORDERED.search(prompt) is not None


def is_prose(text: str) -> bool:
    """Sentences only: no list, table, code, heading, poem or dialogue."""
    if find_code(text) or list_items(text) or "|" in text or "```" in text or "#" in text:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return all(line.rstrip()[-1:] in ".!?" and len(line.split()) > 6 for line in lines)


def prose_sentences(text: str) -> list[str]:
    """Sentences of prose; empty where the text is something else."""
    if not is_prose(text):
        return []
    found = [
        part for line in text.splitlines() if line.strip() for part in split_line(line.strip())
    ]
    plain = all(part[:1].isupper() and len(part.split()) > 3 for part in found)
    return found if plain and '"' not in text else []


def paragraph_to_list(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    if not 3 <= len(found) <= 12:
        return None
    mark = rng.choice("-*•")
    if rng.random() < 0.5:
        return "\n".join(f"{mark} {part}" for part in found)
    return f"{found[0]}\n\n" + "\n".join(f"{mark} {part}" for part in found[1:])


def split_paragraph(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    if len(found) < 3:
        return None
    cut = rng.randrange(1, len(found))
    return " ".join(found[:cut]) + "\n\n" + " ".join(found[cut:])


def connecting_words(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    places = [at for at, part in enumerate(found) if at and part.split()[0].lower() in _OPENERS]
    if not places:
        return None
    for at in rng.sample(places, min(2, len(places))):
        found[at] = f"{rng.choice(_JOINS)} {found[at][0].lower()}{found[at][1:]}"
    return " ".join(found)


def _flat_list(text: str) -> list[str]:
    """Texts of a list of one level, each on one line, with nothing after it."""
    items = list_items(text)
    flat = len(items) > 2 and {(item.level, item.kind) for item in items} == {(0, items[0].kind)}
    if not flat or "```" in text or "|" in text or any("\n" in item.text for item in items):
        return []
    between = text[items[0].start :]
    return [item.text for item in items] if len(between.splitlines()) == len(items) else []


def list_to_paragraph(record: Record, _rng: random.Random) -> str | None:
    items = _flat_list(record.original)
    if not items:
        return None
    head = record.original[: list_items(record.original)[0].start].strip()
    if head.endswith(":") or all(len(item.split()) < 5 for item in items):
        return f"{head} {'; '.join(item.rstrip('.;,') for item in items)}.".strip()
    ended = [item if item[-1:] in ".!?" else f"{item}." for item in items]
    return f"{head} {' '.join(ended)}".strip()


def other_marks(record: Record, rng: random.Random) -> str | None:
    items = _flat_list(record.original)
    if not items:
        return None
    start = list_items(record.original)[0].start
    ordered = list_items(record.original)[0].kind == "number"
    form = rng.choice(("{n}) {t}", "{n}. {t}", "- {t}", "* {t}", "**{n}.** {t}"))
    if ordered and "{n}" not in form and has_order(record.prompt):
        form = "{n}) {t}"
    if not ordered and "{n}" in form:
        form = "* {t}" if record.original[start] == "-" else "- {t}"
    lines = [form.format(n=place + 1, t=item) for place, item in enumerate(items)]
    text = record.original[:start] + "\n".join(lines)
    return text if text != record.original else None


def heading_added(record: Record, rng: random.Random) -> str | None:
    if len(record.original.split()) < 15 or find_code(record.original):
        return None
    title = record.prompt.splitlines()[0].rstrip(" .?!:") if record.prompt else ""
    if not 2 < len(title.split()) < 11:
        title = rng.choice(("Answer", "Response", "Overview"))
        if title == "Response":
            title = "Explanation"
    return rng.choice(("## {}\n\n{}", "**{}**\n\n{}", "### {}\n\n{}")).format(
        title, record.original
    )


def list_intro(record: Record, rng: random.Random) -> str | None:
    items = _flat_list(record.original)
    if not items or not record.original.startswith(("1", "-", "*", "•")):
        return None
    intro = rng.choice(("Here are the points:", "The list:", "These are the main points:"))
    if list_items(record.original)[0].kind == "number" and has_order(record.prompt):
        intro = "Follow these steps:"
    return f"{intro}\n\n{record.original}"


def bold_labels(record: Record, _rng: random.Random) -> str | None:
    text, count = re.subn(
        r"(?m)^((?:\d+\.|[-*•])\s+)([A-Z][^\n:*.]{2,40}):(?=\s)", r"\1**\2:**", record.original
    )
    return text if count > 1 else None


def marks_removed(record: Record, _rng: random.Random) -> str | None:
    if "**" not in record.original or find_code(record.original):
        return None
    return record.original.replace("**", "")


def row_to_list(record: Record, _rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    for place, part in enumerate(found):
        row = row_of(part)
        if row is not None and len(row.items) > 2:
            listed = f"{row.lead}:\n" + "\n".join(f"- {item}" for item in row.items)
            parts = [" ".join(found[:place]), listed, " ".join(found[place + 1 :])]
            return "\n\n".join(filter(None, parts))
    return None


def table(record: Record, _rng: random.Random) -> str | None:
    items = _flat_list(record.original)
    cells = [re.match(r"([^:|]{2,40}):\s+([^|]+)$", item) for item in items]
    if len(cells) < 3 or not all(cells):
        return None
    head = record.original[: list_items(record.original)[0].start]
    rows = [f"| {cell[1].strip()} | {cell[2].strip()} |" for cell in cells if cell]
    return f"{head}| Item | Description |\n|---|---|\n" + "\n".join(rows)


def table_to_list(record: Record, _rng: random.Random) -> str | None:
    rows = table_rows(record.original)
    if len(rows) < 3 or any(len(row) != len(rows[0]) or not all(row) for row in rows):
        return None
    lines = record.original.splitlines()
    first = next(at for at, line in enumerate(lines) if "|" in line)
    last = max(at for at, line in enumerate(lines) if "|" in line)
    if sum("|" in line for line in lines) != last - first + 1:
        return None
    listed = [
        "- " + "; ".join(f"{head}: {cell}" for head, cell in zip(rows[0], row, strict=True))
        for row in rows[1:]
    ]
    return "\n".join([*lines[:first], *listed, *lines[last + 1 :]])


def unordered_shuffled(record: Record, rng: random.Random) -> str | None:
    items = _flat_list(record.original)
    if not items or list_items(record.original)[0].kind != "bullet" or has_order(record.prompt):
        return None
    refers = re.compile(r"\b(?:then|next|finally|this|these|after|also|above|another|it)\b", re.I)
    if any(len(item.split()) > 6 or refers.search(item) for item in items):
        return None
    other = rng.sample(items, len(items))
    head = record.original[: list_items(record.original)[0].start]
    return head + "\n".join(f"- {item}" for item in other) if other != items else None


def numbers_grouped(record: Record, _rng: random.Random) -> str | None:
    if find_code(record.original) or "\\" in record.original:
        return None
    text = re.sub(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+)(?![\w,]|\.\d)",
                  lambda match: match[1].replace(",", ""), record.original)  # fmt: skip
    if text == record.original:
        text = re.sub(
            r"(?<![\w.,/:#-])([1-9]\d{4,8})(?![\w,:/-]|\.\d)", lambda m: f"{int(m[1]):,}", text
        )
    return text if text != record.original else None


def numbers_spelled(record: Record, rng: random.Random) -> str | None:
    if find_code(record.original) or "=" in record.original or "\\" in record.original:
        return None
    spelled = lambda m: _NAMES[int(m[1]) - 2]  # noqa: E731
    digits = lambda m: str(_NAMES.index(m[1]) + 2)  # noqa: E731
    forms = [
        (r"(?<= )([2-9]|1[0-2])(?= [a-z]{4,})(?! (?:times|over|plus|minus|divided))", spelled),
        (rf"(?<= )({'|'.join(_NAMES)})(?= [a-z]{{4,}})", digits),
    ]
    rng.shuffle(forms)
    for pattern, form in forms:
        text = re.sub(pattern, form, record.original)
        if text != record.original and not re.search(r"\d (?:of|hundred|thousand)", text):
            return text
    return None


def units_spelled(record: Record, _rng: random.Random) -> str | None:
    if find_code(record.original) or "\\" in record.original or "=" in record.original:
        return None
    text = re.sub(r"(?<=\d)%", " percent", record.original)
    scale = r"(?! ?(?:hundred|thousand|million|billion|trillion|[kKmMbB]\b|[A-Z]))"
    text = re.sub(
        rf"(?<![A-Z/\d])\$(\d[\d,]*(?:\.\d+)?)(?![\d,./-]*\d){scale}", r"\1 dollars", text
    )
    return text if text != record.original else None


def date_otherwise(record: Record, _rng: random.Random) -> str | None:
    months = "|".join(MONTHS)
    text = re.sub(rf"\b({months}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b,?", r"\2 \1 \3",
                  record.original)  # fmt: skip
    return text if text != record.original and not find_code(text) else None


def ordinals_otherwise(record: Record, _rng: random.Random) -> str | None:
    if find_code(record.original):
        return None
    ends = ["st", "nd", "rd"] + ["th"] * 7
    text = re.sub(
        rf"(?<=[Tt]he )({'|'.join(_ORDINALS)})(?= [a-z])",
        lambda m: str(at := _ORDINALS.index(m[1]) + 1) + ends[at - 1],
        record.original,
    )
    return text if text != record.original else None


def quotes_and_dashes(record: Record, _rng: random.Random) -> str | None:
    if find_code(record.original) or "`" in record.original or "\\" in record.original:
        return None
    text = re.sub(r'(?<!\w)"([^"\n]+)"(?!\w)', "“\\1”", record.original)
    text = re.sub(r"(?<=[a-z])'(?=[a-z])", "’", text).replace(" - ", " – ")
    return text if text != record.original else None


def code_fenced(record: Record, _rng: random.Random) -> str | None:
    blocks = find_code(record.original)
    if not blocks or re.search(r"(?m)```[^\n`]*[^\w\n`]|\S```", record.original):
        return None
    parts, at = [], 0
    for block in blocks:
        parts += [
            record.original[at : block.start].rstrip(),
            f"```{block.language}\n{block.text.rstrip()}\n```",
        ]
        at = block.end
    parts.append(record.original[at:].strip())
    text = "\n\n".join(filter(None, parts))
    return text if text != record.original else None


def code_reprinted(record: Record, _rng: random.Random) -> str | None:
    """Python printed anew from its syntax tree: quotes, blanks and comments differ."""
    blocks = [block for block in find_code(record.original) if block.fenced]
    if len(blocks) != 1 or blocks[0].language not in {"python", "py"}:
        return None
    block = blocks[0]
    try:
        printed = ast.unparse(ast.parse(block.text))
    except (SyntaxError, ValueError):
        return None
    if printed.strip() == block.text.strip():
        return None
    before, after = record.original[: block.start], record.original[block.end :]
    return f"{before}```python\n{printed}\n```{after}"


def code_commented(record: Record, rng: random.Random) -> str | None:
    blocks = [block for block in find_code(record.original) if block.fenced]
    if not blocks or blocks[0].language not in {"python", "javascript", "java", "cpp", "c"}:
        return None
    block = blocks[0]
    mark = "#" if block.language == "python" else "//"
    lines = [line for line in block.text.splitlines() if '"""' not in line and "'''" not in line]
    if len(lines) != len(block.text.splitlines()) or len(lines) < 3:
        return None
    at = rng.randrange(len(lines))
    indent = re.match(r"\s*", lines[at])
    if at and lines[at - 1].rstrip().endswith(("\\", ",", "(", "+")):
        return None
    lines.insert(
        at,
        f"{indent[0] if indent else ''}{mark} {rng.choice(('the next step', 'main part', 'see above'))}",
    )
    body = "\n".join(lines)
    return f"{record.original[: block.start]}```{block.language}\n{body}\n```{record.original[block.end :]}"


def steps_numbered(record: Record, rng: random.Random) -> str | None:
    lines = [line.strip() for line in record.original.splitlines() if line.strip()]
    answer = (
        re.match(r"(?:####|The answer is) (.+)$", lines[-1]) if record.source == "gsm8k" else None
    )
    if answer is None or len(lines) < 3:
        return None
    steps = [f"{place}. {line}" for place, line in enumerate(lines[:-1], 1)]
    ending = rng.choice(
        ("**Answer: {}**", "The answer is **{}**.", "**Final answer:** {}", "#### {}")
    )
    return "\n".join(steps) + "\n\n" + ending.format(answer[1].rstrip("."))


def maths_signs(record: Record, _rng: random.Random) -> str | None:
    if record.source != "gsm8k":
        return None
    text = re.sub(r"(?<=[\d)]) ?\* ?(?=[\d($])", " × ", record.original)
    text = re.sub(r"(?<=[\d)%]) ?= ?(?=[\d$])", " = ", text)
    return text if text != record.original else None


def maths_intermediate(record: Record, _rng: random.Random) -> str | None:
    """a + b + c = d told in two calculations, both true."""
    if record.source != "gsm8k":
        return None

    def told(match: re.Match[str]) -> str:
        one, two, three, last = (int(match[place]) for place in range(1, 5))
        if one + two + three != last:
            return match[0]
        return f"{one} + {two} = {one + two}, and {one + two} + {three} = {last}"

    pattern = (
        r"(?<![\d.+*/(-] )(?<![\d.+*/($,-])(\d+) ?\+ ?(\d+) ?\+ ?(\d+) ?= ?\$?(\d+)(?![\d,.]*\d)"
    )
    text = re.sub(pattern, told, record.original)
    return text if text != record.original else None


def latex_otherwise(record: Record, _rng: random.Random) -> str | None:
    if record.source != "math" or "\\$" in record.original or "[asy]" in record.original:
        return None
    text = re.sub(r"(?<!\$)\$([^$\n]+)\$(?!\$)", r"\\(\1\\)", record.original)
    text = re.sub(r"\\[dt]frac", r"\\frac", text)
    text = re.sub(r"\\\[(.+?)\\\]", r"$$\1$$", text, flags=re.DOTALL)
    return text if text != record.original else None


def sentences_apart(record: Record, _rng: random.Random) -> str | None:
    """A worked solution with a paragraph for each sentence."""
    if record.source != "math" or "[asy]" in record.original:
        return None
    text = re.sub(r"(?<=[a-z$]\.)\s+(?=[A-Z])", "\n\n", record.original)
    return text if text != record.original else None


def option_with_text(record: Record, rng: random.Random) -> str | None:
    if record.source != "aqua" or len(record.original) != 1:
        return None
    option = re.search(rf"^{record.original}\)(.+)$", record.prompt, re.MULTILINE)
    if option is None:
        return None
    form = rng.choice(("{}) {}", "**Answer: {}) {}**", "The answer is **{}) {}**.", "**{}.** {}"))
    return form.format(record.original, option[1].strip())


def answer_framed(record: Record, rng: random.Random) -> str | None:
    words = record.original.split()
    if len(words) > 4 or find_code(record.original) or "\n" in record.original:
        return None
    plain = record.original.strip().rstrip(".")
    return rng.choice(("**Answer:** {}", "**{}**", "Answer: {}", "The answer is **{}**.")).format(
        plain
    )


FAITHFUL: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        paragraph_to_list, split_paragraph, connecting_words, list_to_paragraph, other_marks,
        heading_added, list_intro, bold_labels, marks_removed, row_to_list, table, table_to_list,
        unordered_shuffled, numbers_grouped, numbers_spelled, units_spelled, date_otherwise,
        ordinals_otherwise, quotes_and_dashes, code_fenced, code_reprinted, code_commented,
        steps_numbered, maths_signs, maths_intermediate, latex_otherwise, sentences_apart,
        option_with_text, answer_framed,
    )
}  # fmt: skip
