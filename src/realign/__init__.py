"""Make instruction data better without making things up.

import realign

result = realign.run(input="data.jsonl", output="better.jsonl",
                     model={"endpoint": "http://127.0.0.1:8000/v1", "name": "my-model"})
print(result.counts)

found = realign.verify("rewritten.jsonl", original="before", rewrite="after", prompt="question")
print(found.counts)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from realign.errors import RealignError
from realign.version import __version__

if TYPE_CHECKING:
    from realign.api import (
        Classified,
        classify,
        estimate,
        evaluate_classifier,
        make_plan,
        run,
    )
    from realign.config import Plan
    from realign.outcome import RunResult
    from realign.verification.api import VerifyResult, check, verify

__all__ = [
    "Classified",
    "Plan",
    "RealignError",
    "RunResult",
    "VerifyResult",
    "__version__",
    "check",
    "classify",
    "estimate",
    "evaluate_classifier",
    "make_plan",
    "run",
    "verify",
]

_HOMES = {
    "Classified": "realign.api",
    "Plan": "realign.config",
    "RunResult": "realign.outcome",
    "VerifyResult": "realign.verification.api",
    "check": "realign.verification.api",
    "classify": "realign.api",
    "estimate": "realign.api",
    "evaluate_classifier": "realign.api",
    "make_plan": "realign.api",
    "run": "realign.api",
    "verify": "realign.verification.api",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that `import realign` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'realign' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names too that are not imported yet."""
    return sorted({*globals(), *__all__})
