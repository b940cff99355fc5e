"""Stage 4: the model proposes rewrites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from realign.config import Policy
from realign.criteria import Criterion
from realign.criteria.requirements import unmet
from realign.models.base import ChatRequest, Choice, Constraint, Sampling
from realign.samples import Candidate, Finding, Message, Sample, Turn
from realign.stages import anchored, prompts
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
    way: Literal["free", "anchored"] = "free"

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """The turn with its candidates; kept where the model left the response."""
        assert turn.label is not None  # noqa: S101 - classify came before
        criterion = services.criteria.get(turn.label.task)
        if whole := self.without_call(sample, turn, criterion):
            return replace(turn, candidates=(Candidate(whole, draw=self.candidates),))
        cut = self._cut(sample, turn, criterion)
        if cut is None and self.way == "anchored" and not turn.support:
            return kept(turn, "its own words can't be laid out otherwise")
        messages = self._messages(sample, turn, criterion, anchor=cut is not None)
        constraint = Constraint(grammar=anchored.grammar(*cut)) if cut else None
        request = ChatRequest(messages, self.sampling, constraint, n=self.candidates)
        completion = await services.model.generate(request)
        drawn = [(choice, self.parse(choice.text)) for choice in completion.choices]
        if all(reply.kind == "unreadable" for _, reply in drawn) and self.repair:
            again = prompts.repair_messages(messages, drawn[0][0].text, self.form)
            completion = await services.model.generate(
                ChatRequest(again, self.sampling, constraint)
            )
            drawn = [(choice, self.parse(choice.text)) for choice in completion.choices]
        candidates = tuple(
            as_candidate(number, choice, anchored.tidy(reply.text) if cut else reply.text)
            for number, (choice, reply) in enumerate(drawn)
            if reply.kind == "rewrite"
        )
        if cut:  # the layout that the joining words suggest, beside the model's
            candidates += (Candidate(anchored.plain_layout(*cut), draw=self.candidates),)
        if candidates:
            return replace(turn, candidates=distinct(candidates))
        if any(reply.kind == "keep" for _, reply in drawn):
            return kept(turn, "the model left it as it was")
        return failed(turn, "the model's reply could not be read", quoted(drawn[0][0]))

    def without_call(self, sample: Sample, turn: Turn, criterion: Criterion) -> str:
        """The layout that the joining words suggest, where it has all that is asked for."""
        cut = self._cut(sample, turn, criterion)
        plain = anchored.plain_layout(*cut) if cut else ""
        missing = plain and unmet(criterion.requirements, plain, sample.request(turn))
        return "" if missing else plain

    def lays_out(self, sample: Sample, turn: Turn, criterion: Criterion) -> bool:
        """True where the model lays out the response's own words, and writes none."""
        return self._cut(sample, turn, criterion) is not None

    def messages(self, sample: Sample, turn: Turn, criterion: Criterion) -> tuple[Message, ...]:
        """The request's messages: what `--dry-run` shows."""
        anchor = self.lays_out(sample, turn, criterion)
        return self._messages(sample, turn, criterion, anchor=anchor)

    def _messages(
        self, sample: Sample, turn: Turn, criterion: Criterion, *, anchor: bool
    ) -> tuple[Message, ...]:
        conversation, response = sample.context(turn), sample.original(turn)
        if self.policy == "paper":
            return prompts.paper_messages(
                criterion, conversation, response, evidence=turn.support, force=self.force
            )
        missing = unmet(criterion.requirements, response, sample.request(turn))
        if anchor:
            return prompts.anchored_messages(
                criterion, conversation, response, example=self._example(criterion), missing=missing
            )
        return prompts.rewrite_messages(
            criterion, conversation, response, evidence=turn.support, missing=missing
        )

    def _example(self, criterion: Criterion) -> str:
        """The worked example's plain response, laid out in its own words."""
        example = criterion.example
        cut = anchored.cut(criterion, example.plain, example.request)
        return anchored.plain_layout(*cut) if cut else example.good

    def _cut(self, sample: Sample, turn: Turn, criterion: Criterion) -> anchored.Cut | None:
        """None where the model writes, freely or because evidence may be added, and where there is
        nothing to lay out."""
        if self.way == "free" or turn.support:
            return None
        return anchored.cut(criterion, sample.original(turn), sample.request(turn))

    @property
    def parse(self) -> Callable[[str], prompts.Reply]:
        """How a reply is read."""
        return prompts.parse_paper_reply if self.policy == "paper" else prompts.parse_reply

    @property
    def form(self) -> str:
        """The form that a reply must have."""
        return prompts.PAPER_FORM if self.policy == "paper" else prompts.FORM

    def as_reply(self, text: str) -> str:
        """A rewrite as the reply that it came in."""
        if self.policy == "paper":
            return f"Reasoning: it suits the request.\nRevised response:\n{text}"
        return f"<rewrite>\n{text}\n</rewrite>"


def as_candidate(number: int, choice: Choice, text: str) -> Candidate:
    """A candidate; one that was cut off by the token limit carries that finding."""
    if choice.finish_reason != "length":
        return Candidate(text, draw=number)
    cut = Finding("empty", "The reply was cut off at the token limit.", found=text[-80:])
    return Candidate(text, draw=number, findings=(cut,))


def distinct(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Draws that say the same are one candidate: the first."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.text, candidate)
    return tuple(first.values())


def quoted(choice: Choice) -> str:
    """What came back, short enough for a report."""
    text = choice.text.strip()
    shown = text if len(text) <= 300 else f"{text[:200]} [...] {text[-80:]}"
    return f"finish_reason {choice.finish_reason}; the reply: {shown!r}"
