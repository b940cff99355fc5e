"""How near to the endpoint's own limit does realign come?

    python benchmarks/throughput/run.py            # 5,000 records, 200 ms, 256 at once

The limit: records x latency / concurrency. Measured in one session, against a stub on the same
machine: bare aiohttp (what the machine can do), the call path (model, retries, limits, durable
store), the whole `realign run`, the same run started again, and `realign --help`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from realign.engine.loop import run_in_loop
from realign.models.base import ChatRequest
from realign.models.cache import Cached, CallStore
from realign.models.limits import Limited, Retrying
from realign.models.openai import OpenAIChat
from realign.samples import Message

STUB = Path(__file__).with_name("stub.py")
TEXT = (
    "There are several ways to keep tools from rusting, number {n}. One is to wipe them dry after "
    "each use. Another is to rub a thin film of oil on the blades. You can also hang them up in a "
    "dry place with moving air. Finally, a bag of silica gel in the drawer takes up damp. "
)


async def drive(call: Callable[[int], Awaitable[object]], count: int, width: int) -> float:
    """Seconds for `count` calls, `width` at once."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await call(number)

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(width)))
    return time.perf_counter() - started


async def bare_client(url: str, count: int, width: int) -> float:
    """aiohttp and nothing else."""
    connector = aiohttp.TCPConnector(limit=width)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def call(number: int) -> None:
            body = {"model": "m", "messages": [{"role": "user", "content": TEXT.format(n=number)}]}
            async with session.post(f"{url}/v1/chat/completions", json=body) as reply:
                json.loads(await reply.read())

        return await drive(call, count, width)


async def call_path(url: str, count: int, width: int, folder: Path) -> float:
    """The stack of a run: every call durable before it is used."""
    with CallStore(folder / "calls.sqlite") as store:
        chat = OpenAIChat(f"{url}/v1", "stub", connections=width)
        model = Cached(Retrying(Limited(chat, width)), store)

        async def call(number: int) -> None:
            message = Message("user", TEXT.format(n=number) * 3)
            await model.generate(ChatRequest((message,)))

        try:
            return await drive(call, count, width)
        finally:
            await chat.aclose()


def command(*arguments: str) -> float:
    """Seconds of a whole `realign` process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "realign", *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def write_records(path: Path, count: int) -> None:
    """Records that a run rewrites."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            question = f"How can tools be kept from rusting in shed number {n}?"
            record = {"instruction": question, "input": "", "output": TEXT.format(n=n).strip()}
            file.write(json.dumps(record) + "\n")


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--concurrency", type=int, default=256)
    parser.add_argument("--latency-ms", type=float, default=200)
    parser.add_argument("--port", type=int, default=8766)
    given = parser.parse_args()
    count, width = given.records, given.concurrency
    limit = count * given.latency_ms / 1000 / width
    url = f"http://127.0.0.1:{given.port}"
    stub = subprocess.Popen([sys.executable, str(STUB), str(given.port), str(given.latency_ms)])
    try:
        time.sleep(1.0)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            print(
                f"{count} calls of {given.latency_ms:.0f} ms, {width} at once: limit {limit:.2f} s"
            )
            print("\n| what | seconds | share of the limit |\n|---|---|---|")

            def row(what: str, seconds: float, calls: int | None = count) -> None:
                share = f"{calls / count * limit / seconds:.0%}" if calls else ""
                print(f"| {what} | {seconds:.2f} | {share} |", flush=True)

            row("bare aiohttp", run_in_loop(bare_client(url, count, width)))
            row("call path", run_in_loop(call_path(url, count, width, folder)))
            write_records(folder / "in.jsonl", count)
            run = ["run", str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl"), "-q"]
            run += ["--endpoint", url, "--model", "stub", "--concurrency", str(width)]
            row("`realign run`, two calls a record", command(*run), 2 * count)
            row("the finished run again", command(*run), None)
            row("`realign --help`", command("--help"), None)
    finally:
        stub.kill()


if __name__ == "__main__":
    main()
