"""A finished sample as plain data: the row of a shard, and the record that the user gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from realign.io.formats import Format
from realign.samples import Kind, Sample, Turn

Row = dict[str, Any]
DECISIONS: tuple[str, ...] = get_args(Kind)


def to_row(sample: Sample, key: str, model: str) -> Row:
    """What a shard keeps of a sample: enough for the output, the report and a review.

    `key` is the identity of the work: equal keys mean that the work need not be done again.
    """
    decision = sample.decision
    assert decision is not None  # noqa: S101 - the corridor ends with one
    return {
        "id": sample.id,
        "key": key,
        "where": sample.where,
        "model": model,
        "decision": asdict(decision),
        "turns": [_turn_row(sample, turn) for turn in sample.turns],
        "record": sample.record,
    }


def _turn_row(sample: Sample, turn: Turn) -> Row:
    label = turn.label
    return {
        "index": turn.index,
        "request": sample.request(turn),
        "original": sample.original(turn),
        "response": turn.response,
        "task": label.task if label else None,
        "confidence": label.confidence if label else None,
        "origin": label.origin if label else None,
        "second": list(label.second) if label and label.second else None,
        "criterion": turn.criterion,
        "edit_rate": turn.edit_rate,
        "decision": asdict(turn.decision) if turn.decision else None,
        "evidence": [asdict(item) for item in turn.evidence],
        "candidates": [asdict(candidate) for candidate in turn.candidates],
        "findings": [asdict(finding) for finding in turn.findings],
        "note": turn.note,
    }


def is_current(
    row: Mapping[str, Any], key: str, criteria: Mapping[str, str], not_before: str = ""
) -> bool:
    """True when the row need not be made again: the same work, not failed, and the criteria that
    it used are still the same. `criteria` maps a task to its criterion's name and version. Evidence
    fetched before `not_before` (ISO 8601, UTC) is too old, and a search that found nothing is made
    again: its answer may be in the store, and costs nothing then."""
    if row.get("key") != key or row["decision"]["kind"] == "failed":
        return False
    if not_before and any(_outdated(turn, not_before) for turn in row["turns"]):
        return False
    return all(
        not turn["criterion"]
        or turn["criterion"] == criteria.get(turn["task"], criteria.get("default"))
        for turn in row["turns"]
    )


def _outdated(turn: Mapping[str, Any], not_before: str) -> bool:
    dates = [item.get("fetched", "") for item in turn["evidence"]]
    return bool(turn.get("note")) or any(date and date < not_before for date in dates)


def to_record(row: Mapping[str, Any], fmt: Format, *, clean: bool = False) -> dict[str, Any]:
    """The record in its own format, responses replaced where they were rewritten, and the
    `realign` object unless `clean`."""
    texts = {
        turn["index"]: turn["response"] for turn in row["turns"] if turn["response"] is not None
    }
    record = fmt.restore(row["record"], texts) if texts else dict(row["record"])
    if clean:
        record.pop("realign", None)
        return record
    record["realign"] = account(row)
    return record


def account(row: Mapping[str, Any]) -> dict[str, Any]:
    """The `realign` object: what was decided, why, and on what grounds.

    A record of several turns is described by the turn that decided; `turns` holds them all.
    """
    turns = [_turn_account(turn) for turn in row["turns"] if turn["decision"]]
    deciding: dict[str, Any] = next(
        (turn for turn in turns if turn["decision"] == row["decision"]["kind"]),
        {
            "task": None,
            "confidence": None,
            "second": None,
            "findings": [],
            "evidence": [],
            "edit_rate": 0.0,
        },
    )
    decision = row["decision"]
    out = {
        **deciding,
        "decision": decision["kind"],
        "reason": decision["reason"],
        "detail": decision["detail"],
        "model": row["model"],
    }
    return out | {"turns": turns} if len(turns) > 1 else out


def _turn_account(turn: Mapping[str, Any]) -> dict[str, Any]:
    rewritten = turn["response"] is not None
    out = {
        "index": turn["index"],
        "task": turn["task"],
        "confidence": turn["confidence"],
        "second": turn.get("second"),
        "decision": turn["decision"]["kind"],
        "reason": turn["decision"]["reason"],
        "detail": turn["decision"]["detail"],
        "findings": findings_of(turn),
        "evidence": turn["evidence"],
        "evidence_note": turn.get("note", ""),
        "edit_rate": round(turn["edit_rate"], 4),
        "criterion": turn["criterion"],
    }
    if scores := scores_of(turn):
        out["scores"] = scores
    return out | {"original": turn["original"] if rewritten else None}


def findings_of(turn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings about the original, and those that bear on the decision: of the chosen rewrite,
    or of all that fell."""
    out: list[dict[str, Any]] = list(turn.get("findings", ()))
    for candidate in _deciding(turn):
        out += [finding for finding in candidate["findings"] if finding not in out]
    return out


def scores_of(turn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the judges measured of the same candidates; rows of older runs have none."""
    return [score for candidate in _deciding(turn) for score in candidate.get("scores", ())]


def _deciding(turn: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The chosen candidate, else all."""
    response = turn["response"]
    return [each for each in turn["candidates"] if response is None or each["text"] == response]
