"""Corruptions: each maker makes one slip of meaning in a response, as a careless rewriter might.

A maker returns the new text, or None where it does not apply. Those in `AFTERWARDS` need the form
that a rewrite has; the others are made in the original, which is then also reformatted.
"""

# ruff: noqa: E501, SIM905 - templates and patterns read best on one line, lists of words as text
from __future__ import annotations

import random
import re

from reformat import MONTHS, Maker, prose_sentences
from reformat import table as as_table
from sources import Record

from realign.reading.text import find_code, list_items, split_line, table_rows

_OTHER_NAMES = (
    "Springfield", "Harrison", "Portugal", "Melissa", "Toshiba", "Calcutta", "Brennan", "Finland",
    "Olivia", "Nakamura", "Denver", "Volkswagen", "Hawthorne", "Bolivia", "Rebecca", "Siemens",
)  # fmt: skip
_NAME = re.compile(r"(?<=[a-z,] )([A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})*)(?=[ ,.;])")
_NO_NAMES = frozenset(
    "However Therefore English Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
) | set(MONTHS)
_UNITS = (
    ("kilometers", "miles"), ("miles", "kilometers"), ("km", "miles"), ("kg", "pounds"),
    ("pounds", "kilograms"), ("hours", "days"), ("minutes", "hours"), ("seconds", "minutes"),
    ("days", "weeks"), ("weeks", "months"), ("months", "years"), ("years", "months"),
    ("percent", "points"), ("feet", "meters"), ("meters", "feet"), ("inches", "centimeters"),
    ("cups", "tablespoons"), ("cup", "tablespoon"), ("tablespoons", "teaspoons"),
    ("teaspoon", "tablespoon"), ("dollars", "euros"), ("cm", "inches"), ("mph", "km/h"),
    ("ounces", "grams"), ("grams", "ounces"), ("degrees", "percent"), ("cents", "dollars"),
    ("million", "billion"), ("billion", "million"), ("minute", "hour"), ("hour", "minute"),
)  # fmt: skip
_QUANTIFIERS = (
    ("all", "some"), ("some", "all"), ("most", "few"), ("many", "all"), ("every", "hardly any"),
    ("always", "sometimes"), ("often", "always"), ("usually", "always"), ("never", "rarely"),
    ("several", "all"), ("each", "no"), ("both", "neither"), ("only", "also"), ("few", "many"),
    ("sometimes", "always"), ("any", "no"), ("no", "some"),
)  # fmt: skip
_MODALS = (
    ("may", "will"), ("might", "will"), ("must", "may"), ("should", "could"), ("can", "must"),
    ("could", "will"), ("will", "may"), ("would", "must"), ("cannot", "can"),
)  # fmt: skip
_INVENTED = (
    "It was first developed in the 1970s by a team of Swedish researchers.",
    "Experts recommend repeating this every second week for lasting success.",
    "This approach also lowers the risk of heart disease considerably.",
    "Most customers report that they were pleased with the outcome.",
    "A recent survey by Gallup confirmed these findings.",
    "Children under twelve should be accompanied by an adult.",
    "The price has doubled since the pandemic began.",
    "It is widely regarded as the best choice on the market today.",
    "Unlike its competitors, it needs no electricity at all.",
    "Local authorities have banned it in several provinces.",
    "You should consult a lawyer before signing anything.",
    "Its popularity among teenagers keeps growing every summer.",
)
_FOREIGN = (
    "Das ist ein wichtiger Punkt, den man auf keinen Fall vergessen sollte.",
    "Es ist nicht immer leicht, die richtige Antwort auf diese Frage zu finden.",
    "C'est une question que les gens se posent souvent dans la vie de tous les jours.",
    "Il faut savoir que le résultat dépend aussi de la situation de chacun.",
    "Esto es lo más importante para la mayoría de las personas que viven en la ciudad.",
    "这是一个非常重要的问题，我们应该认真考虑。",
    "Это очень важный вопрос, который нужно обсудить вместе.",
    "هذا سؤال مهم جدا ويجب أن نفكر فيه جيدا.",
)
# Every second one is for one half alone.
_LEAKS = (
    "Revised response: {}", "**Rewritten response:**\n\n{}", "Here is the reformatted response:\n\n{}",
    "### Revised Response\n{}", "<response>\n{}\n</response>", "{}\n\nNote: I kept the meaning and only changed the format.",
    "{}\n\nI have reformatted the response according to the given format.", "Sure! Here's the improved version:\n\n{}",
    "The original response is a paragraph, so a list fits better.\n\n{}", "Reasoning: the format suits this question.\n\n{}",
    "{}\n\n[The rest of the response is unchanged]", "{}\n\n(Note: the formatting was changed to a list.)",
    "Step 1: Analyze the format of the response.\n\n{}", "{}\n\nLet me know if you would like me to change the format further!",
    "Output:\n<rewrite>{}</rewrite>", "{}\n<|im_end|>", "Based on the criterion, the response should be:\n\n{}",
    "Original response:\n{}", "{}\n\nThis rewrite preserves all information of the original.", "[INST] {} [/INST]",
    "As requested, I rewrote the answer in a clearer structure.\n\n{}", "{}\n\n### Explanation of changes\n\nThe response was turned into a list.",
    "Formatted answer:\n{}", "Certainly! Below is the restructured response.\n\n{}",
)  # fmt: skip


def _words(text: str) -> int:
    return len(re.findall(r"[A-Za-z]{4,}", text))


def _replace(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _prose_matches(pattern: str | re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Matches outside code."""
    blocks = find_code(text)
    found = re.finditer(pattern, text)
    return [m for m in found if not any(b.start <= m.start() < b.end for b in blocks)]


def dropped_sentence(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    places = [at for at, part in enumerate(found) if _words(part) > 3]
    if len(found) < 3 or not places:
        return None
    del found[rng.choice(places)]
    return " ".join(found)


def dropped_item(record: Record, rng: random.Random) -> str | None:
    items = list_items(record.original)
    places = [item for item in items if _words(item.text) > 0]
    if len(items) < 3 or not places:
        return None
    item = rng.choice(places)
    return (
        record.original[: item.start].rstrip("\n") + "\n" + record.original[item.end :].lstrip("\n")
    ).strip()


_CLAUSE = re.compile(
    r",? (?:because|since|if|unless|when|which|so that|such as|including|in order to|while|although)"
    r"\b[^.;:!?()\n]{15,120}(?=[.;]\s|[.;]$)"
)


def dropped_clause(record: Record, rng: random.Random) -> str | None:
    matches = [match for match in _prose_matches(_CLAUSE, record.original) if _words(match[0]) > 2]
    if not matches:
        return None
    match = rng.choice(matches)
    return _replace(record.original, *match.span(), "")


_PLAIN_NUMBER = re.compile(r"(?<![\w.,/$#\\{^_-])\$?(\d[\d,]*(?:\.\d+)?)(?![\w/}_^]|[.)]\s|[.,]\d)")


def _numbers(text: str) -> list[re.Match[str]]:
    return [
        match
        for match in _prose_matches(_PLAIN_NUMBER, text)
        if text[: match.start()].rpartition("\n")[2].strip(" *#>-") or match.start() == 0
    ]


def changed_number(record: Record, rng: random.Random) -> str | None:
    if record.source == "math":
        return None
    matches = _numbers(record.original)
    if not matches or len(record.original.split()) < 5:
        return None
    match = rng.choice(matches)
    digits = match[1]
    at = rng.choice([place for place, char in enumerate(digits) if char.isdigit()])
    other = rng.choice([char for char in "123456789" if char != digits[at]])
    return _replace(record.original, *match.span(1), _replace(digits, at, at + 1, other))


def swapped_numbers(record: Record, rng: random.Random) -> str | None:
    if record.source == "math" or "=" in record.original:
        return None
    matches = _numbers(record.original)
    pairs = [
        (one, two)
        for place, one in enumerate(matches)
        for two in matches[place + 1 :]
        if one[1] != two[1]
        and len(re.findall(r"[a-z]{4,}", record.original[one.end() : two.start()])) > 1
    ]
    if not pairs:
        return None
    one, two = rng.choice(pairs)
    text = _replace(record.original, *two.span(1), one[1])
    return _replace(text, *one.span(1), two[1])


def changed_unit(record: Record, rng: random.Random) -> str | None:
    found = [
        (match, other)
        for unit, other in _UNITS
        for match in _prose_matches(rf"(?<=\d[ -]){unit}\b|(?<=\d){unit}\b", record.original)
    ]
    found += [(match, "€") for match in _prose_matches(r"\$(?=\d)(?=[^$\n]*(?:\n|$))", record.original)
              if record.source != "math"]  # fmt: skip
    if not found:
        return None
    match, other = rng.choice(found)
    return _replace(record.original, *match.span(), other)


def changed_date(record: Record, rng: random.Random) -> str | None:
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    matches = _prose_matches(rf"\b(?:{'|'.join([*MONTHS, *days])})\b", record.original)
    matches = [match for match in matches if match[0] not in {"May", "March"}]
    if not matches:
        return None
    match = rng.choice(matches)
    group = MONTHS if match[0] in MONTHS else days
    other = rng.choice([name for name in group if name not in record.original])if any(
        name not in record.original for name in group) else None  # fmt: skip
    return _replace(record.original, *match.span(), other) if other else None


def changed_ordinal(record: Record, rng: random.Random) -> str | None:
    names = "first second third fourth fifth sixth".split()
    matches = _prose_matches(rf"(?<=[Tt]he )(?:{'|'.join(names)})(?= [a-z])", record.original)
    matches += _prose_matches(r"\b(?:1st|2nd|3rd|[4-9]th|1\dth|2[04-9]th)\b", record.original)
    if not matches:
        return None
    match = rng.choice(matches)
    if match[0] in names:
        other = rng.choice([name for name in names if name != match[0]])
    else:
        other = f"{int(match[0][:-2]) + 3}th" if match[0] != "20th" else "18th"
    return _replace(record.original, *match.span(), other)


def changed_name(record: Record, rng: random.Random) -> str | None:
    matches = [
        match
        for match in _prose_matches(_NAME, record.original)
        if _NO_NAMES.isdisjoint(match[0].split())
    ]
    if not matches:
        return None
    match = rng.choice(matches)
    other = rng.choice([name for name in _OTHER_NAMES if name not in record.original])
    return _replace(record.original, *match.span(), other)


def swapped_names(record: Record, rng: random.Random) -> str | None:
    matches = [
        match
        for match in _prose_matches(_NAME, record.original)
        if _NO_NAMES.isdisjoint(match[0].split()) and record.original.count(match[0]) == 1
    ]
    pairs = [
        (one, two)
        for place, one in enumerate(matches)
        for two in matches[place + 1 :]
        if _words(record.original[one.end() : two.start()]) > 2
    ]
    if not pairs:
        return None
    one, two = rng.choice(pairs)
    text = _replace(record.original, *two.span(), one[0])
    return _replace(text, *one.span(), two[0])


def _one_of(choices: tuple[tuple[str, str], ...], record: Record, rng: random.Random) -> str | None:
    found = [
        (match, other)
        for word, other in choices
        for match in _prose_matches(rf"(?<=[a-z,] ){word}(?= [a-z])", record.original)
    ]
    if not found:
        return None
    match, other = rng.choice(found)
    return _replace(record.original, *match.span(), other)


def flipped_negation(record: Record, rng: random.Random) -> str | None:
    lost = _prose_matches(
        r"(?<=\b(?:is|as|re|do|es|an|ll|ld|id|ve)) not(?= [a-z])(?! only)", record.original
    )
    if lost and rng.random() < 0.5:
        return _replace(record.original, *rng.choice(lost).span(), "")
    new = _prose_matches(
        r"(?<=[a-z] )(?:is|are|was|were|can|will|should|has been)(?= [a-z])(?! not)",
        record.original,
    )
    if not new:
        return None
    match = rng.choice(new)
    return _replace(record.original, match.end(), match.end(), " not")


def swapped_quantifier(record: Record, rng: random.Random) -> str | None:
    return _one_of(_QUANTIFIERS, record, rng)


def changed_modality(record: Record, rng: random.Random) -> str | None:
    return _one_of(_MODALS, record, rng)


def invented_sentence(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    if len(found) < 2:
        return None
    found.insert(rng.randrange(1, len(found) + 1), rng.choice(_INVENTED))
    return " ".join(found)


def invented_item(record: Record, rng: random.Random) -> str | None:
    items = list_items(record.original)
    if len(items) < 2 or any(item.kind != "bullet" for item in items):
        return None
    return f"{record.original.rstrip()}\n{record.original[items[-1].start]} {rng.choice(_INVENTED)}"


def final_answer(record: Record, rng: random.Random) -> str | None:
    if record.source == "aqua":
        others = [letter for letter in "ABCDE" if letter != record.original]
        return rng.choice(others) if len(record.original) == 1 else None
    if record.source == "math":
        match = re.search(r"(?<=\\boxed\{)-?\d+(?=\})", record.original)
        return (
            _replace(
                record.original, *match.span(), str(int(match[0]) + rng.choice((1, 2, 10, -3)))
            )
            if match
            else None
        )
    if record.source == "gsm8k":
        match = re.search(r"(?:####|The answer is) ([\d,]+)\s*$", record.original)
        other = str(int(match[1].replace(",", "")) + rng.choice((1, 5, 10, 100))) if match else ""
        return _replace(record.original, *match.span(1), other) if match else None
    for one, other in (("Yes", "No"), ("No", "Yes"), ("True", "False"), ("False", "True"),
                       ("Positive", "Negative"), ("Negative", "Positive")):  # fmt: skip
        if re.match(rf"{one}\b(?! (?:one|\w+ (?:can|should)))", record.original):
            return other + record.original[len(one) :]
    return None


def changed_operator(record: Record, rng: random.Random) -> str | None:
    """A sign in a calculation or a formula."""
    if record.source not in {"math", "gsm8k"} or "[asy]" in record.original:
        return None
    matches = list(
        re.finditer(r"(?<=[\d)x}] )[-+*](?= [\d(x\\])|(?<=[\d)x])[-+*](?=[\d(x])", record.original)
    )
    if not matches:
        return None
    match = rng.choice(matches)
    other = rng.choice([sign for sign in "+-" if sign != match[0]])
    return _replace(record.original, *match.span(), other)


def changed_formula(record: Record, rng: random.Random) -> str | None:
    """A number or a letter in a formula."""
    if record.source != "math" or "[asy]" in record.original:
        return None
    formulas = list(re.finditer(r"(?<!\\)\$[^$\n]{3,}\$", record.original))
    places = [
        (formula.start() + match.start(), match[0])
        for formula in formulas
        for match in re.finditer(r"(?<![\\A-Za-z\d])(?:\d|[a-z])(?![A-Za-z\d])", formula[0])
    ]
    if not places:
        return None
    at, char = rng.choice(places)
    pool = "23456789" if char.isdigit() else "abcmnpxyz"
    return _replace(record.original, at, at + 1, rng.choice([c for c in pool if c != char]))


def code_token(record: Record, rng: random.Random) -> str | None:
    blocks = find_code(record.original)
    if not blocks:
        return None
    block = rng.choice(blocks)
    body = record.original[block.start : block.end]
    comment = re.compile(r"#|//|/\*|\"\"\"|'''|<!--")
    kinds = (
        r"(?<=[\w)\]] )(?:[-+*/<>]|==|<=|>=|!=)(?= [\w(\[])", r"(?<![\w.\"'])\d+(?![\w.\"'])",
        r"\b(?:True|False|true|false|and|or|min|max|append|len|range|int|sum)\b",
    )  # fmt: skip
    matches = []
    for kind in kinds:
        for match in re.finditer(kind, body):
            line = body[: match.start()].rpartition("\n")[2]
            if (
                not comment.search(line)
                and "```" not in line
                and line.count('"') % 2 == 0
                and line.count("'") % 2 == 0
            ):
                matches.append(match)
    if not matches:
        return None
    match = rng.choice(matches)
    other = {
        "+": "-", "-": "+", "*": "+", "/": "*", "<": ">", ">": "<", "==": "!=", "!=": "==",
        "<=": "<", ">=": ">", "True": "False", "False": "True", "true": "false", "false": "true",
        "and": "or", "or": "and", "min": "max", "max": "min", "append": "extend", "len": "sum",
        "range": "len", "int": "float", "sum": "len",
    }.get(match[0]) or str(int(match[0]) + 1)  # fmt: skip
    return (
        record.original[: block.start]
        + _replace(body, *match.span(), other)
        + record.original[block.end :]
    )


def code_line(record: Record, rng: random.Random) -> str | None:
    blocks = [block for block in find_code(record.original) if len(block.text.splitlines()) > 3]
    if not blocks:
        return None
    block = rng.choice(blocks)
    lines = record.original[block.start : block.end].splitlines()
    places = [
        at
        for at, line in enumerate(lines)
        if 0 < at < len(lines) - 1 and re.search(r"\w{2,}", line)
        and not re.match(r"\s*(?:#|//|/?\*|--|<!--|```|\"\"\"|''')", line)
        and lines.count(line) == 1 and not re.search(r"\"\"\"|'''|\*/", "".join(lines))
    ]  # fmt: skip
    if not places:
        return None
    del lines[rng.choice(places)]
    return record.original[: block.start] + "\n".join(lines) + record.original[block.end :]


def inline_code(record: Record, rng: random.Random) -> str | None:
    pattern = r"(?<!`)`[^`\n]*[A-Za-z]{4,}[^`\n]*`(?!`)|\b[a-z_]{3,}\.(?:py|txt|json|js|html|css|csv|exe|sh|xml)\b"
    matches = _prose_matches(pattern, record.original)
    if not matches:
        return None
    match = rng.choice(matches)
    word = rng.choice(list(re.finditer(r"[A-Za-z]{3,}", match[0])))
    at = match.start() + word.start()
    return _replace(
        record.original,
        at,
        at + len(word[0]),
        rng.choice(("update", "other", "my" + word[0], word[0] + "s")),
    )


_STEPS = re.compile(
    r"\b(?:steps?|rank|in order|sort|instructions|recipe|process|procedure|sequence|chronolog\w+"
    r"|timeline|algorithm|how to (?:make|cook|bake|install|build|create|set up|change|prepare))\b",
    re.IGNORECASE,
)


def swapped_items(record: Record, rng: random.Random) -> str | None:
    items = list_items(record.original)
    if len(items) < 3 or any(item.kind not in {"number", "step"} or item.level for item in items):
        return None
    if not _STEPS.search(record.prompt) or record.source in {"math", "aqua", "gsm8k"}:
        return None
    at = rng.randrange(len(items) - 1)
    one, two = items[at], items[at + 1]
    if one.text == two.text or "\n" in one.text + two.text:
        return None
    texts = [record.original[item.start : item.end] for item in (one, two)]
    if not all(item.text in text for item, text in zip((one, two), texts, strict=True)):
        return None
    first = texts[0].replace(one.text, two.text)
    second = texts[1].replace(two.text, one.text)
    between = record.original[one.end : two.start]
    return record.original[: one.start] + first + between + second + record.original[two.end :]


def changed_link(record: Record, rng: random.Random) -> str | None:
    matches = list(
        re.finditer(r"https?://[^\s<>()\"'\]]{6,}|\b[\w.]+@[\w]+\.\w+\b", record.original)
    )
    if not matches:
        return None
    match = rng.choice(matches)
    at = rng.randrange(match.start() + 8 if "//" in match[0] else match.start(), match.end() - 1)
    letters = [c for c in "abcdefgh12" if c != record.original[at].lower()]
    return _replace(record.original, at, at + 1, rng.choice(letters))


def changed_quote(record: Record, rng: random.Random) -> str | None:
    matches = _prose_matches(r"(?<!\w)\"([A-Z][^\"\n]{8,120})\"(?!\w)", record.original)
    if not matches:
        return None
    match = rng.choice(matches)
    words = list(re.finditer(r"\b[a-z]{4,}\b", match[1]))
    if not words:
        return None
    word = rng.choice(words)
    at = match.start(1) + word.start()
    return _replace(
        record.original,
        at,
        at + len(word[0]),
        rng.choice(("different", "certain", "famous", "really")),
    )


def merged_items(record: Record, rng: random.Random) -> str | None:
    items = list_items(record.original)
    flat = len(items) > 2 and all(not item.level and item.kind == items[0].kind for item in items)
    if not flat or any("\n" in item.text or _words(item.text) < 2 for item in items):
        return None
    at = rng.randrange(len(items) - 1)
    one, two = items[at], items[at + 1]
    joined = f"{record.original[one.start : one.end].rstrip(' .;')} and {two.text[:1].lower()}{two.text[1:]}"
    return record.original[: one.start] + joined + record.original[two.end :]


def truncated(record: Record, rng: random.Random) -> str | None:
    words = list(re.finditer(r"\S+", record.original))
    if len(words) < 25 or find_code(record.original):
        return None
    places = [
        at for at in range(len(words) // 2, len(words) - 2)
        if words[at][0].isalpha() and words[at + 1][0][0].islower()
    ]  # fmt: skip
    return record.original[: words[rng.choice(places)].end()] if places else None


def repeated(record: Record, rng: random.Random) -> str | None:
    lines = [line for line in record.original.splitlines() if line.strip()]
    if len(record.original.split()) < 12 or find_code(record.original):
        return None
    sentence = split_line(lines[-1].strip())[-1]
    if len(sentence.split()) < 4:
        return None
    joint = rng.choice((" ", "\n", "\n\n"))
    return record.original.rstrip() + (joint + sentence) * rng.choice((2, 3, 5, 9))


def prompt_leak(record: Record, rng: random.Random) -> str | None:
    return (
        rng.choice(_LEAKS[record.half == "tune" :: 2]).format(record.original)
        if len(record.original.split()) > 3
        else None
    )


def language_switched(record: Record, rng: random.Random) -> str | None:
    found = prose_sentences(record.original)
    if len(found) < 3 or sum(map(len, found)) < 120:
        return None
    found[rng.randrange(len(found))] = rng.choice(_FOREIGN)
    return " ".join(found)


def swapped_cells(record: Record, rng: random.Random) -> str | None:
    """The second cells of two rows change place."""
    text = as_table(record, rng) or (
        record.original if len(table_rows(record.original)) > 3 else ""
    )
    rows = [line for line in text.splitlines() if line.startswith("|")]
    bodies = [row for row in rows[2:] if row.count("|") == 3]
    if len(bodies) < 2:
        return None
    one, two = rng.sample(bodies, 2)
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in (one, two)]
    if cells[0][1] == cells[1][1] or cells[0][0] == cells[1][0]:
        return None
    text = text.replace(one, "\0").replace(two, f"| {cells[1][0]} | {cells[0][1]} |")
    return text.replace("\0", f"| {cells[0][0]} | {cells[1][1]} |")


CORRUPT: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        dropped_sentence, dropped_item, dropped_clause, changed_number, swapped_numbers,
        changed_unit, changed_date, changed_ordinal, changed_name, swapped_names,
        flipped_negation, swapped_quantifier, changed_modality, invented_sentence, invented_item,
        final_answer, changed_operator, changed_formula, code_token, code_line, inline_code,
        swapped_items, changed_link, changed_quote, merged_items, truncated, repeated, prompt_leak,
        language_switched, swapped_cells,
    )
}  # fmt: skip
# Made in the rewrite itself: they need the form that it has.
AFTERWARDS = frozenset({"truncated", "repeated", "prompt_leak", "merged_items", "swapped_cells"})
# Found by the checks of meaning, not by those of numbers, names, code and form.
BY_MEANING = frozenset(
    "dropped_sentence dropped_clause flipped_negation swapped_quantifier changed_modality "
    "invented_sentence invented_item".split()
)
