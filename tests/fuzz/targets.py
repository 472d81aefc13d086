"""What is fuzzed: each target takes any bytes, and may do with them what it will but fail."""

from __future__ import annotations

from tests.fuzz.files import FILES
from tests.fuzz.target import Target
from tests.fuzz.wire import WIRE

TARGETS: dict[str, Target] = WIRE | FILES
