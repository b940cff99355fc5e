"""How well do the checks tell faithful reformattings from corrupted ones, both built by program?

    python benchmarks/faithfulness/built.py [--half tune|test|all] [--show KIND]

Takes real responses in ../shared/data, reformats them without a change of meaning in about thirty
ways, and makes one slip in about thirty kinds, most of them hidden in a reformatted text. A hash
of the response puts all that was made of it in one half: limits were set on `tune`, `test` was
not looked at; leaks have other words in each half. Prints Markdown tables: per kind, and beside
the paper's filters and rules of length. Without the data it says so and ends well. `--speed`
measures the time instead.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from baselines import length_rules, paper_filters
from corrupt import AFTERWARDS, CORRUPT
from reformat import FAITHFUL, Maker
from sources import DATA, Record, records

from realign.checks import Pair, Text, run_checks

_A_KIND = {"faithful": 130, "corrupted": 200}  # pairs of one kind, at most
_A_RECORD = {"faithful": 3, "corrupted": 5}  # pairs of one record, at most
Filter = Callable[[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class Built:
    """One pair, and whether its rewrite is faithful. `form` is what a corrupted one was put in."""

    record: Record
    kind: str
    faithful: bool
    rewrite: str
    form: str = ""


def build(source: Iterable[Record]) -> Iterator[Built]:
    """All pairs; the rarest kinds choose first, so that each gets what there is."""
    kept = list(source)
    for kinds, sort in ((FAITHFUL, "faithful"), (CORRUPT, "corrupted")):
        made = {name: _made(name, maker, kept) for name, maker in kinds.items()}
        used: Counter[str] = Counter()
        for name in sorted(made, key=lambda name: (len(made[name]), name)):
            left = _A_KIND[sort]
            for pair in made[name]:
                if left and used[_key(pair.record)] < _A_RECORD[sort]:
                    used[_key(pair.record)] += 1
                    left -= 1
                    yield pair


def _key(record: Record) -> str:
    return f"{record.prompt}\n{record.original}"


def _made(name: str, maker: Maker, source: list[Record]) -> list[Built]:
    found: list[Built] = []
    most = 3 * max(_A_KIND.values())
    for record in source:
        if len(found) == most:
            break
        if name in FAITHFUL:
            rewrite, form = maker(record, record.rng(name)), ""
        else:
            rewrite, form = _corrupted(name, maker, record)
        if rewrite and rewrite.strip() and rewrite.strip() != record.original:
            found.append(Built(record, name, name in FAITHFUL, rewrite.strip(), form))
    return found


def _corrupted(name: str, maker: Maker, record: Record) -> tuple[str | None, str]:
    """The slip, in two of three cases within a new form."""
    rng = record.rng(name)
    if name in AFTERWARDS:
        form, text = ("", record.original)
        if name not in {"merged_items", "swapped_cells"}:
            form, text = _other_form(record, record.original, record.rng(name, "form"))
        return maker(Record(record.source, record.prompt, text), rng), form
    text = maker(record, rng)
    if text is None or text.strip() == record.original:
        return None, ""
    form, text = _other_form(record, text, record.rng(name, "form"))
    return text, form


def _other_form(record: Record, text: str, rng: random.Random) -> tuple[str, str]:
    names = sorted(FAITHFUL)
    rng.shuffle(names)
    if rng.random() < 1 / 3:
        return "", text
    for name in names:
        made = FAITHFUL[name](Record(record.source, record.prompt, text), rng)
        if made:
            return name, made
    return "", text


def our_findings(pair: Built) -> tuple[str, ...]:
    """Names of the checks that reject."""
    texts = (pair.record.original, pair.rewrite, pair.record.prompt)
    found = run_checks(Pair(*map(Text, texts)))
    return tuple(item.check for item in found if item.severity == "reject")


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "-"


def report(pairs: list[Built], half: str, show: str) -> None:
    """The tables."""
    found = {id(pair): our_findings(pair) for pair in pairs}
    for faithful, word in ((False, "caught"), (True, "false alarms")):
        kinds: dict[str, list[Built]] = defaultdict(list)
        for pair in pairs:
            if pair.faithful == faithful:
                kinds[pair.kind].append(pair)
        print(f"\n## {'Faithful' if faithful else 'Corrupted'} ({half})\n")
        print(f"| kind | {word} | by |\n|---|---|---|")
        for kind in sorted(kinds):
            hits = [pair for pair in kinds[kind] if found[id(pair)]]
            by = Counter(name for pair in hits for name in set(found[id(pair)]))
            told = ", ".join(f"{name} {count}" for name, count in by.most_common(4))
            print(f"| {kind} | {share(len(hits), len(kinds[kind]))} | {told} |")
    print(f"\n## Beside other filters ({half})\n")
    print("| filter | corrupted ones caught | faithful ones turned down |\n|---|---|---|")
    ours: list[tuple[str, Callable[[Built], bool]]] = [
        ("the paper's post-filters", lambda pair: _by(paper_filters, pair)),
        ("rules of length and repetition", lambda pair: _by(length_rules, pair)),
        ("both", lambda pair: _by(paper_filters, pair) or _by(length_rules, pair)),
        ("all checks of this project", lambda pair: bool(found[id(pair)])),
    ]
    for name, test in ours:
        cells = []
        for faithful in (False, True):
            part = [pair for pair in pairs if pair.faithful == faithful]
            cells.append(share(sum(map(test, part)), len(part)))
        print(f"| {name} | {cells[0]} | {cells[1]} |")
    if show:
        _show(pairs, found, show)


def _by(test: Filter, pair: Built) -> bool:
    return test(pair.record.prompt, pair.record.original, pair.rewrite)


def _show(pairs: list[Built], found: dict[int, tuple[str, ...]], kind: str) -> None:
    """What is decided wrongly."""
    for pair in pairs:
        if kind in {pair.kind, "all"} and bool(found[id(pair)]) == pair.faithful:
            print("\n=====", pair.kind, pair.form, found[id(pair)], pair.record.source)
            texts = (pair.record.original, pair.rewrite, pair.record.prompt)
            for item in run_checks(Pair(*map(Text, texts))):
                print(f"  {item.check}: {item.message} | {item.expected} -> {item.found}")
            print("PROMPT", pair.record.prompt[:200])
            print("ORIGINAL", pair.record.original[:700])
            print("REWRITE ", pair.rewrite[:700])


def speed(pairs: list[Built]) -> None:
    """Pairs a second on one core, of texts of about 200 words, faithful ones."""
    chosen = [
        pair for pair in pairs if pair.faithful and 120 < len(pair.record.original.split()) < 320
    ][:300]
    words = sum(len(pair.record.original.split()) for pair in chosen) / max(1, len(chosen))
    for pair in chosen[:20]:
        our_findings(pair)
    start = time.process_time()
    for pair in chosen:
        our_findings(pair)
    spent = time.process_time() - start
    rate = len(chosen) / spent
    print(f"{len(chosen)} pairs of about {words:.0f} words: {rate:.0f} a second on one core.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "test", "all"), default="all")
    parser.add_argument("--show", default="", help="print what is decided wrongly: a kind, or all")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    if not DATA.is_dir():
        print("skipped: needs ../shared/data, which is not here")
        return
    source = [record for record in records() if options.half in {"all", record.half}]
    pairs = list(build(source))
    if options.speed:
        speed(pairs)
        return
    count = sum(pair.faithful for pair in pairs)
    print(f"{count} faithful and {len(pairs) - count} corrupted pairs of {len(source)} responses.")
    report(pairs, options.half, options.show)


if __name__ == "__main__":
    main()
