"""One endpoint a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from helpers import reply

from realign.testing import Behaviour, FakeEndpoint


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    """A loopback endpoint whose model lays out mechanically."""
    with FakeEndpoint(Behaviour(reply=reply)) as server:
        yield server
