"""The published architecture and decoding: each constant is guarded here."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from oscbridge.affect import Affect
from oscbridge.music.midinet import published as constants
from oscbridge.music.midinet.decoding import published_roll
from oscbridge.music.midinet.engine import MidinetEngine, load_generator
from oscbridge.music.midinet.network import Discriminator, Generator
from oscbridge.music.roll import PITCHES, SOUNDING, STEPS_PER_BAR, WINDOW_STEPS, Roll
from oscbridge.weights.models import weights_path


def layers_run(module: nn.Module, *inputs: torch.Tensor) -> list[nn.Module]:
    """The leaves of a network in the order in which a forward pass runs them."""
    order: list[nn.Module] = []
    hooks = [
        leaf.register_forward_hook(lambda this, _in, _out: order.append(this))
        for leaf in module.modules()
        if isinstance(leaf, nn.Linear | nn.Conv2d | nn.ConvTranspose2d)
    ]
    module.eval()(*inputs)
    for hook in hooks:
        hook.remove()
    return order


def rolls(count: int = 2) -> torch.Tensor:
    return (torch.rand(count, 2, PITCHES, WINDOW_STEPS) < 0.05).float()


def test_the_published_constants() -> None:
    assert constants.NOISE == 100
    assert constants.CLASSES == 4
    assert constants.STRONGEST_PITCHES == 4


def test_the_generator_runs_four_convolutions_two_dense_and_four_transposed_layers() -> None:
    order = layers_run(Generator(), torch.randn(2, 100), rolls(), torch.eye(4)[:2])
    kinds = [type(layer) for layer in order]
    assert kinds == [nn.Conv2d] * 4 + [nn.Linear] * 2 + [nn.ConvTranspose2d] * 4


def test_the_discriminator_runs_two_convolutions_then_two_dense_layers() -> None:
    order = layers_run(Discriminator(), rolls(), rolls(), torch.eye(4)[:2])
    kinds = [nn.Conv2d if isinstance(layer, nn.Conv2d) else nn.Linear for layer in order]
    assert kinds == [nn.Conv2d] * 2 + [nn.Linear] * 2
    answer = Discriminator()(rolls(), rolls(), torch.eye(4)[:2])
    assert answer.shape == (2,)
    assert bool(((answer > 0) & (answer < 1)).all())


def test_the_generator_ends_in_a_sigmoid_over_a_four_bar_roll() -> None:
    answer = Generator().eval()(torch.randn(2, 100), rolls(), torch.eye(4)[:2])
    assert answer.shape == (2, 2, PITCHES, WINDOW_STEPS)
    assert bool(((answer > 0) & (answer < 1)).all())


def test_class_and_conditioner_meet_the_generator_at_every_depth() -> None:
    network = Generator().eval()
    planes = network.conditioner(rolls(1))
    seen: list[int] = []
    for layer, plane in zip(network.transposed, planes, strict=True):
        assert isinstance(layer, nn.ConvTranspose2d)
        layer.register_forward_pre_hook(lambda _this, given: seen.append(given[0].shape[3]))
        hidden = layer.in_channels - plane.shape[1] - constants.CLASSES
        assert hidden == 224
    for dense, hidden in zip(network.dense, (constants.NOISE, 1024), strict=True):
        assert isinstance(dense, nn.Linear)
        assert dense.in_features == hidden + constants.CLASSES
    network(torch.randn(1, 100), rolls(1), torch.eye(4)[:1])
    assert seen == [plane.shape[3] for plane in planes] == [4, 16, 32, 64]


@pytest.mark.parametrize("which", ["noise", "previous", "label"])
def test_the_trained_generator_listens_to_all_it_is_given(which: str) -> None:
    network = load_generator(weights_path("midinet"))
    torch.manual_seed(0)
    given = {"noise": torch.randn(1, 100), "previous": rolls(1), "label": torch.eye(4)[:1]}
    other = {"noise": torch.randn(1, 100), "previous": rolls(1), "label": torch.eye(4)[2:3]}
    with torch.no_grad():
        same = network(*given.values())
        changed = network(*{**given, which: other[which]}.values())
    assert float((same - changed).abs().max()) > 0.01


def test_the_published_decoding_keeps_the_four_strongest_pitches_of_each_step() -> None:
    grey = np.random.default_rng(0).random((2, PITCHES, WINDOW_STEPS)).astype(np.float32)
    roll = published_roll(grey)
    assert (roll[SOUNDING].sum(axis=0) == 4).all()
    for step in range(WINDOW_STEPS):
        strongest = set(np.argsort(grey[SOUNDING, :, step])[-4:].tolist())
        assert set(np.flatnonzero(roll[SOUNDING, :, step]).tolist()) == strongest


def test_sixteen_bars_are_one_output_and_three_repeats_on_the_last_output(
    published: MidinetEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Roll] = []
    gave: list[Roll] = []
    original = MidinetEngine.continued

    def watched(
        self: MidinetEngine, precursor: Roll, affect: Affect, rng: np.random.Generator
    ) -> Roll:
        given.append(precursor)
        gave.append(original(self, precursor, affect, rng))
        return gave[-1]

    monkeypatch.setattr(MidinetEngine, "continued", watched)
    phrase = published.compose(None, Affect(0.5, 0.5), 16, np.random.default_rng(1))
    assert phrase.bars == 16
    assert len(gave) == 1 + 3
    assert all(np.array_equal(a, b) for a, b in zip(given[1:], gave[:-1], strict=True))


def test_the_first_precursor_is_drawn_from_the_labels_class(tidy: MidinetEngine) -> None:
    bank = {}
    for quadrant in (1, 2, 3, 4):
        rng = np.random.default_rng(0)
        drawn = [tidy.draw_precursor(quadrant, rng) for _ in range(12)]
        assert all(roll.shape == (2, PITCHES, WINDOW_STEPS) for roll in drawn)
        for roll in drawn:
            bars = roll[1].sum(axis=0).reshape(-1, STEPS_PER_BAR).sum(axis=1)
            assert (bars > 0).all()
        bank[quadrant] = {roll.tobytes() for roll in drawn}
        assert len(bank[quadrant]) > 6
    assert not bank[1] & bank[3]
