"""How well do the checks tell faithful rewrites from unfaithful ones?

    python benchmarks/faithfulness/run.py [--half tune|test] [--show faithful|corrupted|real]
    python benchmarks/faithfulness/run.py --file OTHER.jsonl

Reads ../shared/data/rewrites (rewrites with known truth) and prints Markdown tables. Without the
data it says so and ends well. `--half` takes every second record: limits were set on `tune`.
`--file` measures other records of the same form.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from realign.checks import Pair, Text, run_checks

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "rewrites"


def load(name: str, half: str) -> list[dict]:
    """The records of a file, or one half of them."""
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines() if line]
    if half == "all":
        return rows
    return [row for place, row in enumerate(rows) if (place % 2 == 0) == (half == "tune")]


def findings(row: dict, rewrite: str) -> list[str]:
    """Names and messages of what rejects a rewrite."""
    pair = Pair(Text(row["original"]), Text(rewrite), Text(row["prompt"]))
    return [
        f"{item.check}: {item.message} | {item.expected} -> {item.found}"
        for item in run_checks(pair)
        if item.severity == "reject"
    ]


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "-"


def gold(rows: list[dict], half: str, show: str) -> None:
    passed, alarms, caught, total = 0, Counter(), Counter(), Counter()
    by_source, of_source, alone = Counter(), Counter(), Counter()
    hard, hard_caught = Counter(), Counter()
    for row in rows:
        found = findings(row, row["faithful"])
        passes = not found
        passed += passes
        by_source[row["source"]] += not found
        of_source[row["source"]] += 1
        names = {item.partition(":")[0] for item in found}
        alarms.update(names)
        if len(names) == 1:
            alone.update(names)
        if show == "faithful" and found:
            print(row["id"], *found, sep="\n    ")
        for text, kind, change in (
            ("corrupted", "kind", "change"), ("corrupted2", "kind2", "change2")
        ):  # fmt: skip
            found = findings(row, row[text])
            total[row[kind]] += 1
            caught[row[kind]] += bool(found)
            hard[row[kind]] += passes
            hard_caught[row[kind]] += passes and bool(found)
            if show == "corrupted" and not found:
                print(row["id"], row[kind], "|", row[change])
    print(f"\n## Written rewrites ({half}: {len(rows)} records)\n")
    print(f"Faithful ones that pass: {share(passed, len(rows))}.")
    print("By source: " + ", ".join(f"{s} {share(by_source[s], of_source[s])}" for s in of_source))
    print("\n| check | false alarms | alone |\n|---|---|---|")
    for name, count in alarms.most_common():
        print(f"| {name} | {count} | {alone[name]} |")
    print("\nThe last column leaves out records whose faithful rewrite is rejected too.")
    print("\n| slip | caught | caught, the faithful one passing |\n|---|---|---|")
    for kind in sorted(total):
        there = share(hard_caught[kind], hard[kind])
        print(f"| {kind} | {share(caught[kind], total[kind])} | {there} |")
    every = share(sum(caught.values()), sum(total.values()))
    print(f"| **all** | {every} | {share(hard_caught.total(), hard.total())} |")


def real(half: str, show: str) -> None:
    rows = load("real_1.5b.jsonl", half)
    rejected: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found = findings(row, row["rewrite"])
        key = (row["verdict"], row["better"])
        total[key] += 1
        rejected[key] += bool(found)
        wrong = (row["better"] == "original") != bool(found)
        if show == "real" and wrong:
            print(row["id"], key, *found, sep="\n    ")
    print(f"\n## Real rewrites of a 1.5B model ({half}: {len(rows)} records)\n")
    print("| verdict | better | rejected |\n|---|---|---|")
    for key in sorted(total, key=lambda key: (key[1], key[0])):
        print(f"| {key[0]} | {key[1]} | {share(rejected[key], total[key])} |")


def speed() -> None:
    rows = load("gold.jsonl", "all")
    rows = [row for row in rows if 120 <= len(row["original"].split()) <= 320] or rows
    words = sum(len(row["original"].split()) for row in rows) / len(rows)
    start = time.perf_counter()
    for row in rows:
        findings(row, row["faithful"])
    spent = (time.perf_counter() - start) / len(rows)
    print(f"\nOne pair of about {words:.0f} words: {1000 * spent:.2f} ms for all checks.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "test", "all"), default="all")
    parser.add_argument("--show", choices=("none", "faithful", "corrupted", "real"), default="none")
    parser.add_argument("--file", type=Path, help="other records of gold.jsonl's form")
    options = parser.parse_args()
    if options.file:
        rows = [json.loads(line) for line in options.file.read_text("utf-8").splitlines() if line]
        gold(rows, options.file.name, options.show)
        return
    if not DATA.is_dir():
        print("skipped: needs ../shared/data/rewrites, which is not here")
        return
    gold(load("gold.jsonl", options.half), options.half, options.show)
    real(options.half, options.show)
    speed()


if __name__ == "__main__":
    main()
