"""What the records of a data set came to, counted in one pass."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from realign.report.cards import Draw, measured
from realign.report.verified import Card, card
from realign.verification.look import FAITHFUL, NOT_CHECKED, VERDICTS, Outcome
from realign.version import __version__

_MOST_NOTES = 50
_OTHERS = "(others)"
_SHOWN = {"rejected": 5, "warned": 5, FAITHFUL: 5, NOT_CHECKED: 5}


@dataclass
class Tally:
    """Counts, and a few records of every kind for the report."""

    records: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    checks: dict[str, Counter[str]] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    draws: dict[tuple[str, str], Draw[Card]] = field(default_factory=dict)
    rng: random.Random = field(default_factory=lambda: random.Random(0))

    def add(self, outcome: Outcome) -> None:
        """One record. A check counts once a record, as what it did most."""
        number, verdict = self.records, outcome.verdict
        self.records += 1
        self.verdicts[verdict] += 1
        if outcome.note:
            known = outcome.note in self.notes or len(self.notes) < _MOST_NOTES
            self.notes[outcome.note if known else _OTHERS] += 1
        rejects = {item.check for item in outcome.findings if item.severity == "reject"}
        for name in dict.fromkeys(item.check for item in outcome.findings):
            self.checks.setdefault(name, Counter())["reject" if name in rejects else "warn"] += 1
        group = self._group(outcome)
        draw = self.draws.setdefault(group, Draw(_SHOWN[group[0]], self.rng))
        draw.offer(partial(_card, number, outcome))

    def _group(self, outcome: Outcome) -> tuple[str, str]:
        for severity, name in (("reject", "rejected"), ("warn", "warned")):
            for item in outcome.findings:
                if item.severity == severity:
                    return name, item.check
        return outcome.verdict, ""

    def cards(self) -> list[Card]:
        """What the report shows: rejected ones of every check, then the rest."""
        order = list(_SHOWN)
        groups = sorted(self.draws.items(), key=lambda item: order.index(item[0][0]))
        return [
            found
            for _, draw in groups
            for found in sorted(draw.items, key=lambda item: item.number)
        ]

    def summary(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers, as plain data; `told` says what was asked for."""
        ordered = sorted(self.checks.items(), key=lambda item: (-item[1]["reject"], item[0]))
        return {
            "version": __version__,
            "records": self.records,
            "verdicts": {name: self.verdicts[name] for name in VERDICTS},
            "checks": [
                {"check": name, "rejected": counts["reject"], "warned": counts["warn"]}
                for name, counts in ordered
            ],
            "not_checked": dict(self.notes.most_common()),
            **told,
        }


def _card(number: int, outcome: Outcome) -> Card:
    material = outcome.material
    texts = (material.request, material.original, material.rewrite) if material else None
    found = outcome.plain_findings
    made = card(number, outcome.where, outcome.verdict, texts, found, outcome.note)
    return replace(made, scores=measured(map(asdict, outcome.scores)))
