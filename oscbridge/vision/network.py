"""What runs a network: onnxruntime's session, or torch behind the same call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Network(Protocol):
    """One trained network, ready to run."""

    def run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, NDArray[np.float32]]
    ) -> Sequence[Any]:
        """All its outputs as float32 arrays, in order; ``output_names`` is None."""
