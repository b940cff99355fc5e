"""The final answer of a maths or exam response, and short labels."""

from __future__ import annotations

import re
from functools import lru_cache

from realign.checks.base import Pair
from realign.checks.spans import spans_of
from realign.checks.text import Text
from realign.reading.formula_text import formula_key
from realign.reading.lexicon import fold
from realign.reading.mathematics import boxed, same_value
from realign.reading.numerals import matches_from, numbers_in
from realign.reading.text import words_of
from realign.samples import Finding

_ANSWER = re.compile(
    r"(?:\b(?:the )?(?:final |correct )?"
    r"(?:answer(?: is| are)?\s*[:=]?|result(?: is| are|(?=\s*[:=]))\s*[:=]?)|\\boxed|^\s*####)"
    r"[ \t*_:$\\{(]*(?P<value>[^\n]{1,80})",
    re.IGNORECASE | re.MULTILINE,
)
_MAY_STATE = ("answer", "Answer", "ANSWER", "result", "Result", "boxed", "####")
# Its words, which are looked for first; "the final" before them changes no value.
_OPENING = re.compile(r"[aArR\\](?:(?<=\\)(?i:boxed)|(?<!\w.)(?i:nswer|esult))")
_MAY_OPT = re.compile(r"[A-J](?=[).:])")
_OPTION = re.compile(r"^[\s*_(]*(?P<letter>[A-Z])(?:[).:*_\s]|$)(?P<rest>[^\n]{0,200})")
_OPTIONS = re.compile(
    r"(?:^|(?<=\s))\(?(?P<letter>[A-J])[).:][ \t]*(?P<text>[^\n]{1,200}?)(?=\s+\(?[A-J][).:]|\n|$)"
)
_CHOICE = re.compile(r"(?<![\w'’])\(?(?P<letter>[A-J])[).:][ \t*_]*(?P<text>[^\n*]{1,200})")
_POLES = (
    ("yes", "no"), ("true", "false"), ("correct", "incorrect"), ("valid", "invalid"),
    ("positive", "negative"), ("positive", "neutral"), ("negative", "neutral"),
    ("agree", "disagree"),
    ("possible", "impossible"), ("formal", "informal"), ("fact", "opinion"), ("spam", "ham"),
    ("literal", "figurative"), ("active", "passive"), ("singular", "plural"), ("male", "female"),
    ("happy", "sad"), ("real", "fake"), ("objective", "subjective"), ("past", "present"),
    ("appropriate", "inappropriate"), ("relevant", "irrelevant"), ("entailment", "contradiction"),
)  # fmt: skip
_POLE_WORDS = frozenset(word for pair in _POLES for word in pair)
_ALONE = re.compile(r"[\s*_\"“(]*[^\W\d_]+[*_\"”)]*\s*(?:[.,:;!–—-]|$)", re.MULTILINE)
_AFFIRMED = re.compile(
    r"(?:^|[.!?][\s*_]+)(?:it|they|he|she|you|we|i|there|that|this)[ ]"
    r"(?:do(?:es)?|did|can|could|is|are|was|were|has|have|will|would|should|may|might)\b[*_]*[.,:;!–—-]"
    r"|\bindeed\b",
    re.IGNORECASE | re.MULTILINE,
)
_OPENS = 300  # characters in which an answer is looked for
_NO = re.compile(r"\bno\b[*_\"”)]*\s*(?:[.,:;!–—-]|$)", re.IGNORECASE | re.MULTILINE)
_SHORT = 4  # words: up to here the whole response is its answer


class Answer:
    """Rejects when the answer is another one, or no longer stands where it can be found.

    Numbers: "the answer is X", boxed, "#### X", or the result of the last calculation must come in
    the rewrite's last two lines; "#### X" must be what the rewrite states or concludes with. A
    one-letter original and an option letter must stand alone. A response of up to four words must
    stand in the rewrite as it is. True/false and yes/no at the start stay, and no opposite joins
    them. LaTeX answers are compared as mathematics; an option's letter may bring its text from the
    request, and no other one's. Limits: English phrases.
    """

    name = "answer"

    def __call__(self, pair: Pair, /) -> Finding | None:
        if pair.original.text == pair.rewrite.text:
            return None
        for test in (_numeric, _letter, _short, _pole):
            told = test(pair.original, pair.rewrite)
            if told is not None:
                return self._finding(pair, *told)
        told = _option(pair)
        return self._finding(pair, *told) if told is not None else None

    def _finding(self, pair: Pair, message: str, expected: str, found: str) -> Finding:
        spans = spans_of("original", pair.original.text, expected[:120])
        spans += spans_of("rewrite", pair.rewrite.text, found[:120])
        return Finding(self.name, message, expected=expected[:120], found=found[:120], spans=spans)


@lru_cache(maxsize=16)
def _stated(text: str) -> str | None:
    """What the last statement of an answer says."""
    tail = text[-4000:]
    if not any(hint in tail for hint in _MAY_STATE):
        return None
    last = None
    quick = "####" not in tail
    for match in matches_from(_OPENING, _ANSWER, tail) if quick else _ANSWER.finditer(tail):
        last = match["value"].strip(" *_.$}{")
    return last


def _expression(original: Text, rewrite: Text) -> tuple[str, str] | None:
    """The final expressions of both sides, where both state one as mathematics."""
    was = boxed(original.text) if "\\boxed" in original.text else _stated(original.prose)
    now = boxed(rewrite.text) if "\\boxed" in rewrite.text else _stated(rewrite.prose)
    if not was or not now or ("\\boxed" not in original.text and "\\" not in was + now):
        return None
    return was, now


def _numeric(original: Text, rewrite: Text) -> tuple[str, str, str] | None:
    final = _expression(original, rewrite)
    if final is not None:
        if same_value(*final) or formula_key(final[0]) in formula_key(final[1]):
            return None
        return f"the final answer {final[0][:60]} is not the rewrite's", *final
    stated = _stated(original.prose)
    numbers = numbers_in(stated) if stated else []
    if not numbers:
        lines = [line for line in original.prose.splitlines() if line.strip()]
        last = lines[-1] if lines else ""
        numbers = numbers_in(last)[-1:] if "=" in last and not original.code else []
        if not numbers:
            return None
    answer = numbers[-1] if len(numbers) == 1 else numbers[0]
    again = _stated(rewrite.prose)
    told = _concluded(rewrite.prose, again or "") if "####" in original.text else []
    if told and answer not in told:
        return f"the final answer {answer} is not the rewrite's", answer, " ".join(told[-3:])
    if again and numbers_in(again):
        there = numbers_in(again)
    else:
        lines = [line for line in rewrite.prose.splitlines() if line.strip()]
        there = numbers_in("\n".join(lines[-2:]).replace("**", ""))
        if lines and not there:
            there = list(rewrite.numbers)
    if answer in there or answer in _table_total(rewrite):
        return None
    return f"the final answer {answer} is not the rewrite's", answer, " ".join(there[-3:])


def _concluded(prose: str, stated: str) -> list[str]:
    """The numbers of which one must be the answer; none where it is not sure that it is there.

    They are stated as the answer, or the last line tells one only, or one behind its last "=".
    """
    if numbers := numbers_in(stated):
        return numbers
    lines = [line for line in prose.splitlines() if line.strip()]
    last = lines[-1].replace("**", "") if lines else ""
    numbers = numbers_in(last.rpartition("=")[2])
    sure = not last.lstrip().startswith("|") and ("=" in last or len(numbers) < 2)
    return numbers if sure else []


def _table_total(rewrite: Text) -> list[str]:
    rows = [line for line in rewrite.prose.splitlines() if line.strip().startswith("|")]
    return numbers_in(rows[-1]) if rows else []


def _letter(original: Text, rewrite: Text) -> tuple[str, str, str] | None:
    text = original.text.strip()
    stated = _stated(original.prose) or ""
    match = _OPTION.match(text) if "\n" not in text else None
    alone = re.fullmatch(r"[\s*_(]*([A-Za-z0-9])[\s*_).]*", text)
    named = re.match(r"(?:option |choice )?\(?([A-Z])\b[).:]?(?![\w'])", stated)
    option = match and match["rest"][:1] != " " and re.match(r"[\s*_(]*[A-Z][).:]\s", text)
    letter = (
        alone[1] if alone else match["letter"] if match and option else named[1] if named else ""
    )
    if not letter:
        return None
    if re.search(rf"(?<![\w'’]){re.escape(letter)}(?![\w'’])", rewrite.text):
        return None
    return f"the answer {letter} no longer stands alone", letter, rewrite.text.strip()


def _option(pair: Pair) -> tuple[str, str, str] | None:
    """A letter with the text of another option of the request."""
    asked = pair.request.text[-4000:]
    if not _MAY_OPT.search(asked):
        return None
    options = {m["letter"]: m["text"] for m in _OPTIONS.finditer(asked)}
    if len(options) < 2:
        return None
    for match in _CHOICE.finditer(pair.rewrite.text[:4000]):
        own = options.get(match["letter"])
        said = " ".join(words_of(fold(match["text"])))
        wanted = " ".join(words_of(fold(own or "")))
        if not own or not said or said.startswith(wanted) or wanted.startswith(said):
            continue
        if len(pair.original.lower_words) > 12 and match[0].strip() in pair.original.text:
            continue
        for letter, other in options.items():
            text = " ".join(words_of(fold(other)))
            if text and letter != match["letter"] and (said == text or said.startswith(f"{text} ")):
                return f"option {match['letter']} has the text of {letter}", own, match[0].strip()
    return None


def _short(original: Text, rewrite: Text) -> tuple[str, str, str] | None:
    if not 0 < len(original.lower_words) <= _SHORT or original.code:
        return None
    words = words_of(fold(original.text))
    said = " ".join(words_of(fold(rewrite.text)))
    if f" {' '.join(words)} " in f" {said} ":
        return None
    return "the short answer is not kept as it is", original.text.strip(), rewrite.text.strip()


def _poles_of(text: Text) -> set[str]:
    """The words of a text; its "no" only where it answers and is no "no price"."""
    words = set(text.plain)
    if "no" in words and not _NO.search(text.prose):
        words.discard("no")
    return words


def _pole(original: Text, rewrite: Text) -> tuple[str, str, str] | None:
    before, after = _poles_of(original), rewrite.plain
    first = original.plain[:1]
    if before.isdisjoint(_POLE_WORDS):
        return None
    now = _poles_of(rewrite)
    alone = _ALONE.match(original.prose) is not None
    affirmed = "no" not in now and _AFFIRMED.search(rewrite.prose[:_OPENS]) is not None
    for one, other in (*_POLES, *((right, left) for left, right in _POLES)):
        if one in before and one not in after and other in now and other not in before:
            return f"{one} became {other}", one, other
        if one == "yes" and affirmed:
            continue
        if first == (one,) and alone and (one not in after or (after[:1] == (other,))):
            return f"the answer {one} is gone", one, " ".join(after[:8])
    return None
