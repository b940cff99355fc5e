"""Plots as plain numbers: the template draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from realign.counts import counted

WIDTH, HEIGHT = 460, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 14, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the plot's units. `series` picks its colour, `title` says what it counts."""

    x: float
    y: float
    width: float
    height: float
    series: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """What the template needs to draw one histogram."""

    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    mark: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM


def lengths(edges: Sequence[int], before: Sequence[int], after: Sequence[int]) -> Plot:
    """Two bars a bin: words before and after. `edges` are the bins' left edges, the last open.

    Bins beyond the longest text are left out.
    """
    used = max(
        (n for n, pair in enumerate(zip(before, after, strict=True)) if any(pair)), default=0
    )
    count = max(used + 1, 4)
    labels = [
        f"{edge} and more" if number + 1 == len(edges) else f"{edge} to {edges[number + 1] - 1}"
        for number, edge in enumerate(edges)
    ]
    top = _round_up(max([*before, *after, 1]))
    step = _step(count)
    bars = []
    for number in range(count):
        for side, (name, counts) in enumerate((("before", before), ("after", after))):
            if not counts[number]:
                continue
            title = f"{counted(counts[number], 'response')} of {labels[number]} words {name}"
            x = LEFT + step * number + step * (0.14 + 0.37 * side)
            bars.append(_bar(x, step * 0.35, counts[number] / top, (name, title)))
    ticks = tuple(
        Tick(round(LEFT + step * number, 1), f"{edges[number]:,}") for number in range(count)
    )
    return Plot(tuple(bars), ticks, _y_ticks(top))


def edit_rates(counts: Sequence[int], mark: float) -> Plot:
    """One bar a bin of equal width over 0..1, and a line at `mark`."""
    top = _round_up(max([*counts, 1]))
    step = _step(len(counts))
    bars = []
    for number, count in enumerate(counts):
        if count:
            low, high = number * 100 // len(counts), (number + 1) * 100 // len(counts)
            title = f"{counted(count, 'response')} with {low} to {high} % of the words changed"
            x = LEFT + step * (number + 0.1)
            bars.append(_bar(x, step * 0.8, count / top, ("rate", title)))
    inner = WIDTH - LEFT - RIGHT
    ticks = tuple(Tick(round(LEFT + inner * n / 5, 1), f"{n * 20} %") for n in range(6))
    return Plot(tuple(bars), ticks, _y_ticks(top), mark=round(LEFT + inner * mark, 1))


def _step(count: int) -> float:
    return (WIDTH - LEFT - RIGHT) / count


def _bar(x: float, width: float, share: float, names: tuple[str, str]) -> Bar:
    height = max((HEIGHT - TOP - BOTTOM) * share, 1.5)  # a count of one still shows
    y = HEIGHT - BOTTOM - height
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), *names)


def _round_up(value: int) -> int:
    """The next number that divides well into four."""
    scale = 1
    while True:
        for factor in (4, 8, 12, 20, 40):
            if value <= factor * scale:
                return factor * scale
        scale *= 10


def _y_ticks(top: int) -> tuple[Tick, ...]:
    inner = HEIGHT - TOP - BOTTOM
    return tuple(
        Tick(round(HEIGHT - BOTTOM - inner * n / 4, 1), _short(top * n // 4)) for n in range(5)
    )


def _short(number: int) -> str:
    if number < 10_000:
        return f"{number:,}"
    return f"{number / 1000:g}k" if number < 1_000_000 else f"{number / 1_000_000:g}M"
