"""Augmented faces stay faces: right shape, finite, each drawn for itself, all from the seed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from oscbridge.training.face.augmentation import (
    augment,
    blur,
    coarsen,
    compress,
    occlude,
    relight,
    standardise,
    warp,
)
from oscbridge.vision.reader import prepare


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def faces() -> torch.Tensor:
    """Half dark, half light, with a bright spot: uint8 [64, 48, 48], all the same."""
    face = torch.full((48, 48), 60, dtype=torch.uint8)
    face[:, 24:] = 170
    face[8:14, 8:14] = 250
    return face.expand(64, 48, 48).contiguous()


def test_the_same_seed_draws_the_same_views(faces: torch.Tensor) -> None:
    assert torch.equal(augment(faces, 64, rng(3)), augment(faces, 64, rng(3)))
    assert not torch.equal(augment(faces, 64, rng(3)), augment(faces, 64, rng(4)))


def test_each_face_of_a_batch_is_seen_differently(faces: torch.Tensor) -> None:
    views = augment(faces, 64, rng())
    assert views.shape == (64, 1, 64, 64)
    assert torch.isfinite(views).all()
    assert len({round(float(v[0, 20, 20]), 4) for v in views}) > 60


def test_half_of_the_faces_are_mirrored(faces: torch.Tensor) -> None:
    x = warp(faces[:, None].float() / 255, 48, rng())
    light_on_the_left = (x[..., :24].mean((1, 2, 3)) > x[..., 24:].mean((1, 2, 3))).float().mean()
    assert 0.3 < light_on_the_left < 0.7


@pytest.mark.parametrize("change", [blur, coarsen, relight, compress, occlude])
def test_a_change_keeps_shape_and_range_and_its_input(change, faces: torch.Tensor) -> None:  # type: ignore[no-untyped-def]
    x = faces[:, None].float() / 255
    before = x.clone()
    y = change(x, rng())
    assert y.shape == x.shape
    assert y.min() >= -1e-5
    assert y.max() <= 1 + 1e-5
    assert torch.equal(x, before)
    assert not torch.equal(y, x)


def test_blur_keeps_the_light_and_lowers_the_contrast(faces: torch.Tensor) -> None:
    x = faces[:, None].float() / 255
    y = blur(x, rng())
    changed = (y != x).flatten(1).any(1)
    assert 0 < changed.sum() < len(x)
    assert (y[changed].std((1, 2, 3)) < x[changed].std((1, 2, 3))).all()
    assert torch.allclose(y.mean((1, 2, 3)), x.mean((1, 2, 3)), atol=0.03)


def test_training_and_use_standardise_alike(faces: torch.Tensor) -> None:
    noisy = (faces.float() * torch.rand(64, 48, 48, generator=rng())).to(torch.uint8)
    ours = standardise(noisy[:, None].float() / 255)
    np.testing.assert_allclose(ours.numpy(), prepare(noisy.numpy(), 48), atol=1e-4)
