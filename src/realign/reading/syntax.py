"""Python programs compared by their syntax trees."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from functools import lru_cache

from realign.reading.text import Block

_LONGEST = 20_000  # characters: what is longer is compared by tokens
_MOST = 50  # blocks
_PYTHON = frozenset({"python", "py", "python3"})


def same_program(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """True where both are Python of the same statements in the same order.

    False says nothing: the code may be no Python, or not whole.
    """
    if not before or len(before) > _MOST or len(after) > _MOST:
        return False
    if not any(block.language in _PYTHON for block in (*before, *after)):
        return False
    one = _trees(tuple(block.text for block in before))
    return one is not None and one == _trees(tuple(block.text for block in after))


@lru_cache(maxsize=64)
def _trees(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The statements of all blocks; None where one can't be parsed."""
    if sum(map(len, texts)) > _LONGEST:
        return None
    found: list[str] = []
    for text in texts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
            found.extend(ast.dump(node) for node in tree.body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return tuple(found)
