"""What flows through the corridor.

A raw record becomes a `Sample` at the reader and a record again at the writer.
In between everything is frozen: a stage takes a sample and returns a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Severity = Literal["reject", "warn"]
Kind = Literal["rewritten", "kept", "failed"]
Side = Literal["original", "rewrite", "evidence"]

CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class Message:
    """One chat turn. `role` is system, user, assistant, or what the data calls its tools."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One collected passage of support, with where it came from.

    `source` is a web address, or a document and the place in it; `span` are the passage's
    characters in the document, where that is known. `score` is the retriever's own scale:
    comparable within one query only. `fetched` is when the web said so (ISO 8601, UTC). `used` is
    True when the rewrite that was chosen says something that stands here and not in the original.
    `left_out` says why the model did not see it.
    """

    text: str
    source: str
    title: str = ""
    score: float = 0.0
    retriever: str = ""
    query: str = ""
    used: bool = False
    span: tuple[int, int] | None = None
    fetched: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in one of the texts: the characters `start` to `end`, `end` left out."""

    side: Side
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `expected` stood in the original, `found` stands in the rewrite.

    `spans` point at what is missing (side original) and at what is new or wrong (side rewrite).
    """

    check: str
    message: str
    severity: Severity = "reject"
    expected: str = ""
    found: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What one judge measured, whether it found fault or not.

    `value` is on the judge's own scale (its docstring says which), None where it could not measure;
    `said` is the same in words.
    """

    judge: str
    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed rewrite, and what the checks found about it and the judges measured.

    `structure` is the share (0..1) of the criterion's testable requirements that it meets;
    `edit_rate` is the word-level Levenshtein distance over the longer side's words (0..1).
    `repaired` is True for one that the model mended after it was told its findings.
    """

    text: str
    draw: int = 0
    findings: tuple[Finding, ...] = ()
    structure: float = 0.0
    edit_rate: float = 0.0
    repaired: bool = False
    scores: tuple[Score, ...] = ()

    @property
    def passed(self) -> bool:
        """True when no finding rejects it."""
        return not any(finding.severity == "reject" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class TaskLabel:
    """The task of a request. `confidence` is 0..1, None where the classifier has none to give.

    `origin` is record (it came with the data), model or embedded. `second` is the next likeliest
    task with its probability, where the classifier knows one. `needs_evidence` is its own decision
    on whether facts should be looked up: True looks them up for a task whose criterion asks for no
    evidence too; None where it makes none.
    """

    task: str
    confidence: float | None = None
    origin: str = ""
    second: tuple[str, float] | None = None
    needs_evidence: bool | None = None


def is_close(first: float | None, second: float | None) -> bool:
    """True when the second-likeliest task has at least half the probability of the first."""
    return first is not None and second is not None and second >= CLOSE * first


@dataclass(frozen=True, slots=True)
class Decision:
    """How a turn or a sample ended.

    `reason` is one of a small set of stable phrases, so that decisions can be counted by it;
    `detail` says what is particular to this one.
    """

    kind: Kind
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One assistant message of a sample, and everything the corridor learned about it.

    `index` is its place in `Sample.messages`. `evidence` is all that was found, in the order of
    the retriever; `support` is what the model sees of it. `findings` are about the original;
    `note` says how the search for evidence ended. `response` is the rewrite that was chosen, None
    as long as the original stands.
    """

    index: int
    label: TaskLabel | None = None
    criterion: str = ""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    response: str | None = None
    edit_rate: float = 0.0
    decision: Decision | None = None
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def support(self) -> tuple[Evidence, ...]:
        """The evidence that may be used."""
        return tuple(item for item in self.evidence if not item.left_out)


@dataclass(frozen=True, slots=True)
class Sample:
    """One record, typed.

    `id` is its place in the input, from 0. `record` is the raw record: stages leave it alone,
    only `io` opens it, to write every unknown field back as it was. `where` says file and line,
    for messages. `task` is set when the record came with one.
    """

    id: int
    messages: tuple[Message, ...]
    turns: tuple[Turn, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""
    task: str | None = None
    decision: Decision | None = None

    def original(self, turn: Turn) -> str:
        """The response as it came."""
        return self.messages[turn.index].content

    def context(self, turn: Turn) -> tuple[Message, ...]:
        """The conversation before the response, system message included."""
        return self.messages[: turn.index]

    def request(self, turn: Turn) -> str:
        """The last user message before the response; empty if there is none."""
        for message in reversed(self.context(turn)):
            if message.role == "user":
                return message.content
        return ""

    def with_turns(self, turns: tuple[Turn, ...]) -> Sample:
        """A copy with other turns."""
        return replace(self, turns=turns)
