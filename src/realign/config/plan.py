"""The plan: everything that a run is told, frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from realign.errors import PlanError

Policy = Literal["default", "paper"]
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
