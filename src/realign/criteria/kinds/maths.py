"""Requirements on worked calculations: one a line, and the answer on the last line."""

from __future__ import annotations

import re

from realign.criteria.kinds.base import Kind, Params, View, number

_OPERATOR = r"(?:[+×*÷^·]|\s[-−–/xX]\s|\\times|\\cdot|\\div|(?<=\d)[-−/](?=\d))"
_ARITHMETIC = re.compile(r"[\d)%]\s*(?:[+×*÷]|\s[-−–/x]\s|\\times|\\div)\s*[$€£(]?\d")
_RESULT = r"(?:=|≈)\s*[-−]?[$€£]?\s?\d"
_EQUATION = re.compile(r"[\w)\]}%]\s*" + _RESULT)
_CALCULATION = re.compile(rf"[\d)\]}}%°a-z]\s?{_OPERATOR}(?P<between>[^=≈]{{0,40}}){_RESULT}")
_TALK = re.compile(r"\b(?:is|are|was|gives?|the|this|we|you)\b", re.IGNORECASE)
_PROOF = re.compile(
    r"\b(?:prove|proof|show\s+that|derive|quiz|write\s+(?:an?\s+)?(?:equation|quest))\b",
    re.IGNORECASE,
)
_MAX_REQUEST = 300
_STATED = re.compile(
    r"[\s*_#>$-]*(?:(?:so,?\s+|therefore,?\s+|thus,?\s+|hence,?\s+)?the\s+(?:final\s+|correct\s+)?"
    r"answer\s*(?:is\b|:)|answer[\s*_]*[:=]|final\s+answer\b|####)",
    re.IGNORECASE,
)


def _is_worked(view: View) -> bool:
    """At least two sentences or lines that calculate."""
    found = 0
    for line in view.lines:
        if not line.heading:
            parts = re.split(r"[.;!?]\s", line.text)
            worked = sum(bool(_ARITHMETIC.search(part) or _EQUATION.search(part)) for part in parts)
            found += max(worked, _chains(line.text))
    return found >= 2


def _final_answer(view: View, _params: Params) -> bool | None:
    if _PROOF.search(view.request[:_MAX_REQUEST]) or not _is_worked(view):
        return None
    last = view.filled[-1]
    return bool(_STATED.match(last)) or "\\boxed" in last


def _calculation_lines(view: View, params: Params) -> bool | None:
    counts = [_chains(line.text) for line in view.lines if not line.heading]
    wanted = number(params, "min_steps")
    if sum(counts) < wanted:
        return None
    return max(counts) < wanted


def _chains(line: str) -> int:
    """Calculations with "=" in a line; a = b = c without words between is one."""
    return sum(not _TALK.search(match["between"]) for match in _CALCULATION.finditer(line))


FINAL_ANSWER = Kind(
    _final_answer,
    lambda _: 'End with the result on a line of its own: "The answer is: ..."',
)
CALCULATION_LINES = Kind(
    _calculation_lines, lambda _: "Put each calculation on a line of its own.", {"min_steps": 2}
)
