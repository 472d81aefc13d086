"""Does the engine do as it is told? Asked-for affect against measured cues, and against a judge.

A 9 × 9 grid of valence and arousal from −1 to 1, with the same seeds in every cell: once from
nothing (``fresh``), once continuing the same human primers in every cell (``primed``), whose tempo
and key an engine may keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from oscbridge.affect import Affect
from oscbridge.phrase import Phrase
from oscbridge.training.music.yardstick.asking import AskedEngine, Order
from oscbridge.training.music.yardstick.cues import AROUSAL_CUES, VALENCE_CUES, cues
from oscbridge.training.music.yardstick.examples import Examples, heard
from oscbridge.training.music.yardstick.intervals import Figure, figure, interval
from oscbridge.training.music.yardstick.judge import Judge, shuffled, verdicts
from oscbridge.training.music.yardstick.prompts import Prompt, spread
from oscbridge.training.music.yardstick.sheet import Numbers, sheet

SIDE = 9
LEVELS = tuple(round(-1 + 2 * step / (SIDE - 1), 4) for step in range(SIDE))


def grid_orders(seeds: int, primers: Sequence[Prompt] = ()) -> list[Order]:
    """``seeds`` orders for each cell of the grid; with primers, as many in turn in every cell."""
    chosen = spread(primers, seeds)
    orders: list[Order] = []
    for valence in LEVELS:
        for arousal in LEVELS:
            for number in range(seeds):
                prompt = chosen[number % len(chosen)] if chosen else None
                orders.append(
                    Order(
                        None if prompt is None else prompt.primer,
                        Affect(valence, arousal),
                        # From nothing each phrase has a seed of its own, so that chance is not
                        # shared by the cells; after a primer the primer is shared anyway.
                        len(orders) if prompt is None else number,
                        f"{len(orders)}" if prompt is None else prompt.song,
                    )
                )
    return orders


@dataclass(frozen=True)
class Grid:
    """The answers over the grid, as far as there are any.

    Args:
        valence, arousal: asked for, ``[phrases]``.
        groups: what the intervals resample.
        found: cue → measured, ``[phrases]``.
        examples: the phrases made ready for judges.
    """

    phrases: list[Phrase]
    valence: Numbers
    arousal: Numbers
    groups: list[str]
    found: dict[str, Numbers]
    examples: Examples


def grid(asked: AskedEngine, orders: Sequence[Order]) -> Grid | None:
    """Compose and measure; None where the engine refused all of it."""
    answers = asked.answers(orders)
    kept = [
        (order, phrase) for order, phrase in zip(orders, answers, strict=True) if phrase is not None
    ]
    if not kept:
        return None
    valence = np.array([order.affect.valence for order, _ in kept])
    arousal = np.array([order.affect.arousal for order, _ in kept])
    groups = [order.group for order, _ in kept]
    sheets = [sheet(phrase) for _, phrase in kept]
    rows = [cues(one) for one in sheets]
    found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Grid(
        [phrase for _, phrase in kept],
        valence,
        arousal,
        groups,
        found,
        heard(sheets, valence, arousal, groups),
    )


def spearman(one: Numbers, other: Numbers) -> float:
    """Rank correlation; 0 where either never changes."""
    from scipy.stats import rankdata

    first, second = rankdata(one), rankdata(other)
    first, second = first - first.mean(), second - second.mean()
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > 0 else 0.0


def cell_means(grid: Grid, values: Numbers) -> Numbers:
    """Mean of some values in each cell, ``[arousal, valence]``, both ascending; NaN where empty."""
    rows = np.searchsorted(LEVELS, grid.arousal - 1e-6)
    columns = np.searchsorted(LEVELS, grid.valence - 1e-6)
    total, count = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
    np.add.at(total, (rows, columns), values)
    np.add.at(count, (rows, columns), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Numbers = total / count
    return means


def control(grid: Grid, judges: Mapping[str, Judge]) -> dict[str, Any]:
    """Rank correlations of every cue with the dimension that it goes with, phrase by phrase and
    over the cells' means, and what each judge hears.
    """
    report: dict[str, Any] = {"phrases": len(grid.phrases), "spearman": {}}
    for names, asked in ((AROUSAL_CUES, grid.arousal), (VALENCE_CUES, grid.valence)):
        for name in names:
            correlation = _correlation(asked, grid.found[name], grid.groups) or {}
            means = cell_means(grid, grid.found[name])
            axis = np.array(LEVELS)[:, None] if names is AROUSAL_CUES else np.array(LEVELS)[None]
            known = ~np.isnan(means)
            levels = np.broadcast_to(axis, means.shape)[known]
            report["spearman"][name] = correlation | {
                "cells": round(spearman(levels, means[known]), 4)
            }
    report["judge"] = {
        name: verdicts(judge, grid.examples, grid.groups) for name, judge in judges.items()
    }
    outer = (np.abs(grid.valence) >= 0.5) & (np.abs(grid.arousal) >= 0.5)
    groups = [group for group, keep in zip(grid.groups, outer, strict=True) if keep]
    report["judge_outer_cells"] = {
        name: verdicts(judge, grid.examples.only(outer), groups) for name, judge in judges.items()
    }
    report["shuffled"] = shuffled(judges["all"], grid.examples)
    return report


def _correlation(asked: Numbers, found: Numbers, groups: list[str]) -> Figure | None:
    """Over all phrases from nothing. After primers, which differ far more among themselves than an
    engine may move away from them, within each primer's phrases, and then the mean.
    """
    names, where = np.unique(groups, return_inverse=True)
    if len(names) == len(groups):
        picks = np.random.default_rng(0).integers(len(asked), size=(300, len(asked)))
        draws = [spearman(asked[pick], found[pick]) for pick in picks]
        return figure(spearman(asked, found), draws, len(asked))
    return interval(
        [spearman(asked[where == one], found[where == one]) for one in range(len(names))]
    )


def maps(grid: Grid, judges: Mapping[str, Judge]) -> dict[str, list[list[float | None]]]:
    """Mean of each cue, and of the judge's surety, over the cells ``[arousal][valence]``."""
    excited, pleasant = judges["all"].hears(grid.examples)
    values = grid.found | {"judge_arousal": excited, "judge_valence": pleasant}
    return {
        name: [
            [None if np.isnan(cell) else round(float(cell), 4) for cell in row]
            for row in cell_means(grid, column)
        ]
        for name, column in values.items()
    }
