"""Counts of what the model layer did, for progress and summaries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Meter:
    """Running totals. Written by the wrappers, on the event loop; read by anyone.

    `calls` are requests that were answered, `draws` the replies they brought, `hits` draws that
    came from the store or from a call already under way, `failures` requests that ended in an
    error, `retries` further tries, `waits` times the whole endpoint was given a pause.
    Tokens are those of the answered calls, as the endpoint counts them; hits cost none.
    """

    calls: int = 0
    draws: int = 0
    hits: int = 0
    failures: int = 0
    retries: int = 0
    waits: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
