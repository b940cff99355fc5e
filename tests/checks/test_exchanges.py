"""Signs, words and names that changed places: what is found, and what must pass."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}
PENS = "Julia buys 4 * 3 = 12 pens\nAnn buys 12/2 = 6 pens"
ASKED = "Julia buys three times as many pens as Bob. Half as many as Julia buys Ann. How many?"

PEEL = "Start by washing the eggplant. Peel it with a sharp knife. Then cut it into small cubes."
CUBED = "- Start by washing the eggplant.\n- Then cut it into small cubes.\n- Peel it with a knife."

DESIGNS = "Responsive pages use flexible layouts. Adaptive pages use fixed breakpoints."
OTHERS = "Adaptive pages use flexible layouts. Responsive pages use fixed breakpoints."
REST = "Let the batter rest in the fridge.\n"
CAKE = f"Mix the flour with milk.\n{REST}Bake all of it for an hour.\nPut icing on top.\n"
VERSE = (
    "Roses are red and cold\nMy love for you will never die\nMorning comes at sunrise\n"
    "Feelings for the sea subside"
)

SPELLED = "Add one cup of flour and two cups of milk."
HALVES = "Mix half a cup of oil with a quarter cup of rice."

FOUND = [
    ("swapped", SPELLED, "Add two cups of flour and one cup of milk.", ""),
    ("swapped", SPELLED, "- 2 cups of flour\n- 1 cup of milk", ""),
    ("swapped", SPELLED.replace("one", "a"), "- two cups of flour\n- one cup of milk", ""),
    ("swapped", "Use one egg and two onions.", "Use two eggs and one onion.", ""),
    ("swapped", HALVES, "Mix a quarter cup of oil with half a cup of rice.", ""),
    ("numbers", "He drives 2/3 of a mile.", "He drives 2/3 of a kilometer.", ""),
    ("numbers", "It yields 50 * 2 = $<<50*2=100>>100.", "It yields 50 * 2 = 100%.", ""),
    ("steps", PEEL, CUBED, ""),
    (
        "steps",
        CAKE,
        REST + CAKE.replace(REST, ""),
        "Find a recipe for a cake.",
    ),
    (
        "steps",
        "The cat jumps onto a car. It hears a noise in the night. Some survivors take it in.",
        "1. It hears a noise in the night.\n2. The cat jumps onto a car.\n3. Survivors take it in.",
        "Create a storyboard for a film about a cat.",
    ),
    ("steps", VERSE, "\n".join(VERSE.splitlines()[at] for at in (0, 3, 2, 1)), "Write a poem."),
    ("operators", "Jung is 24 + 2 = 26 years old.", "- **Jung:** 24 − 2 = 26 years", ""),
    ("operators", "It takes 80 hours / 10 hours = 8 days.", "80 hours × 10 hours, so 8 days", ""),
    ("operators", "In a minute it is 40/60 miles.", "| Minute | 60 / 40 miles |", ""),
    ("operators", "The mean is (total/n).", "Calculate the mean as total × n.", ""),
    ("operators", "Solve x / (14 + x) = .3 now.", "Solve x / (14 - x) = .3 now.", ""),
    (
        "exchanged",
        "The eggs are warmed by the males while the females search for food.",
        "The eggs are warmed by the females while the males search for food.",
        "",
    ),
    (
        "exchanged",
        "Machine learning predicts outcomes; artificial intelligence copies cognitive tasks.",
        "- Artificial intelligence predicts outcomes; machine learning copies cognitive tasks.",
        "",
    ),
    ("bearers", PENS, "- Ann buys 4 * 3 = 12 pens.\n- Julia buys 12 / 2 = 6 pens.", ASKED),
    (
        "bearers",
        "A new Civic costs less than a new Prius. We like the Prius and the Civic.",
        "A new Prius costs less than a new Civic. We like the Prius and the Civic.",
        "",
    ),
    (
        "bearers",
        "Since Ezra reads twice as many books as Ahmed, Ahmed has read 225.",
        "As Ahmed reads twice as many books as Ezra, Ahmed has read 225.",
        "Do Ezra and Ahmed read?",
    ),
    (
        "subjects",
        DESIGNS,
        OTHERS,
        "",
    ),
    (
        "subjects",
        "Accidents can lead to injury or death, while incidents rarely have physical harm.",
        "- Incidents can lead to injury or death.\n- Accidents rarely have physical harm.",
        "",
    ),
    (
        "subjects",
        "She has two degrees.",
        "Her master's degree is in sociology and her bachelor's degree is in physics.",
        "Bachelor in sociology, master in physics.",
    ),
    ("moments", "Let it rest before icing the cake.", "Ice the cake, then let it rest.", ""),
    ("moments", "Simmer it for a while and then strain the tea.", "1. Strain\n2. Simmer", ""),
    ("moments", "It warns you when you turn.", "It warns you before you turn.", ""),
    (
        "moments",
        "Apologize to the customer, and tell them about your plans.",
        "- Tell them about your plans.\n- After that, apologize to the customer.",
        "",
    ),
    ("person", "My love for you will last.", "Your love for me will last.", ""),
    ("roles", "Shoppers and employees like it.", "Shoppers and suppliers like it.", ""),
    ("roles", "I was able to solve the task.", "My teacher was able to solve the task.", ""),
    ("roles", "Play, and challenge your friends.", "Play, and be challenged by your friends.", ""),
    (
        "roles",
        "The managers use it to thank employees for the long hours. Employees work hard.",
        "The system is used to thank managers for the long hours. Employees work hard.",
        "",
    ),
    (
        "roles",
        "The shop enables its customers to create notes. A company runs the shop.",
        "A company creates notes for its customers in the shop.",
        "",
    ),
]
PASSES = [
    ("swapped", SPELLED, "- two cups of milk\n- one cup of flour", ""),
    ("swapped", SPELLED, "- 1 cup of flour\n- 2 cups of milk", ""),
    ("swapped", HALVES, "- a quarter cup of rice\n- half a cup of oil", ""),
    (
        "swapped",
        "One of them has two rooms, and one has a bath.",
        "Two rooms are in one of them; a bath is in the other one.",
        "",
    ),
    ("numbers", "That is $<<50*2=100>>100 in all.", "In all: $100", ""),
    ("steps", PEEL, "1. Wash the eggplant.\n2. Peel it with a knife.\n3. Cut small cubes.", ""),
    ("steps", VERSE, f"**My love will never die**\n\n{VERSE}", "Write a poem."),
    ("steps", "Cats sleep here. Dogs bark.", "- Dogs bark.\n- Cats sleep here.", ""),
    ("operators", "The year 2020/21 was good.", "In 2020-21 all was good.", ""),
    ("operators", "They are 3 + 5 = 8 in all.", "Altogether: 5 + 3 = **8**", ""),
    ("operators", "That is 6 * 5 = 30 cakes.", "Cakes: 6 × 5 = 30", ""),
    (
        "operators",
        "There are 3 * 5 of them.",
        "Of them: 3 * 5, and 3 + 5.",
        "What is 3 + 5?",
    ),
    ("bearers", PENS, "Julia, three times as many as Bob: 4 × 3 = 12\n\nAnn: 12 / 2 = 6", ASKED),
    ("bearers", PENS, "They buy 4 * 3 = 12 and 12 / 2 = 6 pens.", ASKED),
    (
        "bearers",
        "The Civic costs less than the Prius.",
        "The Prius costs more than the Civic.",
        "Is it the Civic or the Prius?",
    ),
    ("subjects", DESIGNS, DESIGNS.replace(". ", ".\n\n- ").replace("has fixed", "has, fixed,"), ""),
    (
        "subjects",
        "Accidents can lead to injury, while incidents rarely harm anyone.",
        "Incidents rarely harm anyone, but accidents can lead to injury.",
        "",
    ),
    ("moments", "Simmer it and then strain the tea.", "Strain the tea after you simmered it.", ""),
    ("moments", "Let it rest before icing the cake.", "1. Let it rest\n2. Ice the cake", ""),
    ("moments", "Cats sleep and dogs bark.", "Dogs bark and cats sleep.", ""),
    ("person", "My love for you is old.", "The love I have for you is old.", ""),
    ("roles", "The teacher solved it for her son.", "She solved it for the son she has.", ""),
    ("roles", "The crew found a lake.", "A lake was found by the crew.", ""),
    ("roles", "A physician helps the ill.", "A doctor helps those who are ill.", ""),
    ("roles", "Run `go`: it starts.\n\n```\ngo\n```", "A helper starts.\n\n```\ngo\n```", ""),
    ("exchanged", "The shop sells apples and pears.", "The shop sells pears and apples.", ""),
    ("exchanged", "Sell individually wrapped items here.", "Sell items individually wrapped.", ""),
]


@pytest.mark.parametrize(("name", "original", "rewrite", "request_"), FOUND)
def test_found(name: str, original: str, rewrite: str, request_: str) -> None:
    """The check named finds it."""
    finding = BY_NAME[name](Pair(Text(original), Text(rewrite), Text(request_)))
    assert finding is not None
    assert finding.spans


@pytest.mark.parametrize(("name", "original", "rewrite", "request_"), PASSES)
def test_passes(name: str, original: str, rewrite: str, request_: str) -> None:
    """The check named lets it pass."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite), Text(request_))) is None
