"""Layout and notation that change no claim, check by check, each beside a true change."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text
from realign.checks.answer import Answer
from realign.checks.code import Code
from realign.checks.conditions import Conditions
from realign.checks.empty import Empty
from realign.checks.inline_code import InlineCode
from realign.checks.lost_sentences import LostSentences
from realign.checks.moments import Moments
from realign.checks.names import Names
from realign.checks.padding import Padding
from realign.checks.qualifiers import Qualifiers
from realign.checks.quotes import Quotes
from realign.checks.replaced import Replaced
from realign.checks.roles import Roles
from realign.checks.swapped import Swapped

CHECKS: tuple[type, ...] = (
    Answer, Code, Conditions, Empty, InlineCode, LostSentences, Moments, Names, Padding, Qualifiers,
    Quotes, Replaced, Roles, Swapped,
)  # fmt: skip
BY_NAME = {check.name: check() for check in CHECKS}
FREE = [
    ("names", "💦 Pack plenty of water", "1. **Water** – bring lots of it"),
    ("names", "Develop and Implement plans.", "Draw plans up and put them into effect."),
    ("names", "Market Risk: New Technology, Unfavorable Economic Conditions, Weak Policies",
     "New technology, weak policies and economic conditions against you"),
    ("names", "To update it, Dont use that operator.", "To update it, do not use that operator."),
    ("quotes", 'Here "closes over" is to refer to it.', "To close over it is to refer to it."),
    ("replaced", "They had 64 gigawatts of solar power in June.",
     "They had 64 GW of solar power in June."),
    ("moments", "Mir came first. Then many more modules over the next 10 years.",
     "Mir came first. Over the 10 years that followed came many more modules."),
    ("empty", "It cannot make sound. For example, a 3D model of a house or a film.",
     "It cannot make sound.\n\n- a film\n- a 3D model of a house"),
    ("roles", "The kingdom celebrated the victory over the dragon.",
     "The victory over the dragon was celebrated by the kingdom."),
    ("swapped", "She must practice 1250 hours / 250 days = 5 hours each day.",
     "- Hours a day: 1,250 hours / 250 days\n- She must practice 5 hours each day."),
    ("quotes", "Good day, and welcome to our hotel! We hope that your stay with us is a good one.",
     'Say:\n\n"Good day, and welcome to our hotel! We hope that your stay here is a good one."'),
    ("roles", "Name the type and the parties involved.", "Say which parties are involved."),
    ("swapped", "The rule states that 80 percent of sales come from 20 percent of clients.",
     "The rule states that 20 percent of clients bring 80 percent of sales."),
    ("quotes", '"It is fine," she said, "but it is late."',
     'She said, "It is fine, but it is late."'),
    ("quotes", 'She said, "It is fine, but it is late."',
     '"It is fine," she said, "but it is late."'),
    ("names", "He lives in Washington, D.C. now.", "Now he lives in Washington DC."),
    ("names", "He was at the Massachusetts Institute of Technology (MIT).", "He was at MIT."),
    ("code", "The function(s) that refer to it run.", "The functions that refer to it run."),
    ("inline_code", "Set `src=&quot;a&quot;` here.", 'Here set `src="a"`.'),
    ("moments", "We create the partition later if we prefer that.",
     "If we prefer that, we create the partition."),
    ("lost_sentences",
     "Make a class for the rows.\n\n```.top-buffer { margin-top:20px; }```\n\nUse it.",
     "Make a class for the rows.\n\n```css\n.top-buffer { margin-top:20px; }\n```\n\nUse it."),
    ("padding", "Blur fogs an image.\n\nSo you can use one to fake the other, if it is smooth.",
     "**Blur** fogs an image, and you can fake one.\n\n"
     "**Conclusion.** You can use one to fake the other, if it is smooth."),
    ("conditions", "They find that `if(x) f()` runs.",
     "They find this:\n\n```c\nif(x) f()\n```\n\nIt runs."),
    ("answer", "Yes, heels can hurt your feet over time.", "Heels can indeed hurt your feet."),
    ("answer", "Yes, it keeps the ratio by default.", "It does. By default the ratio is kept."),
]  # fmt: skip
FOUND = [
    ("names", "💦 Hike with Maria", "💦 Hike with someone"),
    ("names", "It was Implement Inc. who paid Berlin.", "It was a firm who paid."),
    ("names", "He was at the Massachusetts Institute of Arts (MIT).", "He was at MIT."),
    ("quotes", 'She said, "It is fine."\n\nHe said, "It is late."',
     '"It is fine, it is late," she said.'),
    ("quotes", 'He said "we never close" to them.', "He said they are always open."),
    ("replaced", "They had 64 gigawatts of solar power in June.",
     "They had 64 megawatts of solar power in June."),
    ("empty", "It cannot make a 3D model of a house that stands on sand. So it is.",
     "It cannot make a 3D model of a house"),
    ("swapped", "The rule states that 80 percent of sales come from 20 percent of clients.",
     "The rule states that 20 percent of sales come from 80 percent of clients."),
    ("answer", "Yes, heels can hurt your feet over time.", "Heels can hurt your feet."),
    ("code", "The call sort(x) runs it all.", "The call runs it all."),
    ("moments", "Rest it, then ice the cake slowly.", "Ice the cake slowly. Rest it."),
    ("padding", "Walk each day to keep fit.", "Walk each day to keep fit.\n\nIn short, keep fit."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "original", "rewrite"), FREE)
def test_free(name, original, rewrite):
    """The check has nothing to say."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is None


@pytest.mark.parametrize(("name", "original", "rewrite"), FOUND)
def test_found(name, original, rewrite):
    """The check still speaks."""
    assert BY_NAME[name](Pair(Text(original), Text(rewrite))) is not None
