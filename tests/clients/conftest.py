"""One daemon for all clients, and what they share."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.running import Running, running

TOP = Path(__file__).parents[2]
CLIENTS = TOP / "clients"
MAX = TOP / "max_patches"


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """Skips a test only where the program that it runs is not installed."""
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"{program} (package {package}) is not installed"
    )


def ended(process: subprocess.Popen[str]) -> str:
    """Ends a program that runs on, and gives what it printed."""
    process.terminate()
    return process.communicate(timeout=10)[0]


@pytest.fixture(scope="package")
def daemon() -> Iterator[Running]:
    """A daemon that plays only when it is asked to."""
    with running("music.start=on-play") as daemon:
        yield daemon
