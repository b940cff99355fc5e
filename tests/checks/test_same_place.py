"""Another word in the place of one, in a sentence that is otherwise the original's."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text

BY_NAME = {check.name: check for check in ALL}

HALVES = "Language is told in the right half of the brain, and rarely in the left one."
ROW = "Buses, light rail, and bicycles can replace cars in the city."
PACK = "- Towel\n- Swimsuit\n- Portable speakers\n- Portable charger\n- Camera"
LENS = "A larger lens lets more light pass through, and a smaller lens lets less."

FOUND = [
    # check, original, rewrite, request
    ("polarity", HALVES, HALVES.replace("the right half", "the left half"), ""),
    (
        "polarity",
        "The first stage often uses an open loop system. Upper stages use a closed loop.",
        "**First stage:** it often uses a closed loop system.\n**Upper stages:** a closed loop.",
        "",
    ),
    ("polarity", "Go out, but not at 10:00 am.", "Go out, though not at 10:00 pm.", ""),
    ("person", "Hide presents that they need to find.", "Hide presents that you need to find.", ""),
    (
        "swapped",
        "Leave it in the box one to two weeks before using it.",
        "- Leave it in the box two to three weeks before using it.",
        "",
    ),
    ("replaced", "Post jokes.\nClean the kitchen regularly.", "- Clean the kitchen once.", ""),
    (
        "replaced",
        "They all seemed as confused as me, while they looked on.",
        "They all seemed as amused as me, while they looked on.",
        "",
    ),
    (
        "replaced",
        "Give discounts for repeat visitors of the shop.",
        "- Give some discounts for new visitors of the shop.",
        "",
    ),
    (
        "replaced",
        "Today we bring the Grocery Deals App. With savings in each store!",
        "So we bring the Grocery Savings App. With savings in each store!",
        "",
    ),
    ("choices", ROW, ROW.replace(", and", ", ferries, and"), "Plan the traffic of a city."),
    (
        "choices",
        "Programmers can debug or modify each module.",
        "It allows programmers to debug, test or modify each module.",
        "",
    ),
    (
        "choices",
        "It is done by extending existing bus and train lines.",
        "The city does it by extending existing bus lines.",
        "",
    ),
    (
        "members",
        PACK,
        "| Wear | Towel, swimsuit |\n| Take | Portable speakers, camera |",
        "",
    ),
]

PASSED = [
    ("polarity", LENS, "- **Larger lens:** more light\n- Smaller lens lets less light pass.", ""),
    (
        "polarity",
        "He begged the older man to stay with the younger.",
        "Sadly, the younger man begged him, the older, to stay.",
        "",
    ),
    ("polarity", "It may not be necessary to go.", "It may be unnecessary to go.", ""),
    ("choices", ROW, ROW.replace(", and", ", ferries, and"), "Plan buses and ferries."),
    (
        "choices",
        "Poverty, which hurts, is told in numbers.",
        "Poverty, on the other hand, is told in numbers. It hurts.",
        "",
    ),
    (
        "choices",
        "This is inexcusable and I expect a refund.",
        "I expect a refund, since this is inexcusable.",
        "",
    ),
    (
        "person",
        "The friend tells what he needs to find here.",
        "The friend tells what they need to find here.",
        "",
    ),
    (
        "swapped",
        "The two shirts amount to 8 dollars. The two bags amount to 10 dollars.",
        "The two shirts amount to 8 dollars, and the two bags amount to 10 dollars.",
        "",
    ),
    ("swapped", "3. Add 5 eggs to the bowl.", "2. Add 5 eggs to the bowl.", ""),
    ("swapped", "Now 0.8 of it is left here.", "Now 80% of it is left here.", ""),
    ("replaced", "Introducing our line of teas.", "Meet our line of teas.", ""),
    (
        "replaced",
        "They make more informed choices, it is said.",
        "They make better informed choices, it is said.",
        "",
    ),
]


def finding(check: str, original: str, rewrite: str, request: str) -> object:
    """What one check finds."""
    return BY_NAME[check](Pair(Text(original), Text(rewrite), Text(request)))


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), FOUND)
def test_another_word_in_its_place_is_found(
    check: str, original: str, rewrite: str, request_text: str
) -> None:
    """Each slip is rejected by its check."""
    assert finding(check, original, rewrite, request_text) is not None


@pytest.mark.parametrize(("check", "original", "rewrite", "request_text"), PASSED)
def test_what_an_editor_does_passes(
    check: str, original: str, rewrite: str, request_text: str
) -> None:
    """No faithful rewrite is rejected by the check."""
    assert finding(check, original, rewrite, request_text) is None
