"""The loop learns, keeps the best, goes on after a stop, and pushes times above zero."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.music.triples.network import TripleNetwork
from oscbridge.training.triples.data import Row, Windows
from oscbridge.training.triples.loop import (
    POSITIVE_PRESSURE,
    Recipe,
    losses_of,
    measured,
    train_network,
)
from tests.training.triples.made_up import row

RECIPE = Recipe(epochs=2, batches=4, batch=8, notes=32, rate=5e-3)


def test_a_scale_is_learned_in_a_few_batches(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = TripleNetwork()
    before = measured(network, [row()], batches=1)
    train_network(network, RECIPE, [row()], [row()], tmp_path, "scale")
    after = measured(network, [row()], batches=1)
    assert after.pitch < before.pitch - 1.0
    assert after.length < before.length
    lines = (tmp_path / "scale.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2]


def test_a_finished_run_that_is_resumed_gives_its_network_again(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = TripleNetwork()
    train_network(network, RECIPE, [row()], [row()], tmp_path, "run")
    torch.manual_seed(1)
    again = train_network(TripleNetwork(), RECIPE, [row()], [row()], tmp_path, "run", resume=True)
    for name, value in network.state_dict().items():
        assert torch.equal(value, again.state_dict()[name])
    assert len((tmp_path / "run.jsonl").read_text().splitlines()) == 2


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    torch.manual_seed(0)
    whole = train_network(TripleNetwork(), RECIPE, [row()], [row()], tmp_path, "whole")

    class OnceOnly(list[Row]):
        """Training rows that are asked for once, and then no more."""

        asked = 0

        def __iter__(self) -> Iterator[Row]:
            self.asked += 1
            if self.asked > 1:
                raise StoppedError
            return super().__iter__()

    torch.manual_seed(0)
    with pytest.raises(StoppedError):
        train_network(TripleNetwork(), RECIPE, OnceOnly([row()]), [row()], tmp_path, "cut")
    again = train_network(TripleNetwork(), RECIPE, [row()], [row()], tmp_path, "cut", resume=True)
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, again.state_dict()[name], atol=1e-6)


def test_what_it_starts_from_is_kept_where_training_only_makes_it_worse(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = TripleNetwork()
    train_network(network, RECIPE, [row()], [row()], tmp_path, "good")
    good = {name: value.clone() for name, value in network.state_dict().items()}
    noise = row()
    rng = np.random.default_rng(0)
    triples = noise.triples.copy()
    triples[:, 0] = rng.integers(21, 108, len(triples))
    harmful = Recipe(epochs=1, batches=6, batch=8, notes=32, rate=2e-2)
    train_network(network, harmful, [row(triples=triples)], [row()], tmp_path, "worse")
    for name, value in network.state_dict().items():
        assert torch.equal(value, good[name])


def test_the_losses_are_cross_entropy_squared_errors_and_pressure() -> None:
    class Fixed(torch.nn.Module):
        def forward(self, pitches, _times, hidden, cell):  # type: ignore[no-untyped-def]
            shape = pitches.shape
            logits = torch.zeros(*shape, 128)
            return logits, torch.full(shape, -0.5), torch.full(shape, 1.0), hidden, cell

    windows, real = Windows([row()], np.random.default_rng(0), batch=2, notes=32).draw()
    pitch, step, length, pressure = losses_of(Fixed(), windows, real, 1.0)
    assert float(pitch) == torch.tensor(128.0).log()
    wanted = windows[:, 1:]
    assert torch.isclose(step, (wanted[..., 1] + 0.5).square().mean())
    assert torch.isclose(length, (wanted[..., 2] - 1.0).square().mean())
    assert float(pressure) == 0.5
    assert POSITIVE_PRESSURE == 10.0


def test_sharpness_divides_the_logits_of_the_loss() -> None:
    torch.manual_seed(0)
    network = TripleNetwork()
    windows, real = Windows([row()], np.random.default_rng(0), batch=2, notes=32).draw()
    plain = losses_of(network, windows, real, 1.0)[0]
    with torch.no_grad():
        network.pitch.weight.mul_(4)
        network.pitch.bias.mul_(4)
    assert torch.isclose(losses_of(network, windows, real, 4.0)[0], plain, atol=1e-5)


def test_a_run_with_another_seed_or_recipe_is_not_gone_on_with(tmp_path: Path) -> None:
    train_network(TripleNetwork(), RECIPE, [row()], [row()], tmp_path, "run", seed=1)
    for recipe, seed in ((RECIPE, 2), (replace(RECIPE, epochs=3), 1)):
        with pytest.raises(OscbridgeError) as caught:
            train_network(
                TripleNetwork(), recipe, [row()], [row()], tmp_path, "run", seed=seed, resume=True
            )
        assert caught.value.code == "checkpoint-mismatch"
