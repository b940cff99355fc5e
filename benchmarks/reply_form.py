"""Which form of reply do small models keep best? Delimiters, JSON under a schema, or a grammar.

    realign models serve qwen2.5-coder-1.5b --port 8015
    python benchmarks/reply_form.py http://127.0.0.1:8015/v1 --records 12

Prints a Markdown table: the share of replies that the strict parser reads, the share of words of
the original that the reply kept, and the mean seconds a reply.
"""

from __future__ import annotations

import argparse
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from realign import criteria as criteria_module
from realign.io import inspect, read
from realign.reading.text import words_of
from realign.samples import Message
from realign.stages.prompts import FORM, parse_reply, rewrite_messages

DEMO = Path(__file__).parents[1] / "examples" / "demo" / "records.jsonl"
SCHEMA = {
    "type": "object",
    "properties": {"keep": {"type": "boolean"}, "rewrite": {"type": "string"}},
    "required": ["keep", "rewrite"],
    "additionalProperties": False,
}
JSON_FORM = """\
Reply with nothing but a JSON object: {"keep": false, "rewrite": "the new response"}, or \
{"keep": true, "rewrite": ""} if the response is best left as it is."""
GRAMMAR = r"""root ::= "<keep/>" | "<rewrite>\n" line+ "</rewrite>"
line ::= [^<\n]* "\n" """


@dataclass(frozen=True)
class Form:
    """One form: how to ask for it, what forces it, and how to read it (None: unreadable)."""

    name: str
    body: dict[str, object]
    as_json: bool
    read: Callable[[str], str | None]


def read_delimiters(text: str) -> str | None:
    """The rewrite; empty for keep."""
    reply = parse_reply(text)
    return None if reply.kind == "unreadable" else reply.text


def read_json(text: str) -> str | None:
    """The rewrite; empty for keep."""
    try:
        value = json.loads(text)
        return "" if value["keep"] else str(value["rewrite"])
    except (ValueError, KeyError, TypeError):
        return None


FORMS = (
    Form("delimiters", {}, False, read_delimiters),
    Form("delimiters + grammar", {"grammar": GRAMMAR}, False, read_delimiters),
    Form("JSON, asked for", {}, True, read_json),
    Form(
        "JSON + schema",
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "r", "schema": SCHEMA},
            }
        },
        True,
        read_json,
    ),
)


def as_json_messages(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The same conversation, with the example's reply and the instruction in JSON."""
    system, user, assistant, record = messages
    example = json.dumps({"keep": False, "rewrite": parse_reply(assistant.content).text})
    return (
        replace(system, content=system.content.replace(FORM, JSON_FORM)),
        user,
        replace(assistant, content=example),
        record,
    )


def ask(base_url: str, messages: tuple[Message, ...], extra: dict[str, object]) -> str:
    """One reply, at temperature 0."""
    body = {
        "messages": [{"role": m.role, "content": m.content} for m in messages],
        "temperature": 0,
        "max_tokens": 700,
        **extra,
    }
    request = urllib.request.Request(  # noqa: S310 - the address comes from the command line
        f"{base_url}/chat/completions",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=600) as reply:  # noqa: S310
        content: str = json.load(reply)["choices"][0]["message"]["content"]
    return content


def main() -> None:
    """Every form over the same records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base_url")
    parser.add_argument("--records", type=int, default=12)
    parser.add_argument("--data", type=Path, default=DEMO)
    arguments = parser.parse_args()
    criteria = criteria_module.load()
    criterion = criteria["open_qa"]
    samples = [
        s for s in read(inspect(arguments.data)) if len(s.messages[-1].content.split()) > 40
    ][: arguments.records]
    print("| form | read | words kept | seconds |\n|---|---|---|---|")
    for form in FORMS:
        readable, kept, seconds = 0, 0.0, 0.0
        for sample in samples:
            original = sample.messages[-1].content
            messages = rewrite_messages(criterion, sample.messages[:-1], original)
            started = time.monotonic()
            text = form.read(
                ask(
                    arguments.base_url,
                    as_json_messages(messages) if form.as_json else messages,
                    form.body,
                )
            )
            seconds += time.monotonic() - started
            readable += text is not None
            words = {word.casefold() for word in words_of(original)}
            new = {word.casefold() for word in words_of(text or original)}
            kept += len(words & new) / len(words)
        count = len(samples)
        print(
            f"| {form.name} | {readable}/{count} | {kept / count:.1%} | {seconds / count:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
