"""What a text is about, where the request says it: a list need not name it again."""

from __future__ import annotations

from realign.checks.text import Text
from realign.reading.lexicon import parse_table
from realign.reading.thesaurus import is_noun

_ARTICLES = frozenset({"the", "a", "an", "this", "these", "that", "those"})
_PRONOUNS = frozenset({"it", "its", "they", "their", "he", "his", "she", "her"})
_OPENS = 3  # words
_VERBS = frozenset(
    parse_table(
        "verbs: is are was were has have had does do did can could may might will would should must"
    )
)


def topic(wanted: frozenset[str], here: Text, request: Text) -> frozenset[str]:
    """Those of the wanted stems that make up the one thing that the text is about.

    It opens the first sentence, behind an article or nothing and before a verb; the request names
    it; and it stands nowhere else but at the start of sentences, with nothing else that a sentence
    opens with between them. The request must not name another thing that these sentences tell of.
    English.
    """
    if here.language != "en" or not len(here.clauses):
        return frozenset()
    known = wanted & request.vocabulary
    sentences = here.clauses.sentences()
    first = opening(here, sentences[0], known) if known else range(0)
    if not first:
        return frozenset()
    keys = here.clauses.keys
    named = [keys[at] for at in first]
    own = [
        places for places in sentences if [keys[at] for at in opening(here, places, known)] == named
    ]
    if any(len(here.places[key]) != len(own) for key in named):
        return frozenset()
    between = sentences[: sentences.index(own[-1])]
    if any(places not in own and not _goes_on(here, places) for places in between):
        return frozenset()
    other = {
        keys[at]
        for places in sentences
        for at in (places if places in own else places[:_OPENS])
        if here.clauses.content[at] and keys[at] not in named and is_noun(keys[at])
    }
    return frozenset(named) if other.isdisjoint(request.vocabulary) else frozenset()


def opening(text: Text, places: range, known: frozenset[str]) -> range:
    """The places of the known words that a sentence opens with before its verb."""
    clauses = text.clauses
    start = places[0] + (clauses.words[places[0]] in _ARTICLES)
    end = start
    while end < places.stop and clauses.content[end] and clauses.keys[end] in known:
        end += 1
    if start == end or end + 1 >= places.stop:
        return range(0)
    if start == places[0] and not is_noun(clauses.keys[end - 1]):
        return range(0)  # behind an article whatever stands before the verb is a noun
    return range(start, end) if _is_verb(text, end) else range(0)


def _is_verb(text: Text, place: int) -> bool:
    """True for an auxiliary, and for a word that agrees with the noun before it or tells of the
    past, unless a verb follows it."""
    words, keys = text.clauses.words, text.clauses.keys
    word, noun, then = words[place], words[place - 1], words[place + 1]
    if word in _VERBS:
        return True
    if not text.clauses.content[place] or then in _VERBS:
        return False
    if text.clauses.content[place + 1] and not is_noun(keys[place + 1]):
        return False
    return word.endswith("ed") or word.endswith("s") != noun.endswith("s")


def _goes_on(text: Text, places: range) -> bool:
    """True for a sentence that opens with a word for the one before."""
    return text.clauses.words[places[0]] in _PRONOUNS
