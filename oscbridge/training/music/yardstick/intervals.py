"""Means with 95 % intervals: percentile bootstraps that draw whole groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

RESAMPLES = 1000
Figure = dict[str, Any]
"""``mean``, ``low``, ``high`` (95 %), ``n``."""


def figure(value: float, draws: ArrayLike, n: int) -> Figure:
    """A value with the 2.5th and 97.5th percentile of its resamples."""
    low, high = np.nanpercentile(np.asarray(draws, dtype=np.float64), [2.5, 97.5])
    return {
        "mean": round(float(value), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "n": n,
    }


def interval(
    values: ArrayLike, groups: Sequence[Any] | None = None, seed: int = 0
) -> Figure | None:
    """Mean of ``values`` and its interval; None where there are none.

    Args:
        values: ``[n]``; NaNs are left out.
        groups: what each value belongs to (a piece, a seed): whole groups are drawn. Without it
            each value is its own group.
    """
    data = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(data)
    if not known.any():
        return None
    names = np.arange(len(data)) if groups is None else np.asarray(groups)
    _, where = np.unique(names[known], return_inverse=True)
    data = data[known]
    sums, sizes = np.bincount(where, weights=data), np.bincount(where)
    rng = np.random.default_rng(seed)
    picks = rng.integers(len(sums), size=(RESAMPLES, len(sums)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    return figure(float(data.mean()), means, len(data))
