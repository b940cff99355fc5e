"""Slips caught against false alarms, from lenient to strict, on the written rewrites.

    nice python benchmarks/faithfulness/curve.py

The weights of content that `dropped`, `added` and `replaced` let go are made larger and smaller;
all other checks stay as they are. Limits were set on the half `tune`.
"""

from __future__ import annotations

from run import DATA, load, share

from realign.checks import ALL, Check, Pair, Text
from realign.checks.added import Added
from realign.checks.dropped import Dropped
from realign.checks.replaced import Replaced

SCALED = {"dropped", "added", "replaced"}
FACTORS = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0)


def scaled(factor: float) -> list[Check]:
    """The three checks with their limits times a factor."""
    return [
        Dropped(0.9 * factor, 1.8 * factor),
        Added(0.9 * factor, 1.8 * factor),
        Replaced(least=1.1 * factor),
    ]


def rejects(check: Check, pair: Pair) -> bool:
    """True where a check rejects by its own default."""
    finding = check(pair)
    severity = getattr(check, "severity", "") or (finding.severity if finding else "")
    return finding is not None and severity == "reject"


def main() -> None:
    if not DATA.is_dir():
        print("skipped: needs ../shared/data/rewrites, which is not here")
        return
    others = [check for check in ALL if check.name not in SCALED]
    levels = [(factor, scaled(factor)) for factor in FACTORS]
    print("| half | limits times | faithful rejected | slips caught |\n|---|---|---|---|")
    for half in ("tune", "test"):
        rows = load("gold.jsonl", half)
        alarms, caught = [0] * len(levels), [0] * len(levels)
        for row in rows:
            for field in ("faithful", "corrupted", "corrupted2"):
                pair = Pair(Text(row["original"]), Text(row[field]), Text(row["prompt"]))
                always = any(rejects(check, pair) for check in others)
                for level, (_, checks) in enumerate(levels):
                    found = always or any(rejects(check, pair) for check in checks)
                    (alarms if field == "faithful" else caught)[level] += found
        for level, (factor, _) in enumerate(levels):
            rejected, slips = share(alarms[level], len(rows)), share(caught[level], 2 * len(rows))
            print(f"| {half} | {factor:g} | {rejected} | {slips} |")


if __name__ == "__main__":
    main()
