"""Faithfulness checks: did the rewrite keep what must be kept?

One small file a check. `ALL` holds them in order, cheap and decisive ones first.
"""

from __future__ import annotations

from collections.abc import Mapping

from realign.checks.added import Added
from realign.checks.answer import Answer
from realign.checks.base import Check, Pair
from realign.checks.bearers import Bearers
from realign.checks.bold_items import BoldItems
from realign.checks.calculations import Calculations
from realign.checks.causes import Causes
from realign.checks.choices import Choices
from realign.checks.code import Code
from realign.checks.comparatives import Comparatives
from realign.checks.conditions import Conditions
from realign.checks.contradiction import Contradicts
from realign.checks.dates import Dates
from realign.checks.doubt import settled
from realign.checks.dropped import Dropped
from realign.checks.empty import Empty
from realign.checks.exchanged import Exchanged
from realign.checks.formulas import Formulas
from realign.checks.grades import Grades
from realign.checks.inline_code import InlineCode
from realign.checks.items import Items
from realign.checks.labels import Labels
from realign.checks.language import Language
from realign.checks.leak import Leak
from realign.checks.length import Length
from realign.checks.links import Links
from realign.checks.lost_phrases import LostPhrases
from realign.checks.lost_sentences import LostSentences
from realign.checks.members import Members
from realign.checks.modality import Modality
from realign.checks.moments import Moments
from realign.checks.names import Names
from realign.checks.negation import Negation
from realign.checks.numbers import Numbers
from realign.checks.operators import Operators
from realign.checks.order import Order
from realign.checks.ordinals import Ordinals
from realign.checks.padding import Padding
from realign.checks.person import Person
from realign.checks.polarity import Polarity
from realign.checks.qualifiers import Qualifiers
from realign.checks.quantifiers import Quantifiers
from realign.checks.quotes import Quotes
from realign.checks.rates import Rates
from realign.checks.references import References
from realign.checks.refusal import Refusal
from realign.checks.replaced import Replaced
from realign.checks.roles import Roles
from realign.checks.sequence import Sequence
from realign.checks.severity import with_severity
from realign.checks.steps import Steps
from realign.checks.strength import Strength
from realign.checks.structure import Structure
from realign.checks.subjects import Subjects
from realign.checks.swapped import Swapped
from realign.checks.text import Text
from realign.checks.things import Things
from realign.checks.unread_language import UnreadLanguage
from realign.samples import Finding

__all__ = ["ALL", "Check", "Pair", "Text", "run_checks"]

ALL: tuple[Check, ...] = (
    Empty(),
    Leak(),
    Length(),
    Code(),
    Numbers(),
    Ordinals(),
    Dates(),
    Rates(),
    Things(),
    Swapped(),
    Operators(),
    Calculations(),
    Formulas(),
    InlineCode(),
    Links(),
    References(),
    Quotes(),
    Names(),
    Items(),
    Members(),
    Choices(),
    Order(),
    Labels(),
    Answer(),
    Language(),
    Refusal(),
    Structure(),
    LostSentences(),
    LostPhrases(),
    Dropped(),
    Added(),
    Replaced(),
    Exchanged(),
    Subjects(),
    Polarity(),
    Grades(),
    Person(),
    Roles(),
    Bearers(),
    Sequence(),
    Steps(),
    Moments(),
    Negation(),
    Quantifiers(),
    Modality(),
    Strength(),
    Conditions(),
    Qualifiers(),
    Comparatives(),
    Causes(),
    BoldItems(),
    Padding(),
    Contradicts(),
    UnreadLanguage(),
)


def run_checks(pair: Pair, severities: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """What the checks found, in their order.

    `severities` maps a check's name to reject, warn or off. For a check that is not named there
    its own `severity` holds where it has one, and else that of the finding: reject, or warn where
    it is in doubt (see `doubt`).
    """
    found = []
    for check in ALL:
        severity = (severities or {}).get(check.name) or getattr(check, "severity", "")
        if severity == "off":
            continue
        finding = check(pair)
        if finding is not None:
            found.append(with_severity(finding, severity) if severity else finding)
    return tuple(settled(pair, found, severities or ()))
