"""One word written in two ways: typing errors mended, words joined, split or cut short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import compress, groupby, islice, pairwise
from operator import add

from rapidfuzz.distance import OSA

from realign.reading.clauses import Clauses
from realign.reading.lexicon import STOP, stem
from realign.reading.rarity import weight
from realign.reading.thesaurus import neighbours

_MOST = 40  # words looked at
_SOUND_ALIKE = tuple(
    frozenset(group.split())
    for group in """
    peak peek pique; loose lose; there their; your you're; its it's; then than; affect effect
    breath breathe; whose who's; to too; brake break; principal principle; complement compliment
    stationary stationery; bare bear; who whom; weather whether; lead led; passed past; of off
    peaked peeked piqued; road rode; knew new; right write; hole whole; weak week; waist waste
    wear where; through threw; plane plain; piece peace; role roll; steal steel; tail tale; won one
    wait weight; vain vein; aloud allowed; bored board; cite site; coarse course; desert dessert
    die dye; fair fare; flour flower; for four; hear here; heal heel; hour our; mail male; meat meet
    main mane; pair pear; poor pour; pray prey; reign rein rain; sail sale; scene seen; sea see
    seam seem; sew sow; soar sore; some sum; stair stare; tide tied; which witch; wood would
    a an; much must; form from; than then; thing think; were where; quit quite; past passed; of off
    though through thought; accept except
    isle aisle; advice advise; cloth cloths clothes; quiet quite; site sight; wander wonder
    """.replace("\n", ";").split(";")
    if group.strip()
)
_HEARD = str.maketrans("cqzdvg", "kkstfj", "aeiouyhw")  # letters heard as others, and none
_NONE: frozenset[str] = frozenset()
_ALIKE = {
    word: _NONE.union(*(group for group in _SOUND_ALIKE if word in group)) - {word}
    for word in _NONE.union(*_SOUND_ALIKE)
}
_LONG = 6  # letters: shorter words are too alike to tell a slip of the keyboard
_DENIALS = ("un", "in", "im", "non", "dis", "ir", "il")  # whether it is denied is another check's


def mended(wanted: Collection[str], here: Clauses, there: Clauses) -> frozenset[str]:
    """Those of the wanted stems whose word stands on the other side in another spelling.

    One letter more, less or another; "on board" for "onboard"; "sci fi" for "science fiction";
    the first letters of words ("AI"); and "necessary" for "unnecessary".
    """
    if not wanted:
        return frozenset()
    words: dict[str, str] = {}
    for key, word in zip(here.keys, here.words, strict=True):
        if key in wanted:
            words.setdefault(key, word)
    known = frozenset(there.words)
    own = frozenset(here.words)
    joined = set(map(add, there.words, there.words[1:]))
    pairs = zip(map(add, here.words, here.words[1:]), pairwise(here.words), strict=True)
    broken = {part for whole, pair in pairs if whole in known for part in pair}
    firsts = "".join([word[0] for word in there.words])[:5000]
    others, spelled = _by_letter(known - own), _by_letter(known)
    shorter = _by_letter(known - own - STOP)
    small = [word for word in known & STOP if len(word) > 3]
    proper = set(compress(here.words, here.named))
    return frozenset(
        key
        for key, word in islice(words.items(), 4 * _MOST)
        if word in joined
        or word in broken
        or _is_compound(word, known)
        or (1 < len(word) < 6 and word in firsts)
        or _is_cut(word, shorter.get(word[0], ()))
        or _is_denied(word, known)
        or not known.isdisjoint(_ALIKE.get(word, ()))
        or (len(word) > 3 and not neighbours(key) and any(_nearly(word, other) for other in small))
        or (len(word) == 4 and word not in proper and _is_doubled(word, known))
        or any(mistyped(word, other) for other in spelled.get(word[0], ()))
        or any(_sounds_like(word, other) for other in others.get(word[0], ()))
        or (len(word) >= _LONG and any(_slip(word, other) for other in others.get(word[0], ())))
    )


def _sounds_like(word: str, other: str) -> bool:
    """True where one is a word that nobody knows, and the other a known one of the same
    consonants: lude, lewd."""
    if min(len(word), len(other)) < 4 or abs(len(word) - len(other)) > 2:
        return False
    sound = _sound(word)
    if len(sound) < 2 or sound != _sound(other):
        return False
    return _is_known(word) != _is_known(other) and weight(stem(word)) == weight(stem(other)) == 1


def _is_known(word: str) -> bool:
    return bool(neighbours(stem(word)))


def _sound(word: str) -> str:
    """The consonants, those that are heard alike made equal."""
    return _single(word.translate(_HEARD))


def _by_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """The words by their first letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return found


def _nearly(word: str, other: str) -> bool:
    """True for one letter too many or too few: wich for which."""
    return abs(len(word) - len(other)) == 1 and OSA.distance(word, other, score_cutoff=1) == 1


def _is_doubled(word: str, known: Collection[str]) -> bool:
    """True for an unknown word that is a function word of three letters with one of them once
    more: theh for the."""
    if neighbours(stem(word)) or word in STOP:
        return False
    return any(
        other in known and other in STOP and word[at] in other
        for at in range(4)
        if (other := word[:at] + word[at + 1 :])
    )


def _is_compound(word: str, known: Collection[str]) -> bool:
    return any(word[:at] in known and word[at:] in known for at in range(2, len(word) - 2))


def _is_cut(word: str, others: Iterable[str]) -> bool:
    """True where one of the two is the start of the other, in two to four letters."""
    return any(
        len(word) != len(other)
        and 1 < min(len(word), len(other)) < 5
        and (word.startswith(other) or other.startswith(word))
        for other in others
    )


def is_denial(word: str, root: str) -> bool:
    """True for the root with a un-, in-, dis- before it."""
    return len(root) > 3 and any(word == start + root for start in _DENIALS)


def _is_denied(word: str, known: Collection[str]) -> bool:
    return any(
        word.startswith(start) and len(word) - len(start) > 3 and word[len(start) :] in known
        for start in _DENIALS
    )


def same_word(one: str, other: str) -> bool:
    """True for two long words that are one with a typing error: Bizzare, recourse for resource.

    A letter doubled or not, or letters that changed places; another letter may be another word.
    """
    if one == other or one[:1] != other[:1] or min(len(one), len(other)) < _LONG:
        return False
    if sorted(one) == sorted(other):
        return OSA.distance(one, other, score_cutoff=2) <= 2
    plain = _single(one), _single(other)
    if len(one) == len(other) and abs(len(plain[0]) - len(plain[1])) == 1:
        return OSA.distance(*plain, score_cutoff=1) == 1  # Eifiel, Eiffel
    return abs(len(one) - len(other)) <= 1 and plain[0] == plain[1]


def mistyped(was: str, now: str) -> bool:
    """True for a word that nobody knows and one known word a slip of the keyboard away."""
    if len(was) < _LONG or abs(len(was) - len(now)) > 1:
        return False
    if OSA.distance(was, now, score_cutoff=1) != 1 or not neighbours(stem(now)):
        return False
    return weight(stem(was)) == 1 and not neighbours(stem(was))


def mistaken(one: str, other: str) -> bool:
    """True for words that sound alike and are often written for each other: peak, peek."""
    return other in _ALIKE.get(one, ())


def _single(word: str) -> str:
    """The word with every run of one letter cut down to one; but two doublings stand for one."""
    return "".join(letter for letter, _ in groupby(word))


def _slip(word: str, other: str) -> bool:
    """True for one letter more, less or another one, and for two where the letters are the same."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1:
        return False
    distance = OSA.distance(word, other, score_cutoff=2)
    return distance < 2 or (distance == 2 and set(word) == set(other))
