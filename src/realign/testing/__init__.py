"""Public fakes, for tests of your own stages, checks and plans.

- `sample`, `conversation`: build samples without a file; `chat` a request.
- `ScriptedModel`: a `ChatModel` that says what it is told to.
- `FakeEndpoint`: a real HTTP server on 127.0.0.1 that speaks OpenAI's chat completions, with
  faults on demand, and that counts every request, so that a test can prove that nothing was
  paid for twice. `python -m realign.testing --help` runs one by hand.
- `FakeSearch`: a real server that speaks Serper and SearXNG.

    with FakeEndpoint(Behaviour(faults={1: Fault(status=500)})) as endpoint:
        model = OpenAIChat(endpoint.url, "fake-model")
"""

from __future__ import annotations

from realign.testing.behaviour import Behaviour, Fault
from realign.testing.endpoint import FakeEndpoint, default_reply
from realign.testing.samples import chat, conversation, sample
from realign.testing.scripted import ScriptedModel
from realign.testing.search import FakeSearch, Page

__all__ = [
    "Behaviour",
    "FakeEndpoint",
    "FakeSearch",
    "Fault",
    "Page",
    "ScriptedModel",
    "chat",
    "conversation",
    "default_reply",
    "sample",
]
