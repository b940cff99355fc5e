"""The text of `realign run --dry-run`."""

from __future__ import annotations

from collections import Counter

from realign import api
from realign.config import Plan
from realign.counts import counted
from realign.evidence.service import MOST_QUERY
from realign.preview import Estimate

SHOWN = 20


def text(plan: Plan) -> str:
    """What would be done, on how many records; with --limit 1 also the prompt of the first."""
    found = api.estimate(plan)
    source = found.source
    calls = round(found.share * found.records)
    classify = round(found.records * found.share_to_classify)
    where = plan.model.endpoint or "the embedded model on this machine"
    responses = counted(found.looked_at, "response")
    lines = [
        f"Dry run: no call is made. {source.path}: {source.container}, "
        f"{source.format.name} format.",
        f"  {counted(found.records, 'record')}; the output would be {plan.output_path}",
        f"  model: {plan.model.name or 'the default'} at {where}",
        f"  looked at {responses}, their tasks by the embedded classifier:",
        *_counts(found.tasks, 8),
        "  left alone:",
        *_counts(found.kept, 8),
        f"  laid out without a call: {found.laid_out:,} of {responses}",
        f"  to the model: {found.to_rewrite:,} of {responses} ({found.share:.0%})",
        f"  calls: about {classify:,} to classify and {calls:,} to rewrite, "
        f"{counted(plan.candidates, 'candidate')} each",
    ]
    if found.to_rewrite:
        words = found.prompt_words / found.to_rewrite
        lines.append(f"  a rewrite's prompt has about {words:.0f} words")
    lines += _searches(found, plan)
    if plan.limits.samples == 1:
        lines += _prompt(found)
    return "\n".join(lines) + "\n"


def _counts(counts: Counter[str], top: int) -> list[str]:
    shown = [f"    {number:>7,}  {name}" for name, number in counts.most_common(top)]
    rest = sum(counts.values()) - sum(number for _, number in counts.most_common(top))
    return ([*shown, f"    {rest:>7,}  others"] if rest else shown) or ["          none"]


def _searches(found: Estimate, plan: Plan) -> list[str]:
    """Every text that would leave for a search service, and where it would go."""
    if not plan.evidence.services:
        return []
    count = len(found.searches)
    lines = [f"  to search services: {count:,} texts of the responses that were looked at"]
    if plan.evidence.queries == "model":
        lines.append("    the chat model would write one to three queries from each of these:")
    for text, where in found.searches[:SHOWN]:
        lines.append(f"    -> {where}: {text[:MOST_QUERY]}")
    if count > SHOWN:
        lines.append(f"    and {count - SHOWN:,} more; --limit N shows those of the first records")
    return lines


def _prompt(found: Estimate) -> list[str]:
    if not found.first:
        return ["", "No prompt would be sent for this record."]
    lines = ["", f"The prompt for {found.first_where} (task {found.first_task}):"]
    for message in found.first:
        lines += ["", f"--- {message.role} ---", message.content]
    return lines
