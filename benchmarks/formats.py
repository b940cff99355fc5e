"""Which of the public files in ../shared/data are read, and what is said about the others.

    python benchmarks/formats.py [DIRECTORY] [FOLDER ...]

Prints a Markdown table. Every file is inspected and read in full; every record that is read is
restored without a change and compared with what stood in the file.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from realign.errors import RealignError
from realign.io import MISFIT, inspect, read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDERS = ("messy", "format_zoo", "lima", "alpaca", "dolly", "realign")


def outcome(path: Path) -> list[str]:
    """The cells of one file's line."""
    try:
        source = inspect(path)
    except RealignError as error:
        return ["", "", "", "", "", f"refused: {error}"]
    samples = turns = misfits = 0
    for sample in read(source):
        samples += 1
        turns += len(sample.turns)
        misfits += sample.decision is not None and sample.decision.reason == MISFIT
        if source.format.restore(sample.record, {}) != sample.record:
            raise SystemExit(f"{path}: record {sample.id} is not restored")
    if (samples, turns, misfits) != (source.records, source.turns, source.misfits):
        raise SystemExit(f"{path}: read and inspect disagree")
    cells = [source.container, source.format.name, samples, turns, source.empty]
    return [*map(str, cells), "read" + (f", {misfits} do not fit" if misfits else "")]


def main(arguments: list[str]) -> None:
    """Print the table."""
    logging.basicConfig(level=logging.ERROR)
    data = Path(arguments[0]) if arguments else DATA
    print("| file | container | format | records | turns | empty | outcome |")
    print("|---|---|---|---|---|---|---|")
    for folder in arguments[1:] or FOLDERS:
        for path in sorted((data / folder).iterdir()):
            if path.name in ("SOURCE.txt", "README.md"):
                continue
            cells = outcome(path)
            text = cells[-1].replace(f"{path}", path.name).replace("|", "\\|")
            cells[-1] = " ".join(text.split())
            print(f"| {folder}/{path.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
