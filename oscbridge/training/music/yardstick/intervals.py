"""Means with 95 % intervals: percentile bootstraps that draw whole groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


def resampled(
    statistic: Callable[[NDArray[np.int64]], float],
    groups: Sequence[Any],
    seed: int = 0,
    resamples: int = 300,
) -> Figure:
    """Any statistic of a set with its interval: ``statistic`` gets the indices of a resample."""
    _, where = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(where, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(where))[:-1])
    rng = np.random.default_rng(seed)
    draws = [
        statistic(np.concatenate([members[pick] for pick in picks]))
        for picks in rng.integers(len(members), size=(resamples, len(members)))
    ]
    return figure(statistic(np.arange(len(where))), draws, len(where))
