"""One engine of each decoding for all tests: loading exports a network, which takes seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from oscbridge.music.midinet.engine import MidinetEngine


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("OSCBRIDGE_CACHE")
    os.environ["OSCBRIDGE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["OSCBRIDGE_CACHE"]
    else:
        os.environ["OSCBRIDGE_CACHE"] = before


@pytest.fixture(scope="session")
def tidy(_own_cache: None) -> MidinetEngine:
    """The engine as people meet it."""
    return MidinetEngine()


@pytest.fixture(scope="session")
def published(_own_cache: None) -> MidinetEngine:
    """The engine with the published decoding."""
    return MidinetEngine("published")
