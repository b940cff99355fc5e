"""How good is the embedded classifier on training queries that it has not seen?

    python training/collect.py -o training.jsonl
    python benchmarks/classifier/folds.py training.jsonl [-k 3] [--epochs 2] [-o DIR]

Cross-validation: the queries are cut into k parts by a hash of their text, and each part is
classified by weights that were trained on the others. Prints accuracy, macro F1 and calibration of
each part, of all together, and of each source: written for this project, or from public sets. A
fold takes about a core-minute for each 900 queries and epoch. Needs what `realign train-classifier`
needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from realign.classifiers.encoder import EncoderClassifier
from realign.classifiers.figures import figures
from realign.classifiers.training import Query, Recipe, train
from realign.samples import TaskLabel


def main() -> None:
    args = parse()
    with args.file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    judged: list[tuple[dict[str, Any], TaskLabel]] = []
    print("| part | queries | accuracy | macro F1 | calibration error |\n|---|---|---|---|---|")
    for fold in range(args.k):
        found = one_fold(rows, fold, args)
        judged += found
        print(line(f"{fold + 1} of {args.k}", found), flush=True)
    print(line("all", judged))
    for source in sorted({row.get("source", "") for row, _ in judged} - {""}):
        print(line(source, [(row, label) for row, label in judged if row.get("source") == source]))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="QUERIES", help="text, task, second, weight")
    parser.add_argument("-k", type=int, default=3, help="parts [3]")
    parser.add_argument("--epochs", type=float, default=2.0, help="of each training [2]")
    parser.add_argument("-o", "--output", type=Path, help="keeps the weights of each fold")
    return parser.parse_args()


def one_fold(
    rows: list[dict[str, Any]], fold: int, args: argparse.Namespace
) -> list[tuple[dict[str, Any], TaskLabel]]:
    """The rows of one part, with what weights trained on the others say of them."""
    held = [row for row in rows if part(row["text"], args.k) == fold]
    kept = [query(row) for row in rows if part(row["text"], args.k) != fold]
    # A twentieth is left out once more: the temperature must not come from the part measured.
    recipe = Recipe(epochs=args.epochs, held_out=0.05)
    with tempfile.TemporaryDirectory() as scratch:
        out = (args.output or Path(scratch)) / f"fold{fold}"
        train(kept, out, recipe=recipe, note=lambda said: print(said, file=sys.stderr, flush=True))
        labels = EncoderClassifier(out).labels([row["text"] for row in held])
    return list(zip(held, labels, strict=True))


def part(text: str, k: int) -> int:
    """By a hash that `training.split` does not use, so that both cuts are independent."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") % k


def query(row: dict[str, Any]) -> Query:
    return Query(row["text"], row["task"], row.get("second"), row.get("weight", 1.0))


def line(name: str, judged: list[tuple[dict[str, Any], TaskLabel]]) -> str:
    found = figures([(row["task"], label) for row, label in judged])
    shares = " | ".join(
        f"{100 * found[key]:.1f} %" for key in ("accuracy", "macro_f1", "calibration_error")
    )
    return f"| {name} | {len(judged):,} | {shares} |"


if __name__ == "__main__":
    main()
