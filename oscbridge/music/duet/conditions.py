"""What the network is told besides the notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STYLE = 0
"""Of no collection in particular: the primer says what kind of music it is."""
AFFECT_GAIN = 1.3
"""From ``Affect`` to the network's own scale, that of the labels it learned from."""


def conditions_of(
    cues: NDArray[np.floating],
    affect: NDArray[np.floating],
    known: NDArray[np.floating] | None = None,
    *,
    felt: bool = True,
) -> NDArray[np.float32]:
    """Scaled cues ``[…, 11]``, which of them are known, and affect ``[…, 2]`` (``felt``: whether it
    is known) as the network's conditions ``[…, 26]``.
    """
    shape = cues.shape[:-1]
    flags = np.ones_like(cues) if known is None else known
    on = np.full((*shape, 2), float(felt))
    feeling = np.broadcast_to(affect * AFFECT_GAIN, (*shape, 2)) * on
    return np.concatenate([cues * flags, flags, feeling, on], axis=-1).astype(np.float32)
