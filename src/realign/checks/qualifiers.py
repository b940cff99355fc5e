"""A qualifier that is gone: "depending on the device", "despite ...", "with minimal risk"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import stem
from realign.reading.nearby import Near
from realign.reading.phrases import phrased
from realign.reading.spelling import mended
from realign.reading.thesaurus import neighbours, same_ending
from realign.samples import Finding, Span

_LEAD_LIST = """
    with despite depending for at under without after before during unless outside until within
    among along
    """
_CLAUSE_LEAD_LIST = "when whenever if while once where because since although"
_END_LIST = """
    can could will would may might shall should must is are was were has have had do does did
    and or but
    """
_OPENER_LIST = "the a an it they we you he she this these i there"
_POINT_LIST = "this that these those such her his its their"
_FRAME_LIST = """
    order addition hand words word example instance case cases follows total fact general place end
    comparison contrast conclusion summary way ways short particular manner process point step part
    other others first second third fourth last next time times previous previously question answer
    result results use using conclude sum response turn detail line mind text article sentence
    role quot amp manner basis bringing
    """
# Adjectives that say of which things something holds; a faithful rewrite has no cause to drop one.
_LIMITING_LIST = """
    known unknown trusted untrusted regular certain licensed qualified certified authorized
    unauthorized registered eligible healthy unhealthy adult pregnant public private local sterile
    sealed dry dried raw fresh cooked ripe uncooked unsalted salted organic trained untrained
    verified reputable reliable official severe minor mild chronic acute recent ongoing active
    inactive existing linear nonlinear normal abnormal legal illegal temporary permanent foreign
    domestic native wild junior senior single married unmarried indirect physical mental adequate
    sufficient enough timely prior written verbal strict unlimited limited sensitive confidential
    suspicious malicious encrypted sustainable renewable recyclable toxic hazardous daily weekly
    monthly annual constant frequent excessive moderate prompt immediate rapid gradual unexpected
    sudden unpaid paid untreated treated mature immature tropical rural urban wealthy poor elderly
    aged newborn endangered protected infected contaminated filtered boiling frozen hot cold warm
    waterproof commercial industrial agricultural residential voluntary mandatory compulsory
    optional minimal maximal skilled unskilled experienced inexperienced finite infinite discrete
    continuous positive negative odd even dominant recessive saturated unsaturated identical
    distinct independent dependent closed
    """
_SECOND_LIST = """
    made free based proof related owned funded term resistant level grade quality speed fat
    """  # a compound with one of these limits too: man-made
_LIMITING, _SECOND = frozenset(_LIMITING_LIST.split()), frozenset(_SECOND_LIST.split())
_LEADS = frozenset(_LEAD_LIST.split())
_CLAUSE_LEADS = frozenset(_CLAUSE_LEAD_LIST.split())
ENDS = frozenset(_END_LIST.split())
_OPENERS = frozenset(_OPENER_LIST.split())
_POINTS = frozenset(_POINT_LIST.split())  # they point to what was said before
FRAMES = frozenset(stem(word) for word in _FRAME_LIST.split())
_PRONOUNS = frozenset(
    {"it", "them", "him", "her", "others", "this", "these", "those", "one", "which"}
)
_KEPT = 0.85  # share of the sentence's other words that are told
_REST = 3  # and how many there are at least
_OTHERS = 0.7  # as _KEPT, where only an adjective is lost
_SHARE = 0.6  # share of the qualifier's words that are lost


class Qualifiers:
    """Rejects when a phrase that limits a statement is gone from a sentence kept nearly whole.

    A phrase begins with a preposition or a conjunction and ends at a comma, a verb or the end of
    its clause. Its words must be lost near the sentence's counterpart (see `Nearby`), with nothing
    new there that may say them otherwise. An adjective that says of which things a
    statement holds ("known", "trusted", "man-made") counts too, where its noun is kept. Limits:
    English; other adjectives are not seen, nor is a phrase in a sentence that was built anew.
    """

    name = "qualifiers"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original = pair.original
        if original.text == pair.rewrite.text or original.mostly_code or original.worked:
            return None
        if not original.language == pair.rewrite.language == "en":
            return None
        for near in pair.kept_near.losing():
            found = _attribute(pair, near)
            for phrase in () if near.new or found else _phrases(original, near.sentence):
                found = found or (phrase if _is_gone(pair, near, phrase) else None)
            if found:
                clauses = original.clauses
                start, end = clauses.starts[found[0]], clauses.ends[found[-1]]
                return Finding(
                    self.name,
                    "a qualifier is gone",
                    expected=" ".join(original.text[start:end].split())[:120],
                    spans=(Span("original", start, end),),
                )
        return None


def _attribute(pair: Pair, near: Near) -> range | None:
    """An adjective that limits, lost before a noun that is told; no synonym is new."""
    clauses = pair.original.clauses
    if sum(at not in near.lost for at in near.places) < _OTHERS * len(near.places):
        return None
    before, after = pair.original.stem_counts, pair.rewrite.stem_counts
    for place in sorted(near.lost):
        noun = _noun(pair.original, place)
        if noun not in near.places or noun in near.lost or clauses.label[place]:
            continue
        key = clauses.keys[place]
        if pair.rewrite.says(key) or clauses.clause[noun] != clauses.clause[place]:
            continue
        if any(after[other] > before[other] for other in neighbours(key) | same_ending(key)):
            continue
        if not mended({key}, clauses, pair.rewrite.clauses):
            return range(place, noun + 1)
    return None


def _noun(text: Text, place: int) -> int:
    """The place of what an adjective stands before; -1 where it is none that limits."""
    clauses = text.clauses
    if clauses.words[place] in _LIMITING or clauses.words[place] == "non":
        return place + 1
    if place + 2 < len(clauses) and clauses.words[place + 1] in _SECOND:
        return place + 2 if text.text[clauses.ends[place]] == "-" else -1
    return -1


def _is_gone(pair: Pair, near: Near, phrase: range) -> bool:
    clauses = pair.original.clauses
    said = [place for place in near.places if place in phrase and place != phrase[0]]
    lost = [place for place in said if place in near.lost]
    if not lost or len(lost) < _SHARE * len(said) or (len(said) < 3 and len(lost) < len(said)):
        return False
    if all(clauses.keys[place] in FRAMES for place in lost) or _is_pointed_at(pair, phrase):
        return False
    rest = [place for place in near.places if place not in phrase]
    kept = sum(place not in near.lost for place in rest)
    if len(rest) < _REST or kept < _KEPT * len(rest):
        return False
    keys = {clauses.keys[place] for place in lost}
    if not {clauses.keys[place] for place in said}.isdisjoint(clauses.keys[at] for at in rest):
        return False  # said twice: briefly, for a brief time
    keys -= phrased(keys, clauses, pair.rewrite.clauses)
    return bool(keys) and not mended(keys, clauses, pair.rewrite.clauses)


def _is_pointed_at(pair: Pair, phrase: range) -> bool:
    """True where a pronoun came behind the same preposition: "at the dragon" is "at it"."""
    lead = pair.original.clauses.words[phrase[0]]
    one, other = (
        [then for word, then in pairwise(text.clauses.words) if word == lead and then in _PRONOUNS]
        for text in (pair.original, pair.rewrite)
    )
    return len(other) > len(one)


def _phrases(text: Text, sentence: range) -> Iterator[range]:
    words = text.clauses.words
    for place in sentence:
        if words[place] in _LEADS or words[place] in _CLAUSE_LEADS:
            end = _end(text, sentence, place)
            if end - place > 1 and words[place + 1] not in _POINTS:
                yield range(place, end)


def _end(text: Text, sentence: range, lead: int) -> int:
    """Where a phrase ends: behind its last word."""
    clauses = text.clauses
    words, bound = clauses.words, _bound(text, sentence, lead)
    clause = words[lead] in _CLAUSE_LEADS
    for place in range(lead + 1, bound):
        word, spoken = words[place], any(clauses.content[lead + 1 : place])
        if not spoken or clause:
            continue
        if word in ENDS or word in _LEADS or word in _CLAUSE_LEADS:
            return place
        if word in _OPENERS and clauses.content[place - 1]:
            return place
    return bound


def _bound(text: Text, sentence: range, lead: int) -> int:
    """The place behind the last word before a comma or the end of the clause."""
    clauses = text.clauses
    for place in range(lead + 1, sentence.stop):
        gap = text.text[clauses.ends[place - 1] : clauses.starts[place]]
        if "," in gap or clauses.clause[place] != clauses.clause[lead]:
            return place
    return sentence.stop
