"""What a stage is: a frozen dataclass of parameters that takes a sample and returns a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from realign.classifiers.base import Classifier
from realign.criteria import CriteriaSet
from realign.errors import STOPS_ALL, ModelError
from realign.evidence.base import Retriever
from realign.models.base import ChatModel
from realign.samples import Decision, Sample, Turn


@dataclass(frozen=True, slots=True)
class Services:
    """The live things that stages use; built once a worker. `student` gives log-probabilities,
    where a judge wants some."""

    criteria: CriteriaSet
    classifier: Classifier
    model: ChatModel
    retriever: Retriever | None = None
    student: ChatModel | None = None


class Stage(Protocol):
    """One step of the corridor. Picklable; writes no file; calls no other stage."""

    name: str

    async def __call__(self, sample: Sample, services: Services, /) -> Sample:
        """The sample, one step further."""
        ...


class TurnStage:
    """A stage that looks at one turn at a time: write `turn`, the rest is done here.

    Turns that have a decision are left alone. A model error that concerns this turn only
    becomes its decision, so that the other turns still end well; one that concerns the whole
    run (a refused key, a wrong address) goes on upwards.
    """

    name = ""

    async def __call__(self, sample: Sample, services: Services, /) -> Sample:
        """Every undecided turn through `turn`."""
        turns = []
        for turn in sample.turns:
            if turn.decision is not None:
                turns.append(turn)
                continue
            try:
                turns.append(await self.turn(sample, turn, services))
            except STOPS_ALL:
                raise
            except ModelError as error:
                turns.append(failed(turn, f"{self.name}: {describe(error)}", str(error)))
        return sample.with_turns(tuple(turns))

    async def turn(self, sample: Sample, turn: Turn, services: Services, /) -> Turn:
        """This turn, one step further."""
        raise NotImplementedError


def kept(turn: Turn, reason: str, detail: str = "") -> Turn:
    """The original stands."""
    return replace(turn, decision=Decision("kept", reason, detail))


def failed(turn: Turn, reason: str, detail: str = "") -> Turn:
    """The original stands, and the next run tries again."""
    return replace(turn, decision=Decision("failed", reason, detail))


def describe(error: ModelError) -> str:
    """A stable phrase for a kind of error, to count by."""
    phrases = {
        "RateLimited": "the endpoint's rate limit",
        "ServerFault": "the endpoint failed",
        "CallTimeout": "no answer in time",
        "ConnectionLost": "no connection to the endpoint",
        "BadReply": "the endpoint's answer is no chat completion",
        "RequestRefused": "the endpoint refused the request",
        "ContextTooLong": "too long for the model's context",
    }
    phrase = phrases.get(type(error).__name__, "the model call failed")
    if error.service == ModelError.service:
        return phrase
    phrase = phrase.replace("is no chat completion", "can't be read")
    return phrase.replace("the endpoint", error.service)
