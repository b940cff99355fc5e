"""Other wordings that an honest editor chooses, and the slips that stand close to them."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Check, Pair, Text

BY_NAME: dict[str, Check] = {check.name: check for check in ALL}
SORT = "import operator x = [3, 1]\ny = sorted(x)"

PASSES = [
    # check, original, rewrite
    ("modality", "The page should have a link. It should be clear. It should load fast.",
     "- **Link:** the page has one\n- **Look:** clear\n- **Speed:** it loads fast"),
    ("modality", "If it fails, users should be presented with an option.",
     "If it fails, present the users with an option."),
    ("modality", "You should also be sure to prepare for interviews.",
     "Be sure to prepare for interviews as well."),
    ("modality", "He made a wish that he could travel to other times.",
     "He made a wish: to travel to other times."),
    ("modality", "Serve files from a single place, rather than configure the server for many.",
     "Serve files from a single place. You don't have to configure the server for many."),
    ("modality", "If she says no, you much respect her wishes.",
     "If she says no, you must respect her wishes."),
    ("modality", "An example of such a product could be a kiosk.",
     "One such product is a kiosk at the door."),
    ("quantifiers", "You get no force by spinning the wheel but by turning the axis.",
     "You get no force by spinning the wheel, but only by turning the axis."),
    ("dropped", "The dealth penalty divides us. The death penalty is banned in many states.",
     "- The death penalty divides us.\n- The death penalty is banned in many states."),
    ("numbers", "He spends 1/3 of the time at each, so he averages (60+72+42)/3 = 58 mph.",
     "He spends 1/3 of the time at each, so he averages (60 + 72 + 42) / 3 = 174 / 3 = 58 mph."),
    ("numbers", "It is Python3 code that I wrote.", "This is Python 3 code that I wrote."),
    ("numbers", "Why? So. And who? You.", "**Joke 1**\nWhy? So.\n\n**Joke 2**\nAnd who? You."),
    ("quotes", "They may \"get away with it\" soon.", "They are \"getting away with it\" soon."),
    ("quotes", "Al: We have a problem here.\nBo: We can look for help.",
     "- **Al:** \"We have a problem here.\"\n- **Bo:** \"We can look for some help.\""),
    ("polarity", "A small car is less expensive.", "A small car is cheaper."),
    ("roles", "The villagers stood at the edge of the wood.",
     "At the edge of the wood stood the villagers."),
    ("roles", "My neighbours won't be ever beaten by this.",
     "My neighbours won't ever be beaten by this."),
    ("roles", "So remember my son, though small and weak, to be brave.",
     "So, my son, remember, though small and weak, to be brave."),
    ("roles", "The father is five times as old as the son, currently he is 35.",
     "**Father's current age:** five times that of the son, 35."),
    ("strength", "One feature that a phone could have to make it easier to save is a meter.",
     "A meter is one feature that could make it easier to save with a phone."),
    ("numbers", "The bot gives 24/7 support.", "The bot gives support around the clock."),
    ("numbers", "They lost 2000*10=20000 people. They gained 2500*10=25000.",
     "| Lost | 2000 * 10 | -20000 |\n| Gained | 2500 * 10 | +25000 |"),
    ("code", f"```python\n{SORT}\n```",
     "```python\n" + SORT.replace("operator x", "operator\nx") + "\n```"),
    ("inline_code", "Call `log.warn` here; it logs `x`.", "`log.warn()` here logs `x`."),
    ("names", "They saw the Eifiel Tower.", "They saw the Eiffel Tower."),
    ("dropped", "Make one Promise before ```await```ing it.", "Make one Promise, then `await` it."),
    ("quantifiers", "Cars are large. Bikes are generally cheaper than cars.",
     "| | Car | Bike |\n|---|---|---|\n| Cost | Generally expensive | Generally cheaper |"),
    ("quantifiers", "Yours is one of the nicest, funniest and kind poems.",
     "Yours is one of the nicest, funniest and most kind poems."),
    ("quantifiers", "There is only one thing I can beg of you.",
     "There is but one thing I can beg of you."),
    ("quantifiers", "One pizza costs $18 now, so I save $18-$5 = $<<18-5=13>>13.",
     "One pizza normally costs $18 now, so I save $18 - $5 = $13."),
    ("swapped", "In 1959 Castro overthrew the dictator Batista in Cuba.",
     "In 1959 the dictator Batista was overthrown in Cuba by Castro."),
    ("references", "I rate this paragraph 8 out of 10.", "This paragraph gets 8 out of 10."),
    ("numbers", "The tides come from the Earth's spin, the Moon's pull, and the basin's shape.",
     "Three causes act here: the Earth's spin, the Moon's pull, and its shape.\n\n- a\n- b"),
    ("dropped", "Desks allow for ample storage capabilities.", "Desks allow for ample storage."),
    ("added", "A bounty is a reward.", "**Bounty** (noun): a reward."),
    ("dropped", "The lude young lord made a joke.", "The lewd young lord made a joke."),
    ("added", "The lude young lord made a joke.", "The lewd young lord made a joke."),
]  # fmt: skip

FOUND = [
    ("modality", "The page should have a link. It is clear. It loads fast.",
     "The page has a link. It is clear. It loads fast."),
    ("roles", "The villagers helped the soldiers.", "The soldiers helped the villagers."),
    ("roles", "The teacher is praised by the parents.", "The teacher praises the parents."),
    ("strength", "You could make a cake.", "You have to make a cake."),
    ("numbers", "They gained 20000 people.", "They gained -20000 people."),
    ("code", "```python\nfor a in b:\n    c()\n    d()\n```",
     "```python\nfor a in b:\n    c()\nd()\n```"),
    ("quantifiers", "Bikes are cheaper than cars.", "Bikes are usually cheaper than cars."),
    ("swapped", "In 1959 Castro beat the proud Batista, and Guevara helped.",
     "In 1959 Batista beat the proud Castro, and Guevara helped."),
    ("references", "See paragraph 8 for more.", "See paragraph 9 for more."),
    ("dropped", "Desks allow for storage and surveillance.", "Desks allow for storage."),
    ("names", "They met Johnson there.", "They met Wilson there."),
]  # fmt: skip


@pytest.mark.parametrize(("check", "original", "rewrite"), PASSES)
def test_lets_other_words_pass(check: str, original: str, rewrite: str):
    """The same claim in other words."""
    assert BY_NAME[check](Pair(Text(original), Text(rewrite))) is None


@pytest.mark.parametrize(("check", "original", "rewrite"), FOUND)
def test_still_finds_the_slip_beside_it(check: str, original: str, rewrite: str):
    """Another claim in nearly the same words."""
    assert BY_NAME[check](Pair(Text(original), Text(rewrite))) is not None


def test_what_only_names_the_request_may_go():
    """ "To address the issue of ..." and "this email" say again what was asked for."""
    request = Text("Write me an email to address the noise of the neighbours.")
    before = Text("To address the noise, I write this email. The neighbours play drums at night.")
    pair = Pair(
        before, Text("I write about the noise. The neighbours play drums at night."), request
    )
    assert BY_NAME["dropped"](pair) is None


def test_a_bound_that_the_request_asks_for_may_come():
    """What is the maximum? Then the answer may be called one."""
    original, rewrite = Text("He buys 24 apples with it."), Text("He buys a maximum of 24 apples.")
    asked = Pair(original, rewrite, Text("What is the maximum number of apples?"))
    assert BY_NAME["comparatives"](asked) is None
    assert BY_NAME["comparatives"](Pair(original, rewrite)) is not None
