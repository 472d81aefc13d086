"""PReLU in other operations: the same numbers, to the last bit."""

from __future__ import annotations

import pytest
import torch

from oscbridge.vision.detector.mtcnn import NETWORKS, torch_module
from oscbridge.vision.detector.split_prelu import SplitPReLU, split_prelus


@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 5), (3, 4, 5, 6)])
def test_it_is_what_prelu_is(shape: tuple[int, ...]) -> None:
    slope = torch.tensor([-0.7, 0.0, 0.25, 1.3])
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(
        SplitPReLU(slope)(x), torch.nn.functional.prelu(x, slope), rtol=0.0, atol=0.0
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_says_the_same_without_any_prelu(name: str) -> None:
    side = NETWORKS[name]
    x = torch.randn((2, 3, side, side), generator=torch.Generator().manual_seed(1))
    split = split_prelus(torch_module(name))
    assert not any(isinstance(module, torch.nn.PReLU) for module in split.modules())
    with torch.no_grad():
        for ours, theirs in zip(split(x), torch_module(name)(x), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=0.0, atol=0.0)
