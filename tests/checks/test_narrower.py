"""Where checks were narrowed: what is no change of meaning, each beside a true change."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks
from realign.checks.added import Added
from realign.checks.bearers import Bearers
from realign.checks.bold_items import BoldItems
from realign.checks.dropped import Dropped
from realign.checks.empty import Empty
from realign.checks.leak import Leak
from realign.checks.lost_phrases import LostPhrases
from realign.checks.members import Members
from realign.checks.modality import Modality
from realign.checks.names import Names
from realign.checks.negation import Negation
from realign.checks.numbers import Numbers
from realign.checks.order import Order
from realign.checks.padding import Padding
from realign.checks.person import Person
from realign.checks.qualifiers import Qualifiers
from realign.checks.quantifiers import Quantifiers
from realign.checks.replaced import Replaced
from realign.checks.roles import Roles
from realign.checks.steps import Steps
from realign.checks.subjects import Subjects
from realign.checks.swapped import Swapped

CHECKS: tuple[type, ...] = (
    Added, Bearers, BoldItems, Dropped, Empty, Leak, LostPhrases, Members, Modality, Names,
    Negation, Numbers, Order, Padding, Person, Qualifiers, Quantifiers, Replaced, Roles, Steps,
    Subjects, Swapped,
)  # fmt: skip
BY_NAME = {check.name: check() for check in CHECKS}
QUESTIONS = (
    "Q1. What is the capital of Italy?\nA1. It is Rome.\n\n"
    "Q2. What river flows there?\nA2. The Tiber flows there."
)
ANSWERS = "- What is the capital of Italy? It is Rome.\n- What river flows there? The Tiber flows."
FINALLY = "Finally, a good budget keeps your family safe and your house in order."
CLOUD = "Users can access resources as a utility. Access needs apps, data and storage, not keys."
METHODS = (
    "Gradient methods use slopes. Genetic methods breed rules, mutate genes and follow evolution. "
    "Gradient methods go down steep hills."
)
COLUMNS = (
    "| | Gradient methods | Genetic methods |\n|---|---|---|\n"
    "| Genetic ideas | They use slopes | They breed rules, mutate genes and follow evolution |\n"
    "| Gradient of it | They go down steep hills | none |"
)
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
    ("members", "Remember, making friends takes time, effort, and trust.",
     "Keep in mind that making friends takes time, effort, and trust."),
    ("modality", "There are flaws that cannot be overlooked.",
     "There are flaws that must not be overlooked."),
    ("modality", "A plan should include the following steps: 1) set goals; 2) find readers.",
     "A plan can include these steps:\n\n1. Set goals\n2. Find readers"),
    ("negation", "It does not come without its drawbacks.", "It also has its drawbacks."),
    ("negation", "How about encouraging a child to paint?", "Why not encourage a child to paint?"),
    ("negation", "Pay at least 30 dollars.", "Pay no less than 30 dollars."),
    ("negation", "It is great, above all Colin.", "It is great, none more so than Colin."),
    ("negation", "The belief lives on, as it is.", "The belief may or may not live on, as it is."),
    ("negation", "On cheese he spent 26 - 5 = 21.", "On cheese, without the $5: 26 - 5 = 21."),
    ("quantifiers", "The sound ranges from a rumble to a crackle.",
     "The sound: anything from a rumble to a crackle."),
    ("roles", "They offer discounts for using buses.", "Discounts for passengers who use buses."),
    ("roles", "It does so by using customers.", "It does so to prey on customers."),
    ("roles", "It helps them to better understand the audience.",
     "It helps them to understand the audience better."),
    ("roles", "After the wife ate 60 cookies, 140 cookies were left.",
     "| Cookies eaten | Cookies left |\n|---|---|\n| 60 by the wife | 140 |"),
    ("numbers", "It rests on length, form, and age.",
     "It rests on three things:\n\n- **Length and form:** both count.\n- **Age:** it counts too."),
    ("numbers", "It has causes: rain and wind. It has marks: rust, mud, and moss.",
     "It has two causes:\n- rain\n- wind\n\nIt has marks:\n- rust\n- mud\n- moss"),
    ("quantifiers", "You can fix the wrong names and the addresses of it with this.",
     "## Option 2: fix only the wrong names and the addresses\n\nYou can fix it with this."),
    ("subjects", CLOUD, "Users get at resources as a utility. They get to apps, data and storage."),
    ("subjects", METHODS, COLUMNS),
    ("quantifiers", "Everything changed then.", "All that changed then."),
    ("quantifiers", "Devices help ever more.", "Devices help increasingly often."),
    ("quantifiers", "They came to the forest and discovered a witch.",
     "They came to the forest, only to discover a witch."),
    ("modality", "The belief lives on, as it is.", "The belief may or may not live on, as it is."),
    ("replaced", "Better mood and focus due to the body's reaction to sunlight.",
     "Better mood and focus thanks to the body's reaction to sunlight."),
    ("swapped", "Rimini has a beach and 4 tall towers.", "The 4 tall towers of Rimini's beach."),
    ("lost_phrases", FINALLY, "A good budget keeps your family safe and your house in order."),
    ("added", "He has 3 + 5 = 8 red apples.", "Adding: 3 + 5 = 8 red apples, the sum."),
    ("padding", "He spends 12*12 = $144 on shoes.",
     "Mario spends money on shoes:\n\n- 12 × 12 = $144\n\nMario spends **$144** on shoes."),
    ("empty", "There was the fall of the tower in 1790, and the late return of King Louis in 1814.",
     "There were:\n\n- **1790:** the fall of the tower\n- **1814:** the late return of King Louis"),
    ("qualifiers", "The knight charged at the dragon and slew the beast with his long sword.",
     "The knight charged at it, and slew the beast with his long sword."),
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
    ("members", "They sell bread, tea, milk, and honey.", "They sell bread, tea, and honey."),
    ("modality", "There are flaws that can be overlooked.",
     "There are flaws that must be overlooked."),
    ("modality", "A plan should include goals: they guide us.",
     "A plan can include goals: they guide us."),
    ("negation", "It does not come with drawbacks.", "It comes with drawbacks."),
    ("negation", "On cheese he spent money.", "On cheese he spent no money."),
    ("quantifiers", "Some sounds rumble.", "All sounds rumble."),
    ("empty", "We saw the fall of the tower, and the late return of King Louis beside his mother.",
     "There were:\n\n- **1790:** the fall of the tower\n- **1814:** the late return of King Louis"),
    ("qualifiers", "The knight charged at the dragon and slew the beast with his long sword.",
     "The knight charged, and slew the beast with his long sword."),
    ("quantifiers", "They let members see it.", "They let only members see it."),
    ("swapped", "In 12 towns live 40 wild bears.", "In 40 towns live 12 wild bears."),
    ("roles", "They offer discounts for using buses.", "They give discounts to passengers."),
    ("roles", "It helps the industry to understand the audience.",
     "It helps the audience to understand the industry."),
    ("numbers", "It rests on length, form, and age.",
     "It rests on five things:\n\n- **Length and form:** both count.\n- **Age:** it counts too."),
    ("subjects", "Frogs live in ponds and lay soft eggs. Snakes live in deserts, with hard scales.",
     "Snakes live in ponds and lay soft eggs. Frogs live in deserts, with hard scales."),
    ("quantifiers", "You can fix the wrong names with this.",
     "You can fix only the wrong names with this."),
]  # fmt: skip
STEPS = "1. Walk in the green park.\n2. Sleep enough hours.\n3. Exercise with some friends."
GROUPS = (
    "**Rest**\n- Sleep enough hours.\n\n**Sport**\n- Exercise with some friends.\n"
    "- Walk in the green park."
)
FLAT = "- Sleep enough hours.\n- Exercise with some friends.\n- Walk in the green park."
ASKED = "How can I reduce stress?"


@pytest.mark.parametrize("name", ["order", "steps"])
def test_groups_tell_no_order(name):
    """Advice that is put under headings is no sequence; in one list it may be."""
    check, request = BY_NAME[name], Text(ASKED)
    assert check(Pair(Text(STEPS), Text(GROUPS), request)) is None
    assert check(Pair(Text(STEPS), Text(FLAT), request)) is not None


def test_should_of_the_request():
    """What the request calls a should binds the answer, said or not."""
    check, request = BY_NAME["modality"], Text("List what the page should include.")
    pair = Text("A short headline and a tagline"), Text("The headline should be short.")
    assert check(Pair(*pair, request)) is None
    assert check(Pair(Text("The headline is short."), Text("The headline should be short.")))
    assert check(Pair(Text("A post should have three parts."), Text("A post has three parts.")))
    asked = Text("How many parts should a post have?")
    pair = Text("A post should have three parts."), Text("A post: three parts.")
    assert check(Pair(*pair, asked)) is None


def test_the_person_of_a_calculation():
    """ "He" will do for whom the request asks about; another name, or a day, will not."""
    worked, asked = Text("So Timothy spends $16 + $20 = $36."), Text("How much does Timothy spend?")
    names = BY_NAME["names"]
    assert names(Pair(worked, Text("He spends $16 + $20 = $36."), asked)) is None
    assert names(Pair(worked, Text("So he, Martin, spends $16 + $20 = $36."), asked)) is not None
    assert names(Pair(worked, Text("He spends $16 + $20 = $36."))) is not None
    assert names(Pair(worked, Text("Spent: $16 + $20 = $36."), asked)) is not None
    friday, asked = Text("On Friday he spends $16 + $20 = $36."), Text("What of Friday?")
    assert names(Pair(friday, Text("He spends $16 + $20 = $36."), asked)) is not None


def test_the_word_that_was_asked_for():
    """A typing error of the original is mended with the word of the request."""
    pair = (
        Text("If the reaming spots are on her sides."),
        Text("The remaining spots are on her sides."),
    )
    check, asked = Replaced(share=0.5), Text("Where are the remaining spots?")
    assert check(Pair(*pair, asked)) is None
    assert check(Pair(*pair)) is not None


@pytest.mark.parametrize(("name", "original", "rewrite"), FREE)
def test_free(name, original, rewrite):
    """The check has nothing to say."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is None


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_found(name, original, rewrite):
    """The check still speaks."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is not None


@pytest.mark.parametrize(
    ("original", "rewrite", "request_text"),
    [
        (
            "1. Mix the flour with the eggs.\n2. Pour the batter into a greased pan.\n"
            "3. Bake the cake for forty minutes.\n4. Let the cake cool before serving.",
            "**Baking**\n- Bake the cake for forty minutes.\n- Let the cake cool before serving.\n"
            "\n**Preparing**\n- Pour the batter into a greased pan.\n"
            "- Mix the flour with the eggs.",
            "How do I bake a cake? Give me the steps.",
        ),
        (
            "The plan must be signed or must not be used.",
            "The plan must be signed or must be used.",
            "",
        ),
        ("Unplug the device or do not touch it.", "Unplug the device or do touch it.", ""),
        (
            "Nothing less than a full refund is acceptable to the board.",
            "Less than a full refund is acceptable to the board.",
            "",
        ),
        (
            "Children should follow these steps:\n1. Wash.\n2. Dry.",
            "Children must follow these steps:\n1. Wash.\n2. Dry.",
            "",
        ),
        (
            "The drug is not approved for use in children under the age of twelve.",
            "Children under twelve may be given the drug, as its use is approved.",
            "",
        ),
    ],
)
def test_what_a_rule_that_lets_pass_must_not_let_pass(original, rewrite, request_text):
    pair = Pair(Text(original), Text(rewrite), Text(request_text))
    assert any(finding.severity == "reject" for finding in run_checks(pair))
