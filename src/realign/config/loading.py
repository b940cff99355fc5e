"""Plans from plain data and from YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from realign.config.building import build
from realign.config.plan import Plan
from realign.config.validation import validate
from realign.errors import PlanError


def from_mapping(data: Mapping[str, Any], base: Plan | None = None) -> Plan:
    """A plan from plain data, over `base`.

    Raises:
        PlanError: an unknown key (with the nearest known one), or a value of a wrong type.
    """
    plan: Plan = build(base or Plan(), data, "")
    validate(plan)
    return plan


def load_plan(path: Path, base: Plan | None = None) -> Plan:
    """A plan from a YAML file.

    Raises:
        PlanError: the file can't be read, is no YAML mapping, or holds what `from_mapping` refuses.
    """
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(
            f"{path}: {error.strerror or error}", hint="`realign init` writes a plan file to edit."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: not a YAML file: {error}") from error
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise PlanError(f"{path}: a plan is a mapping of keys to values.")
    try:
        return from_mapping(data, base)
    except PlanError as error:
        raise PlanError(f"{path}: {error.message}", hint=error.hint) from None
