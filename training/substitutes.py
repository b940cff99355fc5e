"""Builds the table of words that an editor puts for one another, from `substitutes.txt`.

    python training/substitutes.py [OUT]

`substitutes.txt` was written for this project: a line for each of the commonest words of ordinary
answers, with the words that may stand for it. Here they become pairs of stems; build the table
again when the stemmer changes. `realign.reading.thesaurus` says how the table is read.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from realign.reading.lexicon import LIMITS, NEGATIONS, STOP, stem
from realign.reading.thesaurus import opposites

_HERE = Path(__file__).parent
_OUT = _HERE.parent / "src" / "realign" / "reading" / "wordnet" / "substitutes.txt.gz"
# These words decide what is claimed: other tables hold what may stand for them.
_CLAIMS = frozenset({*STOP, *LIMITS, *NEGATIONS})


def pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Two stems that may stand for one another, the smaller one first."""
    for line in lines:
        word, _, others = line.partition(":")
        key = stem(word.strip())
        for other in others.split():
            if word in _CLAIMS or other in _CLAIMS:
                continue
            if stem(other) != key and stem(other) not in opposites(key):
                yield min(key, stem(other)), max(key, stem(other))


def main() -> None:
    """Writes one line a stem: itself, and those after it in the alphabet that may stand for it."""
    found: dict[str, set[str]] = {}
    text = (_HERE / "substitutes.txt").read_text(encoding="utf-8")
    for one, other in pairs(text.splitlines()):
        found.setdefault(one, set()).add(other)
    lines = [" ".join([key, *sorted(found[key])]) for key in sorted(found)]
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else _OUT
    out.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    print(f"{sum(map(len, found.values())):,} pairs of {len(found):,} stems")


if __name__ == "__main__":
    main()
