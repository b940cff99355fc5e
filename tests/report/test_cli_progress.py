"""What a run shows while it works: on a real terminal, and in a pipe."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import termios
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest
import report_rows as made

from realign.cli.progress import print_summary, show
from realign.engine.progress import Progress
from realign.models.meter import Meter
from realign.report.summary import summarise

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7][0-9;]*m")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@contextmanager
def terminal(written: list[str]):
    """A real terminal of 100 columns; what is written to it lands in `written` at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    chunks: list[bytes] = []

    def drain() -> None:
        try:
            while chunk := os.read(ours, 65536):
                chunks.append(chunk)
        except OSError:
            pass  # the other end is closed

    reader = threading.Thread(target=drain)
    reader.start()
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as stream:
            yield stream
    finally:
        reader.join()
        os.close(ours)
        written.append(b"".join(chunks).decode("utf-8"))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    """The terminal of these tests, not of whoever runs them."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")


def progress(done: int = 40, note: str = "") -> Progress:
    """Some way through a run."""
    meter = Meter(calls=90, hits=5, retries=3, waits=1, prompt_tokens=900, completion_tokens=1234)
    failed, kept = done // 20, done // 2
    counts = Counter(rewritten=done - failed - kept, kept=kept, failed=failed)
    shown = Progress(total=100, done=done, decisions=counts, calls=meter, note=note)
    shown.gaps.extend([1.0] * done)
    return shown


def clock(*times: float) -> Callable[[], float]:
    """A clock that says these, one after the other."""
    ticks = iter(times)
    return lambda: next(ticks)


def test_a_pipe_gets_plain_lines_seldom():
    """At once, after ten seconds, and at the end; no control characters."""
    out = io.StringIO()
    with show(out, clock=clock(0, 1, 9.9, 10, 12)) as watch:
        for done in (0, 10, 20, 40, 60):
            watch(progress(done))
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["0/100", "40/100", "60/100"]
    assert not CONTROL.search(out.getvalue())
    for part in ("18 rewritten", "20 kept", "2 failed", "90 calls", "5 from the cache"):
        assert part in lines[1]
    assert "1,234 tokens written" in lines[1]
    assert "3 retries" in lines[1]
    assert "1 wait for the endpoint" in lines[1]
    assert "about 60 s left" in lines[1]


def test_a_pipe_gets_the_last_state_when_the_run_breaks_off():
    """Ctrl-C leaves a last line too."""
    out = io.StringIO()

    def interrupted() -> None:
        with show(out, clock=clock(0, 1)) as watch:
            watch(progress(0))
            watch(progress(20))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert out.getvalue().splitlines()[-1].startswith("20/100")


def test_nothing_watched_nothing_written():
    """A finished run calls the watch never."""
    out = io.StringIO()
    with show(out):
        pass
    assert out.getvalue() == ""


def test_a_note_can_not_move_the_cursor():
    """Its control characters become spaces."""
    out = io.StringIO()
    with show(out) as watch:
        watch(progress(note="reading\x1b[2J\r\nthe input"))
    assert not CONTROL.search(out.getvalue())
    assert len(out.getvalue().splitlines()) <= 2


def test_a_terminal_gets_one_display():
    """A bar, counts in colour, cost and note; the cursor is given back."""
    written: list[str] = []
    with terminal(written) as stream, show(stream) as watch:
        watch(Progress(note="reading the input"))
        watch(progress(20))
        watch(progress(40, note="waiting for [the] endpoint"))
    text = written[0]
    assert COLOUR.search(text)
    assert "━" in text
    assert "40/100 samples" in text
    assert "90 calls" in text
    assert "waiting for [the] endpoint" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_no_color_is_respected(monkeypatch):
    """The display stays, its colours go."""
    monkeypatch.setenv("NO_COLOR", "1")
    written: list[str] = []
    with terminal(written) as stream, show(stream) as watch:
        watch(progress(40))
    assert "40/100 samples" in written[0]
    assert not COLOUR.search(written[0])


def test_a_dumb_terminal_gets_plain_lines(monkeypatch):
    """One that can't move its cursor is treated as a pipe."""
    monkeypatch.setenv("TERM", "dumb")
    written: list[str] = []
    with terminal(written) as stream, show(stream) as watch:
        watch(progress(40))
    assert "\x1b" not in written[0]
    assert "40/100 samples" in written[0]


@pytest.mark.parametrize("columns", ["20", "60", "100"])
def test_a_narrow_terminal(monkeypatch, columns):
    """No line is wider than the terminal, or the display could not be redrawn in place."""
    monkeypatch.setenv("COLUMNS", columns)
    written: list[str] = []
    with terminal(written) as stream, show(stream) as watch:
        watch(progress(40, note="n" * 200))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written[0])
    assert max(len(line) for line in re.split(r"[\r\n]+", plain)) <= int(columns)


def summary() -> dict:
    """Of the golden run."""
    rows = made.rows()
    return summarise(iter(rows), plan=made.plan(), progress=made.FixedProgress(total=len(rows)))


def test_the_summary_in_a_pipe():
    """Plain text: counts, reasons, tasks, cost, and where everything lies."""
    out = io.StringIO()
    print_summary(summary(), Path("out/better.jsonl"), Path("out/report.html"), out)
    text = out.getvalue()
    assert text.startswith("11 records in, 11 records out\n")
    assert re.search(r"4 +36 % +rewritten", text)
    assert re.search(r"2 +18 % +no rewrite passed the checks", text)
    assert re.search(r"open_qa +4 +1 +2 +1", text)
    assert "41 calls, 7 from the cache, 2 retries, 52,310 tokens read, 9,480 written (76/s)" in text
    assert "output  out/better.jsonl\nreport  out/report.html\n" in text
    assert text.endswith("The same command tries the failed records again.\n")
    assert not CONTROL.search(text)


def test_the_summary_on_a_terminal(monkeypatch):
    """The same in colour; without colour where it is not wanted."""
    written: list[str] = []
    with terminal(written) as stream:
        print_summary(summary(), Path("better.jsonl"), Path("report.html"), stream)
    assert COLOUR.search(written[0])
    monkeypatch.setenv("NO_COLOR", "1")
    with terminal(written) as stream:
        print_summary(summary(), Path("better.jsonl"), Path("report.html"), stream)
    assert not COLOUR.search(written[1])
    assert "11 records in" in written[1]


def test_a_stream_that_knows_ascii_only():
    """What it can't say is replaced, not raised."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    print_summary(summary(), Path("größe\udcff.jsonl"), Path("report.html"), out)
    assert b"gr??e?.jsonl" in raw.getvalue()


def test_an_empty_run():
    """No division by zero, no tasks."""
    out = io.StringIO()
    empty = summarise(iter([]), plan={}, progress=made.FixedProgress())
    print_summary(empty, Path("a"), Path("b"), out)
    assert out.getvalue().startswith("0 records in, 0 records out\n")
