"""Contradictions and relevance on RGB: the figures of docs/evidence.md.

    python benchmarks/evidence/rgb.py ../shared/data/rgb/en_fact.json

Questions with odd numbers chose the threshold; the even ones are the figures (ten of them were read
while the rules were written).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from realign.checks.contradiction import contradictions
from realign.evidence.relevance import WordShare
from realign.samples import Evidence

CASES = (
    ("right answer, false passages", "answer", "positive_wrong"),
    ("wrong answer, right passages", "fakeanswer", "positive"),
    ("right answer, right passages", "answer", "positive"),
    ("right answer, beside the point", "answer", "negative"),
)


def first(answer: Any) -> str:
    """One spelling of an answer."""
    while isinstance(answer, list):
        answer = answer[0]
    return str(answer)


def passages(texts: list[str]) -> list[Evidence]:
    """Each from a site of its own."""
    return [Evidence(text, f"https://s{n}.example/") for n, text in enumerate(texts)]


def main() -> None:
    """Print both halves."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    score = WordShare()
    for half in ("odd", "even"):
        part = [row for row in rows if row["id"] % 2 == (half == "odd")]
        print(f"{half}: {len(part)} questions")
        for name, answer, kind in CASES:
            seen = [
                contradictions(first(row[answer]), row["query"], passages(row[kind]))
                for row in part
            ]
            count, of = sum(map(len, seen)), sum(len(row[kind]) for row in part)
            print(f"  {name}: {sum(map(bool, seen))} questions, {count} of {of} passages")
        for kind in ("positive", "negative", "of another question"):
            kept = of = 0
            for row in part:
                other = rows[(row["id"] + 17) % len(rows)]
                texts = row.get(kind) or other["positive"] + other["negative"]
                marks = score.scores(row["query"], passages(texts))
                kept += sum(mark >= score.threshold for mark in marks)
                of += len(marks)
            print(f"  {kind}: {kept} of {of} kept")


if __name__ == "__main__":
    main()
