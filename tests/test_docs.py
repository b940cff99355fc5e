"""The documentation is true: its examples run, its links lead somewhere, its reference is fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from doc_blocks import MODEL, ROOT, Runner, answer, require_lines
from realign.checks import ALL
from realign.criteria.kinds import KINDS
from realign.models.registry import MODELS
from realign.testing import Behaviour, FakeEndpoint

PAGES = sorted((ROOT / "docs").glob("*.md"))
TEXTS = [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with FakeEndpoint(Behaviour(reply=answer, models=(MODEL,))) as fake:
        yield fake.url


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, endpoint: str) -> None:
    Runner(tmp_path, endpoint).run(page)


def test_the_reference_of_commands_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "cli.py")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == done.stdout, "docs/cli.md is out of date: make docs"


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    """Links to files of the project and to headings of its pages."""
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        file = (page.parent / name) if name else page
        if not file.exists() or (heading and heading not in headings(file)):
            wrong.append(target)
    assert not wrong


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.stem)
def test_paths_that_are_named_exist(page: Path) -> None:
    """`src/...`, `tests/...`, `examples/...`, `docs/...` and `benchmarks/...` in backticks."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|tests|examples|docs|benchmarks)/[\w./-]+)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_check_requirement_and_model_is_explained() -> None:
    """The tables of the documentation and the code name the same things."""
    choosing, criteria = first_column("choosing"), first_column("criteria")
    assert {check.name for check in ALL} <= choosing
    assert (choosing - {check.name for check in ALL}) == {"rewritten", "kept", "failed"}
    assert criteria == set(KINDS)
    assert first_column("models") == set(MODELS)


def test_every_reason_that_is_named_is_one_of_the_code() -> None:
    text = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    reasons = re.findall(r"(?m)^\| `(?:rewritten|kept|failed)` \| `([^`]+)`", text)
    assert len(reasons) > 10
    assert [reason for reason in reasons if f'"{reason}"' not in code] == []


def first_column(page: str) -> set[str]:
    """The names in backticks in the first cells of a page's tables."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    cells = re.findall(r"(?m)^\| (`[^|]+) \|", text)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def headings(page: Path) -> set[str]:
    """The anchors of a page, as the common Markdown sites make them."""
    lines = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def test_an_expected_line_that_is_not_printed_is_told() -> None:
    """The test of the test."""
    require_lines(["one", "...", "three"], "one\n  two\nthree \n", "x")
    with pytest.raises(AssertionError, match="does not print: four"):
        require_lines(["four"], "one\n", "x")
