"""Words that judge: "a great way" became "a passable way", "advanced" became "basic"."""

from __future__ import annotations

from collections.abc import Iterator

from realign.checks.base import Pair
from realign.checks.text import Text
from realign.reading.lexicon import NEGATIONS, parse_table, stem
from realign.reading.nearby import Near
from realign.samples import Finding

_HIGH = """
    high: excellent amazing great outstanding superb wonderful fantastic brilliant exceptional
    high: remarkable incredible extraordinary magnificent perfect thrilling exciting excited
    high: delighted thrilled stunning impressive marvelous marvellous terrific phenomenal splendid
    high: fabulous delicious gorgeous beautiful spectacular unforgettable advanced sophisticated
    high: strong thorough expert robust superior vital essential crucial indispensable enthusiastic
    high: fascinating captivating inspiring enjoyable delightful charming flawless first-rate
    high: top stellar premium first-class
    high: happy glad joyful cheerful satisfied pleased pleasing pleasant relaxed relaxing energetic
    high: productive successful friendly comfortable praised acclaimed admired cherished beloved
    high: nice cozy vibrant lively refreshing uplifting heartwarming soothing graceful elegant
    high: courageous brave generous honest trustworthy wise skilled talented
    high: breathtaking triumphant victorious prosperous thriving flourishing
    high: innovative reliable rewarding loving lovely confident eager popular powerful profound
"""
_MIDDLE = """
    middle: decent passable adequate acceptable mediocre ordinary tolerable okay basic limited
    middle: superficial passing rudimentary desirable optional unremarkable middling lukewarm
    middle: elementary cursory indifferent so-so bearable modest sketchy nonessential
    middle: fair average satisfactory
    middle: serviceable forgettable uninspiring lackluster lacklustre
"""
_LOW = """
    low: bad poor terrible awful horrible dreadful dull boring tedious disappointing disappointed
    low: risky uneasy worried anxious nervous demanding weak useless pointless worthless unpleasant
    low: annoying frustrating flawed inferior unreliable harmful doubtful questionable dubious bland
    low: clumsy ugly gloomy tiresome exhausting sceptical skeptical hesitant reluctant feeble shoddy
    low: shaky fragile ineffective dismal bleak grim miserable mundane monotonous predictable
    low: unhappy sad drowsy draining tiring weary unproductive
    low: criticized criticised blamed mocked despised unsuccessful unfriendly uncomfortable faded
    low: dissatisfied displeased unsatisfied upset lonely hopeless depressing depressed stressful
    low: cowardly selfish cruel harsh dishonest foolish unskilled untalented lifeless withered
    low: painful defeated stagnant deserted neglected outdated
    low: irritating troublesome burdensome costly wasteful unstable fearful wary dreary unsafe
"""
_NOUNS = ("ion", "ions", "ment", "ments", "ity", "ness")
_LEVELS = {stem(word): level for word, level in parse_table(_HIGH + _MIDDLE + _LOW).items()}


class Grades:
    """Rejects when a word of praise gave way to a word of faint praise or blame, or the other way.

    About 250 words in three levels. The one must be gone from the whole text, or said less often
    before the same word, and the other be new in it, with nothing in request or evidence for it,
    in the sentence's counterpart or before the same word. Limits: English; words that are not on
    the lists, and those that only sometimes judge, are not seen; nothing is said where one of the
    two sentences denies.
    """

    name = "grades"

    def __call__(self, pair: Pair, /) -> Finding | None:
        original, rewrite = pair.original, pair.rewrite
        if original.text == rewrite.text or not original.language == rewrite.language == "en":
            return None
        fewer = original.clauses.content_counts() - rewrite.clauses.content_counts()
        lost = [at for at in _graded(original) if original.clauses.keys[at] in fewer]
        new = [
            at
            for at in _graded(rewrite)
            if not any(text.says(rewrite.clauses.keys[at]) for text in pair.support)
        ]
        if not lost or not new:
            return None
        for was, now in _pairs(pair, lost, new):
            return Finding(
                self.name,
                f"{original.clauses.words[was]!r} became {rewrite.clauses.words[now]!r}",
                expected=original.clauses.words[was],
                found=rewrite.clauses.words[now],
                spans=(
                    original.clauses.span("original", was),
                    rewrite.clauses.span("rewrite", now),
                ),
            )
        return None


def _graded(text: Text) -> list[int]:
    words = zip(text.clauses.keys, text.clauses.words, strict=True)
    return [
        place
        for place, (key, word) in enumerate(words)
        if key in _LEVELS and not word.endswith(_NOUNS)  # an impression is not impressive
    ]


def _pairs(pair: Pair, lost: list[int], new: list[int]) -> Iterator[tuple[int, int]]:
    """Words of different levels where the one may stand for the other."""
    before, after = pair.original.clauses, pair.rewrite.clauses
    for near in pair.kept_near:
        there = {place for part in near.others for place in part}
        for was in lost:
            if was not in near.sentence:
                continue
            for now in new:
                if _LEVELS[before.keys[was]] == _LEVELS[after.keys[now]]:
                    continue
                follows = _next(pair.original, was)
                beside = follows and follows == _next(pair.rewrite, now)
                kept = pair.rewrite.says(before.keys[was])
                if beside or (now in there and not kept and not _denied(pair, near, now)):
                    yield was, now


def _next(text: Text, place: int) -> str:
    """The word of content that follows at once; empty where none does."""
    keys, content = text.clauses.keys[place + 1 : place + 2], text.clauses.content
    return keys[0] if keys and content[place + 1] else ""


def _denied(pair: Pair, near: Near, now: int) -> bool:
    """True where one of the two sentences has a negation."""
    before, after = pair.original.clauses.words, pair.rewrite.clauses.words
    part = next(part for part in near.others if now in part)
    said = {*(before[place] for place in near.sentence), *(after[place] for place in part)}
    return not NEGATIONS.isdisjoint(said)
