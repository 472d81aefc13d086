"""The three graphs that are run: one reads what came before, one composes an event, one scores.

The second draws by itself: a choice is the largest of logits plus Gumbel noise that it is given
(Gumbel, 1954; the *Gumbel-max trick*), after biases that forbid (−10⁹) or disfavour, and after
everything less likely than a share of the likeliest is left out (Nguyen et al., "Min-p sampling",
2024). One call for a whole event of every candidate keeps a phrase inside its 50 ms.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from oscbridge.music.duet.events import (
    BAR_TIME,
    LAGS,
    LOUDNESS_STEPS,
    MOST_COUNTED,
    NOTHING_AHEAD,
    TIMES,
    Column,
)
from oscbridge.music.duet.grid import LENGTHS, MOST_BAR_TICKS, PITCHES
from oscbridge.music.duet.network import CONDITIONS, Network, Sizes

FORBIDDEN = -1e9


class Entrance(nn.Module):
    """All of the network's tables as one, so that an event's input is one look-up and one sum.

    ``event`` ``[rows, 13]``: time, pitch, length, place, ticks to the bar line, bar's ticks, style,
    ahead × 3, struck × 3; gives ``[rows, width]``.
    """

    table: Tensor
    starts: Tensor

    def __init__(self, network: Network) -> None:
        super().__init__()
        tables = [
            network.of_time,
            network.of_pitch,
            network.of_length,
            network.of_place,
            network.of_rest,
            network.of_bar,
            network.of_style,
        ]
        sizes = [table.num_embeddings for table in tables]
        sizes += [NOTHING_AHEAD + 1] * len(LAGS) + [MOST_COUNTED + 1] * len(LAGS)
        whole = [table.weight for table in (*tables, network.of_ahead, network.of_struck)]
        self.register_buffer("table", torch.cat([w.detach() for w in whole]))
        starts = [sum(sizes[:index]) for index in range(len(sizes))]
        self.register_buffer("starts", torch.tensor(starts))

    def forward(self, event: Tensor) -> Tensor:
        total: Tensor = self.table[event + self.starts].sum(dim=-2)
        return total


class PrimeGraph(nn.Module):
    """``event`` ``[1, events, 13]`` and ``conditions`` ``[1, events, 26]`` → ``state``
    ``[1, layers, width]`` and ``recent`` ``[1, layers, reach − 1, width]`` after the last one.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.entrance = Entrance(network)

    def forward(self, event: Tensor, conditions: Tensor) -> tuple[Tensor, Tensor]:
        x = self.entrance(event) + self.network.of_conditions(conditions)
        states, recents = [], []
        for layer in self.network.layers:
            x, state, recent = layer.prime(x)  # type: ignore[operator]
            states.append(state)
            recents.append(recent)
        return torch.stack(states, dim=1), torch.stack(recents, dim=1)


class StepGraph(nn.Module):
    """One event for each of ``rows`` candidates.

    Inputs (``rows`` first): ``event`` ``[13]`` and ``conditions`` ``[26]`` of the event before;
    ``state``, ``recent``; ``past`` ``[96, 3, 88]`` bytes: what was struck 1, 2, 4 bars ago at each
    place, and ``first``: 96 times the row's number; ``ends`` ``[88]``: at which tick of this bar
    each pitch stops sounding; biases for time ``[97]``, pitch ``[2, 88]`` (at the onset of the note
    before; later) and length ``[24]``; Gumbel noise for each; and for all rows together
    ``sharpness`` ``[3]`` (one over the temperature of time, pitch, length) and ``log_min_p``
    ``[1]``, the logarithm of the share of the likeliest below which nothing is chosen.

    Outputs: ``choice`` ``[4]``: time, pitch, length, loudness; ``likelihood`` ``[1]``: their log
    likelihood (not of the loudness) without biases; the new state.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.entrance = Entrance(network)

    def forward(
        self,
        event: Tensor,
        conditions: Tensor,
        state: Tensor,
        recent: Tensor,
        past: Tensor,
        first: Tensor,
        ends: Tensor,
        time_bias: Tensor,
        pitch_bias: Tensor,
        length_bias: Tensor,
        time_noise: Tensor,
        pitch_noise: Tensor,
        length_noise: Tensor,
        loudness_noise: Tensor,
        sharpness: Tensor,
        log_min_p: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        network = self.network
        x = self.entrance(event) + network.of_conditions(conditions)
        states, recents = [], []
        for index, layer in enumerate(network.layers):
            x, new_state, new_recent = layer.step(  # type: ignore[operator]
                x, state[:, index], recent[:, index]
            )
            states.append(new_state)
            recents.append(new_recent)
        ready = network.norm(x)

        def drawn(logits: Tensor, bias: Tensor, noise: Tensor, which: int) -> tuple[Tensor, Tensor]:
            wanted = logits * sharpness[which] + bias
            floor = wanted.max(dim=-1, keepdim=True).values + log_min_p
            kept = torch.where(wanted < floor, FORBIDDEN, wanted + noise)
            chosen = kept.argmax(dim=-1, keepdim=True)
            return chosen, torch.log_softmax(logits, dim=-1).gather(-1, chosen)

        time, time_likelihood = drawn(network.time_head(ready), time_bias, time_noise, 0)
        is_bar = time == BAR_TIME
        here = event[:, Column.PLACE : Column.PLACE + 1]
        place = torch.where(is_bar, 0, here + time).clamp(max=MOST_BAR_TICKS - 1)
        # Looked up in one table for all rows: ``first`` says where each row's begins.
        struck = past.reshape(-1, len(LAGS) * PITCHES)[first + place[:, 0]].to(ends.dtype)
        planes = torch.cat([(ends > place).to(ends.dtype), struck], dim=1)
        when, where = time[:, 0], place[:, 0]
        bias = torch.where(time == 0, pitch_bias[:, 0], pitch_bias[:, 1])
        pitch, pitch_likelihood = drawn(
            network.pitch_logits(ready, when, where, planes), bias, pitch_noise, 1
        )
        rest = (event[:, Column.BAR_TICKS] - where).clamp(min=0)
        lengths, loudness = network.shape_logits(ready, when, where, rest, pitch[:, 0])
        length, length_likelihood = drawn(lengths, length_bias, length_noise, 2)
        loud = (loudness * sharpness[2] + loudness_noise).argmax(dim=-1, keepdim=True)
        of_note = pitch_likelihood + length_likelihood
        likelihood = time_likelihood + torch.where(is_bar, 0.0, of_note)
        return (
            torch.cat([time, pitch, length, loud], dim=1),
            likelihood,
            torch.stack(states, dim=1),
            torch.stack(recents, dim=1),
        )


class ScoreGraph(nn.Module):
    """How likely every event of a row was: ``likelihood`` ``[1, events]`` in nats.

    ``event``, ``conditions`` as for ``PrimeGraph``; ``planes`` ``[1, events, 352]`` and ``follows``
    ``[1, events, 5]`` (time, pitch, length, place, bar_ticks) are of the event that follows each.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.entrance = Entrance(network)

    def forward(self, event: Tensor, conditions: Tensor, planes: Tensor, follows: Tensor) -> Tensor:
        network = self.network
        x = self.entrance(event) + network.of_conditions(conditions)
        for layer in network.layers:
            x, _, _ = layer.prime(x)  # type: ignore[operator]
        ready = network.norm(x)
        time, pitch, length, place, bar_ticks = follows.unbind(dim=-1)

        def likelihood(logits: Tensor, target: Tensor) -> Tensor:
            each: Tensor = torch.log_softmax(logits, dim=-1).gather(-1, target[..., None])
            return each[..., 0]

        is_bar = time == BAR_TIME
        row = pitch.clamp(max=PITCHES - 1)
        lengths, _ = network.shape_logits(ready, time, place, bar_ticks - place, row)
        of_note = likelihood(network.pitch_logits(ready, time, place, planes), row) + likelihood(
            lengths, length.clamp(max=lengths.shape[-1] - 1)
        )
        of_time = likelihood(network.time_head(ready), time)
        return of_time + torch.where(is_bar, 0.0, of_note)


def score_example() -> tuple[Tensor, ...]:
    """Inputs to export ``ScoreGraph`` with."""
    return (
        torch.zeros(1, 5, Column.COUNT, dtype=torch.int64),
        torch.zeros(1, 5, CONDITIONS),
        torch.zeros(1, 5, 4 * PITCHES),
        torch.zeros(1, 5, 5, dtype=torch.int64),
    )


def prime_example() -> tuple[Tensor, ...]:
    """Inputs to export ``PrimeGraph`` with."""
    return torch.zeros(1, 5, Column.COUNT, dtype=torch.int64), torch.zeros(1, 5, CONDITIONS)


def step_example(sizes: Sizes) -> tuple[Tensor, ...]:
    """Inputs to export ``StepGraph`` with."""
    rows = 2
    lengths, loud = len(LENGTHS), len(LOUDNESS_STEPS)
    return (
        torch.zeros(rows, Column.COUNT, dtype=torch.int64),
        torch.zeros(rows, CONDITIONS),
        torch.zeros(rows, sizes.layers, sizes.width),
        torch.zeros(rows, sizes.layers, sizes.reach - 1, sizes.width),
        torch.zeros(rows, MOST_BAR_TICKS, len(LAGS), PITCHES, dtype=torch.uint8),
        torch.arange(rows) * MOST_BAR_TICKS,
        torch.zeros(rows, PITCHES),
        torch.zeros(rows, TIMES),
        torch.zeros(rows, 2, PITCHES),
        torch.zeros(rows, lengths),
        torch.zeros(rows, TIMES),
        torch.zeros(rows, PITCHES),
        torch.zeros(rows, lengths),
        torch.zeros(rows, loud),
        torch.ones(3),
        torch.full((1,), -5.0),
    )
