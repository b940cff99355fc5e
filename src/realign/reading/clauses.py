"""A text as the checks of meaning see it: its words with their places, cut into clauses.

Words of code and addresses are left out. Everything takes time in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress
from operator import ne

from realign.reading.kept import Kept
from realign.reading.lexicon import STOP, opened, parse_table, stem
from realign.reading.text import Block
from realign.samples import Side, Span

_WORD = re.compile(r"([^\W_]++(?:['’ʼ][^\W\d_]++)*+)")
_ASCII_WORD = re.compile(r"([A-Za-z0-9]++(?:'[A-Za-z]++)*+)")
# What may end a clause; the rest of a gap between two words says whether it does.
_ENDS = frozenset('.!?…;:|\n–—(){}。！？。،؟।«»“”"')
_LABEL = re.compile(
    r"^[ \t>]*(?:#{1,6}[ \t]+(?P<heading>[^\n]{1,90})$"
    r"|(?:[-*+•][ \t]+|\(?\d{1,3}[.)][ \t]+)?(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,70})(?:\*\*|__)"
    r"|[*_](?P<thin>[^*_\n]{1,60})[*_](?![*_\w]))(?=[ \t]*(?:[-–—:(.,|]|$)|(?<=[.:?!][*_])\s"
    r"|(?<=[.:?!][*_]{2})\s)"
    r"|(?:[-*+•][ \t]+|\(?\d{1,3}[.)][ \t]+)?"
    r"(?P<plain>[^\n.!?:;|*#>]{1,50})(?::(?=[ \t]+\S)|[ ][–—-][ ])"
    r"|(?P<row>\|[^\n]+\|)[ \t]*\n[ \t]*\|[-:| ]+\||\|[ \t]*(?P<cell>[^|\n]{1,40})\|(?=[^\n]*\w)"
    r"|(?P<title>[^\n.!?:;,|]{1,60})(?=\n\n)"
    r"|(?P<intro>[^\n|]{1,200}):[ \t*_]*$)",
    re.MULTILINE,
)
_COMMON = parse_table(
    """
    de: der die das und ist nicht ein eine einen einem einer den dem des mit zu von auf für sich
    de: auch es wird sind oder werden kann bei durch wie im am zum zur aus nach sie er ich wir als
    en: the of and to a in is that for it with as was on are be by or from an at this have can
    en: your you i he she they his her will not has its which
    """
)
_MOST_HELD = 150  # sentences of which is said what they hold
_MOST_LABEL = 7  # words: what is longer says something of its own
_MOST_HEADING = 12
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]*_]*\s|[。！？।؟]")
_LETTERED = "vitamin option plan grade type group step part hepatitis block"
_NO_NAMES = STOP.union(_LETTERED.split())
_DELIMITER = re.compile(r"[ \t]*\|[-:| ]+\|")
_WRAPPED = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(slots=True)
class Clauses:
    """The words of a text, in lists side by side.

    `words` are folded, `keys` their stems, `starts` and `ends` their places in the text; `clause`
    and `sentence` number the clause and the sentence (or list item, or table row) that a word
    stands in; `content` says whether it carries content of its own, `counted` is the stem of what
    does, or begins with a digit, and "" for the others, `label` whether it stands in a
    heading, a label, a table's head or an intro, `named` whether it is written as a name: with a
    capital or a digit in it, and not at the start of a sentence.
    """

    words: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    clause: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    content: list[bool] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    label: list[bool] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def quote(self, text: str, place: int, before: int, behind: int) -> str:
        """So many words before and behind a place, within its sentence, for a message; on one line,
        at most 120 characters. `text` is the one that was cut."""
        near = [
            at
            for at in range(max(0, place - before), min(len(self), place + behind + 1))
            if self.sentence[at] == self.sentence[place]
        ]
        return " ".join(text[self.starts[near[0]] : self.ends[near[-1]]].split())[:120]

    def span(self, side: Side, place: int) -> Span:
        """Where the word at a place stands."""
        return Span(side, self.starts[place], self.ends[place])

    def sentence_at(self, start: int) -> int:
        """The sentence in which a place of the text lies; -1 before the first word."""
        place = bisect_right(self.starts, start) - 1
        return self.sentence[place] if place >= 0 else -1

    def content_counts(self) -> Counter[str]:
        """How often each stem of a word of content comes."""
        return Counter(compress(self.keys, self.content))

    def content_of(self, places: range) -> list[str]:
        """The stems of the words of content there, in order."""
        inside = slice(places.start, places.stop)
        return list(compress(self.keys[inside], self.content[inside]))

    def labelled(self) -> frozenset[str]:
        """The stems that stand in a heading, a label, a table's head or an intro."""
        return frozenset(compress(self.keys, self.label))

    def sentences(self) -> list[range]:
        """The places of the words of each sentence."""
        if not self.sentence:
            return []
        after = self.sentence[1:]
        begins = compress(range(1, len(self.sentence)), map(ne, self.sentence, after))
        borders = [0, *begins, len(self.sentence)]
        return list(map(range, borders[:-1], borders[1:]))


def holders(clauses: Clauses) -> dict[str, int]:
    """Stem of content, or number -> the sentences that say it: bit n stands for sentence n.

    A text of very many sentences is looked at in part.
    """
    found: dict[str, int] = defaultdict(int)
    for number, part in enumerate(clauses.sentences()[:_MOST_HELD]):
        bit = 1 << number
        for key in clauses.counted[part.start : part.stop]:
            found[key] |= bit
    found.pop("", None)
    return dict(found)


def sayers(keys: Iterable[str], known: dict[str, int]) -> int:
    """The sentences that say all of these words, as bits; `known` is what `holders` found."""
    found = -1
    for key in keys:
        found &= known.get(key, 0)
        if not found:
            break
    return found


def clauses_of(text: str, code: Iterable[Block] = (), links: Iterable[str] = ()) -> Clauses:
    """Cuts a text. `code` and `links` are what to leave out."""
    masked = _masked(text, code, links)
    parted = (_ASCII_WORD if masked.isascii() else _WORD).split(masked)  # gap, word, ..., gap
    raws = parted[1::2]
    if not raws:
        return Clauses()
    borders = list(accumulate(map(len, parted)))
    starts = borders[:-1:2]
    depths = _depths(parted[:-1:2], raws)
    counts, words, keys, content, counted, capital, always = map(
        list, zip(*map(_READ.__getitem__, raws), strict=True)
    )
    found = Clauses(
        words,
        keys,
        starts,
        borders[1::2],
        list(accumulate(map(_NEW_CLAUSE.__getitem__, depths))),
        list(accumulate(map(_NEW_SENTENCE.__getitem__, depths))),
        content,
        counted,
        _labelled(masked, starts),
        _named(always, capital, depths, counts),
    )
    if counts.count(1) < len(counts):
        _open(found, raws, counts)
    return found


def _depths(gaps: list[str], raws: list[str]) -> list[int]:
    """What the gap before each word ends: 0 nothing, 1 a clause, 2 a sentence."""
    depths = list(map(_DEPTH.__getitem__, gaps))
    if -1 in depths:
        depths = [
            depth if depth >= 0 else 0 if raw.islower() else 2
            for depth, raw in zip(depths, raws, strict=True)
        ]
    for at in range(2, len(raws)):
        if gaps[at] == ". " and _is_initial(raws, at - 1):
            depths[at] = 0
    return depths


def _is_initial(raws: list[str], at: int) -> bool:
    """True for the F of Eugene F. Stoermer; not for that of Vitamin F."""
    one, name, then = raws[at], raws[at - 1], raws[at + 1]
    capitals = one.isupper() and name[0].isupper() and then[0].isupper()
    return len(one) == 1 and capitals and _NO_NAMES.isdisjoint((name.lower(), then.lower()))


def _named(
    always: list[bool], capital: list[bool], depths: list[int], counts: list[int]
) -> list[bool]:
    """Which words are written as names: surely, or by a capital that opens nothing."""
    named = always[:]
    first = next((place for place, count in enumerate(counts) if count), len(counts))
    for place in compress(range(len(named)), capital):
        if place > first and not depths[place]:
            named[place] = True
    return named


def _open(found: Clauses, raws: list[str], counts: list[int]) -> None:
    """Gives a word that is two ("don't") two places, and one that is none no place."""
    for place in range(len(counts) - 1, -1, -1):
        if counts[place] != 1:
            parts = _parts(raws[place])
            found.words[place : place + 1] = [word for word, _, _, _ in parts]
            found.keys[place : place + 1] = [key for _, key, _, _ in parts]
            found.content[place : place + 1] = [content for _, _, content, _ in parts]
            found.counted[place : place + 1] = [counted for _, _, _, counted in parts]
            for column in (found.starts, found.ends, found.clause, found.sentence):
                column[place : place + 1] = [column[place]] * counts[place]
            for flags in (found.label, found.named):
                flags[place : place + 1] = [flags[place]] * counts[place]


def _labelled(text: str, starts: list[int]) -> list[bool]:
    """Which of the words that begin at these places stand in a label."""
    found = [False] * len(starts)
    for opens, closes in _labels(text):
        first, end = bisect_left(starts, opens), bisect_left(starts, closes)
        found[first:end] = [True] * (end - first)
    return found


def _parts(raw: str) -> tuple[tuple[str, str, bool, str], ...]:
    """A word's plain words, each with its stem, whether it has content, and how it counts."""
    word = raw.lower()
    parts = (word,) if word.isascii() and word.isalnum() and word != "cannot" else opened(word)
    return tuple(
        (
            part,
            key := stem(part),
            has := _has_content(part, key),
            key if has or part[0].isdigit() else "",
        )
        for part in parts
    )


def _read(raw: str) -> tuple[int, str, str, bool, str, bool, bool]:
    """How many plain words a word is; all of the one, as `_parts` has it; does the word have a
    capital at its start; is it a name wherever it stands, by capitals or digits within it."""
    parts = _parts(raw)
    one = parts[0] if len(parts) == 1 else ("", "", False, "")
    word = raw.lower()
    mixed = raw.isascii() and raw.isalnum() and not raw.isalpha() and not raw.isdigit()
    always = mixed or (raw[0].isupper() and raw[1:] != word[1:])
    return len(parts), *one, raw[0].isupper(), always


def _has_content(word: str, key: str) -> bool:
    return word not in STOP and len(key) > 1 and not word.isdigit()


def _depth(gap: str) -> int:
    """What the signs between two words end: 0 nothing, 1 a clause, 2 a sentence.

    -1 for a single line break: what follows it says whether the line only wraps.
    """
    if gap in {" ", ", ", "-", "."}:
        return 0
    if "\n" in gap:
        return -1 if _WRAPPED.fullmatch(gap) else 2
    if _SENTENCE.search(gap):
        return 2
    return 0 if _ENDS.isdisjoint(gap) else 1


_READ = Kept(_read, 50_000)
_DEPTH = Kept(_depth, 10_000)
_NEW_CLAUSE, _NEW_SENTENCE = (0, 1, 1), (0, 0, 1)  # by depth


def _masked(text: str, code: Iterable[Block], links: Iterable[str]) -> str:
    for block in code:
        text = text[: block.start] + _blank(text[block.start : block.end]) + text[block.end :]
    for link in links:
        text = text.replace(link, " " * len(link))
    return text


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _labels(text: str) -> list[tuple[int, int]]:
    found, at, ruled = [], 0, False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        after = ""
        if following == "" and at + len(line) + 1 < len(text):
            after = "\n\n"  # there may be a title
        elif following and "|" in line and _DELIMITER.match(following):
            after = "\n|-|"  # and here a table's head
        opens, closes, row = (0, 0, False) if ruled else _label(line, after)
        if opens < closes:
            found.append((at + opens, at + closes))
        at, ruled = at + len(line) + 1, row
    return found


def _label(line: str, after: str) -> tuple[int, int, bool]:
    """Where the line's label begins and ends, and whether it is a table's head."""
    return _LABELS[line + after]


def _find_label(line: str) -> tuple[int, int, bool]:
    match = _LABEL.match(line)
    if match is None:
        return 0, 0, False
    group = match.lastgroup or "intro"
    most = _MOST_HEADING if group == "heading" else _MOST_LABEL
    if group in {"row", "intro"} or len(match[group].split()) <= most:
        return *match.span(group), group == "row"
    return 0, 0, False


_LABELS = Kept(_find_label, 5_000, longest=500)  # most lines stand on both sides


def language_of(words: Sequence[str]) -> str:
    """en or de, by function words; "" for another language, and where there are none to tell by.

    A short text in Latin letters passes for English.
    """
    sample = words[:400]
    if not sample:
        return ""
    counts = Counter(map(_COMMON.get, sample))
    english, german = counts["en"], counts["de"]
    if german > english and german * 10 >= len(sample):
        return "de"
    if english * 12 >= len(sample) or (len(sample) < 12 and "".join(sample).isascii()):
        return "en"
    return ""
