"""Finished rows, written for these tests: every decision, several tasks, some of it hostile."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from types import SimpleNamespace
from typing import Any

from realign.config import Plan, from_mapping
from realign.engine.results import to_row
from realign.samples import (
    Candidate,
    Decision,
    Evidence,
    Finding,
    Message,
    Sample,
    Span,
    TaskLabel,
    Turn,
)

GOOD = Decision("rewritten", "the rewrite follows the criterion and passed every check")
OVERRIDE = "\u202e"

TEA_BEFORE = (
    "To make black tea boil water to 100 degrees. Warm the pot, put in one spoon of leaves for "
    "each cup, pour the water and wait 4 minutes. Then strain it and serve it with milk or lemon."
)
TEA_AFTER = """Black tea needs boiling water and 4 minutes.

1. Boil water to 100 degrees.
2. Warm the pot.
3. Put in one spoon of leaves for each cup.
4. Pour the water and wait 4 minutes.
5. Strain it and serve it with milk or lemon."""

SUM_BEFORE = "3 boxes hold 12 pears each, that is 36, and 4 are bad so 32 are left."
SUM_AFTER = """**Step 1:** 3 boxes hold 12 pears each: 3 × 12 = 36.
**Step 2:** 4 are bad: 36 - 4 = 32.

**Answer:** 32 pears are left."""

MAIL_BEFORE = "Tell Ms Ortiz the meeting is moved to Friday at 3 and ask her to confirm."
MAIL_WRONG = """Subject: Meeting moved

Dear Ms Ortiz,

the meeting is moved to Friday at 4 in room B. Please confirm.

Best regards"""

THREE_IS_FOUR = (
    Span("original", MAIL_BEFORE.index("at 3"), MAIL_BEFORE.index(" and ask")),
    Span("rewrite", MAIL_WRONG.index("at 4"), MAIL_WRONG.index(" in room")),
)
ROOM = Span("rewrite", MAIL_WRONG.index("in room"), MAIL_WRONG.index(". Please"))

LIGHTHOUSE = Evidence(
    "The lighthouse at Hook Head has shown a light for about 800 years.",
    "notes/lighthouses.md#2",
    "Old lighthouses",
    3.25,
    "corpus",
    "oldest lighthouse",
    True,
)


@dataclass
class FixedProgress:
    """A finished run's counts, the same every time."""

    total: int = 0
    reused: int = 0
    elapsed_s: float = 125.0
    calls: Any = field(
        default_factory=lambda: SimpleNamespace(
            calls=41,
            hits=7,
            retries=2,
            waits=1,
            failures=1,
            prompt_tokens=52_310,
            completion_tokens=9_480,
        )
    )


def plan() -> dict[str, Any]:
    """A plan's mapping, with a password where one could stand."""
    made = from_mapping(
        {
            "input": "data.jsonl",
            "output": "better.jsonl",
            "model": {
                "endpoint": "http://user:hunter2@127.0.0.1:8000/v1?key=hunter3",
                "name": "tiny-instruct",
                "key_env": "HUNTER4",
            },
            "rewrite": {"candidates": 2, "checks": {"added": "warn"}},
        },
        Plan(),
    )
    return asdict(made)


def row(number: int, *turns: tuple[str, str, Turn], decision: Decision | None = None) -> dict:
    """A row of (request, original, turn)."""
    messages, made = [], []
    for request, original, turn in turns:
        messages += [Message("user", request), Message("assistant", original)]
        made.append(
            Turn(
                len(messages) - 1,
                turn.label,
                turn.criterion,
                turn.evidence,
                turn.candidates,
                turn.response,
                turn.edit_rate,
                turn.decision,
            )
        )
    sample = Sample(
        number,
        tuple(messages),
        tuple(made),
        {"id": number},
        f"data.jsonl, line {number + 1}",
        decision=decision or made[-1].decision,
    )
    return to_row(sample, f"key{number}", "tiny-instruct")


def rewritten(task: str, after: str, rate: float, *, evidence: tuple[Evidence, ...] = ()) -> Turn:
    """A turn with a new response, and one candidate that fell."""
    fallen = Candidate(
        after[: len(after) // 2],
        1,
        (Finding("dropped", "2 words of content are gone", "reject", "serve, lemon"),),
        0.4,
        0.5,
    )
    warned = (Finding("length", "the rewrite is longer by half", "warn", "37 words", "58 words"),)
    chosen = Candidate(after, 0, warned if rate > 0.6 else (), 1.0, rate)
    label = TaskLabel(task, 0.91, "model")
    return Turn(0, label, f"{task}@1", evidence, (chosen, fallen), after, rate, GOOD)


def kept(task: str, reason: str, *candidates: Candidate, detail: str = "") -> Turn:
    """A turn whose original stands."""
    label = TaskLabel(task, 0.72, "embedded", second=("planning", 0.2))
    if task == "open_qa":
        label = TaskLabel(task, 0.41, "embedded", second=("explain_answer", 0.33))
    decision = Decision("kept", reason, detail)
    return Turn(0, label, f"{task}@1", (), candidates, None, 0.0, decision)


def rejected() -> Turn:
    """A turn whose candidates fell at the checks."""
    first = Candidate(
        MAIL_WRONG,
        0,
        (
            Finding("numbers", "a number is gone", "reject", "3", "4", spans=THREE_IS_FOUR),
            Finding("added", "1 word of content is new", "warn", "", "room", spans=(ROOM,)),
        ),
        1.0,
        0.55,
    )
    second = Candidate(
        "Dear Ms Ortiz, see you then.",
        1,
        (
            Finding("numbers", "a number is gone", "reject", "3", ""),
            Finding("dropped", "3 words of content are gone", "reject", "moved, Friday, confirm"),
        ),
        0.5,
        0.9,
    )
    why = "numbers (2), dropped (1)"
    return kept("email_generation", "no rewrite passed the checks", first, second, detail=why)


def failed(reason: str = "reformat: no answer in time", detail: str = "after 6 tries") -> Turn:
    """A turn that the endpoint did not answer."""
    decision = Decision("failed", reason, detail)
    return Turn(0, TaskLabel("open_qa", 0.6, "model"), decision=decision)


def hostile() -> dict[str, Any]:
    """Everything that could break a page, in one row."""
    attack = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\x00" + OVERRIDE
    places = (Span("rewrite", 0, 20), Span("original", 3, 60), Span("rewrite", 5, 10**9))
    finding = Finding("added", f"new: {attack}", "reject", attack, "]]>--><!--", spans=places)
    evidence = Evidence(attack, f"javascript:alert(3)//{attack}", attack)
    candidate = Candidate(f"{attack}\nnew", 0, (finding,), 0.0, 0.5)
    turn = Turn(
        0,
        TaskLabel('"><script>alert(4)</script>', 0.5, "record"),
        evidence=(evidence,),
        candidates=(candidate,),
        decision=Decision("kept", "no rewrite passed the checks", attack),
    )
    return row(90, (f"{{{{ 7 * 7 }}}} {attack}", f"{attack} \ud800 text", turn))


def rows() -> list[dict[str, Any]]:
    """The golden run: eleven records, thirteen responses."""
    light = "The light at Hook Head is one of the oldest."
    lit = "The light at Hook Head is one of the oldest: it has been shown for about 800 years."
    follows = "it follows its criterion already"
    poem = kept("poem_generation", "this task is not rewritten", detail="poem_generation")
    small = Candidate(SUM_BEFORE, 0, (), 0.5, 0.04)
    few = kept("math_puzzles", "the rewrite changed too little", small, detail="edit rate 0.04")
    misfit = Decision("kept", "the record does not fit the format", "no 'output' field")
    return [
        row(0, ("How do I make tea?", TEA_BEFORE, rewritten("how_to_generation", TEA_AFTER, 0.38))),
        row(1, ("How many pears?", SUM_BEFORE, rewritten("math_puzzles", SUM_AFTER, 0.74))),
        row(2, ("Write the mail.", MAIL_BEFORE, rejected())),
        row(
            3,
            (
                "Which lighthouse is the oldest?",
                light,
                rewritten("open_qa", lit, 0.47, evidence=(LIGHTHOUSE,)),
            ),
            ("A haiku on it, please.", "Light over dark rock\n  turns, and turns", poem),
            decision=GOOD,
        ),
        row(4, ("Name three rivers.", "1. Elbe\n2. Po\n3. Ebro", kept("open_qa", follows))),
        row(5, ("Why is the sky blue?", "Air scatters blue light most.", failed())),
        row(6, decision=misfit),
        row(7, ("12 * 3 - 4?", SUM_BEFORE, few)),
        row(8, ("ما هي عاصمة مصر؟", "القاهرة هي العاصمة.", kept("open_qa", follows))),
        row(
            9,
            ("Tea again", TEA_BEFORE, rewritten("how_to_generation", TEA_AFTER, 0.38)),
            ("Mail again", MAIL_BEFORE, rejected()),
            decision=GOOD,
        ),
        hostile(),
    ]
