"""What a gone or new word weighs against an honest rewrite, and how much a free one may differ.

In a free rewrite words go and come everywhere, and a lost or invented thing is heavier than what
goes and comes beside it. So light words hardly count, things told one by one ("a, b, and c") and
opposites count more, and the limit rises with what else the rewrite says in other words.
"""

from __future__ import annotations

from dataclasses import replace

from realign.checks.base import Pair
from realign.checks.runs import Run, runs_of
from realign.checks.text import Text
from realign.checks.topic import topic
from realign.reading.clauses import Clauses
from realign.reading.german import is_light
from realign.reading.lexicon import LIMITS, NEGATIONS, stem
from realign.reading.phrases import phrased
from realign.reading.quantities import unit_of
from realign.reading.rarity import weight
from realign.reading.spelling import mended, same_word
from realign.reading.thesaurus import is_adverb, is_noun, opposites
from realign.samples import Side

_OTHER = 0.3  # weight of a word in a language whose light words are not known
_GERMAN = 0.5  # and of a German one that is no noun
_LIGHT = 0.1
_ADVERB = 0.4
_FAIR = {True: 0.8, False: 0.7}  # nouns, and other words
_LABEL = 0.35  # share of its weight that a word keeps in a heading or a label
_CODE = 0.25  # and in new prose that explains what is mostly code
_ALONE = 0.87  # share for a verb, adjective or adverb with nothing beside it: often a synonym
_LISTED = 1.5
_OPPOSITE = 0.7  # added where the other side has the opposite instead
_BESIDE = 0.3  # what the limit rises by where as much as one more word is gone on the same side
_FREE = 8.0  # and by how much where all of the other side is in other words
_OWN = 3.0  # and where more than a few words of the same side are in other words
_FEW = 0.04
_JOINS = frozenset({"and", "or", "as", "including", "like", "plus"})
_OTHERS = frozenset({"other", "others", "further", "additional", "more", "these", "some"})
_SMALL = frozenset({"the", "a", "an", "of"})
_OPENING = frozenset({"to", "for", "in", "when", "as", "with"})
_GRAMMAR = frozenset({"noun", "verb", "adjective", "adverb", "pronoun", "plural", "singular"})
_EMPTY_LIST = """
    capability capacity facility procedure circumstance occurrence sector endeavor matter activity
    process purpose situation condition month season period event occasion level
    """  # ample storage capabilities is ample storage
_EMPTY = frozenset(map(stem, _EMPTY_LIST.split()))
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion half quarter quarters third thirds dozen pair couple once
    twice thrice double triple quot amp nbsp lt gt kg g mg km cm mm m ft lb lbs oz hr hrs min mins
    ing ed es
    """  # numbers, units, letters of HTML, endings behind code (`await`ing): other checks' matter
_JOINING_LIST = """
    ever now whichever whatever wherever thanks owing nevertheless nonetheless moreover furthermore
    alongside beforehand afterwards afterward meanwhile thereby hence thus yet indeed already next
    become becomes became becoming following followed throughout upon onto toward towards among
    amongst amid likewise accordingly altogether habit hitherto namely anyway aboard part parts
    above below
    """  # words that join or frame what is said
_DEGREE_LIST = """
    heavily strongly highly greatly deeply widely largely closely vastly hugely immensely intensely
    overly excessively extremely overwhelmingly considerably significantly substantially remarkably
    hardly exceedingly enormously profoundly strikingly notably thoroughly
    """  # how strongly: the checks of quantifiers and of grades look at them
LINKS = frozenset(_JOINING_LIST.split())
JOINING = LINKS.union(_DEGREE_LIST.split())
_RECKONING_LIST = """
    add addition subtract subtraction multiply multiplication divide division sum difference product
    quotient total count compute calculate calculation equal equation result answer amount minus
    plus find compare remain rest leave left solve
    """  # how a calculation is told, in signs or in words
_RECKONING = frozenset(map(stem, _RECKONING_LIST.split()))
COUNTS = frozenset(_NUMBERS.split())


def worth(word: str, key: str) -> float:
    """What one word weighs, 0..1; nothing for numbers and for words that limit a claim."""
    if word in LIMITS or word in NEGATIONS or word in COUNTS:
        return 0.0
    value = weight(key)
    if value < 0.5 or word in JOINING:
        return _LIGHT
    if is_adverb(key):
        return _ADVERB
    return value if value == 1.0 else _FAIR[is_noun(key)]


def stretches(pair: Pair, side: Side) -> list[Run]:
    """The stretches of words of one side that the other does not say, weighed."""
    here, there = pair.original, pair.rewrite
    wanted = pair.gone
    if side == "rewrite":
        here, there, wanted = there, here, pair.new
    wanted -= mended(wanted, here.clauses, there.clauses)
    wanted -= _same_units(wanted, here, there)
    if wanted:
        wanted -= phrased(wanted, here.clauses, there.clauses)
    if side == "rewrite" and wanted:
        wanted -= _respelled(wanted, here, pair.request)
    elif wanted:
        wanted -= _restated(wanted, here, pair.request)
        wanted -= topic(wanted, here, pair.request) if wanted else wanted
    return weigh(here, there, wanted, light=side == "rewrite" and pair.original.mostly_code)


def _same_units(wanted: frozenset[str], here: Text, there: Text) -> frozenset[str]:
    """Those of the wanted stems that are units which the other side has too: MW for megawatts."""
    pairs = zip(here.clauses.keys, here.clauses.words, strict=True)
    units = {key: unit for key, word in pairs if key in wanted and (unit := unit_of(word))}
    known = {unit_of(word) for word in there.clauses.words} if units else set()
    return frozenset(key for key, unit in units.items() if unit in known)


def _restated(wanted: frozenset[str], here: Text, request: Text) -> frozenset[str]:
    """Those of the wanted stems that only name what was asked for: "I write this email to ...", and
    "To address the issue of ..., " where the request says so."""
    known = request.vocabulary
    found = frozenset(key for key in wanted if key in known and len(here.places.get(key, ())) == 1)
    if not found:
        return found
    clauses, first = here.clauses, 0
    if clauses.words[0] in _OPENING:
        first = min(here.commas, default=0)
    return frozenset(
        key
        for key in found
        if (place := here.places[key][0]) < first or clauses.words[max(0, place - 1)] == "this"
    )


def _respelled(wanted: frozenset[str], here: Text, request: Text) -> frozenset[str]:
    """Those of the wanted stems that the request says with a typing error."""
    known = set(request.clauses.words)
    pairs = zip(here.clauses.keys, here.clauses.words, strict=True)
    words = {key: word for key, word in pairs if key in wanted}
    return frozenset(
        key for key, word in words.items() if any(same_word(word, other) for other in known)
    )


def weigh(here: Text, there: Text, wanted: frozenset[str], light: bool = False) -> list[Run]:
    """The stretches of `here` made of `wanted` stems; `light` where it only explains code."""
    clauses, language = here.clauses, here.language
    worked = here.worked and there.worked

    def value(place: int) -> float:
        if language == "en":
            found = worth(clauses.words[place], clauses.keys[place])
        elif language == "de":  # a word with a capital letter is a noun
            found = 1.0 if here.text[clauses.starts[place]].isupper() else _GERMAN
        else:
            found = _OTHER
        if _says_little(here, place, wanted):
            return _LIGHT
        if _is_notation(here, place):
            return 0.0
        if worked and clauses.keys[place] in _RECKONING:
            return _LIGHT
        framed = clauses.label[place] or _introduces(clauses, place)
        return found * (_LABEL if framed else _CODE if light else 1.0)

    found = []
    for run in runs_of(clauses, wanted, value, is_light if language == "de" else None):
        heavier = run.weight * (_LISTED if _is_listed(here, run) else 1.0)
        if len(run.places) == 1 and not is_noun(clauses.keys[run.places[0]]):
            heavier *= _ALONE
        if run.weight > 0.25 and any(_has_opposite(clauses.keys[at], there) for at in run.places):
            heavier += _OPPOSITE
        found.append(replace(run, weight=heavier))
    return found


def _says_little(text: Text, place: int, wanted: frozenset[str]) -> bool:
    """True for the empty noun behind another one that is kept, and for "(noun)"."""
    clauses = text.clauses
    if clauses.words[place] in _GRAMMAR:
        return text.text[max(0, clauses.starts[place] - 1)] in "(*_"
    if not place or clauses.keys[place] not in _EMPTY:
        return False
    before = clauses.keys[place - 1]
    kept = clauses.content[place - 1] and before not in wanted and is_noun(before)
    return kept and clauses.clause[place - 1] == clauses.clause[place]


def _is_notation(text: Text, place: int) -> bool:
    """True for a numbered label at the start of its line (Q1. A2:), and for a letter with a power
    (a²)."""
    word, end = text.clauses.words[place], text.clauses.ends[place]
    if not 1 < len(word) < 4 or not word[0].isalpha() or not word[1:].isdigit():
        return False
    if not text.text[end - 1].isascii():
        return True
    start = text.clauses.starts[place]
    line = text.text[text.text.rfind("\n", 0, start) + 1 : start]
    after = text.text[end : end + 3].lstrip("*_ ")[:1]
    return not line.strip(" \t>*_#([-+|") and after in (".", ":", ")", "|", "]", "-", "–")


def _introduces(clauses: Clauses, place: int) -> bool:
    """True for what a sentence calls the things that it lists: other obstacles include ..."""
    near = [at for at in range(max(0, place - 3), place) if clauses.words[at] in _OTHERS]
    return bool(near) and clauses.words[place + 1 : place + 2] in (["include"], ["are"])


def counts(pair: Pair, side: Side, runs: list[Run], limits: tuple[float, float]) -> bool:
    """True where one stretch, or all that weigh something together, are too heavy."""
    stretch, total = limits
    if sum(run.weight for run in runs if run.weight >= _OTHER) >= total:
        return True
    return any(
        run.weight >= stretch and run.weight >= stretch + leeway(pair, side, runs, run)
        for run in runs
    )


def leeway(pair: Pair, side: Side, runs: list[Run], run: Run) -> float:
    """What the limit for one stretch rises by, for all else that is said in other words."""
    rest = sum(other.weight for other in runs) - run.weight
    gone, new = pair.freedom
    other, own = (gone, new) if side == "rewrite" else (new, gone)
    return _BESIDE * min(1.0, rest) + _FREE * other + _OWN * max(0.0, own - _FEW)


def _has_opposite(key: str, text: Text) -> bool:
    return not text.vocabulary.isdisjoint(opposites(key))


def _is_listed(text: Text, run: Run) -> bool:
    """True for a stretch that is one of several things: commas, "and" or "or" around it."""
    clauses, first, last = text.clauses, run.places[0], run.places[-1]
    if last - first > 4:
        return False
    before = first - 1
    while before > 0 and clauses.words[before] in _SMALL:
        before -= 1
    if before < 0:
        return False
    opened = clauses.words[before] in _JOINS or "," in _gap(text, clauses, before)
    if not opened:
        return False
    for end in (last, last + 1):  # "sentiment analysis": the second word may be told elsewhere
        if _closes(text, clauses, end):
            return True
        if end + 1 >= len(clauses) or not clauses.content[end + 1]:
            return False
    return False


def _closes(text: Text, clauses: Clauses, last: int) -> bool:
    """True where a list's item may end behind a word."""
    after = clauses.words[last + 1] if last + 1 < len(clauses) else ""
    return after in {"and", "or", ""} or bool(set(_gap(text, clauses, last)) & set(",.;\n|"))


def _gap(text: Text, clauses: Clauses, place: int) -> str:
    """What stands between a word and the next."""
    then = clauses.starts[place + 1] if place + 1 < len(clauses) else len(text.text)
    return text.text[clauses.ends[place] : then]
