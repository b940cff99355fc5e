"""What was cut out of a text that is otherwise copied, however light its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from realign.checks.base import Pair
from realign.reading.clauses import Clauses
from realign.reading.gaps import LONGEST, Gap, gaps
from realign.reading.lexicon import LAYOUT_STEMS
from realign.reading.rarity import weight

_WORDS = 3  # words, small ones too, that part of a sentence has at least
_KEPT = 0.7  # share of its words of content that must be said less often
_LEAST = 0.3  # what these weigh together
_SENTENCE = (3, 1.2)  # words of content in a whole sentence, and their weight: less says nothing
_ALONE = 0.7  # the weight that will do where hardly anything else differs
_MOST = 0.66  # share of a sentence's words that tells it
_IN_CODE = 0.5  # share of its words that may stand in code
_OTHERS = 0.1  # share of the words of content that may be new in a copy
_MORE = 4  # and so many besides


def cut(pair: Pair) -> Gap | None:
    """The first thing that is cut out: an item of a list, a sentence, or a part of a sentence.

    Only in what is nearly a copy, with hardly anything new. The beginning of a sentence may go, as
    in two sentences that become one; so may headings, intros, short frames, and words that
    stand in code. New headings and sentences that tell the request in its own words, and no
    sentence of the original, are left out. Nothing is said of very long texts.
    """
    before, after = pair.original.clauses, pair.rewrite.clauses
    if max(len(before), len(after)) > LONGEST:
        return None
    framed = _framed(pair)
    then = Counter(after.keys[at] for at in range(len(after)) if after.content[at])
    then -= Counter(after.keys[at] for at in framed if after.content[at])
    now = before.content_counts()
    if not now - then or (then - now).total() > _MORE + _OTHERS * now.total():
        return None
    return next((gap for gap in gaps(before, after, framed) if _says(pair, gap, framed)), None)


def _framed(pair: Pair) -> frozenset[int]:
    """Places of headings and sentences that are new and say what the request does, or only name
    the part."""
    before, after, request = pair.original.clauses, pair.rewrite.clauses, pair.request
    if not any(after.label) and not request.words:
        return frozenset()
    old = {tuple(before.keys[part.start : part.stop]) for part in before.sentences()}
    told: list[set[str]] = []  # made when it is asked for
    found: set[int] = set()
    for part in after.sentences():
        inside = slice(part.start, part.stop)
        keys = set(after.content_of(part))
        asked = all(key in LAYOUT_STEMS or request.says(key) for key in keys)
        if not asked or tuple(after.keys[inside]) in old:
            continue
        if not all(after.label[inside]):
            told = told or [set(before.content_of(part)) for part in before.sentences()]
            if _is_told(keys, told):
                continue
        found.update(part)
    return frozenset(found)


def _is_told(keys: set[str], sentences: Iterable[set[str]]) -> bool:
    """True where one sentence has most of these words of content."""
    return any(len(keys & said) >= _MOST * len(keys) for said in sentences)


def _says(pair: Pair, gap: Gap, framed: Collection[int]) -> bool:
    """True where what is gone said something."""
    clauses, lost = pair.original.clauses, gap.lost
    content = [at for at in gap.places if clauses.content[at]]
    item = gap.whole and _is_item(pair, clauses, gap)
    if not lost or len(lost) < _KEPT * len(content):
        return False
    if not item and any(clauses.label[at] for at in gap.places):
        return False
    heavy = sum(weight(clauses.keys[at]) for at in lost)
    if heavy < _LEAST or (len(lost) == 1 and not gap.alone):
        return False
    if kept_in_all(pair, lost, framed) > _IN_CODE:
        return False
    if gap.whole:
        words, least = _SENTENCE
        least = _ALONE if gap.alone else least
        return item or (len(lost) >= words and heavy >= least)
    return not gap.opens and len(gap.places) >= _WORDS


def _is_item(pair: Pair, clauses: Clauses, gap: Gap) -> bool:
    """True where a gap has all words of an item."""
    start, end = clauses.starts[gap.places.start], clauses.ends[gap.places.stop - 1]
    text = pair.original.text
    return any(
        item.start <= start
        and end <= item.end
        and not any(map(str.isalnum, text[item.start + len(item.marker) : start]))
        and not any(map(str.isalnum, text[end : item.end]))
        for item in pair.original.items
    )


def kept_in_all(pair: Pair, places: Iterable[int], framed: Collection[int] = ()) -> float:
    """The share of the words at places of the original that stand as often in the whole rewrite
    after all, in what is code, 0..1; sentences at `framed` places of the rewrite don't count."""
    words = {pair.original.clauses.words[at] for at in places}
    before, after = pair.original.text.lower(), pair.rewrite.text.lower()
    clauses = pair.rewrite.clauses
    added = Counter(clauses.words[at] for at in framed if not clauses.label[at])
    kept = sum(after.count(word) - added[word] >= before.count(word) for word in words)
    return kept / len(words)
