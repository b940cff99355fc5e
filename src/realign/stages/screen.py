"""Stage 3: leave alone what needs no rewrite. The cheapest call is the one that is not made."""

from __future__ import annotations

from dataclasses import dataclass

from realign.criteria.requirements import unmet
from realign.reading.text import words_of
from realign.samples import Sample, Turn
from realign.stages.base import Services, TurnStage, kept

# Qwen, Llama and GPT tokenizers need 1.2 to 1.5 tokens for an English word, more for code.
TOKENS_PER_WORD = 1.6


@dataclass(frozen=True)
class Screen(TurnStage):
    """Keeps a response whose task is not rewritten, or that follows its criterion already
    and that no evidence could complete.

    `force` sends every response of a rewritten task on, as the paper does.
    """

    name = "screen"
    max_tokens: int = 2048
    force: bool = False

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn, kept where there is nothing to gain."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        if not criterion.rewrite:
            return kept(turn, "this task is not rewritten", turn.label.task)
        original = sample.original(turn)
        if len(words_of(original)) * TOKENS_PER_WORD > self.max_tokens:
            return kept(
                turn,
                "too long to be rewritten in one reply",
                f"about {len(words_of(original))} words; rewrite.max_tokens is {self.max_tokens}",
            )
        if (
            turn.support
            or self.force
            or unmet(criterion.requirements, original, sample.request(turn))
        ):
            return turn
        return kept(turn, "it follows its criterion already")
