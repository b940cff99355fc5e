"""Each check on small pairs: what it must find, and what it must let pass."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text, run_checks
from realign.criteria.requirements import Requirement, parse
from realign.reading.arithmetic import equations
from realign.reading.lexicon import plain_words, stem

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}


def pair(original: str, rewrite: str, request: str = "", evidence: tuple[str, ...] = ()) -> Pair:
    """Two texts and what supports them."""
    return Pair(Text(original), Text(rewrite), Text(request), tuple(map(Text, evidence)))


CODE = "def f(x):\n    y = x + 1\n    return y"
LONG = "The river is long and wide. It runs through the old town and past the mill to the sea."
CALC = "He buys 3*4=12 apples.\nHe eats 2 so 12-2=10 are there.\nThe answer is 10"

FOUND = [
    # check, original, rewrite
    ("empty", "Something.", "  \n"),
    ("empty", "Something.", "..."),
    ("empty", "Run it:\n\nls -l /tmp", "Run it:\n\n```\nls -l /tmp"),
    ("empty", LONG, "The river is long and wide. It runs through the old town and"),
    (
        "empty",
        LONG,
        "The river is long and wide. It runs through the old town and past the mill to",
    ),
    ("empty", LONG, "The river is long and wide.\n" * 8),
    ("empty", LONG, "so it goes on and on and " * 9 + "."),
    ("leak", "Paris.", "<response>Paris.</response>"),
    ("leak", "Paris.", "Revised response: Paris."),
    ("leak", "Paris.", "**Reformatted answer:**\n\nParis."),
    ("leak", "Paris.", "### Response:\nParis."),
    ("leak", "Paris.", "Here is the reformatted text: Paris."),
    ("leak", "Paris.", "Sure! Paris."),
    ("leak", "Paris.", "Paris. I have kept the meaning of the response."),
    ("leak", "Paris.", "Paris. The meaning has been preserved."),
    ("leak", "Paris.", "Paris [Evidence 2]."),
    ("leak", "Paris.", "According to the criterion, Paris."),
    ("leak", "Paris.", "Paris.<|im_end|>"),
    ("length", LONG, "The river is long."),
    ("length", "Tea is good.", "Tea is good. " * 20),
    ("code", f"Use this:\n\n{CODE}", "Use a function that adds one."),
    ("code", "Use a loop.", f"Use a loop.\n\n```python\n{CODE}\n```"),
    ("code", CODE, f"```python\n{CODE.replace('+ 1', '- 1')}\n```"),
    ("code", CODE, "```python\ndef f(x):\n    return y\n```"),
    ("code", CODE, "```python\ndef f(x):\n    y = x + 1\nreturn y\n```"),
    ("code", "Call zip(a, b) on both.", "Call zip(b, a) on both."),
    ("code", "Use `list.sort()` here.", "Use `list.sorted()` here."),
    ("numbers", "It has 5 rooms.", "It has rooms."),
    ("numbers", "It has 5 rooms.", "It has 5 rooms and 2 baths."),
    ("numbers", "It is 5 km away.", "It is 5 miles away."),
    ("numbers", "It was 5 degrees.", "It was -5 degrees."),
    ("numbers", "3 * 4 = 12 and 12 - 4 = 8", "3 * 4 = 12 and 12 + 4 = 8"),
    ("answer", CALC, "1. 3 * 4 = 12\n2. 12 - 2 = 10\n\nThe answer is 12"),
    ("answer", "So \\boxed{42} it is.", "It is 42.\n\nSo we see.\n\nAnd 3 more."),
    ("answer", "B", "Because"),
    ("answer", "True", "It is false."),
    ("answer", "Positive", "Negative"),
    ("answer", "Yes, it does so.", "No, it does not."),
    ("answer", "The sentiment is positive here.", "The sentiment is negative here."),
    (
        "language",
        LONG,
        "Der Fluss ist lang und breit. Er fließt durch die alte Stadt und zum Meer.",
    ),
    ("language", LONG, LONG[:28] + "Elle est dans la ville et les gens y sont pour le plaisir."),
    ("language", LONG, "Река длинная и широкая. Она течет через старый город к морю."),
    ("refusal", LONG, "I'm sorry, but I can't help with that."),
    ("refusal", "As an AI language model, I cannot provide this.", LONG),
    ("dropped", "It has tea, milk and honey.", "It has tea and milk."),
    ("quotes", 'He said "run home" to us.', "He said to run straight home to us."),
    ("links", "See https://example.org/a for tea.", "See https://example.org/b for tea."),
    ("names", "We saw Anna Miller there.", "We saw Anna there."),
    ("added", "It has tea.", "It has tea and delicious honey."),
    ("links", "It has tea.", "It has tea. See www.example.org for it."),
    (
        "empty",
        "Take the road to the town. Turn left at the old mill. There you see the sea.",
        "Take the road to the town. At the old mill, turn left. The sea is what you",
    ),
    (
        "qualifiers",
        "The page adapts to sizes of the screen, depending on the device.",
        "**The page:** it adapts to sizes of the screen",
    ),
    (
        "qualifiers",
        "The figure sat under the stars, and for a moment the world was in full harmony.",
        "The figure sat under the stars.\n\nThe world was in full harmony.",
    ),
    (
        "members",
        "We sell maps of persons, tools, places, and dates. Dates are sweet.",
        "We sell maps of persons, tools, and places.\n\nMany people in the town also think that"
        " those which are grown here in the summer are sweet dates.",
    ),
    (
        "members",
        "It suits health care, online shops, and marketing.",
        "It suits:\n\n- health care\n- online shops\n- marketing\n- schools",
    ),
    ("grades", "It is a great way to learn.", "**Learning:** it is a passable way."),
    ("grades", "The film in the tent was dull.", "In the tent: a superb film."),
    ("rates", "The dog walks 8 miles a day.", "- The dog walks 8 miles a week."),
    ("rates", "Ten of us left after one hour.", "Of us, ten left after a day."),
    ("strength", "There are many people in the house.", "In the house are a few people."),
    ("strength", "They need to take action.", "They could take action."),
    ("strength", "She is one of the greatest painters.", "**She:** the greatest painter"),
    ("negation", "You speak without fear.", "You speak, though not without fear."),
    (
        "negation",
        "Instead of focusing on the waves, keep a steady hand.",
        "Keep a steady hand by focusing on the waves.",
    ),
    ("modality", "This may help.", "This will help."),
    ("negation", "It is safe.", "It is not safe."),
    ("negation", "It doesn't run.", "It does run."),
    ("quantifiers", "Only adults pay.", "Adults pay."),
    ("quantifiers", "Some birds fly.", "All birds fly."),
    ("comparatives", "It costs about 5 dollars.", "It costs 5 dollars."),
    ("bold_items", "Use tea, use milk.", "- **Use tea.**\n- **Use milk.**"),
    ("padding", LONG, f"{LONG}\n\nIn short, the river is long and wide."),
    ("padding", LONG, f"{LONG}\n\nThe long river runs to the sea, wide and old."),
]

PASSES = [
    ("empty", "It is long.", "- It is long"),
    ("empty", "One, two", "1. One\n2. Two"),
    ("leak", "Sure! It is.", "Sure! It is."),
    ("leak", "Sure, here it is.", "Of course! Here it is."),
    ("operators", "3/6 and 2/6 make 5/6.", "3/6 + 2/6 = 5/6"),
    ("numbers", "10M cases, 250K deaths", "10 million cases, 250,000 deaths"),
    ("numbers", "It is 10M long and 5k wide.", "It is 10 million long and 5,000 wide."),
    ("names", "In the United States it rains.", "It rains in the USA."),
    ("quantifiers", "It slept for a while.", "It slept for a little while."),
    ("dates", "On the axis are Jan, and Feb.", "| Month |\n|---|\n| Jan |\n| Feb |"),
    ("formulas", "Left: $50 = $<<20+30=50>>50", "Left: $20 + $30 = $50"),
    ("formulas", "Use ```count($a->b)``` or ```count($a->c)```.", "Use `$a->b` or `$a->c`."),
    ("inline_code", "The iphone rang.", "The iPhone rang."),
    ("references", "The text (8.4.3) says so.", "Section 8.4.3 says so."),
    ("references", "It changed in 1861.", "It changed (also 1861)."),
    ("numbers", "The text (8.4.3) says so.", "Section 8.4.3 says so."),
    ("answer", "As a result of it, 10,000 came.", "It led to 10,000 who came, or 11,000."),
    ("leak", "Add the <output> tag.", "1. Add the <output> tag."),
    ("leak", "Instructions:\n- mix", "## Instructions\n\n- mix"),
    ("length", "", "anything"),
    ("length", LONG, LONG + " It is."),
    (
        "code",
        f"So:\n\n{CODE}\n\nThis adds one.",
        f"So:\n\n```python\n{CODE}\n```\n\nThis adds one.",
    ),
    ("code", CODE, f"```python\n{CODE.replace('y = x + 1', 'y = x + 1  # add')}\n```"),
    (
        "code",
        f"```\n{CODE}\n\nf(2)\n```",
        f"```python\n{CODE}\n```\n\nThen:\n\n```python\nf(2)\n```",
    ),
    ("code", "Output: Other", "Output:\n\n```\nOther\n```"),
    ("code", "With a = [1, 2], call zip(a, a).", "```python\na = [1, 2]\n\nzip(a, a)\n```"),
    ("numbers", "There are 1,000 rooms.", "There are one thousand rooms."),
    (
        "numbers",
        "Take three steps: mix, stir, bake.",
        "Take these steps:\n1. mix\n2. stir\n3. bake",
    ),
    ("numbers", "Mix, stir, bake.", "Three steps:\n1. mix\n2. stir\n3. bake"),
    ("numbers", "It grew by 5%.", "It grew by a share of 0.05."),
    ("numbers", "GMT+5 and GMT+7 differ by 2.", "7 - 5 = 2"),
    ("numbers", "Take 1 cup.", "Take one cup."),
    ("numbers", "1) tea 2) milk", "1. tea\n2. milk"),
    ("numbers", "Tea and milk.", "| # | what |\n|---|---|\n| 1 | Tea |\n| 2 | milk |"),
    ("answer", CALC, "1. 3 * 4 = 12\n2. 12 - 2 = 10\n\n**Answer: 10**"),
    ("answer", CALC, "3 * 4 = 12 apples, 12 - 2 = 10.\n\nHe has **10** apples."),
    ("answer", "B", "**Answer: B**"),
    ("answer", "True", "**True**"),
    ("language", "Oui.", "Yes."),
    ("language", LONG, f"**River**\n\n{LONG}"),
    ("refusal", "I cannot help with that.", "**I cannot help with that.**"),
    ("dropped", "It increased energy use.", "**Energy use:** increasing"),
    ("dropped", "The answer is tea.", "Tea"),
    ("dropped", "It’s well-known.", "It is well known."),
    ("added", "It has tea and milk.", "**Drinks**\n\nIt has:\n\n- tea\n- milk"),
    ("added", "Mix it. Bake it.", "Follow these steps:\n\n1. Mix it.\n2. Bake it."),
    (
        "qualifiers",
        "The page adapts to sizes of the screen, depending on the device.",
        "- The page adapts to sizes of the screen\n- Each device has its own",
    ),
    (
        "qualifiers",
        "In addition, the page adapts to all sizes of the screen.",
        "- The page adapts to all sizes of the screen",
    ),
    (
        "members",
        "We sell tea, milk, and honey.",
        "| what |\n|---|\n| honey |\n| milk |\n| tea |",
    ),
    ("members", "We sell lamps, rugs, and old chairs.", "We sell lamps, rugs, and antique seats."),
    ("grades", "It is a great way to learn.", "**Learning:** it is an excellent way."),
    ("grades", "This is not a bad film.", "This film is decent."),
    ("rates", "It walks 8 miles a day, 56 miles a week.", "56 miles per week, 8 miles per day"),
    ("strength", "Many people walk.", "Numerous people walk."),
    ("strength", "Two of the most trusted cars.", "They are among the most trusted cars."),
    (
        "person",
        "He saw the potential to become a coder in you.",
        "He saw in you the potential to become a coder.",
    ),
    (
        "code",
        "Graduate high school -> Obtain a degree -> Attend a school",
        "```\nGraduate high school\n  ↓\nObtain a degree\n  ↓\nAttend a school\n```",
    ),
    (
        "strength",
        "All of our customers have the best experience.",
        "Every one of our customers has the best experience.",
    ),
    ("modality", "You could rest. You could run.", "You could:\n- rest\n- run"),
    ("modality", "It might rain.", "It may rain."),
    ("negation", "It isn't so.", "It is not so."),
    ("bold_items", "Use tea. It is good.", "- **Tea:** use it\n- **Good** it is"),
    ("bold_items", "Tea is hot. Milk is cold.", "- **Tea**\n  - is hot\n- **Milk**\n  - is cold"),
    ("padding", LONG, LONG.replace(". It", ".\n\nIt")),
    ("padding", CALC, "We want to know how many.\n\n3*4=12\n12-2=10\n\nThe answer is 10."),
]


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_found(name, original, rewrite):
    """The check speaks, and says what it found in plain words."""
    finding = BY_NAME[name](pair(original, rewrite))
    assert finding is not None
    assert finding.check == name
    assert finding.message


@pytest.mark.parametrize(("name", "original", "rewrite"), PASSES)
def test_passes(name, original, rewrite):
    """The check stays silent."""
    assert BY_NAME[name](pair(original, rewrite)) is None


def test_request_and_evidence_support():
    """What they say is neither a new number nor a new word."""
    given = pair("It is tall.", "The Eiffel tower is 330 m tall.", "How tall is the Eiffel tower?")
    assert BY_NAME["numbers"](given) is not None
    full = pair(given.original.text, given.rewrite.text, given.request.text, ("It is 330 m high.",))
    assert BY_NAME["numbers"](full) is None
    assert BY_NAME["added"](full) is None


def test_citations_leak_only_with_evidence():
    """[1] is a mark of the evidence where there is evidence."""
    assert BY_NAME["leak"](pair("It is so.", "It is so [1].")) is None
    assert BY_NAME["leak"](pair("It is so.", "It is so [1].", "", ("A passage.",))) is not None


def test_announced_count_must_fit():
    """Five announced steps over three items, where the original announced none."""
    request = "Bake a cake in five steps."
    wrong = pair(
        "1. Mix.\n2. Stir.\n3. Bake.", f"{request}\n\n1. Mix.\n2. Stir.\n3. Bake.", request
    )
    assert BY_NAME["numbers"](wrong) is not None


def test_opening_that_restates_the_request():
    """A sentence that only says the request again is padding; an intro with a colon is not."""
    request = "List three benefits of tea."
    text = "- warm\n- cheap\n- good"
    assert BY_NAME["padding"](pair(text, f"Tea has three benefits.\n\n{text}", request)) is not None
    assert BY_NAME["padding"](pair(text, f"Tea has three benefits:\n\n{text}", request)) is None


def test_structure():
    """Failing what the original met is found; meeting more is not."""
    numbered: tuple[Requirement, ...] = (parse("one_item_per_line"),)
    good, bad = "1. mix it\n2. stir it\n3. bake it", "1. mix it 2. stir it 3. bake it"
    worse = Pair(Text(good), Text(bad), requirements=numbered)
    better = Pair(Text(bad), Text(good), requirements=numbered)
    assert BY_NAME["structure"](worse) is not None
    assert BY_NAME["structure"](better) is None


def test_severities():
    """A severity of warn or off is the plan's to give; a check not named rejects."""
    given = pair(
        "It has tea, milk and honey. The tea may help you. Penguins feed on krill at night.",
        "It has tea and milk. The tea will help you. Penguins eat krill, eels and squid at night.",
    )
    names = {finding.check: finding.severity for finding in run_checks(given)}
    assert set(names.values()) == {"reject"}
    assert {"dropped", "added", "modality"} <= names.keys()
    changed = run_checks(given, {"dropped": "warn", "added": "off"})
    again = {finding.check: finding.severity for finding in changed}
    assert again["dropped"] == "warn"
    assert "added" not in again
    assert again["modality"] == "reject"


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("3 + 5 = 8", [True]),
        ("- 2 * 400 = 800", [True]),
        ("He pays $1,200 / 12 = $100 each.", [True]),
        ("45 minutes * 4 = 180 minutes", [True]),
        ("(2 + 3) × 4 = 20", [True]),
        ("20/3 = 6.67", [True]),
        ("100 * 5% = 5", [True]),
        ("2^10 = 1024", [True]),
        ("3 + 5 = 9", [False]),
        ("1 + 1 = 2 = 4 - 2", [True, True]),
        ("A round-trip: $3.50 + $3.50 = $7", [True]),
        ("40% of 400 pages = 40/100 * 400 = 160 pages", [True, True]),
        ("3/4 of 60 = 45", [True]),
        ("400 pages - 160 pages = <<400-160=240>>240 pages", [True]),
        ("150 inches / 50 inches/pump = 3 pumps", [True]),
        ("a/b = 3", []),
        ("x + 5 = 8", []),
        ("a = 5", []),
        ("1/0 = 1", []),
        ("9^999999 = 1", []),
        (")( = 3", []),
    ],
)
def test_equations(text, true):
    """Plain arithmetic is judged, everything else left alone."""
    assert [equation.true for equation in equations(text)] == true


@pytest.mark.parametrize(
    "forms",
    [
        ("increase", "increased", "increases", "increasing"),
        ("stop", "stopped", "stopping", "stops"),
        ("city", "cities"),
        ("ball", "balls"),
        ("organise", "organize", "organized", "organising"),
        ("buy", "bought"),
        ("class", "classes"),
        ("study", "studies", "studying"),
    ],
)
def test_stems_meet(forms):
    """Forms of a word have one stem."""
    assert len({stem(form) for form in forms}) == 1


def test_plain_words():
    """Contractions are opened, numbers left out, names with digits kept."""
    assert plain_words("Don’t use 12 well-known K2-288B") == [
        "do", "not", "use", "well", "known", "k2", "288b",
    ]  # fmt: skip
