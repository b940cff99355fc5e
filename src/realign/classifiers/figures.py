"""How good a classifier is: figures over pairs of the true task and the label. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from realign.samples import TaskLabel

BINS = 10
_MOST_PAIRS = 20

Pair = tuple[str, TaskLabel]


def figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Accuracy, macro F1, calibration, recall by task and the pairs most often confused.

    All shares are 0..1 and rounded to 4 places. `macro_f1` is over the tasks that are true of a
    query; `calibration_error` the expected one over ten bins of confidence, None where no label
    has a confidence; `top2` the share whose first or second task is right, None where no label
    has a second. Raises ValueError when there are no pairs.
    """
    if not pairs:
        raise ValueError("figures need one pair or more")
    truth = Counter(task for task, _ in pairs)
    said = Counter(label.task for _, label in pairs)
    right = Counter(task for task, label in pairs if task == label.task)
    wrong = Counter((task, label.task) for task, label in pairs if task != label.task)
    f1 = {task: 2 * right[task] / (count + said[task]) for task, count in truth.items()}
    return {
        "queries": len(pairs),
        "accuracy": _share(right.total(), len(pairs)),
        "top2": _top2(pairs),
        "macro_f1": round(sum(f1.values()) / len(f1), 4),
        "calibration_error": calibration_error(pairs),
        "tasks": [
            {
                "task": task,
                "queries": count,
                "recall": _share(right[task], count),
                "precision": _share(right[task], said[task]) if said[task] else None,
            }
            for task, count in sorted(truth.items(), key=lambda item: (-item[1], item[0]))
        ],
        "confused": [
            {"task": task, "said": other, "queries": count, "share": _share(count, truth[task])}
            for (task, other), count in sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
        ][:_MOST_PAIRS],
    }


def calibration_error(pairs: Sequence[Pair]) -> float | None:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017, section 2)."""
    gaps = [0.0] * BINS
    count = 0
    for task, label in pairs:
        if label.confidence is not None:
            place = min(int(label.confidence * BINS), BINS - 1)
            gaps[place] += label.confidence - (task == label.task)
            count += 1
    return round(sum(map(abs, gaps)) / count, 4) if count else None


def _top2(pairs: Sequence[Pair]) -> float | None:
    if all(label.second is None for _, label in pairs):
        return None
    hits = sum(task in (label.task, (label.second or ("",))[0]) for task, label in pairs)
    return _share(hits, len(pairs))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)
