"""The README is true: its commands exist, its example runs, and what it shows is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

from doc_blocks import MODEL, ROOT, Runner, answer
from realign.checks import ALL
from realign.criteria import TASKS
from realign.models.registry import DEFAULT, MODELS
from realign.testing import Behaviour, FakeEndpoint

README = ROOT / "README.md"


def test_its_examples_run(tmp_path: Path) -> None:
    with FakeEndpoint(Behaviour(reply=answer, models=(MODEL,))) as endpoint:
        Runner(tmp_path, endpoint.url).run(README)


def test_its_numbers_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.findall(r"(\d+) criteria", text) == [str(len(TASKS))]
    assert re.findall(r"(\d+) checks", text) == [str(len(ALL))]
    assert re.findall(r"([\d.]+) GB", text) == [f"{MODELS[DEFAULT].size / 1e9:.1f}"]


def test_it_names_every_page_of_the_documentation() -> None:
    text = README.read_text(encoding="utf-8")
    pages = [page.name for page in (ROOT / "docs").glob("*.md")]
    assert [page for page in pages if f"docs/{page}" not in text] == []
