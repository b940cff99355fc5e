"""The plan: everything that a run is told, frozen and validated.

A plan file in YAML says all that the flags say; a flag wins over the file. An unknown key is
refused by name, with the nearest known one.
"""

from realign.config.comparison import JUDGE_HINT, Comparison, comparison
from realign.config.loading import from_mapping, load_plan
from realign.config.plan import (
    Citations,
    EvidencePlan,
    LimitsPlan,
    ModelPlan,
    Plan,
    Policy,
    Queries,
    RewritePlan,
    VerifyPlan,
    Way,
)
from realign.config.validation import SEVERITIES, require_severities

__all__ = [
    "JUDGE_HINT",
    "SEVERITIES",
    "Citations",
    "Comparison",
    "EvidencePlan",
    "LimitsPlan",
    "ModelPlan",
    "Plan",
    "Policy",
    "Queries",
    "RewritePlan",
    "VerifyPlan",
    "Way",
    "comparison",
    "from_mapping",
    "load_plan",
    "require_severities",
]
