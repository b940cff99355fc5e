"""When facts are looked up: the threshold of a trained classifier, chosen for its recall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from realign.classifiers.encoder import Card, EncoderClassifier, read_card, write_card
from realign.errors import UsageError

FEWEST = 20
_PLACES = 10_000


def set_evidence(
    folder: Path, questions: Sequence[str], tasks: Sequence[str], *, recall: float = 0.95
) -> Card:
    """Write the card's `evidence_tasks` and `evidence_from`, and give the new card.

    `questions` are requests that need facts. The threshold is the highest at which the summed
    probability of `tasks` reaches it for a share of at least `recall` (0..1) of them.

    Raises:
        UsageError: fewer than 20 questions, or the classifier knows none of the tasks.
        MissingExtra: the classifier's libraries are not installed.
    """
    card = read_card(folder)
    known = [task for task in card.tasks if task in set(tasks)]
    if not known:
        raise UsageError(
            f"{folder} knows none of the tasks that need evidence: {', '.join(tasks) or 'none'}."
        )
    asked = [text for text in dict.fromkeys(questions) if text.strip()]
    if len(asked) < FEWEST:
        raise UsageError(
            f"{len(asked)} different questions are too few to choose a threshold by.",
            hint=f"Give {FEWEST} or more requests that need facts.",
        )
    classifier = EncoderClassifier(folder)
    places = [card.tasks.index(task) for task in known]
    masses = [float(row[places].sum()) for row in classifier.probabilities(asked)]
    threshold = highest_threshold(masses, recall)
    found = sum(mass >= threshold for mass in masses) / len(masses)
    measured = {**card.measured, "facts": float(len(masses)), "facts_recall": round(found, 4)}
    card = msgspec.structs.replace(
        card, evidence_tasks=known, evidence_from=threshold, measured=measured
    )
    write_card(card, folder)
    return card


def highest_threshold(masses: Sequence[float], recall: float) -> float:
    """The highest threshold, in steps of 0.0001, that a share of `recall` of the masses reaches.

    Raises:
        UsageError: `recall` is not above 0 and at most 1.
    """
    if not 0 < recall <= 1:
        raise UsageError("The recall must be above 0 and at most 1.")
    ordered = sorted(masses, reverse=True)
    last = ordered[math.ceil(recall * len(ordered) - 1e-9) - 1]
    return math.floor(last * _PLACES) / _PLACES
