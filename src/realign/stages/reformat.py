"""Stage 4: the model proposes rewrites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from realign.config import Policy
from realign.criteria import Criterion
from realign.criteria.requirements import unmet
from realign.models.base import ChatRequest, Choice, Sampling
from realign.samples import Candidate, Finding, Message, Sample, Turn
from realign.stages import prompts
from realign.stages.base import Services, TurnStage, failed, kept


@dataclass(frozen=True)
class Reformat(TurnStage):
    """One request for `candidates` draws; one repair where no reply could be read."""

    name = "reformat"
    policy: Policy = "default"
    candidates: int = 2
    sampling: Sampling = field(default_factory=Sampling)
    repair: int = 1
    force: bool = False

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its candidates; kept where the model left the response."""
        assert turn.label is not None  # noqa: S101 - classify came before
        messages = self.messages(sample, turn, services.criteria.get(turn.label.task))
        request = ChatRequest(messages, self.sampling, n=self.candidates)
        completion = await services.model.generate(request)
        drawn = [(choice, self.parse(choice.text)) for choice in completion.choices]
        if all(reply.kind == "unreadable" for _, reply in drawn) and self.repair:
            again = prompts.repair_messages(messages, drawn[0][0].text, self.form)
            completion = await services.model.generate(ChatRequest(again, self.sampling))
            drawn = [(choice, self.parse(choice.text)) for choice in completion.choices]
        candidates = tuple(
            as_candidate(number, choice, reply.text)
            for number, (choice, reply) in enumerate(drawn)
            if reply.kind == "rewrite"
        )
        if candidates:
            return replace(turn, candidates=candidates)
        if any(reply.kind == "keep" for _, reply in drawn):
            return kept(turn, "the model left it as it was")
        return failed(turn, "the model's reply could not be read", quoted(drawn[0][0]))

    def messages(self, sample: Sample, turn: Turn, criterion: Criterion) -> tuple[Message, ...]:
        """The request's messages: what `--dry-run` shows."""
        conversation, response = sample.context(turn), sample.original(turn)
        if self.policy == "paper":
            return prompts.paper_messages(
                criterion, conversation, response, evidence=turn.evidence, force=self.force
            )
        return prompts.rewrite_messages(
            criterion,
            conversation,
            response,
            evidence=turn.evidence,
            missing=unmet(criterion.requirements, response, sample.request(turn)),
        )

    @property
    def parse(self) -> Callable[[str], prompts.Reply]:
        """How a reply is read."""
        return prompts.parse_paper_reply if self.policy == "paper" else prompts.parse_reply

    @property
    def form(self) -> str:
        """The form that a reply must have."""
        return prompts.PAPER_FORM if self.policy == "paper" else prompts.FORM


def as_candidate(number: int, choice: Choice, text: str) -> Candidate:
    """A candidate; one that was cut off by the token limit carries that finding."""
    if choice.finish_reason != "length":
        return Candidate(text, draw=number)
    cut = Finding("empty", "The reply was cut off at the token limit.", found=text[-80:])
    return Candidate(text, draw=number, findings=(cut,))


def quoted(choice: Choice) -> str:
    """What came back, short enough for a report."""
    text = choice.text.strip()
    shown = text if len(text) <= 300 else f"{text[:200]} [...] {text[-80:]}"
    return f"finish_reason {choice.finish_reason}; the reply: {shown!r}"
