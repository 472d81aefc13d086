"""Area resampling that equals torch's, in numpy: each target pixel is the mean of those it covers.

``torch.nn.functional.interpolate(mode="area")`` is adaptive average pooling: target pixel i of n
covers source pixels floor(i·s/n) to ceil((i+1)·s/n) − 1 of s. MTCNN's networks were tuned on
exactly this, and Pillow's box filter differs from it by up to 60 of 255 levels on a photograph.
Running sums down the columns are taken once a picture and serve every size and crop.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


class AreaSampler:
    """Resamples rectangles of one picture.

    Args:
        rgb: uint8 [H, W, 3].
    """

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        self.height, self.width = rgb.shape[:2]
        flat = rgb.reshape(self.height, self.width * 3)
        sums = np.empty((self.height + 1, self.width * 3), np.uint32)
        sums[0] = 0
        for row in range(self.height):  # faster than cumsum, which walks down each column
            np.add(sums[row], flat[row], out=sums[row + 1])
        self._sums = sums

    def resize(
        self,
        height: int,
        width: int,
        *,
        top: int = 0,
        bottom: int = -1,
        left: int = 0,
        right: int = -1,
    ) -> NDArray[np.float32]:
        """The rectangle [top, bottom) × [left, right) as float32 [3, height, width], 0 to 255.

        ``bottom`` and ``right`` of −1 mean the picture's edge. The rectangle must lie inside the
        picture and must not be empty.
        """
        bottom = self.height if bottom < 0 else bottom
        right = self.width if right < 0 else right
        first_row, last_row = _spans(bottom - top, height)
        first_column, last_column = _spans(right - left, width)
        strip = self._sums[:, left * 3 : right * 3]
        rows = strip[top + last_row] - strip[top + first_row]
        across = np.zeros((height, right - left + 1, 3), np.uint32)
        np.cumsum(rows.reshape(height, right - left, 3), axis=1, dtype=np.uint32, out=across[:, 1:])
        # Sums may wrap round 2³²; differences of unsigned numbers are right all the same.
        totals = across[:, last_column] - across[:, first_column]
        counts = np.multiply.outer(last_row - first_row, last_column - first_column)
        means = totals / counts.astype(np.float32)[:, :, None]
        return np.ascontiguousarray(means.transpose(2, 0, 1), dtype=np.float32)


@lru_cache(maxsize=4096)
def _spans(source: int, target: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each target pixel the first source pixel that it covers, and the one after the last."""
    steps = np.arange(target + 1, dtype=np.intp) * source
    return steps[:-1] // target, -(-steps[1:] // target)
