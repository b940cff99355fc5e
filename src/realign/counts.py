"""How many of a thing, in words."""

from __future__ import annotations


def counted(number: int, thing: str, many: str = "") -> str:
    """1 word, 2 words, 1,200 words; `many` is the plural that is not made by an s."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"
