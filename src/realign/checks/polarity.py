"""Opposites: good and bad, rise and fall, more and less."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, permutations

from realign.checks.base import Pair
from realign.checks.replaced import same_negations
from realign.checks.spans import spans_of
from realign.checks.text import Text
from realign.reading.align import Change, Match, same_beside
from realign.reading.lexicon import stem
from realign.reading.spelling import is_denial
from realign.reading.thesaurus import opposites
from realign.samples import Finding

_OPPOSITES = """
    good bad; better worse; best worst; positive negative; positive neutral; negative neutral
    happy sad; love hate; like dislike; hope despair; joy sorrow; pleasure pain; optimism pessimism
    optimistic pessimistic; success failure; succeed fail; win lose; winner loser; gain loss
    profit loss; profitable unprofitable; increase decrease; increase reduce; rise fall; rise drop
    grow shrink; growth decline; raise lower; improve worsen; improve harm; enhance reduce
    strengthen weaken; strong weak; strength weakness; high low; higher lower; highest lowest
    more less; more fewer; most least; large small; larger smaller; largest smallest; big small
    bigger smaller; biggest smallest; long short; longer shorter; longest shortest; tall short
    wide narrow; deep shallow; thick thin; heavy light; heavier lighter; fast slow; faster slower
    quick slow; quickly slowly; early late; earlier later; earliest latest; old new
    older younger; oldest youngest; young old; ancient modern; hot cold; hotter colder; warm cool
    warmer cooler; dry wet; hard soft; hard easy; easy difficult; simple complex; simple complicated
    cheap expensive; cheaper dearer; rich poor; wealth poverty; clean dirty; safe dangerous
    safe unsafe; safety danger; healthy unhealthy; healthy sick; health illness; alive dead
    life death; live die; birth death; true false; right wrong; correct incorrect; valid invalid
    accurate inaccurate; possible impossible; likely unlikely; able unable; legal illegal
    fair unfair; honest dishonest; loyal disloyal; known unknown; common rare; usual unusual
    often rarely; frequently rarely; always never; everyone nobody; everything nothing; all none
    everywhere nowhere; with without; include exclude; allow forbid; allow prevent; permit forbid
    enable disable; enable prevent; encourage discourage; support oppose; agree disagree
    accept reject; approve reject; praise criticize; reward punish; help hinder; help harm
    benefit harm; beneficial harmful; advantage disadvantage; pro con; pros cons; merit danger
    asset liability; open closed; open close; start stop; start end; begin end; begin finish
    beginning end; enter exit; arrive depart; arrive leave; come go; push pull; send receive
    give take; lend borrow; buy sell; buyer seller; import export; earn spend; save spend
    add remove; add subtract; multiply divide; plus minus; above below; over under; up down
    upper lower; top bottom; left right; front back; inside outside; internal external; near far
    before after; north south; east west; northern southern; eastern western; day night
    morning evening; summer winter; spring autumn; land sea; sunrise sunset; male female; man woman
    boy girl; husband wife; father mother; son daughter; brother sister; king queen; uncle aunt
    parent child; teacher student; employer employee; doctor patient; host guest; friend enemy
    ally enemy; hero villain; predator prey; public private; local global; national international
    natural artificial; organic synthetic; active passive; literal figurative; formal informal
    singular plural; past future; past present; odd even; maximum minimum; maximize minimize
    majority minority; major minor; primary secondary; temporary permanent; flexible rigid
    visible invisible; public secret; direct indirect; dependent independent; complete incomplete
    full empty; present absent; same different; similar different; equal unequal; alike different
    homogeneous heterogeneous; together apart; join separate; connect disconnect; attach detach
    fact opinion; fact fiction; real fake; real imaginary; objective subjective; relevant irrelevant
    appropriate inappropriate; necessary unnecessary; useful useless; important unimportant
    interesting boring; exciting boring; beautiful ugly; attractive unattractive; kind cruel
    brave cowardly; calm angry; polite rude; proud ashamed; confident insecure; careful careless
    patient impatient; generous selfish; rewarding exhausting; cheerful gloomy; bright dark
    loud quiet; sweet bitter; fresh stale; raw cooked; solid liquid; liquid gas; acid base
    attack defend; offense defense; war peace; victory defeat; guilty innocent; freedom slavery
    demand supply; input output; question answer; cause effect; theory practice; spam ham
    entailment contradiction; ascending descending; horizontal vertical; clockwise counterclockwise
    synchronous asynchronous; online offline; wired wireless; analog digital; mandatory optional
    keep stop; continue stop; reduce eliminate; speak listen; multiply add; hope dread
    leaf root; leaves roots; required optional; metaphor simile
    red green; red blue; black white; comedy tragedy; cat dog
"""
# Of each line one is never another.
_FAMILIES = """
    hour day week month year decade century; daily weekly monthly yearly;
    annual monthly weekly daily quarterly hourly; morning afternoon evening
    breakfast lunch dinner; spring summer autumn winter; north south east west
    northern southern eastern western; sum product difference quotient; mean median
    radius diameter circumference; area perimeter volume; numerator denominator; rows columns
    noun verb adjective adverb pronoun preposition conjunction; red green blue yellow purple orange
    gold silver bronze copper; solid liquid gas; shirt shoes trousers hat
    vegetable fruit meat; europe asia africa america australia; sun moon; mercury venus mars
    physics chemistry biology; horizontal diagonal vertical; recommended required
    penny nickel dime quarter; pennies nickels dimes quarters; square circle triangle rectangle
    mother father sister brother aunt uncle grandmother grandfather cousin niece nephew
    pink brown gray; red green blue yellow black white pink brown; iron copper lead zinc tin
    am pm; beginner intermediate advanced; doctor nurse patient; piano violin guitar flute trumpet
    cow horse pig sheep goat; apple pear orange banana grape cherry; captain lieutenant sergeant
"""
_SURE = 0.7
_BESIDE = 3  # of the two words before and the two behind, those that must be the same
_WHOLE = 0.75  # share of the sentence's length
_ARTICLES = frozenset({"a", "an", "the"})
_LESS = frozenset({"less", "least"})
_RUNS_BOTH_WAYS = "with without before after over under up down left right come go give take"


def _pairs() -> Iterator[tuple[str, str]]:
    free = frozenset(map(stem, _RUNS_BOTH_WAYS.split()))
    for part in ";".join(f"{_OPPOSITES}{_FAMILIES}".strip().splitlines()).split(";"):
        for one, other in permutations([stem(word) for word in part.split()], 2):
            if one != other and one not in free:
                yield one, other


_PAIRS = tuple(dict.fromkeys(_pairs()))
_SET = frozenset(_PAIRS)
_KEYS = frozenset(key for pair in _PAIRS for key in pair)


class Polarity:
    """Rejects when a word gave way to its opposite: positive to negative, rise to fall.

    The one must be gone from the whole text and the other be new in it, with nothing in request or
    evidence for it; about 250 pairs. Or, wherever else the two may stand, the one stands between
    the same words as the other in a sentence that is otherwise much the same; for this also
    WordNet's opposites. Limits: English; a word may be paraphrased by the negation of its opposite,
    so texts, or sentences, whose number of negations changed are left to `negation`; where two
    words of a sentence turned round, it may say the same.
    """

    name = "polarity"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.language == rewrite.language == "en":
            return None
        return self._gone(pair) or self._turned(pair)

    def _turned(self, pair: Pair) -> Finding | None:
        """A word whose opposite stands in its very place, wherever else the two may stand."""
        for match in pair.matches:
            if match.share < _SURE:
                continue
            differ = pair.changes(match)
            found = [places for change in differ if (places := _turned_to(pair, change))]
            if len(found) != 1 or not same_negations(pair, match):
                continue
            was, now = found[0]
            if _is_told_alike(pair, match, was, now):
                before, after = pair.original.clauses, pair.rewrite.clauses
                return Finding(
                    self.name,
                    f"{before.words[was]!r} became {after.words[now]!r}",
                    expected=before.quote(pair.original.text, was, 3, 3),
                    found=after.quote(pair.rewrite.text, now, 3, 3),
                    spans=(before.span("original", was), after.span("rewrite", now)),
                )
        return None

    def _gone(self, pair: Pair) -> Finding | None:
        """A word that is gone from the whole text, where its opposite is new."""
        original, rewrite = pair.original, pair.rewrite
        before, after = _said(original), _said(rewrite)
        for place, word in enumerate(original.clauses.words[1:]):  # less expensive is cheaper
            if original.clauses.words[place] in _LESS:
                before.pop(stem(word), None)
        lost, new = before.keys() - after.keys(), after.keys() - before.keys()
        if not lost or not new or _negations(original) != _negations(rewrite):
            return None
        for one, other in _PAIRS:
            if (
                one in lost
                and other in new
                and not any(text.says(other) for text in pair.support)
                and _in_its_place(pair, one, other)
            ):
                was, now = before[one], after[other]
                return Finding(
                    self.name,
                    f"{was!r} became {now!r}",
                    expected=was,
                    found=now,
                    spans=(
                        *spans_of("original", original.text, was),
                        *spans_of("rewrite", rewrite.text, now),
                    ),
                )
        return None


def _turned_to(pair: Pair, change: Change) -> tuple[int, int] | None:
    """The places of one word and of its opposite where the one stands for the other."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    was = [at for at in change.before if before.words[at] not in _ARTICLES]
    now = [at for at in change.after if after.words[at] not in _ARTICLES]
    if len(was) != 1 or len(now) != 1 or is_denial(before.words[was[0]], after.words[now[0]]):
        return None
    one, other = before.keys[was[0]], after.keys[now[0]]
    return (was[0], now[0]) if _are_opposites(one, other) else None


def _are_opposites(one: str, other: str) -> bool:
    return (one, other) in _SET or other in opposites(one)


def _is_told_alike(pair: Pair, match: Match, was: int, now: int) -> bool:
    """True where most words of the two sentences are the same, and nearly all beside the word."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    ours = before.keys[match.before.start : match.before.stop]
    theirs = after.keys[match.after.start : match.after.stop]
    lost, new = set(ours) - set(theirs), set(theirs) - set(ours)
    if after.label[now] or len(lost | new) > len(set(ours) & set(theirs)):
        return False
    if after.keys[now] in ours and len(theirs) < _WHOLE * len(ours):
        return False  # of "more here, less there" it may be the second half
    if any(_are_opposites(key, other) for key in lost - {before.keys[was]} for other in new):
        return False
    change = Change(range(was, was + 1), range(now, now + 1))
    return same_beside(before, after, match, change) >= _BESIDE


def _in_its_place(pair: Pair, one: str, other: str) -> bool:
    """True where the opposite stands in the sentence that says what the word's sentence said."""
    before, after = pair.original.clauses.keys, pair.rewrite.clauses.keys
    return any(
        same_negations(pair, match)
        and other in after[match.after.start : match.after.stop]
        and one in before[match.before.start : match.before.stop]
        for match in pair.matches
    )


def _said(text: Text) -> dict[str, str]:
    """Stems that have an opposite -> the word as it first stands there."""
    found: dict[str, str] = {}
    if _KEYS.isdisjoint(text.clauses.keys):
        return found
    wanted = list(map(_KEYS.__contains__, text.clauses.keys))
    for key, word in zip(
        compress(text.clauses.keys, wanted), compress(text.clauses.words, wanted), strict=True
    ):
        found.setdefault(key, word)
    return found


def _negations(text: Text) -> int:
    return sum(marker.kind == "not" for marker in text.markers)
