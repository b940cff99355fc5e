"""What a pure function of one text says, kept: for functions that are asked of every word.

As `functools.lru_cache`, and several times as quick to ask, since it is a dict: `map` over
`kept.__getitem__` runs without a call of Python's own. When it is full it begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Value = TypeVar("_Value")
_LONGEST = 100  # characters: what is longer hardly comes twice, and would fill the memory


class Kept(dict[str, _Value]):
    """Text -> what the function says of it; at most `most` short texts are kept."""

    def __init__(self, find: Callable[[str], _Value], most: int, longest: int = _LONGEST) -> None:
        super().__init__()
        self._find, self._most, self._longest = find, most, longest

    def __missing__(self, key: str) -> _Value:
        value = self._find(key)
        if len(key) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[key] = value
        return value
