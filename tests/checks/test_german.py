"""German steps: told to you, as orders, or as infinitives."""

from __future__ import annotations

import pytest

from realign.checks import Pair, Text, run_checks
from realign.reading.german import stems

ASKED = "Wie koche ich Tee?"
TEA = (
    "Zuerst füllst du Wasser in den Topf. Dann lässt du es kochen. "
    "Danach gießt du den Tee auf und spülst die Kanne."
)
FREE = [
    "1. Fülle Wasser in den Topf.\n2. Lass es kochen.\n3. Gieße den Tee auf und spüle die Kanne.",
    "1. Wasser in den Topf füllen.\n2. Es kochen lassen.\n3. Den Tee aufgießen, die Kanne spülen.",
    "1. Füllen Sie Wasser in den Topf.\n2. Lassen Sie es kochen.\n"
    "3. Gießen Sie den Tee auf und spülen Sie die Kanne.",
]
GONE = [
    "1. Fülle Wasser in den Topf.\n2. Gieße den Tee auf und spüle die Kanne.",
    "1. Fülle Wasser in den Topf.\n2. Lass es kochen.\n3. Gieße den Tee auf.",
    "1. Fülle Wasser in den Topf.\n2. Lass es kochen.\n3. Gieße den Tee auf.\n4. Spüle die Tasse.",
]


def rejected(original: str, rewrite: str) -> list[str]:
    found = run_checks(Pair(Text(original), Text(rewrite), Text(ASKED)))
    return [finding.check for finding in found if finding.severity == "reject"]


@pytest.mark.parametrize("rewrite", FREE)
@pytest.mark.parametrize("last", ["Danach", "Zum Schluss", "Anschließend"])
def test_the_same_steps(rewrite, last):
    """Joining words may go, and the verb may have another form."""
    assert not rejected(TEA.replace("Danach", last), rewrite)


@pytest.mark.parametrize("rewrite", GONE)
def test_a_step_is_gone(rewrite):
    """What the steps say is missed."""
    assert rejected(TEA, rewrite)


@pytest.mark.parametrize(
    "forms",
    ["füllst fülle füllen", "lässt lass lassen", "gießt gieße gießen", "nimmst nimm nehmen",
     "sammelst sammle sammeln", "öffnest öffne öffnen", "wartest warte warten"],
)  # fmt: skip
def test_forms_of_one_verb(forms):
    """They have a stem in common."""
    assert frozenset.intersection(*map(stems, forms.split()))


def test_two_verbs():
    """To count is not to pay."""
    assert stems("zählst").isdisjoint(stems("zahlen"))
