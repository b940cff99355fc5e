"""Words as the checks compare them: stems, and the lists of words that carry no content.

The stemmer is light on purpose: it undoes plurals, -ing, -ed, -ly and a few endings that turn a
verb into a noun, so that "increased energy" and "increases energy" meet. A stem is a key to
compare by, not a word to show. English endings only; other languages are compared as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

from realign.reading.inflections import FORMS
from realign.reading.kept import Kept
from realign.reading.text import words_of


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def parse_table(text: str) -> dict[str, str]:
    """Lines "key: word word ..." as word -> key; a key may have several lines."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        key, _, words = line.strip().partition(": ")
        found.update(dict.fromkeys(words.split(), key))
    return found


# Function words, and verbs so light that a new layout may drop or change them.
STOP = _set(
    """
    a an the this that these those there here it its they them their theirs he him his she her hers
    we us our ours you your yours i me my mine myself yourself itself themselves himself herself
    ourselves yourselves who whom whose which what when where why how while as than then so thus
    hence therefore and or but nor yet if because since although though however moreover
    furthermore additionally also too of in on at to from by with for into onto upon about against
    between among through during before after above below over under out off up down again further
    per via is am are was were be been being do does did doing done have has had having will would
    shall get gets got getting let lets go goes going gone went come comes came coming become
    becomes say says said one ones another other others such same own just very really quite rather
    even still etc eg ie such like well in's 's s t re ve ll d m o'clock oh ok okay yes please
    being able whether within along across around upon toward towards throughout thereby whereas
    way ways thing things lot something someone anything anyone everything everyone it's use used
    using make makes made making give gives gave given giving take takes took taken taking each can
    see sees saw seen
    """
)

# What a layout may add around the content: labels, intros, numbering words.
LAYOUT = _set(
    """
    answer answers step steps summary follow follows following note notes first second third fourth
    fifth sixth seventh eighth ninth tenth finally last lastly next example examples instance list
    lists item items point points overview introduction conclusion result results response question
    questions reason reasons explanation detail details description section part parts total final
    output input code function program script snippet solution option options below above key main
    include includes including consist consists describe describes show shows shown work works
    provide provides given several various name names subject label type types category categories
    class purpose effect effects total calculation calculations calculate compute find know want
    need based can formula table row column title heading version versions both two three four five
    six seven eight nine ten number numbers amount left therefore regards sincerely dear hello
    """
)

# Words that only frame an answer: they may go, and may come.
FRAME = _set(
    """
    answer answers mean means meaning involve involves involved involving state states stated
    consist consists consisting phrase term word words call called named name refer refers follow
    follows following first second third fourth fifth firstly secondly thirdly finally lastly next
    example instance result results resulting describe describes plus offer offers include includes
    including included provide provides total two three four five six seven eight nine ten eleven
    twelve zero hundred thousand million billion equal equals list question hope here order
    addition number calculate calculated calculating
    """
)

NEGATIONS = _set("not no never none nothing nobody nowhere neither without cannot")

# Words that limit or grade a claim, by what they stand for. Losing one strengthens the claim.
LIMITS = parse_table(
    """
    may: may might possibly perhaps maybe possible potentially potential
    could: could
    should: should ought
    must: must necessary required require requires
    likely: likely probably unlikely likelihood
    usually: usually typically generally normally commonly often frequently tends tend
    sometimes: sometimes occasionally rarely seldom
    some: some few several certain partly partially
    most: most mostly majority mainly primarily largely predominantly
    many: many numerous
    all: all every always entire entirely everyone everything whole completely fully
    only: only solely exclusively just merely
    about: approximately roughly nearly almost circa estimated
    least: least minimum
    atmost: maximum
    if: if unless provided assuming otherwise
    except: except excluding unless besides apart
    seem: seem seems seemed appear appears appeared apparently believed thought considered
    """
)

_IRREGULAR = parse_table(
    """
    million: million
    billion: billion
    frac: dfrac tfrac
    buy: bought
    think: thought
    bring: brought
    find: found
    know: knew known
    see: saw seen
    write: wrote written
    eat: ate eaten
    drink: drank drunk
    run: ran running
    begin: began begun
    break: broke broken
    build: built
    choose: chose chosen
    draw: drew drawn
    drive: drove driven
    fall: fell fallen
    feel: felt
    fly: flew flown flies
    grow: grew grown growth
    hold: held
    keep: kept
    lead: led
    leave: left
    lose: lost loss losing
    mean: meant
    meet: met
    pay: paid
    rise: rose risen
    sell: sold
    send: sent
    show: shown
    speak: spoke spoken
    spend: spent
    stand: stood
    teach: taught
    tell: told
    understand: understood
    wear: wore worn
    win: won
    child: children
    person: people
    man: men
    woman: women
    foot: feet
    tooth: teeth
    mouse: mice
    first: 1st
    second: 2nd
    third: 3rd
    fourth: 4th
    fifth: 5th
    sixth: 6th
    seventh: 7th
    eighth: 8th
    ninth: 9th
    tenth: 10th
    live: life lives living
    leave: leaf leaves
    high: height heights tall taller tallest
    wide: width
    warm: warmth
    young: youth
    poor: poverty
    free: freedom
    true: truth
    able: ability abilities
    compare: comparison comparisons
    believe: belief beliefs believes
    offer: offered offering offers
    breed: bred
    feed: fed
    sit: sat
    shake: shook shaken
    freeze: froze frozen
    forget: forgot forgotten
    reduce: reduction reductions
    produce: production productions
    describe: description descriptions
    receive: reception
    solve: solution solutions
    explain: explanation explanations
    decide: decision decisions
    divide: division
    expand: expansion
    maintain: maintenance
    destroy: destruction
    discover: discovery discoveries
    recover: recovery
    deliver: delivery deliveries
    succeed: success successes successful
    vary: variety various variation variations
    apply: application applications
    multiply: multiplication
    born: birth
    differ: differ differs differed differing different difference differences differently
    offer: offer
    enter: enter enters entered entering entry entries
    ice: icing iced
    cite: citation
    prove: proof proofs proven
    serve: service services
    weigh: weight weights
    dead: death deaths
    safe: safety
    danger: dangerous dangers
    good: better best
    bad: worse worst
    sing: sang sung
    swim: swam swum
    give: gave given
    take: took taken
    make: made making
    wake: woke
    analysis: analyses
    die: died dying dies
    lie: lying lay
    tie: tying tied ties
    use: used using uses usage
    choice: choices
    deep: depth
    long: length
    strong: strength
    catch: caught
    fight: fought
    seek: sought
    sleep: slept
    hear: heard
    throw: threw thrown
    hide: hid hidden
    ride: rode ridden
    steal: stole stolen
    """
    + FORMS
)

_CONTRACTIONS = {
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "cannot": "can not",
}
_ENDING_LIST = """
    izations isations ization isation ational fulness iveness ations ation ments ment ities ity
    ically ical ness ingly edly ions ion ings ing ives ive ance ence able ible ally ers ors er or
    ies ied ily es ed ly al ic s e y
    """
_ENDINGS = tuple(_ENDING_LIST.split())
_ENDINGS_BY_LETTER = {
    letter: tuple(ending for ending in _ENDINGS if ending[-1] == letter)
    for letter in {ending[-1] for ending in _ENDINGS}
}
_SHORT_ENDINGS = frozenset({"ing", "ed", "es", "ly", "s", "e", "y", "er", "ers"})
_E_DROPPED = ("nc", "iv", "abl", "ibl")  # influenced, received, enabled
_SIGNS = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("‐", "-"), ("‑", "-"))
_HAS_LETTER = re.compile(r"[^\W\d_]")


def fold(text: str) -> str:
    """Case, width and quote variants made equal."""
    if text.isascii():
        return text.lower()
    for sign, plain in _SIGNS:
        text = text.replace(sign, plain)
    return unicodedata.normalize("NFKC", text).lower()


def plain_words(text: str) -> list[str]:
    """Folded words; hyphens and contractions opened: "don't" is do, not; plain numbers left out."""
    return open_words(words_of(fold(text)))


def open_words(words: Iterable[str]) -> list[str]:
    """As `plain_words`, of folded words."""
    return list(chain.from_iterable(map(_parts, words)))


def opened(word: str) -> tuple[str, ...]:
    """One word's plain words: "don't" is do, not."""
    return _parts(fold(word))


def _find_parts(word: str) -> tuple[str, ...]:
    if word in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[word].split())
    if word.endswith("n't"):
        return (word[:-3], "not") if word[:-3] else ("not",)
    pieces = [piece.split("'")[0] for piece in word.split("-")]
    return tuple(piece for piece in pieces if piece and _HAS_LETTER.search(piece))


def _find_stem(word: str) -> str:
    base = _IRREGULAR.get(word)
    if base is not None:
        return base if base == word else _find_stem(base)
    if not word.isascii() or len(word) < 4:
        return word
    base = word
    for ending in _ENDINGS_BY_LETTER.get(word[-1], ()):
        left = 3 if ending in _SHORT_ENDINGS else 4
        if word.endswith(ending) and len(word) - len(ending) >= left:
            if ending != "s" or not word.endswith(("ss", "us")):
                base = word[: -len(ending)]
            break
    if len(base) > 3 and base[-1] == base[-2]:
        base = base[:-1]
    if len(base.rstrip("iey")) > 2:
        base = base.rstrip("iey")
    elif base[-1] in "ey":
        base = base[:3]  # obey, obeying
    return base[:-1] + "s" if base.endswith("z") else base  # organize, organise


def _find_heads(key: str) -> tuple[str, ...]:
    found = tuple(key[:end] for end in range(max(4, len(key) - 4), len(key)))
    # power has lost its -er as if it were an ending: powerful is of its family all the same
    return found + tuple(_find_stem(head) for head in found[1:] if head.endswith("er"))


def _find_plainer(key: str) -> str:
    if len(key) < 5:
        return key
    return _find_stem(f"{key}e" if key.endswith(_E_DROPPED) else key)


_parts = Kept(_find_parts, 50_000).__getitem__
# A key under which a word's forms meet. At least three letters are left standing.
stem = Kept(_find_stem, 50_000).__getitem__
# Shorter stems of the same family: up to four letters less, four at least.
heads = Kept(_find_heads, 50_000).__getitem__

# The stem of a stem: "gathered" leaves gather, and the word gather leaves gath. A stem that no
# table knows may be known by it.
plainer = Kept(_find_plainer, 50_000).__getitem__


_LINK = re.compile(
    r"(?<![\w#@])[#@][^\W\d]\w{2,}|(?:https?://|www\.)[^\s<>()\[\]\"'`*]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
)
_TAG = re.compile(r"#\w")


def _may_link(text: str) -> bool:
    if "://" in text or "@" in text or "www." in text:
        return True
    return "#" in text and _TAG.search(text) is not None


def links_in(text: str) -> list[str]:
    """Web and e-mail addresses, closing punctuation left out."""
    return [match.rstrip(".,;:!?_") for match in _LINK.findall(text)] if _may_link(text) else []


def without_links(text: str) -> str:
    """The text with its addresses blanked."""
    return _LINK.sub(" ", text) if _may_link(text) else text


FRAME_STEMS = frozenset(stem(word) for word in FRAME)
LAYOUT_STEMS = FRAME_STEMS | {stem(word) for word in LAYOUT}
