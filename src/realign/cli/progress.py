"""What a run shows while it works, and when it is done."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from realign.counts import counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from realign.engine.progress import Progress

KINDS = ("rewritten", "kept", "failed")
STYLES = {
    "rewritten": "green",
    "classified": "green",
    "kept": "",
    "failed": "red",
    "head": "bold",
    "soft": "dim",
}

_EVERY_S = 10.0
_STEPS = ((85.0, 10), (900.0, 60), (7200.0, 300), (float("inf"), 1800))  # below, rounded to
_TASKS = 8
_REASONS = 5
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")

Part = tuple[str, str]  # text, and the name of its style


@contextmanager
def show(
    stream: TextIO, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[Progress], None]]:
    """Gives a function that shows the progress it is called with on `stream`.

    On a terminal one display is kept up to date. Elsewhere a plain line is written at once, then
    at most every ten seconds, and once more at the end.
    """
    if is_terminal(stream):
        with _live(stream) as watch:
            yield watch
        return
    lines = _Lines(stream, clock)
    try:
        yield lines.watch
    finally:
        lines.close()


def is_terminal(stream: TextIO) -> bool:
    """True where a display can be redrawn."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def print_summary(
    summary: Mapping[str, Any], output: Path, report: Path, stream: TextIO | None = None
) -> None:
    """What a run came to: decisions, reasons, tasks, cost, and where everything lies."""
    out = stream or sys.stdout
    lines = list(summary_lines(summary, output, report))
    if not is_terminal(out):
        for line in lines:
            _write(out, "".join(text for text, _ in line).rstrip())
        return
    console = _console(out)
    for line in lines:
        console.print(_text(line), soft_wrap=True)


class _Lines:
    """Progress for a log file."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream, self._clock = stream, clock
        self._last_at: float | None = None
        self._last = ""
        self._progress: Progress | None = None

    def watch(self, progress: Progress) -> None:
        """Writes a line when it is time for one."""
        self._progress = progress
        now = self._clock()
        if self._last_at is None or now - self._last_at >= _EVERY_S:
            self._last_at = now
            self._line()

    def close(self) -> None:
        """The last line, unless it stands there already."""
        if self._progress is not None:
            self._line()

    def _line(self) -> None:
        assert self._progress is not None  # noqa: S101 - both callers have seen one
        parts = [*_state(self._progress), *_cost(self._progress)]
        line = ", ".join("".join(text for text, _ in part) for part in parts)
        if line != self._last:
            _write(self._stream, line)
            self._last = line


@contextmanager
def _live(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    from rich.live import Live

    console = _console(stream)
    # Lines of the log go above the display; stdout stays as it is: it may be a pipe.
    with Live(console=console, auto_refresh=False, redirect_stdout=False) as live:

        def watch(progress: Progress) -> None:
            live.update(_display(progress, console.width), refresh=True)

        yield watch


def _display(progress: Progress, width: int) -> Text:
    """Two lines, no wider than the terminal: the bar with the decisions, and the cost."""
    done, total = progress.done, progress.total
    size = max(8, min(32, width - 60))
    lines: list[list[Part]] = []
    if total:
        lines.append([*_bar(progress, size), ("  ", ""), *_joined(_state(progress, note=False))])
        lines.append(_joined([[(text, "soft")] for text in _plain(_cost(progress))]))
    if progress.note or not total:
        lines.append([(_clean(progress.note) or counted(done, "sample"), "soft")])
    out = _text(lines[0])
    out.truncate(width, overflow="ellipsis")
    for line in lines[1:]:
        more = _text(line)
        more.truncate(width, overflow="ellipsis")
        out.append("\n")
        out.append_text(more)
    return out


def _bar(progress: Progress, size: int) -> list[Part]:
    out: list[Part] = []
    filled, seen = 0, 0
    for kind in progress.kinds:
        seen += progress.decisions[kind]
        end = size * seen // max(progress.total, seen, 1)
        out.append(("━" * (end - filled), kind))
        filled = end
    return [*out, ("─" * (size - filled), "soft")]


def _state(progress: Progress, *, note: bool = True) -> list[list[Part]]:
    """How far it is, in parts."""
    out: list[list[Part]] = []
    if note and progress.note:
        out.append([(_clean(progress.note), "")])
    if not progress.total:
        return out or [[(counted(progress.done, "sample"), "")]]
    share = 100 * progress.done // progress.total
    out.append([(f"{progress.done:,}/{counted(progress.total, 'sample')} ({share} %)", "head")])
    out += [[(f"{progress.decisions[kind]:,} {kind}", kind)] for kind in progress.kinds[:-1]]
    if progress.decisions["failed"]:
        out.append([(f"{progress.decisions['failed']:,} failed", "failed")])
    return out


def _cost(progress: Progress) -> list[list[Part]]:
    """What it took so far, and how long it may still take."""
    calls, left = progress.calls, progress.remaining_s
    out = [] if left is None else [time_left(*left)]
    out.append(counted(calls.calls, "call"))
    if calls.hits:
        out.append(f"{calls.hits:,} from the cache")
    tokens, seconds = calls.completion_tokens, progress.elapsed_s
    if tokens:
        pace = f" ({tokens / seconds:,.0f}/s)" if seconds >= 1 else ""
        out.append(f"{tokens:,} tokens written{pace}")
    retries, waits = getattr(calls, "retries", 0), getattr(calls, "waits", 0)
    if retries:
        out.append(counted(retries, "retry"))
    if waits:
        out.append(counted(waits, "wait") + " for the endpoint")
    out.append(f"{_span(seconds)} so far")
    return [[(text, "")] for text in out]


def summary_lines(summary: Mapping[str, Any], output: Path, report: Path) -> Iterator[list[Part]]:
    """The lines of the summary, in styled parts."""
    count = summary["records_out"]
    yield [
        (f"{counted(summary['records_in'], 'record')} in, {counted(count, 'record')} out", "head")
    ]
    for kind in KINDS:
        number = summary["decisions"][kind]
        yield [(f"  {number:>9,}  {_percent(number, count):>5}  {kind}", kind)]
        reasons = [row for row in summary["reasons"] if row["decision"] == kind]
        if kind != "rewritten":
            for row in reasons[:_REASONS]:
                reason = _clean(row["reason"])
                yield [(f"  {row['records']:>9,}  {_percent(row['records'], count):>5}", "soft"),
                       (f"    {reason}", "soft")]  # fmt: skip
    yield from _task_lines(summary["tasks"])
    named = summary.get("named_by") or {}
    if named.get("embedded") and named.get("model"):
        saved = _percent(named["embedded"], named["embedded"] + named["model"])
        yield [(f"{saved} of the calls to name a task were saved", "soft")]
    yield []
    repair = summary.get("repair", {})
    if repair.get("proposed"):
        mended = f"{repair['saved']:,} saved by repair, of {repair['proposed']:,} that were mended"
        yield [(mended, "soft")]
    yield [(_cost_line(summary["calls"]), "soft")]
    yield [("output  ", "soft"), (_clean(str(output)), "head")]
    yield [("report  ", "soft"), (_clean(str(report)), "head")]
    if summary["decisions"]["failed"]:
        yield [("The same command tries the failed records again.", "failed")]


def _task_lines(tasks: Sequence[Mapping[str, Any]]) -> Iterator[list[Part]]:
    if not tasks:
        return
    shown = tasks[:_TASKS]
    width = max(24, *(len(_clean(row["task"])[:40]) for row in shown))
    yield []
    yield [(f"{'task':<{width}}  responses  rewritten  kept  failed", "soft")]
    for row in shown:
        yield [
            (f"{_clean(row['task'])[:40]:<{width}}  {row['responses']:>9,}  ", ""),
            (f"{row['rewritten']:>9,}", "rewritten"),
            (f"  {row['kept']:>4,}  ", ""),
            (f"{row['failed']:>6,}", "failed" if row["failed"] else "soft"),
        ]
    if len(tasks) > _TASKS:
        yield [(f"and {len(tasks) - _TASKS} more tasks, in the report", "soft")]


def _cost_line(calls: Mapping[str, Any]) -> str:
    parts = [counted(calls["calls"], "call")]
    if calls["hits"]:
        parts.append(f"{calls['hits']:,} from the cache")
    if calls["retries"]:
        parts.append(counted(calls["retries"], "retry"))
    tokens = f"{calls['prompt_tokens']:,} tokens read, {calls['completion_tokens']:,} written"
    pace = f" ({calls['tokens_per_second']:,.0f}/s)" if calls["completion_tokens"] else ""
    return ", ".join([*parts, tokens + pace, _span(calls["seconds"])])


def _percent(part: int, whole: int) -> str:
    if not whole:
        return "-"
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


def time_left(low: float, high: float) -> str:
    """From and to, as roughly as it is known."""
    first, second = _rough(low), _rough(high)
    if high < 1.25 * low or first == second:
        return f"about {_rough((low + high) / 2)} left"
    if low < high / 10:
        return f"up to {second} left"
    unit = first.rpartition(" ")[2]
    same = second.endswith(unit) and " h " not in f"{first} {second}"
    return f"{first.removesuffix(' ' + unit) if same else first} to {second} left"


def _rough(seconds: float) -> str:
    """As `_span`, rounded: an estimate to the second would pretend."""
    step = next(step for limit, step in _STEPS if seconds < limit)
    return _span(max(step, step * round(seconds / step)))


def _clean(text: str) -> str:
    """One line: control characters in a name or a note must not move the cursor."""
    return _CONTROL.sub(" ", text).strip()


def _plain(parts: Sequence[Sequence[Part]]) -> list[str]:
    return ["".join(text for text, _ in part) for part in parts]


def _joined(parts: Sequence[Sequence[Part]]) -> list[Part]:
    out: list[Part] = []
    for part in parts:
        out += [(", ", "soft"), *part] if out else part
    return out


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, force_terminal=True, highlight=False, emoji=False)


def _text(line: Sequence[Part]) -> Text:
    from rich.text import Text

    return Text.assemble(*((text, STYLES.get(style, "")) for text, style in line))


def _write(stream: TextIO, line: str) -> None:
    """A line, whatever the stream's encoding can't say replaced."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()
