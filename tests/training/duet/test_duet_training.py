"""Reading, training, fitting and shipping duet, on a few bars made here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from oscbridge.affect import Affect
from oscbridge.music.duet.cues import COUNT
from oscbridge.music.duet.engine import DuetEngine
from oscbridge.music.duet.expression import fitted
from oscbridge.music.duet.graphs import PrimeGraph, ScoreGraph
from oscbridge.music.duet.network import Network, Sizes, _Scan, doubling_scan
from oscbridge.music.duet.runtime import load_network
from oscbridge.phrase import Note
from oscbridge.training.duet.affect import fit
from oscbridge.training.duet.batches import collated, stretches
from oscbridge.training.duet.data import Score, score_of, smoothed, with_affect
from oscbridge.training.duet.report import hearing, likelihoods
from oscbridge.training.duet.shipping import ship
from oscbridge.training.duet.training import Recipe, losses, rate_at, tensors, train
from oscbridge.training.music.corpus import Bar, Piece
from oscbridge.weights.models import weights_path

TINY = Sizes(width=24, layers=2, inner=24, head=24)
QUICK = Recipe(rows=3, stretch=64, warm_steps=3, epochs=3, seed=1)


def piece(name: str, seed: int, *, label: bool = True) -> Piece:
    """Sixteen bars of 4/4 that say how they feel: the louder the denser."""
    rng = np.random.default_rng(seed)
    notes, bars = [], []
    for bar in range(16):
        excited = bool((bar // 4 + seed) % 2)
        step = 0.5 if excited else 2.0
        for index in range(int(4 / step)):
            pitch = 60 + int(rng.choice([0, 2, 4, 5, 7, 9, 11]))
            notes.append(Note(bar * 4 + index * step, pitch, step, 60 + 20 * excited))
        notes.append(Note(bar * 4.0, 48, 4.0, 50))
        felt = (0.2 if excited else -0.1, 0.4 if excited else -0.4)
        bars.append(Bar(bar * 4.0, 4.0, 120.0 if excited else 80.0, felt if label else None))
    notes.sort()
    starts = tuple(note.start_beats for note in notes)
    return Piece(
        name, name.partition("/")[0], name, tuple(notes), (0,) * len(notes), tuple(bars),
        _starts=starts,
    )  # fmt: skip


def score(name: str, seed: int, *, label: bool = True, split: str = "train") -> Score:
    made = score_of(piece(name, seed, label=label))
    assert made is not None
    return replace(made, split=split)


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    made = [score(f"vgmidi/{i}", i) for i in range(6)]
    made += [score("pop909/1", 7, label=False), score("vgmidi/held", 8, split="validation")]
    return with_affect(made)


def test_unlabelled_music_gets_the_affect_that_its_cues_suggest(scores: list[Score]) -> None:
    pop = scores[6]
    assert not pop.labelled
    excited = np.array([(bar // 4 + 7) % 2 == 1 for bar in range(16)])
    inner = np.array([bar % 4 in (1, 2) for bar in range(16)])
    assert pop.affect[excited & inner, 1].mean() > pop.affect[~excited & inner, 1].mean() + 0.2


def test_smoothing_leaves_unknown_bars_out() -> None:
    values = np.array([[1.0], [np.nan], [3.0]])
    assert smoothed(values, reach=1).ravel().tolist() == [1.0, 2.0, 3.0]


def test_a_batch_is_in_the_key_of_its_stretch_and_hides_what_lies_before(
    scores: list[Score],
) -> None:
    rng = np.random.default_rng(0)
    cut = stretches(scores, 64, rng, repeats=None)
    batch = collated(scores, cut, 64, rng, drop=False)
    assert batch["time"].shape == (64, len(cut))
    first_bar = batch["ahead"][0]
    assert (first_bar == 96).all()  # nothing is looked back at before the stretch
    told = tensors(batch)
    notes = told["weight_note"] > 0
    assert (told["next_pitch"][notes] < 88).all()
    assert (told["next_place"][notes] < told["next_bar_ticks"][notes]).all()


def test_conditions_are_dropped_in_training_and_only_there(scores: list[Score]) -> None:
    rng = np.random.default_rng(0)
    cut = stretches(scores, 64, rng, repeats=None)
    kept = collated(scores, cut, 64, rng, drop=False)["conditions"][0]
    dropped = collated(scores, cut * 4, 64, rng, drop=True)["conditions"][0]
    assert np.count_nonzero(dropped) / dropped.size < np.count_nonzero(kept) / kept.size


def test_both_scans_are_the_recurrence() -> None:
    torch.manual_seed(0)
    forget = torch.rand(37, 2, 5, requires_grad=True)
    update = torch.randn(37, 2, 5, requires_grad=True)
    state, states = torch.zeros(2, 5), []
    for step in range(37):
        state = forget[step] * state + update[step]
        states.append(state)
    plain = torch.stack(states)
    quick = _Scan.apply(forget, update)  # type: ignore[no-untyped-call]
    doubled = doubling_scan(forget.transpose(0, 1), update.transpose(0, 1)).transpose(0, 1)
    assert torch.allclose(plain, quick, atol=1e-5)
    assert torch.allclose(plain, doubled, atol=1e-5)
    weight = torch.randn_like(plain)
    slow = torch.autograd.grad((plain * weight).sum(), (forget, update), retain_graph=True)
    fast = torch.autograd.grad((quick * weight).sum(), (forget, update))
    for one, other in zip(slow, fast, strict=True):
        assert torch.allclose(one, other, atol=1e-4)


def test_the_graphs_compute_what_was_trained(scores: list[Score]) -> None:
    torch.manual_seed(1)
    network = Network(TINY).eval()
    rng = np.random.default_rng(0)
    cut = stretches(scores, 48, rng, repeats=None)[:1]
    batch = tensors(collated(scores, cut, 48, rng, drop=False))
    count = int(batch["weight_event"].sum())
    event = torch.cat(
        [
            torch.stack(
                [
                    batch["time"],
                    batch["pitch"],
                    batch["length"],
                    batch["place"],
                    batch["bar_ticks"] - batch["place"],
                    batch["bar_ticks"],
                    batch["style"],
                ],
                dim=-1,
            ),
            batch["ahead"],
            batch["struck"],
        ],
        dim=-1,
    )[:count].transpose(0, 1)
    conditions = batch["conditions"][:count].transpose(0, 1)
    follows = torch.stack(
        [batch["next_" + n] for n in ("time", "pitch", "length", "place", "bar_ticks")], dim=-1
    )[:count].transpose(0, 1)
    planes = batch["planes"][:count].transpose(0, 1).float()
    with torch.no_grad():
        parts = losses(network, batch)
        likelihood = ScoreGraph(network)(event, conditions, planes, follows)
        trained = -sum(float(parts[p][0]) for p in ("time", "pitch", "length"))
        assert float(likelihood.sum()) == pytest.approx(trained, rel=1e-4)
        # Reading all events at once leaves the same state as reading one after the other.
        state, recent = PrimeGraph(network)(event, conditions)
        once, before = PrimeGraph(network)(event[:, :-1], conditions[:, :-1])
        x = PrimeGraph(network).entrance(event[:, -1]) + network.of_conditions(conditions[:, -1])
        for index, layer in enumerate(network.layers):
            x, new, kept = layer.step(x, once[:, index], before[:, index])  # type: ignore[operator]
            assert torch.allclose(new, state[:, index], atol=1e-4)
            assert torch.allclose(kept, recent[:, index], atol=1e-4)


def test_it_learns_goes_on_where_it_stopped_and_ships_an_engine(
    scores: list[Score], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    learned = [s for s in scores if s.split == "train"]
    last = train(out, learned, sizes=TINY, recipe=QUICK)
    assert torch.load(last, weights_only=True)["epoch"] == 3.0
    train(out, scores, epochs=4, resume=True, sizes=TINY, recipe=QUICK)
    assert "held_out" in (out / "log.jsonl").read_text()
    state = torch.load(last, weights_only=True)
    assert state["epoch"] == 4.0
    expression = fit(scores)
    path = ship(last, expression, tmp_path / "duet.safetensors")
    shipped = load_network(path)
    for name, value in shipped.state_dict().items():
        assert torch.allclose(value, state["network"][name], atol=2e-3)
    phrase = DuetEngine(path).compose(None, Affect(0.1, 0.2), 2, np.random.default_rng(0))
    assert phrase.bars == 2
    assert phrase.notes


def test_training_lowers_the_loss(scores: list[Score], tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    cut = stretches(scores, 64, rng, repeats=None)
    batch = tensors(collated(scores, cut, 64, rng, drop=False))

    def loss(network: Network) -> float:
        with torch.no_grad():
            parts = losses(network, batch)
        return float(parts["time"][0] + parts["pitch"][0])

    torch.manual_seed(1)
    before = loss(Network(TINY))
    learned = [s for s in scores if s.split == "train"]
    last = train(tmp_path, learned, epochs=4, sizes=TINY, recipe=QUICK)
    network = Network(TINY)
    network.load_state_dict(torch.load(last, weights_only=True)["network"])
    assert loss(network) < 0.8 * before


def test_the_rate_rises_stays_and_falls() -> None:
    recipe = Recipe()
    assert rate_at(0.0, 0, recipe) < rate_at(0.5, 1000, recipe) == recipe.rate
    assert rate_at(0.999, 9999, recipe) < 0.1 * recipe.rate


def test_the_listener_finds_what_was_put_into_the_labels() -> None:
    rng = np.random.default_rng(0)
    cues = rng.standard_normal((400, COUNT))
    labels = np.stack([0.3 * cues[:, 5], 0.3 * cues[:, 0]], axis=1)
    labels += 0.05 * rng.standard_normal(labels.shape)
    expression = fitted(cues, labels, np.repeat(cues[:, None], 4, axis=1))
    bright, dark = (expression.cues(Affect(v, 0.0)) for v in (1.0, -1.0))
    assert bright[5] - dark[5] > 2.0
    assert abs(bright[0] - dark[0]) < 0.5
    assert np.corrcoef(expression.heard(cues)[:, 1], labels[:, 1])[0, 1] > 0.9


def test_intervals_draw_songs_with_all_their_editions(scores: list[Score]) -> None:
    labelled = [each for each in scores if each.labelled]
    editions = [replace(each, song="one song") for each in labelled]
    expression = fit(labelled)
    apart, together = (hearing(expression, given) for given in (labelled, editions))
    assert apart["arousal"]["r"] == together["arousal"]["r"]
    low, high = apart["arousal"]["interval"]
    assert low < high
    low, high = together["arousal"]["interval"]
    assert low == high  # one song says nothing of others
    path = weights_path("duet")
    apart, together = (
        likelihoods(path, given)["vgmidi"]["pitch"] for given in (labelled, editions)
    )
    assert apart["mean"] == together["mean"]
    assert apart["interval"][0] < apart["interval"][1]
    assert together["interval"][0] == together["interval"][1]
