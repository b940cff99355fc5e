"""How many of a thing, in words."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """1 word, 2 words, 1,200 queries."""
    many = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {thing if number == 1 else many}"
