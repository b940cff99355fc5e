"""Requirements on prose that holds steps or parallel points which a list would show better.

Only what stands within one paragraph counts: points that have a paragraph each are laid out
already. What tells a story (he, she, I, ...) is no instruction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from realign.criteria.kinds.base import (
    Kind,
    Params,
    View,
    asks_for_paragraph,
    number,
    words_in,
)
from realign.reading.enumerations import row_of, told_points
from realign.reading.text import words_of

_NUMBERED = re.compile(r"(?:^|(?<=[\s:;,.!?]))\(?(\d{1,2})[.)]\s{0,2}(?=[A-Za-z*\"'“‘(\[$])")
_LETTERED = re.compile(r"(?:^|(?<=\s))\(?([a-hA-H])\)\s{1,2}(?=\S)")
_ROMAN = re.compile(r"(?:^|(?<=\s))\((i{1,3}|iv|v|vi{0,3})\)\s(?=\S)")
_STEP = re.compile(r"\b[Ss]tep\s+(\d{1,2}|one|two|three|four|five|six)\s*[:.,)–—-]")
_BULLETS = re.compile(r"(?:^|\s)[•●▪◦·]\s*(?=\w)")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_NARRATOR = r"(?:he|she|i|his|her|my)\b"
_TIME = re.compile(
    r"(?:(?:first|firstly|first\s+of\s+all|to\s+(?:begin|start)(?:\s+with)?|next|then|and\s+then"
    r"|after\s+(?:that|this|\w+ing\b)|afterwards?|subsequently|second|secondly|third|thirdly"
    r"|fourth|fourthly|finally|lastly|last|last\s+of\s+all|to\s+finish|step\s+\w+)\b[,:]?"
    r"|(?:begin|start|finish)\s+(?:off\s+)?by\b|once\b[^,.]{3,80},|now[,\s])\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BEGIN_BY = re.compile(r"(?:begin|start|finish)\s+(?:off\s+)?by\b", re.IGNORECASE)
_PAST = re.compile(r"(?:\w+\s){0,4}(?:was|were|had|did)\b|(?:they|it|we)\s\w+ed\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:the\s+)?(?P<ordinal>first|second|third|fourth|fifth|sixth|last|final)"
    r"(?:ly)?\b(?!\s+(?:time|half|century|world|day|year|week))",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"(?:one\s+(?!of\b|day\b|can\b|must\b|may\b|should\b)\w+|(?:yet\s+)?another\b|an?\s+(?:second"
    r"|third|further)\b|the\s+other\b)",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"(?:also|additionally|in\s+addition|furthermore|moreover|besides|finally|lastly|next"
    r"|similarly|likewise|on\s+top\s+of\s+that|as\s+well)\b(?:\s+to\s+[^,]{1,60})?,?\s*",
    re.IGNORECASE,
)
_COUNT = r"(?:three|four|five|six|seven|eight|nine|ten|[3-9]|1\d|20)"
_SEVERAL = (
    r"(?:ways|reasons|tips|benefits|advantages|disadvantages|types|kinds|factors|examples|ideas"
    r"|strategies|methods|options|differences|features|points|principles|rules|techniques"
    r"|challenges|characteristics|components|causes|effects|uses|suggestions|elements|categories"
    r"|stages|steps|phases|functions|facts|pieces|questions|solutions|activities|symptoms|roles"
    r"|goals|approaches|indicators|signs|qualities|skills|tools|items|things|ingredients"
    r"|applications|consequences|criteria|measures|risks|problems|issues|practices|requirements"
    r"|responsibilities|properties|parts|traits|attributes|implications|impacts|drawbacks)\b"
)
_ANNOUNCED = re.compile(rf"\b(?P<count>{_COUNT})\s+(?:[\w-]+\s+){{0,3}}{_SEVERAL}", re.IGNORECASE)
# A request for several things, and one that wants them told in prose all the same.
_ASKS_FOR_SEVERAL = re.compile(
    rf"\b{_SEVERAL}|(?:^|[.?!]\s+)(?:list|name|enumerate)\b"
    r"|\b(?:key|main|major|primary|different|various|common|some|several|top|best|important)\s+"
    r"(?:[\w-]+\s+)?\w+s\b",
    re.IGNORECASE,
)
_ASKS_FOR_ONE = re.compile(
    r"\W*(?:please\s+|(?:can|could)\s+you\s+)?(?:suggest|recommend|give|name|describe|provide|create"
    r"|propose|come\s+up\s+with|generate|find|write|think\s+of)\s+(?:me\s+)?(?:an?|one)\s+"
    r"(?!list|set|few|couple|number|selection|plan|schedule|itinerary|recipe|guide|routine)",
    re.IGNORECASE,
)
_ASKS_FOR_PROSE = re.compile(
    r"\b(?:(?:a|one|two|three|\d|single|complete|short)\s+(?:\w+\s+)?(?:sentences?|paragraphs?)"
    r"|sentences?|essay|story|poem|article|summar\w+|paraphrase|rewrite|headline|letter|speech)\b",
    re.IGNORECASE,
)
_COUNT_WORDS = ("three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: number for number, word in enumerate(_COUNT_WORDS, start=3)}
_ADVICE = re.compile(
    r"(?:you|one|people|companies|businesses)\s+(?:can|could|should|may|might|must|need\s+to)\b"
    r"|make\s+sure\b|be\s+sure\b|try\s+to\b|consider\b|avoid\b|do\s?n[o']?t\b|don’t\b",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\([^()]*\)")
_MAX_REQUEST = 300  # the question, not the text that it brings along
_SHORT = 150  # words: in a longer text one long sentence is not what makes it hard to read
_IMPERATIVES = words_in(
    "add adjust allow apply arrange ask assemble attach bake beat begin blend boil bring brush "
    "build buy calculate carefully check choose chop clean click close collect combine compare "
    "complete connect consider continue cook cool copy cover crack create cut decide decorate "
    "define delete determine dice disconnect discard divide download drag drain draw drill drizzle "
    "dry enjoy enter evaluate fill find fold follow fry garnish gather get give grate grease grill "
    "hang heat hold identify insert install keep knead label lay leave let lift line list locate "
    "log look loosen lower make mark marinate mash measure melt mince mix monitor move navigate "
    "open paint paste peel pick place plan plant plug pour practice preheat prepare press pull "
    "purchase push put read record reduce refrigerate remove repeat replace rest return review "
    "rinse roast roll rub run save saute sauté scroll seal search season secure select serve set "
    "shake shape sign simmer slice slide smooth soak sow spray spread sprinkle squeeze start steam "
    "stir stop store strain submit switch take tap taste test thread tie tighten top toss trim "
    "turn type unplug unscrew untie update use verify visit wait walk warm wash watch water weigh "
    "whisk wipe wrap write transfer scrub scoop spoon sift whip grind toast steep strain dust pat "
    "carve score chill freeze thaw soften crush rub lower raise insert plug drop hit tighten glue "
    "sand prime stick wear bend stretch breathe sit stand lean step repeat answer explain"
)


def _run(values: Sequence[int]) -> int:
    """How far the numbers count up from 1: 1 2 3 -> 3."""
    reached = 0
    for value in values:
        if value == reached + 1:
            reached = value
    return reached


def has_inline_run(line: str, wanted: int) -> bool:
    """True when one line holds a list run together: "1. a 2. b 3. c", "(a) ..", "• a • b"."""
    numbers = [int(value) for value in _NUMBERED.findall(line)]
    letters = [ord(value.lower()) - 96 for value in _LETTERED.findall(line)]
    romans = [_ROMANS.index(value) + 1 for value in _ROMAN.findall(line)]
    steps = [_WORDS.get(value) or int(value) for value in _STEP.findall(line.replace("**", ""))]
    reached = max(_run(numbers), _run(letters), _run(romans), _run(steps))
    return reached >= wanted or len(_BULLETS.findall(line)) >= wanted


def _runs_inline(view: View, line: str, wanted: int) -> bool:
    """As above, where that line is a good part of the text: (a) or (b) in an essay is none."""
    return has_inline_run(line, wanted) and len(line) * 3 >= len(view.text)


def _tells_steps(sentences: Sequence[str], wanted: int) -> bool:
    """At least `wanted` sentences of one paragraph are steps, marked by time words or verbs."""
    timed = orders = 0
    for sentence in sentences:
        match = _TIME.match(sentence)
        rest = match["rest"] if match else sentence
        if re.match(_NARRATOR, rest, re.IGNORECASE) or _PAST.match(rest):
            continue
        timed += match is not None
        orders += opens_with_order(rest) or _BEGIN_BY.match(sentence) is not None
    if timed >= wanted:
        return True
    return orders > wanted and orders * 5 >= len(sentences) * 3


def opens_with_order(sentence: str) -> bool:
    """True for "Heat the oil" and "In a bowl, mix ..."."""
    head = sentence
    if re.match(r"(?:in|on|using|with|for|to|while|when|once|after|if)\b", sentence, re.IGNORECASE):
        _, comma, after = sentence[:120].partition(", ")
        head = after if comma else sentence
    words = words_of(head[:60])
    return bool(words) and words[0].lower() in _IMPERATIVES


def _steps_numbered(view: View, params: Params) -> bool | None:
    wanted = number(params, "min_steps")
    numbered = sum(item.kind in ("number", "step") for item in view.items)
    if numbered >= wanted:
        return True
    inline = any(_runs_inline(view, line.whole, wanted) for line in view.lines)
    told = any(_tells_steps(sentences, wanted) for sentences in view.sentences)
    return False if inline or told else None


def _enumerates(sentences: Sequence[str], wanted: int) -> bool:
    """One paragraph gives at least `wanted` parallel points in sentences."""
    if len(sentences) < wanted:
        return False
    ordinals = {
        match["ordinal"].lower() for sentence in sentences if (match := _ORDINAL.match(sentence))
    }
    closing = any(re.match(r"(?:finally|lastly)\b", item, re.IGNORECASE) for item in sentences)
    if "second" in ordinals and len(ordinals) + closing >= wanted:
        return True
    points = sum(bool(_POINT.match(sentence)) for sentence in sentences)
    added = sum(bool(_ADDED.match(sentence)) for sentence in sentences)
    if points >= 1 and points + added >= wanted:
        return True
    # "Furthermore, ..." and "Additionally, ..." after a first point: three points told in prose.
    if added >= wanted - 1 and len(sentences) > wanted:
        return True
    return (
        _announced(sentences)
        or _open_alike(sentences, wanted)
        or told_points(sentences, wanted) is not None
    )


def _announced(sentences: Sequence[str]) -> bool:
    """ "Three tips are: ..." in the first sentence, and about as many sentences behind it."""
    match = _ANNOUNCED.search(sentences[0])
    if match is None:
        return False
    count = match["count"].lower()
    wanted = _COUNTS[count] if count in _COUNTS else int(count)
    return wanted <= len(sentences) - 1 <= wanted * 2 + 1


def _open_alike(sentences: Sequence[str], wanted: int) -> bool:
    """At least `wanted` sentences say "You can ...", "Also, you can ...", "Make sure ..."."""
    keys: Counter[str] = Counter()
    for sentence in sentences:
        match = _ADVICE.match(_ADDED.sub("", sentence, count=1))
        if match is not None:
            keys[" ".join(match[0].lower().split())] += 1
    return any(count >= wanted for count in keys.values())


def _crowded(sentence: str, wanted: int) -> bool:
    """One sentence with two items more than `wanted`, of some length, "and" before the last."""
    row = row_of(sentence)
    if row is not None:
        said = sum(len(words_of(item)) for item in row.items)
        return len(row.items) >= wanted + 2 or (len(row.items) >= wanted and said >= 5 * wanted)
    told = _ADDED.sub("", _PARENTHESIS.sub("", sentence), count=1)
    parts = re.split(r"[,;]\s+", told)
    if len(parts) < wanted + 2 or not re.match(r"(?:and|or|as\s+well\s+as)\b", parts[-1]):
        return False
    sizes = [len(words_of(part)) for part in parts[1:]]
    return sum(sizes) >= 4 * wanted and max(sizes) <= 20 and min(sizes) >= 2


def _is_crowded(view: View, wanted: int) -> bool:
    """The request is for several things, and one sentence, half of the text, holds them all."""
    if view.words > _SHORT or not _wants_several(view.request):
        return False
    return any(
        len(words_of(sentence)) * 5 >= view.words * 2 and _crowded(sentence, wanted)
        for sentences in view.sentences
        for sentence in sentences
    )


def asks_for_prose(request: str) -> bool:
    """True for "in one paragraph", "an essay", "in 3 sentences": a list is not what is wanted."""
    return _ASKS_FOR_PROSE.search(request[:_MAX_REQUEST]) is not None


def asks_for_one(request: str) -> bool:
    """True for "Suggest an activity": there is nothing to list."""
    return _ASKS_FOR_ONE.match(request[:_MAX_REQUEST]) is not None


def _wants_several(request: str) -> bool:
    if asks_for_one(request) or asks_for_prose(request):
        return False
    return _ASKS_FOR_SEVERAL.search(request[:_MAX_REQUEST]) is not None


def _enumeration_listed(view: View, params: Params) -> bool | None:
    wanted = number(params, "min_items")
    if len(view.items) >= wanted or len(view.rows) > wanted:
        return True
    inline = any(_runs_inline(view, line.whole, wanted) for line in view.lines)
    told = not asks_for_paragraph(view.request) and any(
        _enumerates(sentences, wanted) for sentences in view.sentences
    )
    return False if inline or told or _is_crowded(view, wanted) else None


STEPS_NUMBERED = Kind(
    _steps_numbered,
    lambda _: "Put the steps in a numbered list, one step a line.",
    {"min_steps": 3},
)
ENUMERATION_LISTED = Kind(
    _enumeration_listed,
    lambda _: "Put the parallel points in a list, one point a line, each in full.",
    {"min_items": 3},
)
