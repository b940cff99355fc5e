"""Small words that decide what a sentence claims: not, all, must, if, over, because ...

`markers_in` finds them with their focus, the words of content that they bear on. `compare` says
which of one side have no counterpart on the other. English and German; silent on other languages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from realign.reading.clauses import Clauses
from realign.reading.lexicon import parse_table
from realign.reading.weak import is_weak
from realign.samples import Side, Span

# Words of more than one part are looked for first: "at least" is no "least".
_ENGLISH = """
    not: not no never none nothing nobody nowhere neither nor without cannot unable
    soft_not: avoid avoids avoided avoiding prevent prevents prevented fail fails failed lack lacks
    soft_not: lacking lacked refuse refuses refused stop stops instead rather hardly barely free
    always: always
    all: all every entire everyone everything whole completely fully entirely anyone anything
    all: invariably
    some: some several certain partly partially a_few few
    most: most mostly majority mainly primarily largely predominantly
    many: many numerous
    only: only solely exclusively merely
    usually: usually typically generally normally commonly often frequently tends tend
    sometimes: sometimes occasionally rarely seldom
    highly: highly extremely utterly absolutely totally exceedingly immensely
    slightly: slightly somewhat mildly moderately fairly a_bit a_little marginally
    may: may might possibly perhaps maybe potentially potential
    could: could
    should: should ought
    must: must necessary required require requires mandatory compulsory have_to has_to had_to
    likely: likely probably unlikely likelihood
    surely: certainly definitely undoubtedly surely guaranteed guarantees inevitably
    seem: seem seems seemed appear appears appeared apparently believed thought considered
    if: if provided assuming as_long_as in_case
    unless: unless except excluding barring
    until: until till
    once: once whenever as_soon_as
    needed: as_needed if_needed as_necessary if_necessary if_desired as_desired if_possible
    needed: when_needed where_needed where_possible when_possible
    because: because since due_to owing_to thanks_to because_of as_a_result_of
    despite: despite although though even_though in_spite_of
    about: about_# around_# approximately roughly nearly_# almost_# circa estimated
    over: over_# above_# more_than exceeds exceeding exceed
    under: under_# below_# less_than fewer_than
    least: at_least minimum
    atmost: at_most maximum up_to no_more_than
    """
_GERMAN = """
    not: nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder
    all: alle allen aller alles jeder jede jedes jeden jedem immer stets sämtliche
    some: einige einigen manche mancher manchen mehrere
    most: meisten meist meistens
    many: viele vielen zahlreiche
    only: nur ausschließlich lediglich
    usually: oft häufig gewöhnlich üblicherweise normalerweise
    sometimes: manchmal gelegentlich selten
    may: vielleicht möglicherweise eventuell dürfte könnte könnten
    should: sollte sollten soll sollen
    must: muss müssen musste mussten
    likely: wahrscheinlich vermutlich
    surely: sicherlich zweifellos garantiert
    if: wenn falls sofern
    unless: außer ausgenommen
    until: bis
    because: weil denn
    despite: trotz obwohl
    about: etwa ungefähr circa
    least: mindestens
    atmost: höchstens
    """
# Set phrases: the small word in them claims nothing of its own.
_IDIOMS = """
    not_only not_just nicht_nur no_matter no_further no_doubt no_wonder nothing_more not_to_mention
    why_not or_not last_but_not_least without_further_ado no_sooner
    all_the_while all_of_a_sudden all_in_all in_all at_all above_all after_all first_of_all of_all
    all_over all_set all_right all_is_well all_the_more all_the_best all_round all_around
    once_and_for_all once_again once_more at_once
    roughly_put roughly_speaking more_than_a_mere
    more_or_less most_of_all at_most_of up_to_you up_to_now up_to_date up_to_speed set_up_to
    a_bit_like as_if even_if what_if over_and_over mostly_likely
    a_little_while a_little_bit a_little_later a_little_longer
    get_the_most make_the_most getting_the_most making_the_most
    may_i may_we might_i could_you can_you should_i as_many as_only
"""
_TABLES = {"en": parse_table(_ENGLISH), "de": parse_table(_GERMAN)}
_IDIOM_SET = frozenset(_IDIOMS.split())
_BOUNDS = frozenset({"over", "under", "least", "atmost", "about"})
AMOUNTS = frozenset(
    parse_table(
        """
        en: two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
        en: sixty seventy eighty ninety hundred thousand million billion half third quarter dozen
        en: twice double one a an percent
        de: zwei drei vier fünf sechs sieben acht neun zehn hundert tausend
        """
    )
)
_TURNED = [[word] for word in ("there", "any", "i", "you", "he", "she", "it", "we", "they")]
_JOINING = frozenset({"but", "and", "or", "so"})
_TICKED = re.compile(r"(?<!`)`[^`\n]{1,200}`(?!`)")
_LONGEST = 5  # parts
_FOCUS = 3  # words of content behind a marker


def _openings(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """First word -> second words."""
    found: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        first, second = phrase.split("_")[:2]
        found[first].add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


_IDIOM_OPENINGS = _openings(_IDIOM_SET)
_Phrases = dict[str, list[tuple[list[str], str]]]


def _phrases(table: dict[str, str]) -> _Phrases:
    """First word -> phrases of several words with their kinds, the longest ones first."""
    found: _Phrases = defaultdict(list)
    for phrase, kind in table.items():
        if "_" in phrase:
            found[phrase.split("_")[0]].append((phrase.split("_"), kind))
    for phrases in found.values():
        phrases.sort(key=lambda item: (-len(item[0]), item[0][-1] == "#"))
    return dict(found)


_PHRASES = {name: _phrases(table) for name, table in _TABLES.items()}
_STARTS = {
    name: table.keys() | _PHRASES[name].keys() | _IDIOM_OPENINGS.keys()
    for name, table in _TABLES.items()
}


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker: its kind, the place of its first word in the clauses, how many words it has,
    and the stems that it bears on."""

    kind: str
    place: int
    length: int
    focus: tuple[str, ...]
    label: bool


def markers_in(text: Clauses, language: str) -> list[Marker]:
    """All markers in order. `language` is en or de; none in others."""
    if language not in _TABLES:
        return []
    table, phrases, starts = _TABLES[language], _PHRASES[language], _STARTS[language]
    found, free = [], 0
    words = text.words
    for at in compress(range(len(words)), map(starts.__contains__, words)):
        if at < free:
            continue
        word = words[at]
        if word in _IDIOM_OPENINGS and (idiom := _idiom(text, at)):
            free = at + idiom
            continue
        kind, length = table.get(word), 1
        if word in phrases:
            longer = _phrase(text, at, phrases[word])
            kind, length = longer if longer else (kind, 1)
        if word == "should" and (_opens(text, at) or _is_turned(text, at)):
            kind = "if" if words[at + 1 : at + 2] == ["you"] else None  # should you need it
        elif kind in _BOUNDS and not _bounds(words, at, length):
            kind = None
        if kind and is_weak(kind, words, at):
            kind = None
        if kind and not (kind == "if" and _frames(words, at)):
            focus = _focus(text, at, length, table)
            found.append(Marker(kind, at, length, focus, text.label[at]))
        free = at + length
    return found


def unticked(markers: Iterable[Marker], clauses: Clauses, text: str) -> list[Marker]:
    """Those that stand outside `ticked` code, where an "if" claims nothing."""
    hidden = [match.span() for match in _TICKED.finditer(text)] if "`" in text else []
    return [
        marker
        for marker in markers
        if not any(start < clauses.starts[marker.place] < end for start, end in hidden)
    ]


def _frames(words: Sequence[str], at: int) -> bool:
    """True for an "if" that sets no condition: if you look closely; for example, if ..."""
    after, before = words[at + 1 : at + 2], words[at - 1 : at] if at else []
    return after in (["you"], ["we"], ["one"]) or before in (["example"], ["instance"])


def _opens(text: Clauses, at: int) -> bool:
    return at == 0 or text.sentence[at - 1] != text.sentence[at]


def _is_turned(text: Clauses, at: int) -> bool:
    """True for a condition behind a conjunction: but should there be any questions."""
    words, begins = text.words, text.clause[at - 1] != text.clause[at]
    return words[at + 1 : at + 2] in _TURNED and (begins or words[at - 1] in _JOINING)


def _idiom(text: Clauses, at: int) -> int:
    """How many words a set phrase has that begins here; 0 for none."""
    if at + 1 == len(text) or text.words[at + 1] not in _IDIOM_OPENINGS[text.words[at]]:
        return 0
    for length in range(_LONGEST, 1, -1):
        part = text.words[at : at + length]
        if len(part) == length and "_".join(part) in _IDIOM_SET:
            return length if text.sentence[at + length - 1] == text.sentence[at] else 0
    return 0


def _bounds(words: Sequence[str], at: int, length: int) -> bool:
    """True where an amount follows: over 300, more than half; not "10 more than", "add up to"."""
    if words[at : at + 2] == ["up", "to"] and words[max(0, at - 1) : at] in (["add"], ["adds"]):
        return False
    if words[at] in {"exceed", "exceeds", "exceeding", "estimated", "approximately", "minimum"}:
        return True
    before = words[max(0, at - 2) : at]
    if words[at + length - 1] == "than" and any(
        word in AMOUNTS or word.isdigit() for word in before
    ):
        return False  # a thousand dollars less than
    after = words[at + length : at + length + 3]
    return any(word[:1].isdigit() or word in AMOUNTS for word in after)


def _phrase(text: Clauses, at: int, phrases: list[tuple[list[str], str]]) -> tuple[str, int] | None:
    """Kind and length of the longest phrase that begins there, within one sentence."""
    then = text.words[at + 1] if at + 1 < len(text) else ""
    for parts, kind in phrases:
        if parts[1] != then and parts[1] != "#":
            continue
        last = at + len(parts) - 1
        if last >= len(text) or text.sentence[last] != text.sentence[at]:
            continue
        if parts[-1] == "#":
            if text.words[last][0].isdigit():
                return kind, 1
        elif text.words[at : last + 1] == parts:
            return kind, len(parts)
    return None


def _focus(text: Clauses, at: int, length: int, table: dict[str, str]) -> tuple[str, ...]:
    """The next words of content in the sentence; the last ones before it where none follows."""
    sentence = text.sentence[at]
    after: list[str] = []
    for place in range(at + length, min(len(text), at + length + 12)):
        if text.sentence[place] != sentence or len(after) == _FOCUS:
            break
        word = text.words[place]
        if (text.content[place] and word not in table) or word.isdigit():
            after.append(text.keys[place])
    if after:
        return tuple(after)
    before = [
        text.keys[place]
        for place in range(max(0, at - 8), at)
        if text.content[place]
        and text.sentence[place] == sentence
        and text.words[place] not in table
    ]
    return tuple(before[-2:])


@dataclass(frozen=True, slots=True)
class Changed:
    """What `compare` found: a marker without counterpart on the other side."""

    kind: str
    lost: bool
    marker: Marker
    was: int
    now: int


def compare(
    before: Sequence[Marker],
    after: Sequence[Marker],
    kinds: Collection[str],
    shared: Collection[str] = (),
) -> list[Changed]:
    """Markers of some kinds that are lost or new.

    One is lost where the rewrite has fewer of its kind and none of them bears on the same words;
    of a kind in `shared`, which a list's intro can say for all items, only where none is left.
    New the other way round, labels left out.
    """
    one, two = _by_kind(before, kinds), _by_kind(after, kinds)
    found: list[Changed] = []
    for kind in sorted(one.keys() | two.keys()):
        was, now = one.get(kind, []), two.get(kind, [])
        sizes = len(was), len(now)
        if len(now) < len(was) and not (kind in shared and now):
            found.extend(Changed(kind, True, marker, *sizes) for marker in _alone(was, now))
        elif len(now) > len(was):
            new = (marker for marker in _alone(now, was) if not marker.label)
            found.extend(Changed(kind, False, marker, *sizes) for marker in new)
    return found


def _by_kind(markers: Sequence[Marker], kinds: Collection[str]) -> dict[str, list[Marker]]:
    found: dict[str, list[Marker]] = defaultdict(list)
    for marker in markers:
        if marker.kind in kinds:
            found[marker.kind].append(marker)
    return found


def _alone(these: Sequence[Marker], those: Sequence[Marker]) -> list[Marker]:
    return [marker for marker in these if not any(_alike(marker, other) for other in those)]


def _alike(one: Marker, other: Marker) -> bool:
    """True where two markers bear on the same: the first word of one, or two words."""
    if not one.focus or not other.focus:
        return True
    common = set(one.focus) & set(other.focus)
    return one.focus[0] in common or len(common) > 1 or (bool(common) and len(one.focus) < _FOCUS)


def span_of(side: Side, text: Clauses, marker: Marker) -> Span:
    """Where the marker stands."""
    return Span(side, text.starts[marker.place], text.ends[marker.place + marker.length - 1])


def quoted(text: str, clauses: Clauses, marker: Marker) -> str:
    """The marker with the words around it, for a message."""
    return clauses.quote(text, marker.place, 2, marker.length + 3)
