"""Fixtures that every part of the suite uses."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public data that is not part of the project; skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the public data in ../shared/data, which is not here")
    return SHARED_DATA
