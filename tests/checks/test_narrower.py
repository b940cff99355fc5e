"""Where checks were narrowed: what is no change of meaning, each beside a true change."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text
from realign.checks.bearers import Bearers
from realign.checks.bold_items import BoldItems
from realign.checks.dropped import Dropped
from realign.checks.leak import Leak
from realign.checks.names import Names
from realign.checks.padding import Padding
from realign.checks.person import Person

CHECKS: tuple[type, ...] = (Bearers, BoldItems, Dropped, Leak, Names, Padding, Person)
BY_NAME = {check.name: check() for check in CHECKS}
QUESTIONS = (
    "Q1. What is the capital of Italy?\nA1. It is Rome.\n\n"
    "Q2. What river flows there?\nA2. The Tiber flows there."
)
ANSWERS = "- What is the capital of Italy? It is Rome.\n- What river flows there? The Tiber flows."
FREE = [
    ("dropped", QUESTIONS, ANSWERS),
    ("dropped", "It was warm, with theh sun high above the lake.",
     "It was warm, with the sun high above the lake."),
    ("dropped", "They ask for the preferences of their readers.",
     "They ask what their readers prefer."),
    ("names", "Static analysis finds it. Look at what SA can't find.",
     "Static analysis finds it. Look at what static analysis can't find."),
    ("names", "In vscode it is easier now.", "Now it is easier in VS Code."),
    ("bold_items", "I. Start\nA. Aim\nB. Plan\n\nII. Gains\n\nIII. End",
     "1. **Start**\n   - Aim\n   - Plan\n2. **Gains**\n3. **End**"),
    ("padding", "This paper shows a new way to count birds.",
     "**In short:** the paper shows a new way to count birds."),
    ("leak", "The order is kept.\n\nsource\n\nIt was not so once.",
     "> The order is kept.\n> (source)\n\nIt was not so once."),
    ("person", "I should have given you the facts.", "The facts I gave you should be good."),
    ("bearers", "William read 2*8 = 16 books. Brad and Williams read.",
     "Williams read 2 × 8 = 16 books. Brad and William read."),
]  # fmt: skip
FOUND = [
    ("dropped", "Feed the cat, the K9, and the horse.", "Feed the cat and the horse."),
    ("dropped", "It was warm, with thex sun high above the lake.",
     "It was warm, with sun high above the lake."),
    ("names", "Static analysis finds it. Look at what SA can't find.",
     "Static analysis finds it. Look at what people can't find."),
    ("names", "In vscode it is easier now.", "Now it is easier in VS Basic."),
    ("bold_items", "I. Start\n\nII. Gains\n\nIII. End", "1. **Start**\n2. **Gains**\n3. **End**"),
    ("padding", "This paper shows a new way to count birds.",
     "The paper shows a new way to count birds.\n\n**In short:** it shows a new way to count."),
    ("leak", "The order is kept, says one source.", "The order is kept (source)."),
    ("person", "I should have given you the facts.", "You should have given me the facts."),
    ("bearers", "So William read 2*8 = 16 books. So Brad read 3*5 = 15 books.",
     "So Brad read 2 × 8 = 16 books. So William read 3 × 5 = 15 books."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "original", "rewrite"), FREE)
def test_free(name, original, rewrite):
    """The check has nothing to say."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is None


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_found(name, original, rewrite):
    """The check still speaks."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is not None
