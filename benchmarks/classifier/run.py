"""How good, how quick and how large are the classifiers?

    python benchmarks/classifier/run.py [FILE ...] [--kinds words,encoder] [--weights DIR]
        [--endpoint URL [--model NAME]] [--limit N] [--no-speed]

FILEs hold queries with their task (`instruction`, `text` or `query`; `category` or `task`). Prints
Markdown tables: accuracy, macro F1 and calibration on each file, classifier by classifier; the
share of the questions of NQ-open, SimpleQA and FEVER that gets evidence, and of Alpaca's records;
queries a second at 45 tokens, on two cores and on one; peak memory; the size of the weights.

`model` and `cascade` are measured where an --endpoint is given. The public sets are read from
../shared/data; without them that table is left out, and it is said.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import realign
from realign import criteria
from realign.api import make_plan
from realign.classifiers.encoder import WEIGHTS, EncoderClassifier
from realign.classifiers.words import WordsClassifier
from realign.samples import TaskLabel
from realign.stages.retrieve import wants_evidence

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KINDS = ("words", "encoder", "model", "cascade")
FACTS = {  # file, and how a question stands in it
    "NQ-open": ("nq_open/NQ-open.dev.dev.jsonl.gz", "question"),
    "SimpleQA": ("simpleqa/simple_qa.dev.csv.gz", "problem"),
    "FEVER": ("fever/paper_dev.dev.jsonl.gz", "claim"),
    "Alpaca": ("alpaca/alpaca_data_5k.jsonl.gz", "instruction"),
}
TOKENS = 45
SPEED_QUERIES = 1_000
FEVER_ASKS = "Is it true that {}"
"""A claim of FEVER is a sentence; half of them are put as a question, as people do."""


def main() -> None:
    args = parse()
    if args.speed_of:
        print(json.dumps(speed(args.speed_of, args.weights)))
        return
    kinds = chosen(args)
    print(f"Classifiers: {', '.join(kinds)}\n")
    for path in args.files:
        labelled(path, kinds, args)
    facts([kind for kind in kinds if kind in ("words", "encoder")], args)
    if not args.no_speed:
        speeds([kind for kind in kinds if kind in ("words", "encoder")], args)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--kinds", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--task-field")
    parser.add_argument("--endpoint")
    parser.add_argument("--model")
    parser.add_argument("--threshold", type=float, default=0.6, help="of the cascade [0.6]")
    parser.add_argument("--run-dir", help="keeps finished calls, so that none is paid twice")
    parser.add_argument("--limit", type=int, default=2_000, help="questions of a set [2000]")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--speed-of", choices=("words", "encoder"), help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(args: argparse.Namespace) -> list[str]:
    """The classifiers that can be measured here."""
    kinds = args.kinds.split(",") if args.kinds else list(KINDS)
    if unknown := set(kinds) - set(KINDS):
        sys.exit(f"no such classifier: {', '.join(sorted(unknown))}")
    if not ((args.weights or WEIGHTS) / "card.json").is_file():
        print("No trained weights here (--weights): the encoder and the cascade are left out.")
        kinds = [kind for kind in kinds if kind not in ("encoder", "cascade")]
    if not args.endpoint:
        kinds = [kind for kind in kinds if kind not in ("model", "cascade")]
    return kinds


def embedded(kind: str, weights: Path | None) -> Any:
    if kind == "words":
        return WordsClassifier(criteria.load().taxonomy)
    return EncoderClassifier(weights)


def labels(classifier: Any, texts: list[str]) -> list[TaskLabel]:
    if isinstance(classifier, EncoderClassifier):
        return classifier.labels(texts)
    return [classifier.label(text) for text in texts]


# -- files of labelled queries -------------------------------------------------------------


def labelled(path: Path, kinds: list[str], args: argparse.Namespace) -> None:
    found = {kind: evaluated(path, kind, args) for kind in kinds}
    if not found:
        return
    some = next(iter(found.values()))
    print(f"## {path.name}: {some['queries']:,} queries of {len(some['tasks'])} tasks\n")
    print("| classifier | accuracy | first or second | macro F1 | calibration error | ", end="")
    print("evidence recall | precision | calls saved |\n|---|---|---|---|---|---|---|---|")
    for kind, row in found.items():
        cells = [row["accuracy"], row["top2"], row["macro_f1"], row["calibration_error"]]
        cells += [row["evidence"]["recall"], row["evidence"]["precision"], row["saved"]]
        print(f"| {kind} | " + " | ".join(map(percent, cells)) + " |")
    print("\nMost often confused:")
    for kind, row in found.items():
        pairs = [f"{p['task']} as {p['said']} ({p['queries']})" for p in row["confused"][:6]]
        print(f"- {kind}: {', '.join(pairs) or 'none'}")
    print(flush=True)


def evaluated(path: Path, kind: str, args: argparse.Namespace) -> dict[str, Any]:
    if kind == "words":
        return figures_of_words(path, args)
    plan = make_plan(
        input=str(path),
        classifier={"encoder": "embedded"}.get(kind, kind),
        threshold=args.threshold,
        run_dir=args.run_dir,
        weights=str(args.weights) if args.weights else None,
        model={"endpoint": args.endpoint, "name": args.model},
    )
    return dict(realign.evaluate_classifier(plan, task_field=args.task_field))


def figures_of_words(path: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The words classifier, also where the trained weights would be taken instead."""
    from realign.classifiers.figures import figures
    from realign.labelling.files import evidence_figures
    from realign.labelling.queries import read_labelled

    found = criteria.load()
    classifier = embedded("words", None)
    queries = [item for item in read_labelled(path, args.task_field) if item.task in found.taxonomy]
    pairs = [(item.task, classifier.label(item.text)) for item in queries]
    return {**figures(pairs), "evidence": evidence_figures(pairs, found), "saved": None}


# -- questions of fact ---------------------------------------------------------------------


def facts(kinds: list[str], args: argparse.Namespace) -> None:
    if not DATA.is_dir():
        print("The public sets are not here (../shared/data): left out.\n")
        return
    sets = {name: list(questions(name, args.limit)) for name in FACTS}
    print("## Who gets evidence\n")
    print("| classifier | " + " | ".join(f"{name} ({len(sets[name])})" for name in sets) + " |")
    print("|---" * (len(sets) + 1) + "|")
    found = criteria.load()
    for kind in kinds:
        classifier = embedded(kind, args.weights)
        cells = []
        for texts in sets.values():
            wanted = [wants_evidence(x, found.get(x.task)) for x in labels(classifier, texts)]
            cells.append(percent(sum(wanted) / len(wanted)))
        print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)
    print("\nOf the first three all should, of Alpaca's records those that ask for facts.\n")


def questions(name: str, limit: int) -> Iterator[str]:
    place, field = FACTS[name]
    with gzip.open(DATA / place, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file) if ".csv" in place else map(json.loads, file)
        for number, row in enumerate(rows):
            if number >= limit:
                return
            text = row[field]
            if name == "FEVER" and number % 2:
                text = FEVER_ASKS.format(text)
            more = row.get("input") or ""
            yield f"{text}\n\n{more}" if name == "Alpaca" and more else text


# -- speed ---------------------------------------------------------------------------------


def speeds(kinds: list[str], args: argparse.Namespace) -> None:
    """Each in a process of its own, whose cores are bound before its libraries count them."""
    print(f"## Speed and size ({SPEED_QUERIES:,} queries of {TOKENS} tokens)\n")
    print("| classifier | cores | queries a second | start, s | peak memory, MB | weights, MB |")
    print("|---|---|---|---|---|---|")
    for kind in kinds:
        for cores in (2, 1):
            command = [sys.executable, __file__, "--speed-of", kind]
            command += ["--weights", str(args.weights)] if args.weights else []
            usable = sorted(os.sched_getaffinity(0))[:cores]
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=True,
                preexec_fn=lambda usable=usable: os.sched_setaffinity(0, usable),
            )
            row = json.loads(done.stdout.splitlines()[-1])
            cells = [f"{row['rate']:,.0f}", f"{row['start']:.2f}", f"{row['peak']:.0f}"]
            print(f"| {kind} | {len(usable)} | {' | '.join(cells)} | {row['weights']:.1f} |")
    print(flush=True)


def speed(kind: str, weights: Path | None) -> dict[str, float]:
    """Measured in this process, on the cores that it may use."""
    began = time.perf_counter()
    classifier = embedded(kind, weights)
    labels(classifier, ["warm up"])
    start = time.perf_counter() - began
    texts = of_length(weights)
    parts = [texts[n : n + 128] for n in range(0, len(texts), 128)]
    began = time.perf_counter()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        count = sum(len(done) for done in pool.map(lambda part: labels(classifier, part), parts))
    rate = count / (time.perf_counter() - began)
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    folder = weights or WEIGHTS
    size = sum(f.stat().st_size for f in folder.glob("*")) / 1e6 if kind == "encoder" else 0.0
    return {"rate": rate, "start": start, "peak": peak, "weights": size}


def of_length(weights: Path | None) -> list[str]:
    """Queries of exactly so many tokens where the tokenizer is there, else of about so many."""
    words = [q for item in criteria.load().values() for q in item.queries]
    stream = " ".join(words * 60).split()
    path = (weights or WEIGHTS) / "tokenizer.json"
    if not path.is_file():
        size = round(TOKENS / 1.3)
        return [" ".join(stream[n * 7 : n * 7 + size]) for n in range(SPEED_QUERIES)]
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ids = tokenizer.encode(" ".join(stream[:20_000]), add_special_tokens=False).ids
    room = TOKENS - 2
    return [tokenizer.decode(ids[n * 7 : n * 7 + room]) for n in range(SPEED_QUERIES)]


def percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    main()
