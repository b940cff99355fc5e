"""The report: one file that shows everything and runs nothing of the data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import report_rows as made

from html_page import Page
from realign.errors import UsageError
from realign.report import html, summary
from realign.version import __version__

GOLDEN = Path(__file__).parents[1] / "golden" / "report.html"
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def page_of(tmp_path: Path, rows: list) -> str:
    """The report of rows, read back from the disk."""
    numbers = summary.summarise(
        iter(rows), plan=made.plan(), progress=made.FixedProgress(total=len(rows))
    )
    path = tmp_path / "report.html"
    html.write(path, numbers, iter(rows))
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]
    return path.read_text(encoding="utf-8")


def test_golden_report(tmp_path):
    """The page of the golden run; REALIGN_UPDATE_GOLDEN=1 writes it anew."""
    page = page_of(tmp_path, made.rows()).replace(f"realign {__version__}", "realign 0")
    if os.environ.get("REALIGN_UPDATE_GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")


def test_the_headline_and_what_to_do(tmp_path):
    """The sentence that matters most comes first."""
    text = Page(page_of(tmp_path, made.rows())).text
    head = "11 records in, 11 records out: 4 rewritten, 6 kept, 1 failed"
    assert head in text
    assert text.index(head) < text.index("Run the same command again")


def test_records_and_messages_are_counted_from_one(tmp_path):
    """As lines are."""
    text = Page(page_of(tmp_path, made.rows())).text
    found = re.findall(r"record (\d+)(?:, message (\d+))? · data\.jsonl, line (\d+)", text)
    assert found
    assert all(record == line for record, _, line in found)
    assert {message for _, message, _ in found} >= {"2", "4"}


def test_it_needs_nothing_from_elsewhere(tmp_path):
    """No address to fetch from, in any tag; one script, the page's own."""
    page = Page(page_of(tmp_path, made.rows()))
    for _, attrs in page.tags:
        assert not {"src", "srcset", "style", "onclick", "onerror"} & attrs.keys()
        assert attrs.get("href", "#").startswith("#")
    assert len(page.all("script")) == len(page.all("style")) == 1
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")
    assert "@import" not in page.text
    assert "url(" not in page.text


def test_hostile_data_stays_text(tmp_path):
    """Tags, template code, NUL, half pairs and direction overrides of the data are only shown."""
    raw = page_of(tmp_path, [made.hostile()])
    page = Page(raw)
    assert raw.count("<script>") == raw.count("</script>") == raw.count("</style>") == 1
    assert not page.all("img")
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "[U+0000][U+202E]" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", raw)
    card = page.all("article")[0]
    assert card["data-task"] == '"><script>alert(4)</script>'


def test_long_texts_are_cut_with_a_notice(tmp_path):
    """A megabyte of response is a few kilobytes of report."""
    after = "word " * 200_000
    turn = made.rewritten("open_qa", after, 0.9)
    page = page_of(tmp_path, [made.row(0, ("q" * 9_000, after + "end", turn))])
    assert len(page) < 100_000
    assert "Shortened: 997,000 more characters" in page
    assert "Shortened: 7,500 more characters" in page


def test_the_draw_is_spread_over_tasks_and_bounded(tmp_path):
    """Twenty rewritten of many tasks, ten rejected, three of another reason, ten failed."""
    rows = []
    for number in range(40):
        task = f"task_{number % 8}"
        rows += [
            made.row(4 * number, ("q", "a b", made.rewritten(task, "a c", 0.5))),
            made.row(4 * number + 1, ("q", made.MAIL_BEFORE, made.rejected())),
            made.row(4 * number + 2, ("q", "a", made.kept(task, "this task is not rewritten"))),
            made.row(4 * number + 3, ("q", "a", made.failed())),
        ]
    cards = html.choose(iter(rows))
    chosen = [card for card in cards if card.decision == "rewritten"]
    assert len(chosen) == 20
    assert {card.task for card in chosen} == {f"task_{n}" for n in range(8)}
    assert sum(card.reason == html.REJECTED for card in cards) == 10
    assert sum(card.reason == "this task is not rewritten" for card in cards) == 3
    assert sum(card.decision == "failed" for card in cards) == 10
    assert cards == html.choose(iter(rows))


def test_reasons_without_end_do_not_fill_the_page():
    """Every record with a reason of its own: the groups are bounded, and so is the page."""
    rows = [made.row(n, ("q", "a", made.kept("open_qa", f"reason {n}"))) for n in range(400)]
    assert len(html.choose(iter(rows))) <= 70


def test_a_rejected_rewrite_is_shown_with_its_findings(tmp_path):
    """The candidate that was nearest to passing, what differs, and why it fell."""
    page = page_of(tmp_path, [made.row(0, ("Write it.", made.MAIL_BEFORE, made.rejected()))])
    assert "Rewrite, not taken (the nearest of 2)" in page
    assert "<ins>Subject: Meeting moved</ins>" in page
    assert "<del>Tell</del>" in page
    assert "a number is gone" in page


def test_an_empty_run_has_a_report(tmp_path):
    """No rows, no division by zero."""
    page = Page(page_of(tmp_path, []))
    assert "0 records in, 0 records out" in page.text
    assert "Is it the right input file?" in page.text


def test_every_control_and_plot_has_a_name(tmp_path):
    """Headings in order, labels on controls, a text beside each picture."""
    page = Page(page_of(tmp_path, made.rows()))
    assert all(attrs.get("aria-label") or attrs.get("aria-hidden") for attrs in page.all("svg"))
    assert page.all("html") == [{"lang": "en"}]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = [attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs]
    assert set(named) <= set(ids)
    assert "hidden" in page.all("form")[0], "without its script the page shows no dead control"
    assert not any("hidden" in card for card in page.all("article"))


def test_a_directory_that_is_not_there(tmp_path):
    """The error says which."""
    numbers = summary.summarise(iter([]), plan={}, progress=made.FixedProgress())
    with pytest.raises(UsageError, match="can't be written"):
        html.write(tmp_path / "none" / "report.html", numbers, iter([]))


def dom(path: Path, profile: Path) -> str:
    """The page as Chromium has it after its script ran."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium, which is not installed here")
def test_it_opens_in_a_browser(tmp_path):
    """The script runs under the page's own policy, the data's scripts do not, the filter works."""
    (tmp_path / "out").mkdir()
    text = page_of(tmp_path / "out", made.rows())
    page = tmp_path / "out" / "report.html"
    seen = Page(dom(page, tmp_path / "profile"))
    count = text.count("<article")
    assert "hidden" not in seen.all("form")[0]
    assert f"All {count} shown" in seen.text
    assert len(seen.all("article")) == count

    old = re.search("<script>(.*)</script>", text, re.DOTALL)[1]
    new = old.replace(
        "  apply();\n}());", '  form.elements.decision.value = "failed"; apply();\n}());'
    )
    assert new != old
    tried = text.replace(old, new)
    page.write_text(re.sub("<meta http-equiv[^>]*>", "", tried), encoding="utf-8")
    seen = Page(dom(page, tmp_path / "profile"))
    left = [card for card in seen.all("article") if "hidden" not in card]
    assert [card["data-decision"] for card in left] == ["failed"]
    assert f"1 of {count} shown" in seen.text

    page.write_text(tried, encoding="utf-8")
    seen = Page(dom(page, tmp_path / "profile"))
    assert "hidden" in seen.all("form")[0], "the policy must stop a script that is not the page's"
