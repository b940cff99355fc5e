"""Requirements on code: does it stand in fenced blocks, and does each name its language?"""

from __future__ import annotations

from realign.criteria.kinds.base import Kind, Params, View


def _fenced_code(view: View, _params: Params) -> bool | None:
    blocks = [block for block in view.code if block.fenced or "\n" in block.text.strip()]
    return all(block.fenced for block in blocks) if blocks else None


def _code_language(view: View, _params: Params) -> bool | None:
    fenced = [block for block in view.code if block.fenced]
    return all(block.language for block in fenced) if fenced else None


FENCED_CODE = Kind(
    _fenced_code, lambda _: "Put all code in fenced code blocks, with the explanation outside them."
)
CODE_LANGUAGE = Kind(
    _code_language,
    lambda _: "Name the programming language after each opening fence (```python).",
    minor=True,
)
