"""How many things stand there: what "three reasons" may count, though no text says three.

Items, rows, columns, headings, numbered labels and series ("red, green and blue") are counted.
"""

from __future__ import annotations

import re

from realign.checks.text import Text

_SERIES = re.compile(r"[^.;:!?\n|]{3,400}")
_JOINED = re.compile(r",\s*(?:and|or|und|oder)\s|,|\s(?:and|or|und|oder|&)\s")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[|:\s-]+")
_HEADING = re.compile(r"^[ \t]*(?P<mark>#{1,6})[ \t]", re.MULTILINE)
_BOLD = re.compile(r"^[ \t]*(?:\*\*|__)[^*_\n]{1,80}", re.MULTILINE)
_LABEL = re.compile(
    r"^[ \t>#*_|+-]*(?:(?P<word>[^\W\d_]{3,12})[ ]#?)?(?P<number>\d{1,2}|[Oo]ne|[Tt](?:wo|hree|en)"
    r"|[Ff](?:our|ive)|[Ss](?:ix|even)|[Ee]ight|[Nn]ine)[ \t*_]*(?:[:.)|–—-]|$)",
    re.MULTILINE,
)
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_PAIRS = re.compile(
    r"\b(?:both|pair|couple|either|neither|twice|doubl(?:e|es|ed|ing)|duo|half)\b", re.IGNORECASE
)
_MOST = 12  # what is more is said in figures, and not counted by the reader
_LONGEST = 20_000  # characters looked at


def tallies(text: Text, *, series: bool) -> set[str]:
    """Sizes of what stands in a text, 2 to 12, as numbers are written canonically.

    `series`: with the lengths of series within a sentence, code included.
    """
    whole = text.text[:_LONGEST]
    rows = [row for row in _ROW.findall(whole) if not _RULE.fullmatch(row)]
    sizes = {len(rows), len(rows) - 1, *(row.count("|") - 1 for row in rows[:1])}
    sizes.update(row.count("|") - 2 for row in rows[:1])
    levels = [match["mark"] for match in _HEADING.finditer(whole)]
    sizes.update(levels.count(level) for level in set(levels))
    sizes.add(len(_BOLD.findall(whole)))
    sizes.update(len(run) for run in _runs(text))
    if series:
        for match in _SERIES.finditer(whole):
            parts = len(_JOINED.findall(match[0]))
            sizes.update(range(2, parts + 2) if parts < _MOST else ())
    if _PAIRS.search(whole):
        sizes.add(2)
    return {str(size) for size in sizes if 2 <= size <= _MOST}


def numbering(text: Text) -> frozenset[str]:
    """The numbers of labels that count up from 1: "Scene 1", "Scene 2", or 1 and 2 on lines of
    their own. They name places, and a layout may number otherwise."""
    return frozenset(str(number) for run in _runs(text) for number in run)


def _runs(text: Text) -> list[list[int]]:
    runs: dict[str, list[int]] = {}
    for match in _LABEL.finditer(text.text[:_LONGEST]):
        run = runs.setdefault((match["word"] or "").lower(), [])
        number = match["number"].lower()
        if (_NUMBERS.index(number) + 1 if number.isalpha() else int(number)) == len(run) + 1:
            run.append(len(run) + 1)
    return [run for run in runs.values() if len(run) > 1]
