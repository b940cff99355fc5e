"""Values that a plan may not have, refused with what they must be."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from realign.config.plan import EvidencePlan, ModelPlan, Plan
from realign.errors import PlanError

SEVERITIES = ("reject", "warn", "off")


def require_severities(given: Mapping[str, str], where: str) -> None:
    """Refuses what is not reject, warn or off.

    Raises:
        PlanError: it names the line.
    """
    for check, severity in given.items():
        if severity not in SEVERITIES:
            near = difflib.get_close_matches(severity, SEVERITIES, n=1)
            raise PlanError(
                f"{where}.{check} can't be {severity!r}.",
                hint=f"Did you mean {near[0]}?" if near else "reject, warn or off",
            )


def require_positive(model: ModelPlan) -> None:
    rules: list[tuple[bool, str, str]] = [
        (model.attempts >= 1, "attempts", "at least 1"),
        (model.timeout_s > 0, "timeout_s", "above 0"),
        (model.context >= 512, "context", "at least 512"),
    ]
    for name in ("concurrency", "threads"):
        value = getattr(model, name)
        rules.append((value is None or value >= 1, name, "at least 1"))
    for good, name, what in rules:
        if not good:
            raise PlanError(f"'model.{name}' must be {what}.")


def validate(plan: Plan) -> None:
    rules: list[tuple[bool, str, str]] = [
        (plan.candidates >= 1, "rewrite.candidates", "at least 1"),
        (0 <= plan.rewrite.temperature <= 2, "rewrite.temperature", "between 0 and 2"),
        (0 < plan.top_p <= 1, "rewrite.top_p", "above 0, at most 1"),
        (plan.rewrite.max_tokens >= 16, "rewrite.max_tokens", "at least 16"),
        (plan.rewrite.repair in (0, 1), "rewrite.repair", "0 or 1"),
        (0 <= plan.threshold <= 1, "threshold", "between 0 and 1"),
        (plan.evidence.k >= 1, "evidence.k", "at least 1"),
        (plan.evidence.attempts >= 1, "evidence.attempts", "at least 1"),
        (plan.evidence.timeout_s > 0, "evidence.timeout_s", "above 0"),
        ((plan.evidence.searches or 1) >= 1, "evidence.searches", "at least 1"),
        (plan.verify.repair in (0, 1), "verify.repair", "0 or 1"),
    ]
    for name in ("samples", "sample", "calls", "tokens"):
        value = getattr(plan.limits, name)
        rules.append((value is None or value >= 1, f"limits.{name}", "at least 1"))
    require_positive(plan.model)
    for good, where, what in rules:
        if not good:
            raise PlanError(f"{where!r} must be {what}.")
    require_severities(plan.rewrite.checks, "rewrite.checks")
    _validate_evidence(plan.evidence)
    if plan.limits.samples is not None and plan.limits.sample is not None:
        raise PlanError("limits.samples and limits.sample exclude each other.")


def _validate_evidence(evidence: EvidencePlan) -> None:
    _ = evidence.age  # raises
    for name in ("url", "key_env", "max_age", "searches"):
        if getattr(evidence, name) and not evidence.services:
            raise PlanError(
                f"evidence.{name} is given, and no search service.",
                hint="Name one: evidence.web, or --web serper or --web searxng.",
            )
    if "searxng" in evidence.services and not evidence.url:
        raise PlanError(
            "evidence.web: searxng needs the address of an instance.",
            hint="evidence.url, or --web-url http://127.0.0.1:8080",
        )
    if evidence.citations != "none" and not evidence.used:
        raise PlanError(
            "evidence.citations needs evidence to cite.", hint="evidence.corpus or evidence.web"
        )
