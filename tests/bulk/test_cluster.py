"""What travels to a cluster in one call, and what is made of it there; none is needed for that."""

from __future__ import annotations

import tempfile
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge import __version__
from oscbridge.bulk.cluster import MOST_BYTES, MOST_FILES, FileWorker, next_paths
from oscbridge.cluster.hire import pieces
from oscbridge.errors import OscbridgeError
from tests.bulk.lengths import LengthJob


@given(
    st.lists(st.sampled_from([0, 1000, MOST_BYTES // 3, MOST_BYTES + 1]), min_size=1, max_size=60),
    st.integers(1, 12),
)
@settings(max_examples=40, deadline=None)
def test_files_travel_in_order_in_calls_that_are_bounded(sizes: list[int], shares: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        size_of: dict[str, int] = {}
        for number, size in enumerate(sizes):
            path = Path(folder) / str(number)
            with path.open("wb") as file:
                file.truncate(size)
            size_of[str(path)] = size
        waiting = deque(size_of)
        calls = []
        while waiting:
            share = max(1, len(waiting) // shares)
            calls.append(next_paths(waiting, shares))
            assert len(calls[-1]) <= min(share, MOST_FILES)
            together = sum(size_of[path] for path in calls[-1])
            assert len(calls[-1]) == 1 or together <= MOST_BYTES
    assert [path for call in calls for path in call] == list(size_of)


@given(st.lists(st.binary(max_size=100_000), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_each_file_of_a_call_has_its_own_bytes(contents: list[bytes]) -> None:
    worker = FileWorker(LengthJob(), __version__)  # type: ignore[arg-type]
    names = [str(number) for number in range(len(contents))]
    travelling = pieces(b"".join(contents))
    lines = worker.lines(names, [len(each) for each in contents], *travelling)
    assert lines == [{"length": len(each)} for each in contents]


def test_a_machine_with_another_oscbridge_does_no_files() -> None:
    with pytest.raises(OscbridgeError, match="version-mismatch"):
        FileWorker(LengthJob(), "0.0.1")  # type: ignore[arg-type]
