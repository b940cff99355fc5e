"""What the checks of small words share: look for kinds of markers that are lost or new."""

from __future__ import annotations

import re
from dataclasses import dataclass

from realign.checks.base import Pair
from realign.checks.counterpart import counterpart, said_otherwise, weaker
from realign.checks.text import Text
from realign.reading.equivalents import equivalents
from realign.reading.lexicon import LAYOUT_STEMS, NEGATIONS
from realign.reading.markers import Changed, Marker, compare, quoted, span_of
from realign.reading.spelling import mistaken
from realign.reading.text import words_of
from realign.reading.thesaurus import is_adverb, is_noun, is_person
from realign.samples import Finding, Side

_CLOSE = 0.5  # share of a statement that its counterpart must have
_BINDING = frozenset({"should", "must", "could"})
_SAID_ONCE = frozenset({"should", "could"})  # so often, at least, that a layout may drop them all
_OFTEN = 3
_ASKED = frozenset({"least", "atmost"})
_HEADED = frozenset({"may", "could", "should"})
_HEAD = re.compile(r"^(?:#{1,6}[ ].*|\|.*\|(?=\n[ ]?\|[ :-]*-)|.*:[*_ ]*(?=\n))$", re.MULTILINE)
_LEADS = re.compile(r"[^.!?:;\n]{1,70}:[ *_]*(?:\n|\Z|\(?\d{1,2}[.)]|[-*•])")
_LONGEST = 20_000  # characters looked at
_NEED = ("need", "necess", "desir", "requir", "wish")
_UPON = frozenset({"on", "upon", "when", "by", "in", "after", "while", "without"})
_POLITE = frozenset({"be", "please", "also", "then", "always", "simply", "just", "first"})
_RATHER = ("rather than", "instead of", "without having", "no need", "without needing")
_STRONG = frozenset({"all"})
_NEEDLESS = frozenset({"unnecessary", "optional", "needn't", "needless"})
_DUTIES = frozenset({"must", "should"})
_SUPPOSED = frozenset({"if", "when", "whenever", "should", "whether", "case"})
_THINGS = frozenset({"the", "a", "an", "your", "all", "any", "each", "every", "it", "them"})
_ASKING = _POLITE | {"do", "not", "never"}
_QUESTIONS = frozenset({"which", "what", "who", "whom", "whose", "how", "why", "when", "where"})
# A lost condition goes with its words; other markers count only where their words stand.
_WITH_ITS_WORDS = frozenset({"if", "unless", "until", "once", "needed"})


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which markers a check looks at, and when a change of them counts.

    `shared`: a list's intro may say them for all items. `may_come` and `may_go`: new, or lost,
    they change no claim. `not_worked`: not in worked calculations, where they only tell the story.
    """

    all: frozenset[str]
    shared: frozenset[str] = frozenset()
    may_come: frozenset[str] = frozenset()
    may_go: frozenset[str] = frozenset()
    not_worked: frozenset[str] = frozenset()


def changed(pair: Pair, kinds: Kinds) -> Changed | None:
    """The first marker that is lost or new and should not be.

    What the request or the evidence says may come. Where the original is mostly code, the words
    that explain it are free. None where the two are in different languages, or in one unknown.
    """
    original, rewrite = pair.original, pair.rewrite
    if original.text == rewrite.text or original.language != rewrite.language:
        return None
    looked = kinds.all - kinds.not_worked if original.worked else kinds.all
    for change in compare(original.markers, rewrite.markers, looked, kinds.shared):
        if change.kind in (kinds.may_go if change.lost else kinds.may_come):
            continue
        if original.mostly_code:
            continue
        if _is_asked_so(pair, change) or (change.lost and _announces(original, change.marker)):
            continue
        if not change.lost and (_supported(pair, change.marker) or _in_same_row(pair, change)):
            continue
        if counts(pair, change):
            return change
    return None


def counts(pair: Pair, change: Changed) -> bool:
    """True where the other side makes the same statement, and has no other word for the marker.

    A lost condition is the other way round: where its words still stand, it is said otherwise.
    """
    here, there = pair.original, pair.rewrite
    if not change.lost:
        here, there = there, here
    marker = change.marker
    same = counterpart(here, marker, there)
    elsewhere = _is_headed(change.kind, there) or _is_kept(here, marker, there)
    if (
        _is_laid_out(change)
        or (change.lost and elsewhere)
        or (same is not None and said_otherwise(here, marker, same))
    ):
        return False
    kept = same is not None and same.share >= _CLOSE
    if change.kind == "if":
        return change.lost and not kept
    if same is None or not kept:
        return change.lost and change.kind in _WITH_ITS_WORDS
    if _is_free(change.kind, here, marker, there):
        return False
    if change.lost or change.kind not in _STRONG:
        return True
    return weaker(change.kind, here, marker, same)


def _is_laid_out(change: Changed) -> bool:
    """True where every one of several should or could is gone: the layout says it for all."""
    every = change.lost and not change.now and change.was >= _OFTEN
    return every and change.kind in _SAID_ONCE


def _in_condition(text: Text, marker: Marker) -> bool:
    """True for a need that is only supposed: if this has to happen, to make it happen."""
    clauses, at = text.clauses, marker.place
    for place in range(at - 1, max(-1, at - 14), -1):
        if clauses.sentence[place] != clauses.sentence[at] or place + 1 in text.commas:
            return False
        if clauses.words[place] in _SUPPOSED:
            return not clauses.label[place]
    return False


def _is_requested(here: Text, marker: Marker, there: Text) -> bool:
    """True where what the marker bears on is asked for in a request: make sure that it is so; not
    where the marker is part of a request itself."""
    return not _asks(here, marker.place) and any(
        _asks(there, place) for key in marker.focus[:2] for place in there.places.get(key, ())[:40]
    )


def _asks(text: Text, place: int) -> bool:
    """True in a sentence that begins with a verb: make sure, do not forget."""
    clauses, first = text.clauses, place
    while (
        first > 0 and place - first < 20 and clauses.sentence[first - 1] == clauses.sentence[place]
    ):
        first -= 1
    while first < place and clauses.words[first] in _ASKING:
        first += 1
    word, after = clauses.words[first], clauses.words[first + 1 : first + 2]
    noun = is_noun(clauses.keys[first]) and word != "use" and _THINGS.isdisjoint(after)
    odd = noun or is_adverb(clauses.keys[first]) or word.endswith(("ing", "ed", "s", "ly"))
    verb = (clauses.content[first] or word == "use") and not odd
    return verb or after == ["sure"]


def _is_headed(kind: str, text: Text) -> bool:
    """True where a heading, a table's head or a list's intro says it for what stands below."""
    if kind not in _HEADED:
        return False
    heads = [line for line in _HEAD.findall(text.text[:_LONGEST]) if line]
    return any(equivalents(kind, words_of(line.lower())) for line in heads)


def _is_kept(here: Text, marker: Marker, there: Text) -> bool:
    """True for a condition in another form: on compiling it; as and when they need it."""
    words = there.clauses.words
    own = here.clauses.words[marker.place : marker.place + marker.length]
    if marker.kind == "needed" and any(word.startswith(_NEED) for word in own):
        return _needs(here) <= _needs(there)
    return marker.kind == "if" and any(
        place > 0 and words[place].endswith("ing") and words[place - 1] in _UPON
        for key in marker.focus[:1]
        for place in there.places.get(key, ())[:40]
    )


def _needs(text: Text) -> int:
    return sum(word.startswith(_NEED) for word in text.clauses.words)


def _in_question(text: Text, marker: Marker) -> bool:
    """True in a question, and in a heading that asks."""
    clauses, first, last = text.clauses, marker.place, marker.place
    while last + 1 < len(clauses) and clauses.sentence[last + 1] == clauses.sentence[marker.place]:
        last += 1
    while first > 0 and clauses.sentence[first - 1] == clauses.sentence[marker.place]:
        first -= 1
    after = text.text[clauses.ends[last] : clauses.ends[last] + 4]
    return "?" in after or clauses.words[first] in _QUESTIONS


def _is_free(kind: str, here: Text, marker: Marker, there: Text) -> bool:
    """True where a marker binds nobody: in a question, a request, and in "is not required"."""
    if kind == "all" and _asks_any(here, marker):
        return True
    if kind == "must" and _is_denied(here, marker) and _denies_need(there):
        return True
    wished = kind in _SAID_ONCE and _is_infinitive(there, marker)
    if wished or (kind in _BINDING and _sounds_alike(here, marker, there)):
        return True
    supposed = kind == "must" and _in_condition(here, marker)
    if supposed or (kind in _DUTIES and _is_requested(here, marker, there)):
        return True
    return kind in _BINDING and (_in_question(here, marker) or _begins(there, marker))


def _asks_any(text: Text, marker: Marker) -> bool:
    """True for "is there anything": in a question, any is as much as some."""
    return text.clauses.words[marker.place].startswith("any") and _in_question(text, marker)


def _is_denied(text: Text, marker: Marker) -> bool:
    """True for "is not required"."""
    words = text.clauses.words[max(0, marker.place - 3) : marker.place]
    return not NEGATIONS.isdisjoint(words)


def _denies_need(text: Text) -> bool:
    """True where something is not necessary."""
    if not _NEEDLESS.isdisjoint(text.clauses.words):
        return True
    return any(f" {phrase} " in text.folded for phrase in _RATHER) or any(
        marker.kind == "must" and _is_denied(text, marker) for marker in text.markers
    )


def _begins(text: Text, marker: Marker) -> bool:
    """True where a sentence or a clause begins with what the marker bears on: a request."""
    return any(
        _opens(text, place) for key in marker.focus[:2] for place in text.places.get(key, ())[:40]
    )


def _opens(text: Text, place: int) -> bool:
    """True for the first word of a clause, or behind a comma; please, be, also may stand before."""
    clause, words = text.clauses.clause, text.clauses.words
    while place and words[place - 1] in _POLITE and clause[place - 1] == clause[place]:
        place -= 1
    return (
        place == 0
        or clause[place - 1] != clause[place]
        or words[place - 1].isdigit()
        or place in text.commas
    )


def _is_infinitive(text: Text, marker: Marker) -> bool:
    """True where the verb stands behind "to": a wish to travel, for that he could travel."""
    words = text.clauses.words
    return any(
        place > 0 and words[place - 1] == "to"
        for key in marker.focus[:1]
        for place in text.places.get(key, ())[:40]
    )


def _sounds_alike(here: Text, marker: Marker, there: Text) -> bool:
    """True where the other side has a word that is often written for it by mistake: much, must."""
    word, keys = here.clauses.words[marker.place], there.clauses.keys
    return any(
        mistaken(word, other) and not set(keys[at + 1 : at + 4]).isdisjoint(marker.focus[:1])
        for at, other in enumerate(there.clauses.words)
    )


def _supported(pair: Pair, marker: Marker) -> bool:
    """True where the request or the evidence says the marker of the same words.

    Of a bound it is enough that the request asks for it: what is the maximum number?
    """
    if marker.kind in _ASKED and pair.rewrite.clauses.words[marker.place] in pair.request.word_set:
        return True
    return any(
        said.kind == marker.kind and not set(said.focus).isdisjoint(marker.focus)
        for text in (pair.request, *pair.evidence)
        for said in text.markers
    )


def _is_asked_so(pair: Pair, change: Changed) -> bool:
    """True for the should of what the request asks: what should it include? It binds an answer
    that does not say so, and one that does says no more."""
    if change.kind != "should" or "should" not in pair.request.word_set:
        return False
    if not change.lost:
        return not change.was
    return any(pair.request.says(key) for key in change.marker.focus)


def _announces(text: Text, marker: Marker) -> bool:
    """True for the should of what only leads to a list: it should include the following steps:"""
    if marker.kind not in _SAID_ONCE or LAYOUT_STEMS.isdisjoint(marker.focus):
        return False
    if any(map(is_person, text.clauses.words[max(0, marker.place - 3) : marker.place])):
        return False  # patients should follow these steps
    start = text.clauses.starts[marker.place]
    return bool(_LEADS.match(text.text, start, start + 80))


def _in_same_row(pair: Pair, change: Changed) -> bool:
    """True where another cell of the table's row has the same marker: both sides of a contrast."""
    clauses, text = pair.rewrite.clauses, pair.rewrite.text
    at = change.marker.place
    if "|" not in text or not text[text.rfind("\n", 0, clauses.starts[at]) + 1 :].startswith("|"):
        return False
    return any(
        other.kind == change.kind
        and other.place != at
        and clauses.sentence[other.place] == clauses.sentence[at]
        for other in pair.rewrite.markers
    )


def finding(name: str, pair: Pair, kinds: Kinds) -> Finding | None:
    """`changed`, as a finding of a check."""
    change = changed(pair, kinds)
    if change is None:
        return None
    side: Side = "original" if change.lost else "rewrite"
    text: Text = pair.original if change.lost else pair.rewrite
    words = quoted(text.text, text.clauses, change.marker)
    span = span_of(side, text.clauses, change.marker)
    word = " ".join(text.text[span.start : span.end].split())
    message = f"{word!r} is {'lost' if change.lost else 'new'}"
    spans = (span,)
    if change.lost:
        return Finding(name, message, expected=words, spans=spans)
    return Finding(name, message, found=words, spans=spans)


def kinds(
    names: str,
    *,
    shared: str = "",
    may_come: str = "",
    may_go: str = "",
    not_worked: str = "",
) -> Kinds:
    """`Kinds` from words."""
    return Kinds(
        frozenset(names.split()),
        frozenset(shared.split()),
        frozenset(may_come.split()),
        frozenset(may_go.split()),
        frozenset(not_worked.split()),
    )
