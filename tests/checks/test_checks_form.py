"""The checks with a closed form: what each must find, and what it must let pass."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text
from realign.reading.formula_text import formula_key, formulas_in
from realign.reading.numerals import ordinals_in
from realign.reading.syntax import same_program
from realign.reading.text import find_code

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}
STEPS = "1. Preheat the oven slowly.\n2. Knead flour with butter.\n3. Bake everything until golden."
TURNED = (
    "1. Knead flour with butter.\n2. Preheat the oven slowly.\n3. Bake everything until golden."
)
LIST = "- Plant roses early\n- Water tulips daily\n- Prune hedges twice"
LABELS = "- Roses: plant them near walls\n- Tulips: water every morning"
ROWS = "| what | how |\n|---|---|\n| Roses | {} |\n| Tulips | {} |"
WALLS, MORNING = "plant them near walls", "water every morning"
SAID = "Tourists may also buy a pass for the whole day at any station in the city."


def pair(original: str, rewrite: str, request: str = "", evidence: tuple[str, ...] = ()) -> Pair:
    """Two texts and what supports them."""
    return Pair(Text(original), Text(rewrite), Text(request), tuple(map(Text, evidence)))


FOUND = [
    # check, original, rewrite, request
    ("numbers", "It has ٣ rooms and 4 beds.", "It has 5 rooms and 4 beds.", ""),
    ("numbers", "Rent: 20 dollars.", "Rent: 20 euros.", ""),
    ("numbers", "Wait 2 hours, rest 2 hours.", "Wait 2 hours, rest 2 days.", ""),
    ("numbers", "It has 3 cats, 3 dogs, 4 cows.", "It has 3 cats, 4 dogs, 4 cows.", ""),
    ("numbers", "A total of 4 + 5 = 9 and 9 + 2 = 11.", "4 + 5 = 9 and 9 + 2 = 12.", ""),
    ("numbers", "See versions 3.10.1 and 2.", "See versions 3.11.1 and 2.", ""),
    ("ordinals", "He took the first door.", "He took the third door.", ""),
    ("ordinals", "It fell on the 4th floor.", "It fell on the 7th floor.", ""),
    ("dates", "It ends in June.", "It ends in July.", ""),
    ("dates", "On Monday we met.", "On Friday we met.", ""),
    ("dates", "On 3 March we met.", "On 3 May we met.", ""),
    (
        "swapped",
        "The tall tower has 12 rooms. The old barn keeps 30 cows.",
        "The tall tower has 30 rooms. The old barn keeps 12 cows.",
        "",
    ),
    (
        "swapped",
        "We visited sunny Lisbon during spring. Later we painted grey Bergen houses.",
        "We visited sunny Bergen during spring. Later we painted grey Lisbon houses.",
        "",
    ),
    ("formulas", "So $x^2 + 1 = 5$ holds.", "So $x^2 - 1 = 5$ holds.", ""),
    ("formulas", "So $x = 5$ holds.", "So $x = 5$ and $y = x + 2$ hold.", ""),
    ("formulas", "So \\(x = 5\\) holds.", "It holds.", ""),
    ("inline_code", "Open notes_file.txt now.", "Open notes.txt now.", ""),
    ("inline_code", "Call `sort -u` on it.", "Call `sort -n` on it.", ""),
    ("inline_code", "Set maxCount first.", "Set the maximum first.", ""),
    ("inline_code", "Sort it.", "Sort it with `sort -u`.", ""),
    ("links", "See https://a.org/x for it.", "See https://a.org/y for it.", ""),
    ("links", "Write to us.", "Write to me@a.org.", ""),
    ("references", "See figure 3 for it.", "See figure 4 for it.", ""),
    ("references", "It works (Miller, 2019).", "It works.", ""),
    ("references", "It works.", "It works (Miller, 2019).", ""),
    ("quotes", 'He said "go home now" to us.', 'He said "come home now" to us.', ""),
    ("quotes", "He told us to go.", 'He told us "you must go".', ""),
    ("names", "We saw Anna there.", "We saw her there.", ""),
    ("names", "We saw Anna there.", "We saw Anna and Bertrand there.", ""),
    ("items", LIST, "- Plant roses early\n- Water tulips daily", ""),
    ("items", LIST, "- Plant roses early and water tulips daily\n- Prune hedges twice", ""),
    ("order", STEPS, TURNED, "List the steps."),
    ("order", STEPS, TURNED.replace("\n", " "), "List the steps."),
    ("labels", LABELS, ROWS.format(MORNING, WALLS), ""),
    ("labels", LABELS, f"- **Roses:** {MORNING}\n- **Tulips:** {WALLS}", ""),
    ("empty", SAID, f"{SAID} {SAID}", ""),
    ("leak", "Paris.", "Paris.\n\n[The rest of the text is unchanged]", ""),
    ("leak", "Paris.", "Determine the format of the response.\n\nParis.", ""),
    ("leak", "Paris.", "Paris.\n\nExplanation of changes: a list.", ""),
    ("leak", "Paris.", "Paris.\n\nLet me know if you want more.", ""),
    ("leak", "Paris.", "Reasoning: it fits.\n\nParis.", ""),
]

PASSES = [
    ("numbers", "It has ٣ rooms, 1e3 beds.", "It has three rooms, 1,000 beds.", ""),
    ("numbers", "So 4 + 5 + 2 = 11.", "A total of 4 + 5 = 9, and 9 + 2 = 11.", ""),
    ("numbers", "On June 6th.", "On 6 June.", ""),
    ("numbers", "It is dry, hot and flat.", "It is all three: dry, hot and flat.", ""),
    ("numbers", "Two tips are tea and milk.", "**Tip 1:** tea\n\n**Tip 2:** milk", ""),
    ("numbers", "Two of the best are cats.", "Both cats are of the best.", ""),
    ("numbers", "Scene 1 - Rain\nScene 2 - Sun", "|Scene|What|\n|---|---|\n|1|Rain|\n|2|Sun|", ""),
    ("numbers", "Go 30 minutes early.", "Go half an hour early.", ""),
    ("numbers", "Heat to 350 degrees F.", "Heat to 350 °F.", ""),
    ("answer", "There is no minimum price. You can bid.", "Yes, you can bid, without minimum.", ""),
    ("answer", "Possible actions: go or stay.", "Here is what you can do: go or stay.", ""),
    ("numbers", "The slope is –2.", "The slope is -2.", ""),
    ("numbers", "So 3 * 60% = <<3*60*.01=1.8>>1.8", "So 3 * 60% = 1.8", ""),
    ("numbers", "It costs $5 million.", "It costs 5 million dollars.", ""),
    ("ordinals", "He took the first door.", "He took the 1st door.", ""),
    ("ordinals", "The second step: bake. Then rest.", "1. mix\n2. bake\n3. rest", ""),
    ("dates", "On March 3, 2020.", "On 2020-03-03.", ""),
    ("dates", "In Jan. 2020.", "In January 2020.", ""),
    (
        "swapped",
        "- The tall tower has 12 rooms\n- The old barn keeps 30 cows",
        "- The old barn keeps 30 cows\n- The tall tower has 12 rooms",
        "",
    ),
    ("formulas", "So $\\dfrac{1}{2}x = 5$ holds.", "So \\(\\frac{1}{2} x = 5\\) holds.", ""),
    ("formulas", "So $x = 1, y = 2$.", "So $x = 1$ and $y = 2$.", ""),
    ("formulas", "3 * 4 = 12", "$3 \\times 4 = 12$", ""),
    ("formulas", "It is $5 or $6 a day.", "It is $6 or $5 a day.", ""),
    ("inline_code", "Open notes_file.txt now.", "Open `notes_file.txt` now.", ""),
    ("links", "See http://a.org/x/ for it.", "See [it](https://a.org/x).", ""),
    ("references", "See Fig. 3 for it.", "Figure 3 shows it.", ""),
    ("quotes", 'He said "go home" to us.', "He said “go home” to us.", ""),
    ("names", "We saw Anna there.", "**Anna** was there.", ""),
    ("names", "We flew to the USA.", "We flew to the U.S.", ""),
    ("names", "We saw Leonnardo there.", "We saw Leonardo there.", ""),
    ("names", "Add them.", "The Python script adds:\n\n```python\nprint(1 + 2)\n```", ""),
    ("names", "Fill the tub.", "1. **Tub** – Fill the tub.", ""),
    ("code", "```\nx = f(&quot;a&quot;);\n```", '```\nx = f("a");\n```', ""),
    (
        "inline_code",
        "```\nx = list(set(words))\n```",
        "```\nx = list(set(words))\n```\n`list(set(...))`",
        "",
    ),
    ("inline_code", "It is theYangtze.", "It is the Yangtze.", ""),
    ("inline_code", "Use ```|``` for pipes.", "| Use |\n|---|\n| `\\|` pipes |", ""),
    ("items", LIST, LIST.replace("- ", "* "), ""),
    ("items", LIST, "Plant roses early. Water tulips daily. Prune hedges twice.", ""),
    ("items", "- apples\n- pears\n- leek", "- **Fruit:** apples, pears\n- **Greens:** leek", ""),
    ("order", STEPS, TURNED, "Name some things one may do."),
    ("order", STEPS, STEPS.replace("\n", " "), "List the steps."),
    ("labels", LABELS, ROWS.format(WALLS, MORNING), ""),
    ("empty", f"{SAID} {SAID}", f"{SAID}\n\n{SAID}", ""),
    ("leak", "Let me know if you agree.", "**Let me know if you agree.**", ""),
]


@pytest.mark.parametrize(("name", "original", "rewrite", "request_"), FOUND)
def test_found(name, original, rewrite, request_):
    """The check speaks, and its spans lie within the texts."""
    given = pair(original, rewrite, request_)
    finding = BY_NAME[name](given)
    assert finding is not None
    assert finding.check == name
    sizes = {"original": len(original), "rewrite": len(rewrite)}
    assert all(0 <= span.start < span.end <= sizes[span.side] for span in finding.spans)
    assert finding.spans


@pytest.mark.parametrize(("name", "original", "rewrite", "request_"), PASSES)
def test_passes(name, original, rewrite, request_):
    """The check stays silent."""
    assert BY_NAME[name](pair(original, rewrite, request_)) is None


@pytest.mark.parametrize(
    ("name", "rewrite", "passage"),
    [
        ("references", "Tea (Miller, 2019).", "As (Miller, 2019) says."),
        ("quotes", 'Tea, "warm and good".', "They call it warm and good."),
        ("names", "Tea from old Assam.", "It grows in Assam."),
        ("dates", "Tea since June 3.", "Since June."),
        ("formulas", "Tea: $t = 2k$.", "With $t = 2k$."),
        ("inline_code", "Tea in tea_list.txt.", "See tea_list.txt."),
    ],
)
def test_evidence_supports(name, rewrite, passage):
    """What the evidence has may be new."""
    assert BY_NAME[name](pair("Tea.", rewrite)) is not None
    assert BY_NAME[name](pair("Tea.", rewrite, "", (passage,))) is None


def test_an_address_of_evidence_alone_is_new():
    """A passage's address may be anybody's; the request's is the user's own."""
    text, address = "Tea. See https://a.org/x.", "It is at https://a.org/x."
    assert BY_NAME["links"](pair("Tea.", text, "", (address,))) is not None
    assert BY_NAME["links"](pair("Tea.", text, address)) is None


def test_same_program():
    """Quotes, comments and line breaks are no part of a program; a sign and an indent are."""
    code = "```python\nx = f('a',\n      1)  # one\n```"
    other = '```python\n# so\nx = f("a", 1)\n```'
    assert same_program(find_code(code), find_code(other))
    assert not same_program(find_code(code), find_code(other.replace("1", "2")))
    assert BY_NAME["code"](pair(code, other)) is None
    assert BY_NAME["code"](pair(code, other.replace("1", "2"))) is not None
    deep = "```python\nx = " + "(" * 5000 + "\n```"
    assert not same_program(find_code(deep), find_code(other))


def test_formulas_and_prices():
    """Prices are no formulas; both ways to set one off are read."""
    assert not formulas_in("It costs $5 here and $6 there.")
    found = formulas_in("$a$ then \\(b + 1\\) then $$c^2$$ then \\[d\\]")
    assert [formula.key for formula in found] == ["a", "b+1", "c^2", "d"]
    assert formula_key("\\dfrac{a}{b} \\times 1{,}000") == formula_key("\\frac{a}{b}*1000")


def test_ordinals():
    """Digits and words, with what tells them from a bare "first"."""
    found = [(item.value, item.sure) for item in ordinals_in("First, the 2nd; the twenty-third.")]
    assert found == [(1, False), (2, True), (23, True)]
    assert [item.value for item in ordinals_in("the \u017fecond")] == [2]
