"""The kinds of requirement that a criterion can name: one line here for each."""

from __future__ import annotations

from collections.abc import Mapping

from realign.criteria.kinds import code, layout, lists, maths, sequence
from realign.criteria.kinds.base import Kind, Params, View

__all__ = ["KINDS", "Kind", "Params", "View"]

KINDS: Mapping[str, Kind] = {
    "fenced_code": code.FENCED_CODE,
    "code_language": code.CODE_LANGUAGE,
    "steps_numbered": sequence.STEPS_NUMBERED,
    "enumeration_listed": sequence.ENUMERATION_LISTED,
    "list": lists.LIST,
    "one_item_per_line": lists.ONE_ITEM_PER_LINE,
    "paragraphs": layout.PARAGRAPHS,
    "final_answer": maths.FINAL_ANSWER,
    "calculation_lines": maths.CALCULATION_LINES,
    "answer_first": layout.ANSWER_FIRST,
    "table": lists.TABLE,
    "email": layout.EMAIL,
    "starts_with": layout.STARTS_WITH,
    "ends_with": layout.ENDS_WITH,
    "contains": layout.CONTAINS,
}
