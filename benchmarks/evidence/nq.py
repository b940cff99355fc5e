"""Does evidence keep right answers right, and what becomes of wrong ones?

    python benchmarks/evidence/nq.py [--model NAME | --endpoint URL --model NAME] [-n 100]

Questions of NQ-open with their gold passages (../shared/data). Half of the answers are right; in
the other half another question's answer stands in their place, of the same shape (a number for a
number, so many words for so many). Each is rewritten with the passages of a corpus that holds the
gold one, and its output is read for both answers. N questions of either half.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import realign
from realign.evidence.corpus import build

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KINDS = ("stayed right", "put right", "stayed wrong", "made wrong")


def letters(text: str) -> str:
    """What two spellings of an answer share."""
    return re.sub(r"\W+", " ", text.casefold()).strip()


def shape(answer: str) -> tuple[bool, int]:
    """Answers of one shape may stand for each other."""
    return any(sign.isdigit() for sign in answer), len(answer.split())


def questions(count: int, seed: int) -> list[dict[str, Any]]:
    """Rows with `question`, `answers`, `passage`, `said` (right or wrong) and `right`."""
    path = DATA / "nq_open" / "nq-open-oracle.dev.jsonl.gz"
    if not path.is_file():
        print("../shared/data is not here: nothing is measured.")
        sys.exit(0)
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if letters(row["answers"][0]) in letters(row["ctxs"][0]["text"])]
    random.Random(seed).shuffle(rows)
    found = []
    for place, row in enumerate(rows):
        right = len(found) % 2 == 0
        said = row["answers"][0] if right else other(rows, place)
        if said:
            passage = {key: row["ctxs"][0][key] for key in ("title", "text")}
            found.append(
                {"question": row["question"], "answers": row["answers"], "passage": passage}
                | {"said": said, "right": right}
            )
        if len(found) == 2 * count:
            break
    return found


def other(rows: list[dict[str, Any]], place: int) -> str:
    """An answer of the same shape to another question, which the passage does not hold."""
    own, text = rows[place]["answers"], letters(rows[place]["ctxs"][0]["text"])
    for row in rows[place + 1 :] + rows[:place]:
        answer: str = row["answers"][0]
        if shape(answer) == shape(own[0]) and letters(answer) not in text:
            return answer
    return ""


def told(row: dict[str, Any], output: str) -> str:
    """What became of the answer."""
    seen = f" {letters(output)} "
    right = any(f" {letters(answer)} " in seen for answer in row["answers"])
    wrong = not row["right"] and f" {letters(row['said'])} " in seen
    if row["right"]:
        return "stayed right" if right else "made wrong"
    return "put right" if right and not wrong else "stayed wrong"


def main() -> None:
    """Print the table, and each answer that was made wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=100, help="questions of either half [100]")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--endpoint")
    parser.add_argument("--model")
    parser.add_argument("-o", "--output", type=Path, help="where the records go")
    args = parser.parse_args()
    rows = questions(args.n, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        output = args.output or work / "out.jsonl"
        write(work / "passages.jsonl", [{"id": n, **r["passage"]} for n, r in enumerate(rows)])
        asked = [{"instruction": f"{r['question']}?", "output": f"{r['said']}."} for r in rows]
        write(work / "in.jsonl", asked)
        build([work / "passages.jsonl"], work / "corpus")
        began = time.perf_counter()
        summary = realign.run(
            input=str(work / "in.jsonl"),
            output=str(output),
            evidence={"corpus": str(work / "corpus")},
            model={"endpoint": args.endpoint, "name": args.model},
        )
        seconds = time.perf_counter() - began
        report(rows, [json.loads(line) for line in output.read_text("utf-8").splitlines()])
    print(f"\n{seconds:.0f} s, {summary.counts}")


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """JSON Lines."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def report(rows: list[dict[str, Any]], records: list[dict[str, Any]]) -> None:
    """The counts, by what was done, and what went wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    for row, record in zip(rows, records, strict=True):
        kind, done = told(row, record["output"]), record["realign"]["decision"]
        counts[kind, done] += 1
        if kind in ("made wrong", "put right"):
            print(f"{kind}: {row['question']} | {row['said']} -> {record['output'][:200]!r}")
    done = sorted({decision for _, decision in counts})
    print(f"\n| answers | all | {' | '.join(done)} |\n|---|---|{'---|' * len(done)}")
    for kind in KINDS:
        cells = [counts[kind, decision] for decision in done]
        print(f"| {kind} | {sum(cells)} | {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
