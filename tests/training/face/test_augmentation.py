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
from oscbridge.vision.readers.crops import prepare


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


def test_light_grows_dims_and_comes_from_one_side() -> None:
    grey = torch.full((256, 1, 32, 32), 0.5)
    lit = relight(grey, rng())
    sided = (lit[..., :8].mean((1, 2, 3)) - lit[..., -8:].mean((1, 2, 3))).abs() > 0.1
    assert 0.1 < sided.float().mean() < 0.6
    brightness = lit.mean((1, 2, 3))
    assert brightness.min() < 0.35
    assert brightness.max() > 0.65


def test_heads_tilt_up_to_twenty_five_degrees_and_boxes_shift_and_grow() -> None:
    # A bright bar through the middle of a wide dark field: its slope is the tilt.
    bar = torch.zeros(512, 1, 65, 65)
    bar[:, :, 31:34] = 1
    views = warp(bar, 65, rng())[:, 0]
    rows = torch.arange(65.0)[None, :, None]
    heights = (views * rows).sum(1) / views.sum(1).clamp_min(1e-6)
    slopes = torch.rad2deg(torch.atan((heights[:, 52] - heights[:, 12]) / 40))
    assert 22 < slopes.abs().max() < 29
    assert slopes.abs().median() < 10
    middles = heights[:, 32] - 32
    assert middles.abs().max() > 3
    thickness = views.sum(1)[:, 32]
    assert thickness.max() > 1.2 * thickness.min()


def test_some_faces_are_seen_through_few_pixels() -> None:
    checks = (torch.arange(64)[:, None] + torch.arange(64)[None, :]) % 2
    x = checks.float().expand(128, 1, 64, 64)
    y = coarsen(x, rng())
    lost = y.std((1, 2, 3)) < 0.25
    assert 0.05 < lost.float().mean() < 0.3


def test_some_faces_wear_a_bar_over_the_eyes_and_some_a_mask() -> None:
    x = torch.full((600, 1, 48, 48), 0.5)
    y = occlude(x, rng())
    covered = (y != 0.5)[:, 0]
    area = covered.float().mean((1, 2))
    assert 0.15 < (area > 0).float().mean() < 0.35
    wide = covered.any(1).sum(1) >= 24
    eyes_only = wide & covered[:, 12:22].any(2).any(1) & ~covered[:, 28:].any(2).any(1)
    mouth_only = wide & covered[:, 33:40].any(2).any(1) & ~covered[:, :24].any(2).any(1)
    assert eyes_only.sum() >= 5
    assert mouth_only.sum() >= 5


def test_plain_views_keep_their_detail() -> None:
    torch.manual_seed(0)
    faces = torch.randint(0, 256, (200, 48, 48), dtype=torch.uint8)
    all_plain = augment(faces, 48, rng(), plain_share=1.0)
    none_plain = augment(faces, 48, rng(), plain_share=0.0)

    def detail(x: torch.Tensor) -> torch.Tensor:
        return (x[..., 1:] - x[..., :-1]).abs().mean((1, 2, 3))

    assert detail(all_plain).min() > detail(none_plain).min() * 2


def test_jpeg_blocks_lose_fine_detail_and_keep_the_light(faces: torch.Tensor) -> None:
    torch.manual_seed(0)
    x = (faces[:, None].float() / 255 + 0.05 * torch.randn(64, 1, 48, 48)).clamp(0, 1)
    y = compress(x, rng())
    changed = (y != x).flatten(1).any(1)
    assert 0 < changed.sum() < 32
    assert torch.allclose(y.mean((1, 2, 3)), x.mean((1, 2, 3)), atol=0.02)
    fine = (x[changed][..., 1:] - x[changed][..., :-1]).abs().mean()
    assert (y[changed][..., 1:] - y[changed][..., :-1]).abs().mean() < fine
