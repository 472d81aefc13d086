"""Small FER+-like files: drawn faces whose mouths bend with the votes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray


def drawn(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Faces uint8 [N, 48, 48] and votes [N, 10]: a bar at one of four heights for each label."""
    rng = np.random.default_rng(seed)
    # Coarse patterns all over, or every face would count as the near-duplicate of another.
    blocks = rng.integers(40, 210, (count, 12, 12))
    images = np.kron(blocks, np.ones((1, 4, 4))).astype(np.uint8)
    votes = np.zeros((count, 10), np.uint8)
    for i in range(count):
        label = i % 4
        at = 8 + 8 * label
        images[i, at : at + 8, 10:38] = 240 if label % 2 else 10
        votes[i, label], votes[i, 8] = 9, 1
    return images, votes


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A folder that holds ``faces/`` with both files, 96 and 32 faces."""
    folder = tmp_path / "data" / "faces"
    folder.mkdir(parents=True)
    for part, count, seed, first in (("train", 96, 0, 0), ("val", 32, 1, 1000)):
        images, votes = drawn(count, seed)
        np.savez(
            folder / f"ferplus_{part}.npz",
            images=images,
            votes=votes,
            index=np.arange(first, first + count, dtype=np.int32),
        )
    return folder.parent
