"""Slips of few words: what must be found, and what a faithful rewrite may say beside it."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text

BY_NAME = {check.name: check for check in ALL}

CANDY = "63 pieces / 9 bags = 7 pieces in each.\n7 * 3 = 21 pieces\n63 - 21 = 42 pieces are left"
LEFT = "There are 14 - 6 = 8 papayas left.\n#### 8"
THROWS = "The sum is x+0.5x+2x=1050 meters."
QUALITIES = "A leader must have honesty, integrity, a good work ethic, and strong courage."
DEVICES = "They play on phones, tablets, and laptops, at any time."
USES = "It is used for text analysis and sentiment analysis, customer service, voice recognition."
STUCK = "I feel that this cannot be resolved without help from the office."
CATS = "Fur and eye color tell of Persian cats. The tail shape tells of Siamese cats."
TALK = "Sales: It is here.\nBuyer: That is great.\nSales: And it is cheap.\nBuyer: I take it."
FILM = (
    "All praise the moving portrayal by Firth. The film by which Firth won was directed, it is "
    "said, in a hurry, and with no money, by David Hall."
)
TIPS = "- Set specific goals and prioritize tasks.\n- Delegate tasks where possible."
PLATE = "The plate slowly sinks below the other one. It stops. It sinks. It ends there."
WEEK = "Day 1: Walk over the old bridge.\nDay 2: Taste the dark beer.\nDay 3: Climb up the tower."
CHARACTERS = "The characters are Jem Finch, Bob Ewell, and Heck Tate."
MUSEUM = (
    "Sculptures, pottery, and ancient tools and weapons showcased the work of many cultures. The "
    "museum had many kinds of art."
)
LINES = (
    "In the first line he boasts of the bomb that he has built. While this line has a rather "
    "straightforward interpretation, it also prepares the listener for the following line, which "
    "is more complicated. In the second line he asks for a rematch and mocks his rival's hat."
)
PLAN = "- Records store and access data.\n- Telemedicine helps from afar.\n- Robots operate well."

FOUND = [
    # check, original, rewrite, request
    ("things", "They have 13 cases. They need 255 bottles.", "So buy 255 cases and 13 more.", ""),
    ("things", "It has three body paragraphs.", "It has four body paragraphs.", ""),
    ("things", "She found a new chemical element.", "She found two new chemical elements.", ""),
    ("rates", "So her pay is $27.00 per hour.", "So her pay is $27.00 per day.", ""),
    ("rates", "She makes $460 / 23 hrs = $20/hr.", "She makes $460 / 23 hrs = $20/day.", ""),
    ("numbers", "So she saves $80 x 2 = $160.\n#### 160", "$80 × 2 = $160, so 160 cents", ""),
    ("grades", "It was a very rewarding time.", "It was a very draining time.", ""),
    ("grades", "A nice combination of textures.", "An unpleasant combination of textures.", ""),
    ("negation", "It is chosen in a non-random way.", "- It is chosen in a random way.", ""),
    ("polarity", "Take an annual income of $3,000.", "Take a monthly income of $3,000.", ""),
    (
        "padding",
        "Rome has 3 votes and Oslo 4.",
        "| City | Votes |\n|---|---|\n| Rome | 3 |\n| Oslo | 4 |\n\nThis table shows who won.",
        "",
    ),
    ("names", "Marie Curie's finds are three.", "Three things Pierre Curie found:", ""),
    ("names", CHARACTERS, "- Jem Finch\n- Bob Tate\n- Heck Tate", ""),
    ("numbers", "She has 12 inches. 144 divided by 9 equals 16.", "- **Pies:** 144 - 9 = 16", ""),
    ("operators", "Their sum:\n3N + 3 = 18", "Their sum is 3N - 3 = 18", ""),
    ("dropped", MUSEUM, MUSEUM.replace(", pottery,", ""), "Shorten it: there was pottery."),
    (
        "lost_sentences",
        LINES,
        "**First line:** he boasts of the bomb that he has built.\n\n**Second line:** he asks for "
        "a rematch and mocks the hat of his rival, in a few words more.",
        "",
    ),
    (
        "quantifiers",
        "It helps both to speed up the training of a model and to improve its results.",
        "It always speeds up the training of a model. It helps to improve its results.",
        "",
    ),
    (
        "strength",
        "Many fashion shows closed. Many fashion retailers had to save.",
        "1. Many fashion shows closed.\n2. A few fashion retailers had to save.",
        "",
    ),
    (
        "members",
        "Oversee customer service. Recruit, hire and onboard sales personnel.",
        "- Overseeing customer service\n- Recruiting and onboarding sales personnel",
        "",
    ),
    ("numbers", "Take one tablet. Rest.", "1. Take three tablets.\n2. Rest.", ""),
    ("numbers", "Ann has one plum and Carl two.", "Ann has two plums and Carl one.", ""),
    (
        "negation",
        "It is safe for adults, but it should not be given to children.",
        "- It is safe for adults.\n- It should be given to children.",
        "",
    ),
    ("leak", "Boil it. Rinse it.", "1. Boil it.\n2. Rinse it.\n\nParallel points:\n- Rest", ""),
    ("names", "Mr. Johnson runs a firm.", "Take Mr. Jackson, who runs a firm.", ""),
    ("polarity", "She gets 1 nickel, for $.05.", "- 1 dime, for $.05", ""),
    ("calculations", THROWS, "| Sum | x + 0.5x − 2x = 1050 meters |", ""),
    ("calculations", "So X - 3 - 4 + 5 = 20.", "We have X - 3 + 4 - 5 = 20.", ""),
    ("calculations", CANDY, "63 / 9 = 7 pieces\n63 - 21 = 42 pieces\n7 * 3 = 21 pieces", ""),
    ("calculations", CANDY, "7 * 3 = 21 pieces\n63 / 9 = 7 pieces\n63 - 21 = 42 pieces", ""),
    ("calculations", CANDY, "63 / 9 = 7 pieces\n7 × 3 = 21 bags\n63 − 21 = 42 pieces", ""),
    ("answer", LEFT, "| Left | 14 − 6 | 8 |\n\nSo the number left is **6**.", ""),
    (
        "answer",
        "So 63 - 35 = 28 are left.\n#### 28",
        "| 63 − 35 | 28 |\n\n**Answer:** 35 pieces are left.",
        "",
    ),
    ("numbers", "He saves $39 in total.", "In total he saves 39%.", ""),
    ("numbers", "So 300 - 210 = 90 books are left.", "Left: 300 - 210 = 90 percent", ""),
    ("numbers", "The porch has 27 square feet.", "- **Porch:** 27 square yards", ""),
    (
        "polarity",
        "It is proportional to the product of both.",
        "It is proportional to the sum of both.",
        "",
    ),
    ("polarity", "It could take days to arrive.", "To arrive could take weeks.", ""),
    (
        "polarity",
        "Then (adverb): it joins two parts.",
        "Then is a conjunction that joins two parts.",
        "",
    ),
    ("choices", "It is paid in the form of money or goods.", "It is paid in money.", ""),
    ("choices", "They are recommending or requiring masks.", "They are requiring masks.", ""),
    ("choices", "It is difficult or impossible to do.", "It is impossible to do.", ""),
    ("members", QUALITIES, f"{QUALITIES.replace('integrity, ', '')} In addition, they plan.", ""),
    ("members", DEVICES, "They play on phones and laptops, whenever they want.", ""),
    ("dropped", USES, USES.replace(" and sentiment analysis", ""), ""),
    ("negation", STUCK, "I feel that this can be resolved without help from the office.", ""),
    (
        "negation",
        "She asked the wise elders and read.",
        "Without asking the wise elders, she read.",
        "",
    ),
    (
        "negation",
        "It is fast but had a size limitation.",
        "It is fast, with no size limitation.",
        "",
    ),
    ("negation", "You may not know exactly what it is.", "You may know exactly what it is.", ""),
    (
        "negation",
        "They work while encouraging innovation.",
        "They work without encouraging innovation.",
        "",
    ),
    (
        "qualifiers",
        "It then scans the files to detect known viruses.",
        "It scans files to detect viruses.",
        "",
    ),
    (
        "qualifiers",
        "A satellite is a man-made object in orbit.",
        "A satellite is an object in orbit.",
        "",
    ),
    (
        "qualifiers",
        "Observe your present emotions without judgment.",
        "Observe your present emotions.",
        "",
    ),
    (
        "qualifiers",
        "Regular practice can lead to better work.",
        "Practice can lead to better work.",
        "",
    ),
    ("exchanged", CATS, "- **Siamese:** fur and eye color\n- **Persian:** tail shape", ""),
    (
        "exchanged",
        FILM,
        "- All praise the moving portrayal by Hall.\n- David Hall is the director of Firth.",
        "",
    ),
    ("exchanged", TALK, TALK.replace("Sales: And", "Buyer: And"), ""),
    ("added", TIPS, f"{TIPS}\n- Review your progress at the end of each day.", ""),
    (
        "numbers",
        PLATE,
        f"{PLATE}\n1. At 4 cm per year.\n2. It stops.\n3. It sinks.\n4. It ends.",
        "",
    ),
    ("strength", "They must also be able to delegate tasks.", "They can also delegate tasks.", ""),
    ("grades", "It deserves a top rating for this.", "It deserves a fair rating for this.", ""),
    (
        "polarity",
        "It is there to keep serving the files.",
        "It is there to stop serving the files.",
        "",
    ),
    (
        "labels",
        WEEK,
        "- **Day 1:** Old bridge walk.\n- **Day 2:** The tower.\n- **Day 3:** Beer.",
        "",
    ),
    (
        "labels",
        WEEK,
        "| 1 | Walk over the bridge |\n| 2 | Climb the tower |\n| 3 | Taste beer |",
        "",
    ),
    ("items", PLAN, f"{PLAN}\n- Mobile apps remind patients of their medication.", ""),
]

PASSED = [
    ("things", "He pays for 15 tapes, 3 in each box.", "He pays for 15: 3 tapes in each box", ""),
    ("things", "20 students are girls; 5 girls left.", "- 20 girls\n- 5 girls left", ""),
    ("things", "He did 8hrs x $20/hr.", "He did 8 hrs x $20/hr.", ""),
    ("rates", "She earns 20 dollars per hour.", "She earns 20 dollars an hour.", ""),
    ("rates", "It is 20 per ticket.", "It is 20 per adult ticket.", ""),
    ("grades", "It can be overwhelming at first.", "At first, it leaves an impression.", ""),
    ("negation", "Use a non-blurred image.", "Use an image that is not blurred.", ""),
    (
        "lost_phrases",
        "It burns fuel in order to move fast there.",
        "It burns fuel to move fast.",
        "",
    ),
    ("names", "Visit Tower Bridge.", "Cross Tower Bridge.", ""),
    ("names", "Effective Communication", "**Clear Communication:**", ""),
    ("things", "20 kg of flour and 5 kilograms of salt.", "20 kilograms and 5 kg of salt.", ""),
    ("things", "200 people came, 50 participants ate.", "200 participants came, 50 ate.", ""),
    ("things", "A key point is speed. A key point is cost.", "Two key points: speed, cost.", ""),
    ("rates", "There are 24 kids in a class.", "24 kids in each group (class)", ""),
    ("rates", "It costs $5 per person.", "It costs $5 for each guest.", ""),
    ("rates", "By 1990 every house had one.", "By 1990 each home had one.", ""),
    ("numbers", "It is 17 - 5 + 3 = 15.", "**17 apples** - 5 + 3 = 15 apples", ""),
    ("negation", "A non-profit group runs it.", "A group that makes no profit runs it.", ""),
    ("quantifiers", "It is always open for all.", "It is open around the clock for all.", ""),
    ("names", "The Eifiel Tower is in Paris.", "In Paris stands the Eiffel Tower.", ""),
    ("names", CHARACTERS, "- Jem Finch\n- Bob Ewell\n- Because Heck Tate was there too", ""),
    ("numbers", "The answer to 20 divided by 3 is 6.3.", "**20 ÷ 3 = 6.3**", ""),
    (
        "numbers",
        "In the second month it rose to 3*60 = 180.",
        "**Step 1 – Second month.** It rose to 3 × 60 = 180.",
        "",
    ),
    ("comparatives", "A planet is a large body.", "Roughly put, a planet is a large body.", ""),
    ("calculations", THROWS, "- The sum of all: x + 0.5x + 2x = 1,050 meters", ""),
    ("calculations", "So 3 + 4 + 5 = 12.", "So 3 + 4 − 5 = 2.", "What is 3 + 4 - 5?"),
    ("calculations", CANDY, "63 / 9 = 7 in each\n3 × 7 = 21 pieces\n63 − 21 = 42 sweet pieces", ""),
    ("calculations", CANDY, "| 63 / 9 | 7 pieces |\n| 7 × 3 | 21 pieces |\n| 63 − 21 | 42 |", ""),
    ("answer", LEFT, "There are 14 − 6 = **8** left of 14.", ""),
    (
        "answer",
        LEFT,
        "| Left | 14 − 6 | 8 |\n|---|---|---|\n| All of it | | 8 |",
        "",
    ),
    ("numbers", "The percentage of them is 60.", "Of them it is 60%.", ""),
    ("numbers", "It is 30 / 50 * 100 = 60 of them.", "It is 30 / 50 × 100 = 60% of them.", ""),
    ("numbers", "The porch has 27 square feet.", "- **Porch:** 27 sq ft", ""),
    ("polarity", "It takes a day or a week.", "A week, or a day, it takes.", ""),
    ("polarity", "The product is 12, the sum is 7.", "The sum is 7, and the product is 12.", ""),
    ("choices", "It is paid in money or goods.", "It is paid in goods, or with money.", ""),
    ("choices", "It is difficult or impossible to do.", "It is hard, even impossible, to do.", ""),
    ("choices", "Take ten or twelve of them.", "Take 10-12 of them.", ""),
    ("members", DEVICES, "They play on phones, tablets and laptops, wherever they are.", ""),
    (
        "dropped",
        USES,
        "Uses:\n- text and sentiment analysis\n- customer service\n- voice recognition",
        "",
    ),
    ("negation", STUCK, "Without help from the office this will not, I feel, be resolved.", ""),
    ("negation", "Good food is essential for them.", "They cannot do without good food.", ""),
    (
        "negation",
        "He is unable to climb out of it.",
        "It is impossible for him to climb out of it.",
        "",
    ),
    (
        "negation",
        "Always wear a seatbelt there.",
        "Never drive without wearing a seatbelt there.",
        "",
    ),
    (
        "qualifiers",
        "It then scans to detect known viruses.",
        "It detects viruses that are known.",
        "",
    ),
    (
        "qualifiers",
        "A satellite is a man-made object.",
        "A satellite is an object made by man.",
        "",
    ),
    (
        "qualifiers",
        "Regular practice can lead to better work.",
        "Practicing regularly improves work.",
        "",
    ),
    ("exchanged", CATS, "- **Persian:** fur and eye color\n- **Siamese:** tail shape", ""),
    ("exchanged", "Ann met Tom in Rome. She liked him.", "Ann met Tom in Rome. Ann liked Tom.", ""),
    ("exchanged", TALK, TALK.replace("Sales:", "**Sales:**").replace("Buyer:", "**Buyer:**"), ""),
    ("added", TIPS, f"Here is how you can do this well:\n\n{TIPS}", ""),
    ("added", TIPS, f"{TIPS}\n\nDo a daily review of your progress.", "Review the progress daily"),
    ("strength", "They must be able to delegate.", "Delegating is a must for them.", ""),
    ("grades", "The top of the page has a fair price.", "A fair price stands at the top.", ""),
    (
        "labels",
        WEEK,
        "| 1 | Walk over the bridge |\n| 2 | Taste beer |\n| 3 | Climb the tower |",
        "",
    ),
    (
        "labels",
        WEEK,
        "- **Day one:** A bridge.\n- **Day two:** Beer.\n- **Day three:** A tower.",
        "",
    ),
    (
        "items",
        PLAN,
        f"{PLAN}\n- Mobile apps remind patients.",
        "Are mobile apps reminding patients?",
    ),
    ("items", PLAN, PLAN.replace(" and access data", "\n- Data can be accessed"), ""),
]


def finding(check: str, original: str, rewrite: str, request: str) -> object:
    """What one check finds."""
    return BY_NAME[check](Pair(Text(original), Text(rewrite), Text(request)))


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), FOUND)
def test_a_slip_is_found(check: str, original: str, rewrite: str, request_text: str) -> None:
    """Each slip is rejected by its check."""
    assert finding(check, original, rewrite, request_text) is not None


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), PASSED)
def test_the_same_in_other_words_passes(
    check: str, original: str, rewrite: str, request_text: str
) -> None:
    """No faithful rewrite is rejected by the check."""
    assert finding(check, original, rewrite, request_text) is None
