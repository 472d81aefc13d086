"""What a stage camera does to a face, done to whole batches at once: tilt, dim light, blur,
occlusion.

The faces are grey, so coloured light is what it does to their luma: a gain over the whole face, or
one that falls from one side to the other.

Every function takes and gives grey images float32 [B, 1, S, S] in [0, 1]; each sample draws for
itself.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F


def augment(images: Tensor, size: int, rng: torch.Generator, plain_share: float = 0.0) -> Tensor:
    """Training views of faces uint8 [B, H, W]: float32 [B, 1, size, size], each of mean 0,
    deviation 1.

    Args:
        plain_share: how many of them get half the geometry and nothing else, as from a camera that
            sees well.
    """
    x = images[:, None].float() / 255
    plain = torch.zeros(len(x), dtype=torch.bool)
    if plain_share > 0:
        plain = torch.rand(len(x), generator=rng) < plain_share
    x = warp(x, size, rng, torch.where(plain, 0.5, 1.0))
    spoilt = x[~plain]
    for spoil in (blur, coarsen, relight, compress, occlude):
        spoilt = spoil(spoilt, rng)
    x[~plain] = spoilt
    return standardise(x)


def standardise(x: Tensor) -> Tensor:
    """Each image to mean 0 and deviation 1, as ``vision.readers.crops.prepare`` does."""
    x = x - x.mean((2, 3), keepdim=True)
    return x / x.pow(2).mean((2, 3), keepdim=True).sqrt().clamp_min(1e-3)


def _uniform(rng: torch.Generator, count: int, low: float, high: float) -> Tensor:
    return torch.rand(count, generator=rng) * (high - low) + low


def _some(rng: torch.Generator, count: int, chance: float) -> Tensor:
    return torch.nonzero(torch.rand(count, generator=rng) < chance)[:, 0]


def warp(x: Tensor, size: int, rng: torch.Generator, strength: Tensor | None = None) -> Tensor:
    """Mirror, tilt (to ±25°, mostly less), zoom, stretch and shift, in one resampling.

    ``strength`` [B] scales all but the mirror; 1 where it is None.
    """
    b = len(x)
    much = torch.ones(b) if strength is None else strength
    angle = torch.randn(b, generator=rng).mul(10).clamp(-25, 25) * much * (math.pi / 180)
    zoom = torch.exp(_uniform(rng, b, math.log(0.82), math.log(1.2)) * much)
    stretch = torch.exp(_uniform(rng, b, -0.08, 0.08) * much)
    mirror = torch.where(torch.rand(b, generator=rng) < 0.5, -1.0, 1.0)
    right, down = (_uniform(rng, b, -0.2, 0.2) * much for _ in range(2))
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([mirror * zoom * stretch * cos, -zoom * sin, right], 1),
            torch.stack([mirror * zoom * sin, zoom / stretch * cos, down], 1),
        ],
        1,
    )
    grid = F.affine_grid(theta, [b, 1, size, size], align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)


def blur(x: Tensor, rng: torch.Generator) -> Tensor:
    """A quarter of the images out of focus, or smeared along one axis by motion."""
    x = x.clone()
    size = x.shape[-1]
    for i in torch.split(_some(rng, len(x), 0.25), 8):
        if len(i) == 0:
            continue
        across, along = (
            torch.exp(_uniform(rng, 2, math.log(0.4), math.log(1.7))) * size / 64
        ).tolist()
        reach = torch.arange(-4, 5, dtype=torch.float32)
        row, column = (torch.exp(-0.5 * (reach / s) ** 2) for s in (across, along))
        kernel = torch.outer(column / column.sum(), row / row.sum())[None, None]
        x[i] = F.conv2d(F.pad(x[i], (4, 4, 4, 4), mode="replicate"), kernel)
    return x


def coarsen(x: Tensor, rng: torch.Generator) -> Tensor:
    """A sixth of the images as if the face were 16 to 40 pixels wide in the camera's picture."""
    x = x.clone()
    size = x.shape[-1]
    for i in torch.split(_some(rng, len(x), 0.16), 8):
        if len(i) == 0:
            continue
        small = int(torch.randint(16, 41, (1,), generator=rng))
        tiny = F.interpolate(x[i], (small, small), mode="bilinear", antialias=True)
        x[i] = F.interpolate(tiny, (size, size), mode="bilinear", align_corners=False)
    return x


def relight(x: Tensor, rng: torch.Generator) -> Tensor:
    """Gamma, a light from one side, contrast and brightness with clipping, and sensor noise."""
    b, size = len(x), x.shape[-1]
    gamma = torch.exp(_uniform(rng, b, math.log(0.55), math.log(1.8)))[:, None, None, None]
    x = x.clamp(1e-4, 1) ** gamma
    line = torch.linspace(-1, 1, size)
    turn = _uniform(rng, b, 0, 2 * math.pi)[:, None, None]
    ramp = line[None, None, :] * torch.cos(turn) + line[None, :, None] * torch.sin(turn)
    strength = (
        _uniform(rng, b, 0, 0.6)[:, None, None]
        * (torch.rand(b, generator=rng) < 0.4)[:, None, None]
    )
    x = x * (1 + strength * ramp)[:, None]
    middle = x.mean((2, 3), keepdim=True)
    contrast = torch.exp(_uniform(rng, b, math.log(0.5), math.log(1.5)))[:, None, None, None]
    x = (x - middle) * contrast + middle + _uniform(rng, b, -0.2, 0.2)[:, None, None, None]
    noise = _uniform(rng, b, 0, 0.03) * (torch.rand(b, generator=rng) < 0.3)
    x = x + torch.randn(x.shape, generator=rng) * noise[:, None, None, None]
    return x.clamp(0, 1)


def _cosines() -> Tensor:
    """The 8-point DCT-II matrix of JPEG (ITU-T T.81, A.3.3), orthonormal: [8, 8]."""
    n = torch.arange(8, dtype=torch.float32)
    table = torch.cos((2 * n[None, :] + 1) * n[:, None] * math.pi / 16) / 2
    table[0] /= math.sqrt(2)
    return table


def compress(x: Tensor, rng: torch.Generator) -> Tensor:
    """A sixth of the images through JPEG's blocks: 8×8 cosines, coarser steps at higher
    frequencies.
    """
    i = _some(rng, len(x), 0.16)
    if len(i) == 0:
        return x
    size = x.shape[-1]
    n = size // 8
    cosines = _cosines()
    blocks = x[i].reshape(len(i), n, 8, n, 8).permute(0, 1, 3, 2, 4)
    order = torch.arange(8, dtype=torch.float32)
    steps = (1 + order[:, None] + order[None, :]) / 255
    steps = (
        steps
        * torch.exp(_uniform(rng, len(i), math.log(1.5), math.log(8)))[:, None, None, None, None]
    )
    waves = torch.round(cosines @ blocks @ cosines.T / steps) * steps
    blocks = (cosines.T @ waves @ cosines).permute(0, 1, 3, 2, 4)
    x = x.clone()
    x[i] = blocks.reshape(len(i), 1, size, size).clamp(0, 1)
    return x


def occlude(x: Tensor, rng: torch.Generator) -> Tensor:
    """A quarter of the images behind something: a hand or microphone anywhere, dark glasses, a
    mask.
    """
    x = x.clone()
    size = x.shape[-1]
    for i in _some(rng, len(x), 0.25).tolist():
        kind, u, v, tone = torch.rand(4, generator=rng).tolist()
        if kind < 0.7:
            h, w = (int(size * f) for f in (torch.rand(2, generator=rng) * 0.3 + 0.1).tolist())
            top, left = int(u * (size - h)), int(v * (size - w))
        elif kind < 0.85:
            h, w = int(size * 0.16), int(size * (0.6 + 0.3 * v))
            top, left = int(size * (0.24 + 0.12 * u)), (size - w) // 2
            tone *= 0.3
        else:
            h, w = int(size * 0.35), int(size * (0.5 + 0.4 * v))
            top, left = int(size * (0.58 + 0.1 * u)), (size - w) // 2
        patch = x[i, 0, top : top + h, left : left + w]
        patch.copy_((tone + 0.05 * torch.randn(patch.shape, generator=rng)).clamp(0, 1))
    return x
