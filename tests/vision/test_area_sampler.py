"""Area resampling equals torch's."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn.functional import interpolate

from oscbridge.vision.detector.area_sampler import AreaSampler


def by_torch(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float32]:
    picture = torch.from_numpy(np.array(rgb)).permute(2, 0, 1)[None].float()
    resized: NDArray[np.float32] = interpolate(picture, size=(height, width), mode="area")[
        0
    ].numpy()
    return resized


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.data(),
)
def test_any_rectangle_is_resampled_to_any_size_as_torch_does(
    source: tuple[int, int], target: tuple[int, int], data: st.DataObject
) -> None:
    rgb = np.random.default_rng(sum(source)).integers(0, 256, (*source, 3), dtype=np.uint8)
    top = data.draw(st.integers(0, source[0] - 1))
    bottom = data.draw(st.integers(top + 1, source[0]))
    left = data.draw(st.integers(0, source[1] - 1))
    right = data.draw(st.integers(left + 1, source[1]))
    ours = AreaSampler(rgb).resize(*target, top=top, bottom=bottom, left=left, right=right)
    np.testing.assert_allclose(ours, by_torch(rgb[top:bottom, left:right], *target), atol=1e-3)


def test_a_photograph_is_resampled_to_a_pyramid_level_as_torch_does(
    astronaut: NDArray[np.uint8],
) -> None:
    ours = AreaSampler(astronaut).resize(97, 129)
    np.testing.assert_allclose(ours, by_torch(astronaut, 97, 129), atol=1e-3)
