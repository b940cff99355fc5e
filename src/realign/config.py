"""The plan: everything that a run is told, frozen and validated.

A plan file in YAML says all that the flags say; a flag wins over the file. An unknown key is
refused by name, with the nearest known one.
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from realign.errors import PlanError

Policy = Literal["default", "paper"]
JUDGE_HINT = "The checks ask no model. A judge does: entailment, reversed_ifd."
SEVERITIES = ("reject", "warn", "off")
Way = Literal["auto", "free", "anchored"]
Citations = Literal["none", "footnotes", "inline"]
Queries = Literal["instruction", "question", "model"]


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """Which model answers. No endpoint: the embedded one, `name` being a package or a file."""

    endpoint: str | None = None
    name: str | None = None
    key_env: str = ""
    concurrency: int | None = None
    timeout_s: float = 300.0
    attempts: int = 6
    context: int = 8192
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class RewritePlan:
    """How a response is rewritten and chosen.

    `way`: free, the model writes; anchored, it lays out the response's own words under a grammar;
    auto, anchored with the embedded model. `repair` counts the second chances of a reply that
    could not be parsed. `top_p` None: 1.0, or the paper's 0.1 under its policy.
    """

    policy: Policy = "default"
    way: Way = "auto"
    candidates: int | None = None
    temperature: float = 0.3
    top_p: float | None = None
    max_tokens: int = 2048
    seed: int = 0
    repair: int = 1
    turns: Literal["all", "last"] = "all"
    force: bool = False
    checks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerifyPlan:
    """What is asked of a model above the pure checks.

    `judges` names them; they look at candidates that passed the checks. `student` is the model that
    gives log-probabilities where one wants them: a packaged one, a .gguf file, or a name at the
    endpoint; "" for the run's own. `repair` 1: where every
    candidate was rejected, the model is told why, once, and may mend one; free rewriting only.
    """

    judges: tuple[str, ...] = ()
    student: str = ""
    repair: int = 0


@dataclass(frozen=True, slots=True)
class EvidencePlan:
    """Where facts come from, and how many passages.

    `corpus` is a directory that `realign corpus build` made; `rerank` compares meanings too in it,
    by the embedded encoder (None: where the encoder is on this machine already; True fetches it).
    `web` names a search service (serper, searxng, or one of an entry point; several with commas
    between them); nothing is sent anywhere
    without it. `url` is its address, `key_env` the environment variable of its key; of several,
    searxng's address and serper's key, else those of the first. `max_age` is how old an answer may
    be (30d, 12h); `searches` the most requests of one run.
    """

    corpus: str | None = None
    rerank: bool | None = None
    web: str | None = None
    url: str = ""
    key_env: str = ""
    k: int = 5
    max_age: str | None = None
    searches: int | None = None
    attempts: int = 4
    timeout_s: float = 30.0
    queries: Queries = "question"
    citations: Citations = "none"

    @property
    def services(self) -> tuple[str, ...]:
        """The names in `web`."""
        return tuple(name.strip() for name in (self.web or "").split(",") if name.strip())

    @property
    def age(self) -> timedelta | None:
        """`max_age`. Raises PlanError where it is no span of time."""
        if self.max_age is None:
            return None
        found = re.fullmatch(r"(\d{1,5})\s*([smhdw])", self.max_age.strip().lower())
        if found is None:
            raise PlanError(
                f"evidence.max_age can't be {self.max_age!r}.", hint="Write 30d, 12h or 45m."
            )
        units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
        return timedelta(**{units[found[2]]: int(found[1])})

    @property
    def used(self) -> bool:
        """True where there is anything to ask."""
        return bool(self.corpus or self.services)


@dataclass(frozen=True, slots=True)
class LimitsPlan:
    """Where to stop. `samples` takes the first ones, `sample` a random draw by `seed`."""

    samples: int | None = None
    sample: int | None = None
    seed: int = 0
    calls: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does."""

    input: str = ""
    output: str | None = None
    run_dir: str | None = None
    format: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    clean: bool = False
    bad_lines: Literal["stop", "skip"] = "stop"
    classifier: Literal["auto", "embedded", "cascade", "model"] = "auto"
    threshold: float = 0.6
    weights: str | None = None
    criteria: str | None = None
    model: ModelPlan = field(default_factory=ModelPlan)
    rewrite: RewritePlan = field(default_factory=RewritePlan)
    verify: VerifyPlan = field(default_factory=VerifyPlan)
    evidence: EvidencePlan = field(default_factory=EvidencePlan)
    limits: LimitsPlan = field(default_factory=LimitsPlan)

    @property
    def output_path(self) -> Path:
        """Where the records go; beside the input when the plan does not say."""
        if self.output:
            return Path(self.output)
        source = Path(self.input)
        stem = source.name.split(".")[0]
        return source.with_name(f"{stem}.realigned.jsonl")

    @property
    def run_path(self) -> Path:
        """The run directory: the durable state of this run."""
        if self.run_dir:
            return Path(self.run_dir)
        return self.output_path.with_name(self.output_path.name + ".realign")

    @property
    def candidates(self) -> int:
        """How many rewrites are asked for each response."""
        if self.rewrite.candidates is not None:
            return self.rewrite.candidates
        return 1 if self.way == "anchored" else 2

    @property
    def way(self) -> Literal["free", "anchored"]:
        """Who chooses the words."""
        if self.rewrite.way != "auto":
            return self.rewrite.way
        embedded = self.model.endpoint is None and self.rewrite.policy == "default"
        return "anchored" if embedded else "free"

    @property
    def top_p(self) -> float:
        """Nucleus sampling's mass."""
        if self.rewrite.top_p is not None:
            return self.rewrite.top_p
        return 0.1 if self.rewrite.policy == "paper" else 1.0

    def answer_parameters(self) -> dict[str, Any]:
        """What can change a sample's outcome, and no more: this is what a run is bound to."""
        rewrite = asdict(self.rewrite) | {
            "candidates": self.candidates,
            "top_p": self.top_p,
            "way": self.way,
        }
        return {
            "format": self.format,
            "map": dict(self.map),
            "classifier": self.classifier,
            "threshold": self.threshold,
            "weights": self.weights,
            "model": {"endpoint": self.model.endpoint, "name": self.model.name}
            | ({"context": self.model.context} if self.model.endpoint is None else {}),
            "rewrite": rewrite,
            "verify": self._verify(),
            "evidence": self._evidence(),
        }

    def _verify(self) -> dict[str, Any]:
        student = {"student": self.verify.student} if self.verify.student else {}
        return {"judges": list(self.verify.judges), "repair": self.verify.repair} | student

    def _evidence(self) -> dict[str, Any]:
        """Not how often or how patiently a service is asked, nor how old its answers may be."""
        leave = {"max_age", "searches", "attempts", "timeout_s", "key_env"}
        return {k: v for k, v in asdict(self.evidence).items() if k not in leave}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `realign verify` is told: where the two responses of a record stand, and what they are
    checked for.

    A field is a name, or a path of names and numbers with dots (`messages.1.content`). Several
    `prompt` fields are read as one request. `checks` maps a check, or TASK.CHECK, to reject, warn
    or off.
    """

    input: str = ""
    output: str | None = None
    prompt: tuple[str, ...] = ()
    original: str = ""
    rewrite: str = ""
    evidence: tuple[str, ...] = ()
    task: str | None = None
    task_field: str | None = None
    criteria: str | None = None
    bad_lines: Literal["stop", "skip"] = "stop"
    checks: Mapping[str, str] = field(default_factory=dict)
    judges: tuple[str, ...] = ()
    student: str = ""
    model: ModelPlan = field(default_factory=ModelPlan)

    @property
    def output_path(self) -> Path:
        """Where the records go; beside the input when nothing is said."""
        if self.output:
            return Path(self.output)
        source = Path(self.input)
        return source.with_name(f"{source.name.split('.')[0]}.verified.jsonl")

    @property
    def beside(self) -> Path:
        """The directory of the report, and of the judges' finished calls."""
        return self.output_path.with_name(self.output_path.name + ".realign")

    @property
    def bad_lines_path(self) -> Path:
        """Where the lines go that are left out: out.jsonl.gz has out.bad_lines.jsonl beside it."""
        name = self.output_path.name.removesuffix(".gz").removesuffix(".zst")
        return self.output_path.with_name(f"{Path(name).stem}.bad_lines.jsonl")


def comparison(data: Mapping[str, Any]) -> Comparison:
    """A comparison from plain data.

    Raises:
        PlanError: an unknown key, a value of a wrong type, or a field that is not named.
    """
    made: Comparison = _build(Comparison(), data, "")
    for name in ("input", "original", "rewrite"):
        if not getattr(made, name):
            raise PlanError(f"{name!r} is not named.", hint="It needs data and two fields of it.")
    if made.task and made.task_field:
        raise PlanError("task and task_field exclude each other.")
    _positive(made.model)
    idle = ["student"] * bool(made.student) + ["model"] * (made.model != ModelPlan())
    if idle and not made.judges:
        raise PlanError(f"{idle[0]!r} does nothing without 'judges'.", hint=JUDGE_HINT)
    require_severities(made.checks, "checks")
    return made


def from_mapping(data: Mapping[str, Any], base: Plan | None = None) -> Plan:
    """A plan from plain data, over `base`.

    Raises:
        PlanError: an unknown key (with the nearest known one), or a value of a wrong type.
    """
    plan: Plan = _build(base or Plan(), data, "")
    _validate(plan)
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


def _build(base: Any, data: Mapping[str, Any], where: str) -> Any:
    known = {item.name: item for item in fields(base)}
    hints = typing.get_type_hints(type(base))
    changes: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), list(known), n=1)
            raise PlanError(
                f"unknown key {where + str(key)!r}.",
                hint=f"Did you mean {where + near[0]!r}?"
                if near
                else f"Known keys: {', '.join(sorted(known))}.",
            )
        current = getattr(base, key)
        if value is None and (is_dataclass(current) or isinstance(current, Mapping | tuple)):
            continue  # a section whose keys are all commented out
        if is_dataclass(current):
            if not isinstance(value, Mapping):
                raise PlanError(f"{where + key!r} is a section: it needs keys of its own.")
            changes[key] = _build(current, value, f"{where}{key}.")
        else:
            changes[key] = _coerce(value, hints[key], where + key)
    return replace(base, **changes)


def _coerce(value: Any, kind: Any, where: str) -> Any:
    options = get_args(kind) if get_origin(kind) in (types.UnionType, typing.Union) else (kind,)
    if value is None and type(None) in options:
        return None
    for option in options:
        origin = get_origin(option)
        if origin is Literal and value in get_args(option):
            return value
        if option is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if origin is not None and origin is not Literal and isinstance(value, Mapping):
            # YAML reads a bare `off` as false.
            return {str(key): "off" if item is False else str(item) for key, item in value.items()}
        if origin is tuple and (texts := _texts(value)) is not None:
            return texts
        if isinstance(option, type) and type(value) is option:
            return value
    raise PlanError(f"{where!r} can't be {value!r}.", hint=f"Expected {_expected(options)}.")


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts; one text alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _expected(options: tuple[Any, ...]) -> str:
    words = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    out: list[str] = []
    for option in options:
        if get_origin(option) is Literal:
            out += [repr(item) for item in get_args(option)]
        elif option is type(None):
            out.append("nothing")
        elif get_origin(option) is tuple:
            out.append("a list of texts")
        else:
            out.append(words.get(option, "a mapping"))
    return " or ".join(out)


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


def _positive(model: ModelPlan) -> None:
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


def _validate(plan: Plan) -> None:
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
    _positive(plan.model)
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
