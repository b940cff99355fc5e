"""The checks of meaning: what each must find, and what it must let pass."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text, run_checks

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}
STEPS = (
    "First, connect the router to the broadband modem with a cable. After that, open the web "
    "interface in the browser. Finally, test the wireless connection from a laptop."
)
TURNED = (
    "First, open the web interface in the browser. After that, connect the router to the broadband "
    "modem with a cable. Finally, test the wireless connection from a laptop."
)
HATS = "The shop sold 40 red hats on Monday and 20 green hats on Tuesday."
CODE = "def add(a, b):\n    return a + b"
COLONY = "The penguins live in the icy south and breed in winter."


def pair(original: str, rewrite: str, request: str = "", evidence: tuple[str, ...] = ()) -> Pair:
    """Two texts and what supports them."""
    return Pair(Text(original), Text(rewrite), Text(request), tuple(map(Text, evidence)))


FOUND = [
    ("quantifiers", "It can often help with sleep.", "With sleep it always helps."),
    ("modality", "The bike can be used for shopping.", "The bike must be used for shopping."),
    ("comparatives", "More than half of the genes are old.", "Half of the genes are old."),
    ("conditions", "Bake it until the crust turns brown.", "Bake it in the oven."),
    ("negation", "The milk is not safe to drink.", "The milk is safe to drink."),
    ("negation", "The milk is safe to drink.", "The milk is never safe to drink."),
    ("negation", "You can swim without a licence.", "You can swim with a licence."),
    (
        "negation",
        "Cats do not swim here. Dogs climb the fence.",
        "Cats swim here. Dogs do not climb the fence.",
    ),
    ("negation", "It is a healthy meal for all.", "It is an unhealthy meal for all."),
    ("negation", "Das Haus ist nicht groß und es ist alt.", "Das Haus ist groß und es ist alt."),
    ("negation", "Er hat ein Auto und ist mit dem Rad da.", "Er hat kein Auto und ist da."),
    ("quantifiers", "All members of the club may vote.", "Most members of the club may vote."),
    ("quantifiers", "It often rains in the hills.", "It always rains in the hills."),
    ("quantifiers", "The tool is slightly better.", "The tool is extremely better."),
    ("modality", "The pill may help against the pain.", "The pill will help against the pain."),
    ("modality", "Visitors should wear a helmet.", "Visitors must wear a helmet."),
    ("modality", "It is likely to rain.", "It is certainly going to rain."),
    ("conditions", "Stir until the dough is smooth.", "Stir the dough."),
    ("conditions", "Add salt to the soup as needed.", "Add salt to the soup."),
    ("conditions", "Unless it rains, we walk.", "We walk, it rains."),
    ("causes", "The road is closed because of the flood.", "The road is closed, and a flood."),
    ("comparatives", "It has over 300 rooms.", "It has nearly 300 rooms."),
    ("comparatives", "It takes at least 3 days.", "It takes at most 3 days."),
    ("replaced", HATS, HATS.replace("red", "blue")),
    ("replaced", HATS, "The shop sold 40 green hats on Monday and 20 red hats on Tuesday."),
    ("replaced", COLONY, COLONY.replace("winter", "summer")),
    ("replaced", HATS.replace("red", "stellar"), HATS.replace("red", "cellular")),
    ("replaced", "Children swim five or less times.", "Children swim at least five times."),
    ("modality", "Here swimming is nice.", "Here swimming is not required."),
    ("polarity", "Prices of bread began to rise.", "**Bread:** prices fall from the beginning on."),
    ("polarity", "The review is positive.", "**Review:** negative"),
    ("person", "I'm the leader of the group.", "You're the leader of the group."),
    ("person", "She handed me the old tablet.", "I handed her the old tablet."),
    ("person", "I woke up early. My dog barked.", "He woke up early. His dog barked."),
    ("sequence", STEPS, TURNED),
    ("dropped", "It has tea, milk and honey.", "It has tea and milk."),
    ("dropped", f"{COLONY} They feed on krill and small fish.", COLONY),
    ("added", COLONY, f"{COLONY} Tourists photograph them."),
    ("added", COLONY, COLONY.replace("live in", "live in a quiet valley of")),
    ("added", "Das Haus ist alt und es ist groß.", "Das Haus ist alt und es ist groß, mit Garten."),
    ("dropped", "Das Haus ist alt, mit Garten, und groß.", "Das Haus ist alt und groß."),
    ("dropped", "2 * 3 = 6 oranges\n4 * 5 = 20 lemons", "2 * 3 = 6 oranges"),
]  # fmt: skip

PASSES = [
    ("negation", "The milk isn't safe.", "- The milk is not safe."),
    ("negation", "It is not only big but also new.", "It is big and new."),
    ("negation", "It is impossible to open.", "It is not possible to open."),
    ("negation", "No sugar is added.", "**No sugar**\n\nNo sugar is added."),
    ("quantifiers", "All cats sleep. All dogs bark.", "All of them:\n- cats sleep\n- dogs bark"),
    ("quantifiers", "6 * 2 = 12 cards in all decks", "**All cards:** 6 * 2 = 12"),
    ("modality", "It might rain in the hills.", "Perhaps it rains in the hills."),
    ("conditions", "If he has 3, then 3 + 2 = 5 are left.", "3 + 2 = 5 are left."),
    ("comparatives", "It has more than 300 rooms.", "It has over 300 rooms."),
    ("replaced", HATS, "- **Monday:** 40 red hats\n- **Tuesday:** 20 green hats"),
    ("replaced", "It is hard to find a place.", "It is hard to get a place."),
    ("quantifiers", "Frogs live in all of the ponds.", "Frogs live in each of the ponds."),
    ("quantifiers", "The children were silent.", "All of a sudden the children were silent."),
    ("quantifiers", "The elements are sorted.", "All elements are sorted."),
    ("quantifiers", "Novels usually have a plot.", "As a rule, novels have a plot."),
    ("modality", "Two arguments are required here.", "Two arguments are needed here."),
    ("modality", "The lights should be dimmed.", "- Dim the lights."),
    ("modality", "Ask me for help.", "Should you need help, ask me."),
    ("modality", "The data must be sorted.", "It is essential that the data is sorted."),
    ("conditions", "If the model is for doctors, ask.", "With a model for doctors, ask."),
    ("comparatives", "Add 16 dollars to the price.", "The price is 16 dollars more than that."),
    ("comparatives", "The angles sum to 250.", "The angles add up to 250."),
    ("negation", "No matter what comes, we swim.", "Whatever comes, we swim."),
    ("negation", "He leaves the names undistorted.", "He does not distort the names."),
    ("negation", "Cats sleep here.", "Cats sleep here and know no worries."),
    ("polarity", "The rise was not fast.", "The rise was slow."),
    ("person", "I like tea, and you like milk.", "- I like tea\n- You like milk"),
    ("person", "You can start early.", "Start early."),
    ("sequence", STEPS, STEPS.replace(". ", ".\n\n")),
    ("sequence", "Cats sleep here. Dogs bark there.", "Dogs bark there. Cats sleep here."),
    ("dropped", "The answer to this question is tea.", "**Tea**"),
    ("dropped", "Penguins have a habit of diving.", "Penguins dive."),
    ("added", COLONY, f"**Habitat and breeding**\n\n{COLONY}"),
    ("added", "Machine learning finds rules.", "Machine learning (ML) finds rules."),
    ("added", "It is in a bizzare style.", "It is in a bizarre style."),
    ("added", CODE, f"The function gives back a sum.\n\n```python\n{CODE}\n```"),
    ("added", "Rivers are deep.", "A river is deep."),
    ("replaced", HATS.replace("green", "uniqeu"), HATS.replace("green", "unique")),
    ("replaced", "They peak under the desk at night.", "They peek under the desk at night."),
    ("replaced", "Children who swim five or more times.", "Children who swim at least five times."),
    ("replaced", "It is not necessary to swim here.", "It is unnecessary to swim here."),
    ("modality", "It is not necessary to swim. Swim.", "Swim. Swimming is not required, but nice."),
    ("modality", "We take what life brings us.", "We take whatever life may bring us."),
    ("quantifiers", "The risk for us is minimal.", "There is only a minimal risk for us."),
    ("quantifiers", "Is there anything we can do?", "Is there something we can do?"),
    ("comparatives", "It has several rooms.", "It has more than one room."),
    ("negation", "Always wear a helmet when you ride.", "Never ride without a helmet."),
    ("negation", "He is unable to climb the hill.", "It is impossible for him to climb the hill."),
    ("dropped", "The dog wich barks is old.", "The dog which barks is old."),
    ("dropped", "It makes 20 megawatts.", "| Output |\n|---|\n| 20 MW |"),
    ("names", "It makes 20 megawatts.", "| Output |\n|---|\n| 20 MW |"),
    ("replaced", "The old switch disbles the lamp.", "The old switch disables the lamp."),
    ("comparatives", "It is 20 dollars less than a lamp.", "A lamp is 20 dollars dearer."),
    ("padding", "Cats sleep. In the end they wake.", "- Cats sleep.\n\nIn the end, they wake."),
    ("dropped", "They peak under the desk at night.", "They peek under the desk at night."),
    ("dropped", "Other obstacles include rain and snow.", "- Rain\n- Snow"),
    ("conditions", "I once saw a lynx in the hills.", "In the hills I saw a lynx."),
    ("conditions", "If he has 3, 3 + 2 = <<3+2=5>>5 are left.", "**Left:** 3 + 2 = 5"),
    ("modality", "It says which items should go there.", "It says which items to put there."),
    ("negation", "Sleep is vital for the cubs.", "The cubs cannot do without sleep."),
    ("quantifiers", "It helps you with your time.", "It helps you make the most of your time."),
    ("quantifiers", "The dog was kindest to strangers.", "To strangers the dog was most kind."),
    ("dropped", "2 * 3 = 6 oranges\n4 * 5 = 20 lemons", "| 2 * 3 | 6 |\n|---|---|\n| 4 * 5 | 20 |"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_finds(name: str, original: str, rewrite: str):
    """What changes the meaning is found, and pointed at."""
    finding = BY_NAME[name](pair(original, rewrite))
    assert finding is not None
    assert finding.check == name
    assert finding.expected or finding.found


@pytest.mark.parametrize(("name", "original", "rewrite"), PASSES)
def test_lets_pass(name: str, original: str, rewrite: str):
    """What keeps the meaning is let pass."""
    assert BY_NAME[name](pair(original, rewrite)) is None


MEANING = sorted({name for name, _, _ in FOUND})


@pytest.mark.parametrize("name", MEANING)
def test_equal_texts_pass(name: str):
    """A text is faithful to itself."""
    assert BY_NAME[name](pair(STEPS, STEPS)) is None


@pytest.mark.parametrize("name", MEANING)
@pytest.mark.parametrize(
    ("original", "rewrite"),
    [
        ("这家医院有三百张病床，周末不开放。", "这家医院：\n- 三百张病床\n- 周末不开放"),
        ("المستشفى لا يفتح يوم الجمعة، وفيه ثلاثون سريرا.", "- لا يفتح\n- فيه ثلاثون سريرا"),
        ("La casa non è grande ma è molto bella.", "- La casa non è grande\n- Ma è molto bella"),
    ],
)  # fmt: skip
def test_other_languages_are_let_pass(name: str, original: str, rewrite: str):
    """Where a check does not know the language it does not fire on a new layout."""
    assert BY_NAME[name](pair(original, rewrite)) is None


def test_long_losses_are_found_in_any_language():
    """A whole sentence that is gone needs no knowledge of the language."""
    text = "La casa è grande. Il giardino nasconde antiche fontane romane coperte di muschio verde."
    assert BY_NAME["dropped"](pair(text, "La casa è grande.")) is not None


def test_spans_point_at_the_words():
    """Offsets cut out the very words, on the side that is named."""
    given = pair("It has tea, milk and honey.", "It has tea, milk and saffron.")
    gone, new = BY_NAME["dropped"](given), BY_NAME["added"](given)
    assert gone is not None
    assert new is not None
    (lost,), (came,) = gone.spans, new.spans
    assert (lost.side, given.original.text[lost.start : lost.end]) == ("original", "honey")
    assert (came.side, given.rewrite.text[came.start : came.end]) == ("rewrite", "saffron")


def test_evidence_may_be_added_and_is_named():
    """What evidence says is no reason to reject; the finding says which passage it rests on."""
    evidence = ("Rivers are long.", "Tourists photograph penguins every year.")
    given = pair(COLONY, f"{COLONY} Tourists photograph them.", evidence=evidence)
    finding = BY_NAME["added"](given)
    assert finding is not None
    assert finding.severity == "warn"
    assert "evidence 2" in finding.message
    assert {span.side for span in finding.spans} == {"rewrite", "evidence"}
    span = next(span for span in finding.spans if span.side == "evidence")
    assert evidence[1][span.start : span.end] == "Tourists"


def test_causes_and_openings_only_warn():
    """Checks that alarm falsely often warn by themselves."""
    found = run_checks(pair("It is closed because of the flood.", "It is closed. Flood."))
    assert {finding.severity for finding in found if finding.check == "causes"} == {"warn"}


def test_a_unit_is_compared_in_its_sentence():
    """Both units stand elsewhere with the same number, so that only the place tells."""
    recipe = "- Add 1 tablespoon of honey.\n- Add 1 teaspoon of salt.\n- Add 1 tablespoon of oil."
    slip = recipe.replace("tablespoon of honey", "teaspoon of honey")
    assert BY_NAME["numbers"](pair(recipe, slip)) is not None
    assert BY_NAME["numbers"](pair(recipe, recipe.replace("Add", "Stir in"))) is None
