"""Where the records go without -o: the help and the pages say what is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from realign.config import Comparison, Plan

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "plan", "page"),
    [("run", Plan, "formats.md"), ("verify", Comparison, "verify.md")],
)
def test_the_default_output_is_told(command, monkeypatch, name, plan, page):
    """One line of the help, and an example in the page."""
    monkeypatch.setenv("COLUMNS", "100")
    output = plan(input="data/faq.csv").output_path
    ending = output.name.removeprefix("faq.")
    code, out, _ = command(name, "--help")
    assert code == 0
    assert f"NAME.{ending}" in "".join(out.split())
    assert f"`{output.as_posix()}`" in (DOCS / page).read_text(encoding="utf-8")
