"""A fake model that lays out mechanically, so that a whole run can be followed by eye."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from realign.testing import default_reply

STEPS = (
    "To clean the {n} brush, first wipe off the paint. Then rinse it in water for {n} minutes. "
    "Next, shape the bristles with two fingers. Finally, let it dry flat on a towel."
)


def laid_out(response: str) -> str:
    """Every sentence an item of a numbered list, its ordinal gone."""
    sentences = re.split(r"(?<=[.!?])\s+", response.strip())
    bare = [re.sub(r"^(Then|Next,|Finally,)\s+", "", sentence) for sentence in sentences]
    items = [f"{n}. {text[:1].upper()}{text[1:]}" for n, text in enumerate(bare, start=1)]
    return "\n".join(items)


def reply(body: Mapping[str, Any]) -> str:
    """A task where one is asked for, else the response laid out anew."""
    if "structured_outputs" in body or "grammar" in body:
        return "how_to_generation"
    last = str(body["messages"][-1]["content"])
    found = re.search(r"<response>\n(.*)\n</response>", last, re.DOTALL)
    return f"<rewrite>\n{laid_out(found[1])}\n</rewrite>" if found else default_reply(body)


def write_records(path: Path, count: int, *, start: int = 1) -> Path:
    """Alpaca records, each with steps told in prose."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(start, start + count):
            record = {
                "instruction": f"How do I clean a paint brush, number {n}?",
                "input": "",
                "output": STEPS.format(n=n),
                "tag": {"n": n},
            }
            file.write(json.dumps(record) + "\n")
    return path


def read_records(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
