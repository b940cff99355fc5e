"""What a run came to, in numbers: one pass over its rows, in memory that stays flat."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from realign.errors import RunDirError
from realign.io import jsonio
from realign.reading.text import words_of
from realign.samples import is_close
from realign.version import __version__

DECISIONS = ("rewritten", "kept", "failed")
# Above this share of changed words the paper counts a response as rewritten.
PAPER_EDIT_RATE = 0.2
# Left edges of the bins that the plots show; the last bin is open.
WORD_EDGES = (0, 10, 20, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1200)
RATE_BINS = 20
NO_TASK = "(none)"
OTHERS = "(others)"

_MOST_NAMES = 200  # of tasks, reasons, checks: data may bring names of its own, without end
_MOST_FAILED = 5
_MOST_PAIRS = 2_000
_SHOWN_PAIRS = 12
_MOST_WORDS = 20_000  # longer texts share one bin of the median's histogram
_LONGEST = 2_000_000  # characters; beyond it the words are estimated from the beginning
_SECRET = frozenset({"key", "api_key", "apikey", "key_env", "password", "secret", "authorization"})


class _Calls(Protocol):
    calls: int
    hits: int
    prompt_tokens: int
    completion_tokens: int


class _Progress(Protocol):
    """What a summary reads of a run's progress."""

    total: int
    reused: int

    @property
    def calls(self) -> _Calls: ...

    @property
    def elapsed_s(self) -> float: ...


@dataclass
class _Mean:
    """A running mean."""

    count: int = 0
    total: float = 0.0

    def add(self, value: float) -> None:
        self.count += 1
        self.total += value

    @property
    def value(self) -> float | None:
        return round(self.total / self.count, 4) if self.count else None


@dataclass
class _Lengths:
    """Word counts of many texts: their mean, their median, and bins for a plot."""

    mean: _Mean = field(default_factory=_Mean)
    exact: Counter[int] = field(default_factory=Counter)
    bins: list[int] = field(default_factory=lambda: [0] * len(WORD_EDGES))

    def add(self, words: int) -> None:
        self.mean.add(words)
        self.exact[min(words, _MOST_WORDS)] += 1
        self.bins[bisect_right(WORD_EDGES, words) - 1] += 1

    def median(self) -> int | None:
        seen = 0
        for words in sorted(self.exact):
            seen += self.exact[words]
            if 2 * seen >= self.mean.count:
                return words
        return None

    def plain(self) -> dict[str, Any]:
        return {"mean": self.mean.value, "median": self.median(), "histogram": self.bins}


@dataclass
class _Tally:
    """Everything that is counted over the rows."""

    records: int = 0
    responses: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    response_decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    tasks: dict[str, Counter[str]] = field(default_factory=dict)
    confidence: dict[str, _Mean] = field(default_factory=dict)
    origins: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: dict[str, Counter[str]] = field(default_factory=dict)
    models: Counter[str] = field(default_factory=Counter)
    candidates: Counter[str] = field(default_factory=Counter)
    repair: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    edits: _Mean = field(default_factory=_Mean)
    rates: list[int] = field(default_factory=lambda: [0] * RATE_BINS)
    over: int = 0
    before: _Lengths = field(default_factory=_Lengths)
    after: _Lengths = field(default_factory=_Lengths)
    was: _Lengths = field(default_factory=_Lengths)  # as `before`, rewritten responses only
    became: _Lengths = field(default_factory=_Lengths)
    failed: list[dict[str, Any]] = field(default_factory=list)

    def row(self, row: Mapping[str, Any]) -> None:
        """One finished record."""
        decision = row["decision"]
        kind = decision["kind"]
        self.records += 1
        self.decisions[kind] += 1
        reason = (kind, str(decision["reason"]))
        self.reasons[reason if reason in self.reasons else self._reason(reason)] += 1
        if row["turns"]:
            model = str(row["model"])
            self.models[model if model in self.models or len(self.models) < 10 else OTHERS] += 1
        if kind == "failed" and len(self.failed) < _MOST_FAILED:
            self.failed.append(
                {
                    "id": row["id"],
                    "where": row["where"],
                    "reason": decision["reason"],
                    "detail": str(decision["detail"])[:500],
                }
            )
        for turn in row["turns"]:
            self.turn(turn, (turn["decision"] or decision)["kind"])

    def _reason(self, reason: tuple[str, str]) -> tuple[str, str]:
        return reason if len(self.reasons) < _MOST_NAMES else (reason[0], OTHERS)

    def turn(self, turn: Mapping[str, Any], kind: str) -> None:
        """One response."""
        self.responses += 1
        self.response_decisions[kind] += 1
        task = _name(self.tasks, turn["task"] or NO_TASK)
        self.tasks.setdefault(task, Counter())[kind] += 1
        if turn["confidence"] is not None:
            self.confidence.setdefault(task, _Mean()).add(turn["confidence"])
        self._labels(turn, task)
        self._lengths(turn)
        self._candidates(turn)
        passages = turn["evidence"]
        self.evidence["passages"] += len(passages)
        self.evidence["responses_with"] += bool(passages)
        used = sum(bool(item["used"]) for item in passages) if turn["response"] is not None else 0
        self.evidence["passages_used"] += used
        self.evidence["responses_used"] += bool(used)

    def _labels(self, turn: Mapping[str, Any], task: str) -> None:
        if turn["task"]:
            self.origins[str(turn.get("origin"))] += 1
        second = turn.get("second")
        if second and is_close(turn["confidence"], second[1]):
            one, other = sorted((task, str(second[0])))
            pair = (one, other)
            if pair in self.confused or len(self.confused) < _MOST_PAIRS:
                self.confused[pair] += 1

    def _lengths(self, turn: Mapping[str, Any]) -> None:
        before = _count_words(turn["original"])
        self.before.add(before)
        if turn["response"] is None:
            self.after.add(before)
            return
        after = _count_words(turn["response"])
        self.after.add(after)
        self.was.add(before)
        self.became.add(after)
        rate = min(max(float(turn["edit_rate"]), 0.0), 1.0)
        self.edits.add(rate)
        self.over += rate > PAPER_EDIT_RATE
        self.rates[min(int(rate * RATE_BINS + 1e-9), RATE_BINS - 1)] += 1

    def _candidates(self, turn: Mapping[str, Any]) -> None:
        for finding in turn.get("findings", ()):
            check = _name(self.findings, finding["check"])
            self.findings.setdefault(check, Counter())[finding["severity"]] += 1
        for candidate in turn["candidates"]:
            rejected = False
            for finding in candidate["findings"]:
                check = _name(self.findings, finding["check"])
                self.findings.setdefault(check, Counter())[finding["severity"]] += 1
                rejected = rejected or finding["severity"] == "reject"
            self.candidates["rejected" if rejected else "passed"] += 1
            if candidate.get("repaired"):
                self.repair["proposed"] += 1
                self.repair["passed"] += not rejected
                self.repair["saved"] += candidate["text"] == turn["response"]


def summarise(
    rows: Iterator[Mapping[str, Any]], *, plan: Mapping[str, Any], progress: _Progress
) -> dict[str, Any]:
    """The numbers of a run, as plain data for summary.json.

    `rows` are read once, one at a time. `decisions` counts records, `responses_decisions`
    responses, `tasks` responses by task; every one has the keys rewritten, kept and failed.
    `repair` counts the rewrites that were mended after the checks rejected every one: those that
    passed then, and those that were taken, so that their records are saved by the repair.
    `edit_rate.over_paper` is the paper's count: the share of all responses of which more than a
    fifth of the words changed. `named_by` counts responses by who named their task, and has the
    share of calls that the embedded classifier saved; `confused` the pairs of tasks of which the
    second was at least half as likely as the first. Calls, tokens and seconds are those of this
    process.
    """
    tally = _Tally()
    for row in rows:
        tally.row(row)
    return {
        "version": __version__,
        "records_in": progress.total or tally.records,
        "records_out": tally.records,
        "records_reused": progress.reused,
        "responses": tally.responses,
        "decisions": _three(tally.decisions),
        "responses_decisions": _three(tally.response_decisions),
        "reasons": _reasons(tally),
        "tasks": _tasks(tally),
        "named_by": _named_by(tally),
        "confused": _confused(tally),
        "candidates": {key: tally.candidates[key] for key in ("passed", "rejected")},
        "repair": {key: tally.repair[key] for key in ("proposed", "passed", "saved")},
        "findings": _findings(tally),
        "edit_rate": _edits(tally),
        "words": {
            "edges": list(WORD_EDGES),
            "all": {"before": tally.before.plain(), "after": tally.after.plain()},
            "rewritten": {"before": tally.was.plain(), "after": tally.became.plain()},
        },
        "evidence": {
            key: tally.evidence[key]
            for key in ("passages", "passages_used", "responses_with", "responses_used")
        },
        "model": tally.models.most_common(1)[0][0] if tally.models else None,
        "models": dict(sorted(tally.models.items())),
        "calls": _calls(progress),
        "plan": _without_secrets(plan),
        "failed_examples": tally.failed,
    }


def load(run_dir: Path) -> dict[str, Any]:
    """The summary of a finished run.

    Raises:
        RunDirError: summary.json is not there, or can't be read.
    """
    path = run_dir / "summary.json"
    try:
        summary = jsonio.loads(path.read_bytes())
    except FileNotFoundError:
        raise RunDirError(
            f"{path} is not there: the run is not finished.",
            hint="Run `realign run` with the same plan; it goes on from where it stopped.",
        ) from None
    except (OSError, ValueError) as error:
        raise RunDirError(
            f"{path} can't be read: {error}", hint="Delete it and run the same plan once more."
        ) from error
    if not isinstance(summary, dict) or not isinstance(summary.get("decisions"), dict):
        raise RunDirError(
            f"{path} is no summary of a run.", hint="Delete it and run the same plan once more."
        )
    return summary


def _name(known: Mapping[str, Any], name: str) -> str:
    return name if name in known or len(known) < _MOST_NAMES else OTHERS


def _count_words(text: str) -> int:
    if len(text) <= _LONGEST:
        return len(words_of(text))
    return round(len(words_of(text[:_LONGEST])) * len(text) / _LONGEST)


def _three(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts.get(kind, 0) for kind in DECISIONS}


def _reasons(tally: _Tally) -> list[dict[str, Any]]:
    ordered = sorted(tally.reasons.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"decision": kind, "reason": reason, "records": count} for (kind, reason), count in ordered
    ]


def _tasks(tally: _Tally) -> list[dict[str, Any]]:
    ordered = sorted(tally.tasks.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {
            "task": task,
            "responses": counts.total(),
            **_three(counts),
            "confidence": tally.confidence.get(task, _Mean()).value,
        }
        for task, counts in ordered
    ]


def _named_by(tally: _Tally) -> dict[str, Any]:
    counts = {name: tally.origins[name] for name in ("record", "embedded", "model")}
    named = counts["embedded"] + counts["model"]
    return {**counts, "saved": round(counts["embedded"] / named, 4) if named else None}


def _confused(tally: _Tally) -> list[dict[str, Any]]:
    ordered = sorted(tally.confused.items(), key=lambda item: (-item[1], item[0]))
    return [{"tasks": list(pair), "responses": count} for pair, count in ordered[:_SHOWN_PAIRS]]


def _findings(tally: _Tally) -> list[dict[str, Any]]:
    ordered = sorted(tally.findings.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {"check": check, "reject": counts["reject"], "warn": counts["warn"]}
        for check, counts in ordered
    ]


def _edits(tally: _Tally) -> dict[str, Any]:
    total = tally.responses
    return {
        "mean_rewritten": tally.edits.value,
        "mean_all": round(tally.edits.total / total, 4) if total else None,
        "over_paper": round(tally.over / total, 4) if total else None,
        "histogram": tally.rates,
    }


def _calls(progress: _Progress) -> dict[str, Any]:
    calls, seconds = progress.calls, progress.elapsed_s
    out: dict[str, Any] = {
        name: getattr(calls, name, 0)
        for name in (
            "calls",
            "hits",
            "retries",
            "waits",
            "failures",
            "prompt_tokens",
            "completion_tokens",
        )
    }
    out["seconds"] = round(seconds, 1)
    out["tokens_per_second"] = round(out["completion_tokens"] / seconds, 1) if seconds > 0 else 0.0
    return out


def _without_secrets(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            str(key): _without_secrets(item)
            for key, item in value.items()
            if str(key).casefold() not in _SECRET
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    return _without_login(value) if isinstance(value, str) and "://" in value else value


def _without_login(url: str) -> str:
    """An address without a name, a password or a query: any of them may be a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(an address that can't be read)"
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
