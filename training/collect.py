"""Puts the training queries of the built-in classifier together.

    python training/collect.py [-o training.jsonl]
    realign train-classifier --data training.jsonl -o src/realign/classifiers/weights
    python training/collect.py --labels benchmarks/classifier/held_out.jsonl -o held_out.jsonl

Three sources: `queries.jsonl`, written for this project in the way people type; the criteria's own
queries; and public queries, which are not part of this project: `labels.jsonl` holds our labels of
them under a digest of their text, and the texts are looked up in ../shared/data.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from realign.criteria import load

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data"
CLAIMS = (
    "{}",
    "Is it true that {}",
    "Fact check: {}",
    "true or false: {}",
    "{} True or false?",
)


def digest(text: str) -> str:
    """What a text is known by in labels.jsonl: 16 hex digits, blind to blanks."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The records of a public file: JSONL, or JSON with a list; nothing where it is absent."""
    path = DATA / name
    if not path.is_file():
        print(f"{name}: not here, its labels are left out", file=sys.stderr)
        return
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8")
    if ".csv" in name:
        yield from csv.DictReader(io.StringIO(text))
    elif ".jsonl" in name:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
    else:
        found = json.loads(text)
        yield from found["data"] if isinstance(found, dict) else found


def joined(instruction: str, given: str | None) -> str:
    """An instruction and its input, as one request."""
    extra = (given or "").strip()
    extra = "" if extra.lower() in ("noinput", "<noinput>", "no input") else given or ""
    return f"{instruction}\n\n{extra}".strip() if extra.strip() else instruction.strip()


def inner(wrapped: str) -> str:
    """The query inside of a request to judge a response to it."""
    match = re.search(r"\[Query\]:\s*(.*?)\n\*\*\*\n\[Response\]", wrapped, re.DOTALL)
    return match[1].strip() if match else wrapped


def public() -> Iterator[str]:
    """Every text that may have a label."""
    for row in rows("auto_j/scenario_classifier_train.jsonl.gz"):
        yield joined(row["instruction"], row["input"])
    yield from (inner(row["usrmsg"]) for row in rows("auto_j/single_traindata.jsonl.gz"))
    yield from (row["prompt"] for row in rows("auto_j/testdata_pairwise.dev.jsonl.gz"))
    yield from (row["instruction"] for row in rows("realign/task_classifier_train_dataset.json.gz"))
    for name in (
        "lima/lima_train.json.gz",
        "alpaca/alpaca_data_5k.jsonl.gz",
        "self_instruct/self_instruct_5k.jsonl.gz",
    ):
        yield from (joined(row["instruction"], row.get("input")) for row in rows(name))
    yield from (row["prompt"] for row in rows("eval_prompts/koala_test_set.jsonl"))
    yield from (row["Instruction"] for row in rows("eval_prompts/wizardlm_test_set.jsonl"))
    yield from (row["instruction"] for row in rows("alpaca_eval/example_outputs.json.gz"))
    for row in rows("self_instruct/user_oriented_instructions.jsonl"):
        yield joined(row["instruction"], (row["instances"] or [{}])[0].get("input"))
    for row in rows("nq_open/NQ-open.efficientqa.dev.1.1.jsonl"):
        yield from (row["question"], row["question"] + "?")
    yield from (row["question"] for row in rows("gsm8k/train.jsonl.gz"))
    yield from (row["problem"] for row in rows("math/math500.jsonl.gz"))
    yield from (row["problem"] for row in rows("simpleqa/simple_qa.dev.csv.gz"))
    for row in rows("fever/paper_dev.dev.jsonl.gz"):
        yield from (form.format(row["claim"]) for form in CLAIMS)
    for row in rows("mmlu/mmlu_stem_test.jsonl.gz"):
        choices = "\n".join(f"{'ABCD'[n]}. {text}" for n, text in enumerate(row["choices"]))
        yield f"{row['question']}\n{choices}"
    for row in rows("xquad/xquad.en.json.gz"):
        passage = row["paragraphs"][0]
        question = passage["qas"][0]["question"]
        yield from (f"{passage['context']}\n\n{question}", f"{question}\n\n{passage['context']}")


def collect() -> Iterator[dict[str, Any]]:
    """The training queries: text, task, second, weight, source."""
    yield from ({**row, "source": "own"} for row in own())
    yield from ({**row, "source": "public"} for row in labelled(HERE / "labels.jsonl"))


def own() -> Iterator[dict[str, Any]]:
    """Those written for this project."""
    for line in (HERE / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
    criteria = load()
    for task in sorted(criteria):
        for text in (*criteria[task].queries, criteria[task].example.request):
            yield {"text": text, "task": task}


def labelled(path: Path) -> Iterator[dict[str, Any]]:
    """Public queries that a file of labels names by their digest."""
    lines = path.read_text(encoding="utf-8").splitlines()
    labels = {row["id"]: row for row in map(json.loads, lines)}
    for text in public():
        row = labels.pop(digest(text), None)
        if row:
            yield {"text": text, **{key: value for key, value in row.items() if key != "id"}}
    if labels:
        print(f"{len(labels):,} labels found no text", file=sys.stderr)


def main() -> None:
    """Writes JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("training.jsonl"))
    parser.add_argument("--labels", type=Path, help="only the public queries of this file")
    given = parser.parse_args()
    out: Path = given.output
    queries = list(labelled(given.labels) if given.labels else collect())
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in queries)
    print(f"{len(queries):,} queries in {out}")


if __name__ == "__main__":
    main()
