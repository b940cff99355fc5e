"""Real responses to build pairs from, and the split by a hash of the text."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_LONGEST = 3_000  # characters


@dataclass(frozen=True, slots=True)
class Record:
    """One response with its request. `half` is tune or test, by a hash of the response."""

    source: str
    prompt: str
    original: str

    @property
    def half(self) -> str:
        return "tune" if _hash(f"{self.prompt}\n{self.original}") % 2 else "test"

    def rng(self, *names: str) -> random.Random:
        """The same numbers for the same text and names, on every machine."""
        return random.Random(_hash("\x1f".join([self.prompt, self.original, *names])))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")


def _rows(name: str) -> list[dict]:
    path = DATA / name
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    if ".jsonl" in name:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    return json.loads(text)


def _alpaca(name: str) -> Iterator[tuple[str, str]]:
    for row in _rows(name):
        if "conversations" in row:
            turns = row["conversations"]
            yield turns[0]["value"], turns[1]["value"]
        else:
            yield f"{row['instruction']}\n\n{row['input']}".strip(), row["output"]


def _gsm8k() -> Iterator[tuple[str, str]]:
    for place, row in enumerate(_rows("gsm8k/train.jsonl.gz")):
        answer = re.sub(r"<<[^<>]*>>", "", row["answer"])
        yield row["question"], answer if place % 2 else answer.replace("####", "The answer is")


def _aqua() -> Iterator[tuple[str, str]]:
    for place, row in enumerate(_rows("math/aqua_test.jsonl")):
        prompt = "\n".join([row["question"], *row["options"]])
        yield prompt, row["correct"] if place % 2 else f"{row['rationale']}"


SOURCES = {
    "alpaca": (
        "alpaca/alpaca_en_demo.json.gz",
        "alpaca/alpaca_data_5k.jsonl.gz",
        "alpaca/cherry_alpaca_5_percent.json.gz",
    ),
    "lima": ("lima/lima_train.json.gz",),
    "self_instruct": ("self_instruct/self_instruct_5k.jsonl.gz",),
    "code": ("messy/code_example.json.gz",),
}
_MOST = {
    "alpaca": 2500, "lima": 1100, "self_instruct": 500, "code": 500, "gsm8k": 400, "math": 500,
    "aqua": 250,
}  # fmt: skip


def records() -> list[Record]:
    """At most a few hundred records of each source, in an order that the hash gives."""
    found: dict[str, Record] = {}
    read = {
        **{
            name: [row for file in files for row in _alpaca(file)]
            for name, files in SOURCES.items()
        },
        "gsm8k": list(_gsm8k()),
        "math": [(row["problem"], row["solution"]) for row in _rows("math/math_test.dev.jsonl.gz")],
        "aqua": list(_aqua()),
    }
    for source, pairs in read.items():
        kept = {
            f"{prompt}\n{response.strip()}": Record(source, prompt, response.strip())
            for prompt, response in pairs
            if response.strip() and len(response) <= _LONGEST
        }
        first = sorted(kept, key=_hash)[: _MOST[source]]
        found.update((key, kept[key]) for key in first)
    return [found[key] for key in sorted(found, key=lambda key: _hash(key + "order"))]
