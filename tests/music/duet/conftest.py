"""One engine for all tests: loading exports three graphs, which takes seconds."""

from __future__ import annotations

import pytest

from oscbridge.music.duet.engine import DuetEngine


@pytest.fixture(scope="session")
def duet(_own_cache: None) -> DuetEngine:
    return DuetEngine()
