"""Values that went from one name to another, in tables and items."""

from __future__ import annotations

import pytest

from realign.checks import ALL, Pair, Text

LABELS = next(check for check in ALL if check.name == "labels")
MODELS = (
    "Model A1 weighs 12 kg and lasts 4 hours. Model B2 weighs 15 kg and lasts 6 hours. "
    "Model C3 weighs 19 kg and lasts 9 hours."
)
TREES = MODELS.replace("Model A1", "Oak").replace("Model B2", "Ash").replace("Model C3", "Elm")
TYPES = (
    "Type 405 has 10 % protein and suits cakes. Type 550 has 11 % protein and suits rolls. "
    "Type 1050 has 12 % protein and suits bread."
)
CITIES = "Lisbon is known for its trams, Porto for its port wine, and Braga for its churches."
FROM = "Trams run in Lisbon, port wine comes from Porto, and churches stand in Braga."


def table(head: str, *rows: str) -> str:
    lines = [head, "-|-|-", *rows]
    return "\n".join(f"| {line.replace('|', ' | ')} |" for line in lines)


KEPT = [
    (MODELS, table("Model|Weight|Lasts", "A1|12 kg|4 h", "B2|15 kg|6 h", "C3|19 kg|9 h")),
    (MODELS, table("Model|Lasts|Weight", "C3|9 h|19 kg", "A1|4 h|12 kg", "B2|6 h|15 kg")),
    (MODELS, table("Model|A1|B2", "Weight|12 kg|15 kg", "Lasts|4 h|6 h")),
    (TREES, "- **Ash:** 15 kg, 6 h\n- **Oak:** 12 kg, 4 h\n- **Elm:** 19 kg, 9 h"),
    (TREES, "- **Weight:** Oak 12 kg, Ash 15 kg, Elm 19 kg\n- **Lasts:** Oak 4, Ash 6, Elm 9"),
    (TYPES, table("Type|Protein|For", "405|10 %|cakes", "550|11 %|rolls", "1050|12 %|bread")),
    (CITIES, "- **Braga:** churches\n- **Lisbon:** trams\n- **Porto:** port wine"),
    (FROM, "- **Lisbon:** trams\n- **Porto:** port wine\n- **Braga:** churches"),
]
WRONG = [
    (MODELS, table("Model|Weight|Lasts", "A1|15 kg|4 h", "B2|12 kg|6 h", "C3|19 kg|9 h")),
    (MODELS, table("Model|Lasts|Weight", "A1|12 kg|4 h", "B2|15 kg|6 h", "C3|19 kg|9 h")),
    (TREES, table("Tree|Weight|Lasts", "Ash|12 kg|4 h", "Oak|15 kg|6 h", "Elm|19 kg|9 h")),
    (TYPES, table("Type|Protein|For", "405|11 %|cakes", "550|10 %|rolls", "1050|12 %|bread")),
    (CITIES, "- **Lisbon:** port wine\n- **Porto:** churches\n- **Braga:** trams"),
    (
        CITIES,
        "- Lisbon is known for its port wine.\n- Porto is known for its churches.\n"
        "- Braga is known for its trams.",
    ),
]


@pytest.mark.parametrize(("original", "rewrite"), KEPT)
def test_kept(original, rewrite):
    """Each name has its own values."""
    assert LABELS(Pair(Text(original), Text(rewrite))) is None


@pytest.mark.parametrize(("original", "rewrite"), WRONG)
def test_gone_round(original, rewrite):
    """Names have one another's values."""
    assert LABELS(Pair(Text(original), Text(rewrite))) is not None
