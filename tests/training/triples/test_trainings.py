"""Each engine's training from files to a shipped file that its engine's parts can read."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.music.experts.published import EMOTIONS
from oscbridge.music.notelstm.emotion import Clusters
from oscbridge.music.triples.model import load_network
from oscbridge.music.triples.network import TripleNetwork
from oscbridge.music.triples.opening import Bank
from oscbridge.training.experts import training as experts
from oscbridge.training.notelstm import training as notelstm
from oscbridge.training.registry import desks
from oscbridge.training.triples import base as common
from oscbridge.training.triples.data import Row
from oscbridge.training.triples.loop import Recipe
from tests.training.triples.made_up import vgmidi_folder


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:

    def base(_data: Path, _folder: Path, **_: object) -> TripleNetwork:
        torch.manual_seed(0)
        return TripleNetwork()

    for module in (experts, notelstm):
        monkeypatch.setattr(module, "base", base)
        monkeypatch.setattr(
            module, "RECIPE", Recipe(1, 1, 4, 32, sharpness=module.RECIPE.sharpness)
        )


@pytest.mark.usefixtures("_short")
def test_notelstm_ships_a_network_two_clusters_and_openings_of_both(tmp_path: Path) -> None:
    data = vgmidi_folder(tmp_path / "data")
    path = notelstm.train(data, tmp_path / "runs" / "notelstm", epochs=1)
    assert path.name == "notelstm.safetensors"
    load_network(path)
    clusters = Clusters.read(path)
    assert clusters.centres.shape == (2, 3)
    assert clusters.direction[1] > 0.3  # the made-up songs differ in pace as in arousal
    assert set(Bank(path).classes.tolist()) == {0, 1}


@pytest.mark.usefixtures("_short")
def test_experts_ship_four_networks_and_openings_of_all_emotions(tmp_path: Path) -> None:
    data = vgmidi_folder(tmp_path / "data")
    path = experts.train(data, tmp_path / "runs" / "experts", epochs=1)
    for emotion in EMOTIONS:
        load_network(path, emotion)
    bank = Bank(path)
    assert set(bank.classes.tolist()) == {1, 2, 3, 4}
    assert bank.draw(1, np.random.default_rng(0)).triples.shape[1] == 3


@pytest.mark.parametrize("model", ["notelstm", "experts", "chopin"])
def test_without_data_training_says_so(model: str, tmp_path: Path) -> None:
    asked = argparse.Namespace(
        data=tmp_path, out=tmp_path / "runs", epochs=1, seed=None, device="cpu", resume=False
    )
    with pytest.raises(OscbridgeError) as caught:
        desks("train")[model].train(asked)
    assert caught.value.code == "data-missing"


def test_the_base_learns_from_training_pieces_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = vgmidi_folder(tmp_path / "data")
    given: list[set[str]] = []

    def watched(
        network: TripleNetwork,
        _recipe: Recipe,
        train: list[Row],
        validation: list[Row],
        *_: object,
        **__: object,
    ) -> TripleNetwork:
        given.append({row.split for row in train})
        given.append({row.split for row in validation})
        return network

    monkeypatch.setattr(common, "train_network", watched)
    common.base(data, tmp_path / "runs")
    assert given[0] == {"train"}
    assert given[1] <= {"validation"}
