"""What do the checks say of rewrites that a small model writes?

    python benchmarks/faithfulness/real.py FILE [-n 200] [--model NAME] [--endpoint URL]
    python benchmarks/faithfulness/real.py FILE --read 50

The first asks the model (embedded unless an endpoint is named) for rewrites of records of Alpaca
and LIMA in ../shared/data, with a plain prompt and the worked example of the record's criterion,
and adds them to FILE, where the next run goes on. Replies that repeat the original do not count.
The second draws so many accepted and rejected ones and prints them, to be read with care: were
they accepted and rejected rightly? Only a reader can say.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sources import DATA, Record, records

import realign
from realign.classifiers.encoder import EncoderClassifier
from realign.criteria import load as load_criteria
from realign.models.base import ChatModel, ChatRequest, Sampling
from realign.samples import Message

PROMPT = (
    "You rewrite responses so that they are easier to read: paragraphs, lists, steps, headings "
    "where they help. Keep the meaning and every fact, and add nothing. Reply with the new "
    "response and nothing else."
)


@asynccontextmanager
async def opened(endpoint: str | None, name: str) -> AsyncIterator[ChatModel]:
    """The model, given back at the end."""
    from realign.models.embedded import EmbeddedChat
    from realign.models.openai import OpenAIChat, normalize_endpoint
    from realign.models.registry import obtain

    if endpoint:
        model: ChatModel = OpenAIChat(normalize_endpoint(endpoint), name)
    else:
        model = await EmbeddedChat.start(await asyncio.to_thread(obtain, name))
    try:
        yield model
    finally:
        await model.aclose()


def material(request: str, response: str) -> Message:
    return Message("user", f"Request:\n{request}\n\nResponse:\n{response}\n\nNew response:")


def chosen(words: int) -> list[Record]:
    """Records of Alpaca and LIMA by turns, of 25 words and more."""
    rows = [row for row in records() if 25 <= len(row.original.split()) <= words]
    alpaca = [row for row in rows if row.source == "alpaca"]
    lima = [row for row in rows if row.source == "lima"]
    return [row for pair in zip(alpaca, lima, strict=False) for row in pair]


def read(file: Path) -> list[dict]:
    """What is there already."""
    return (
        [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    )


async def rewrite(file: Path, count: int, words: int, endpoint: str | None, name: str) -> None:
    """Adds rewrites to the file, so many in all; a reply that can't be used leaves one less."""
    done = {row["original"] for row in read(file)}
    criteria, classifier = load_criteria(), EncoderClassifier()
    rows = [row for row in chosen(words) if row.original not in done][: max(0, count - len(done))]
    labelled = [((await classifier.classify(row.prompt)).task, row) for row in rows]
    async with opened(endpoint, name) as model:
        # By task: the model has read the beginning that their prompts share.
        for task, record in sorted(labelled, key=lambda pair: pair[0]):
            example = criteria[task].example
            asked = ChatRequest(
                (
                    Message("system", PROMPT),
                    material(example.request, example.plain),
                    Message("assistant", example.good),
                    material(record.prompt, record.original),
                ),
                Sampling(0.3, max_tokens=700),
            )
            began = time.perf_counter()
            choice = (await model.generate(asked)).choices[0]
            text = choice.text.strip()
            if choice.finish_reason != "stop" or text.split() == record.original.split():
                continue
            told = {"source": record.source, "task": task, "prompt": record.prompt}
            told |= {"original": record.original, "rewrite": text}
            told |= {"seconds": round(time.perf_counter() - began, 1)}
            with file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(told, ensure_ascii=False) + "\n")


def rejecting(row: dict) -> list[str]:
    """What rejects a rewrite: check, message, expected and found."""
    found = realign.check(row["original"], row["rewrite"], prompt=row["prompt"], task=row["task"])
    return [
        f"{item.check}: {item.message} | {item.expected} -> {item.found}"
        for item in found
        if item.severity == "reject"
    ]


def table(rows: list[dict]) -> None:
    """How many are rejected, by source and by check."""
    print("| source | rewrites | rejected |\n|---|---|---|")
    for source in sorted({row["source"] for row in rows}):
        own = [row for row in rows if row["source"] == source]
        print(f"| {source} | {len(own)} | {sum(bool(rejecting(row)) for row in own)} |")
    told = Counter(name for row in rows for name in {x.partition(":")[0] for x in rejecting(row)})
    print("\n| check | rejects |\n|---|---|")
    for name, times in told.most_common():
        print(f"| {name} | {times} |")
    print(f"\n{sum(row['seconds'] for row in rows) / max(1, len(rows)):.1f} s a rewrite")


def show(rows: list[dict], count: int) -> None:
    """So many accepted and rejected ones, drawn by chance, whole."""
    drawn = random.Random(1).sample(rows, len(rows))
    for verdict in ("accepted", "rejected"):
        own = [row for row in drawn if bool(rejecting(row)) == (verdict == "rejected")][:count]
        for place, row in enumerate(own, 1):
            print(f"\n===== {verdict} {place}: {row['source']}, {row['task']}\n{row['prompt']}")
            print(f"----- original\n{row['original']}\n----- rewrite\n{row['rewrite']}")
            print(*rejecting(row), sep="\n")


def main() -> None:
    """Ask for more rewrites, or print some to be read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="where the rewrites are kept")
    parser.add_argument("-n", type=int, default=200, help="rewrites in all [200]")
    parser.add_argument("--words", type=int, default=160, help="longest original [160]")
    parser.add_argument("--endpoint")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--read", type=int, metavar="N", help="print N of either verdict")
    args = parser.parse_args()
    if args.read is None:
        if not DATA.is_dir():
            print("../shared/data is not here: nothing is measured.")
            return
        asyncio.run(rewrite(args.file, args.n, args.words, args.endpoint, args.model))
        table(read(args.file))
    else:
        show(read(args.file), args.read)


if __name__ == "__main__":
    main()
