"""The network of ``duet``: gated linear recurrences over events, and a cascade of four heads.

Three layers, each a short causal convolution, a gated linear recurrence
hₜ = fₜ·hₜ₋₁ + (1 − fₜ)·cₜ whose gates depend on the input alone, and a gated feed-forward part.
Such a recurrence trains as fast as a feed-forward net, and needs one vector of state a layer when
it composes. Sources: De et al., "Griffin: mixing gated linear recurrences with local attention for
efficient language models" (2024), section 2.4; Feng et al., "Were RNNs all we needed?" (2024),
section 3 (the gates used here).

The heads follow one another: time, then pitch given the time, then length and loudness given both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from oscbridge.music.duet.cues import COUNT
from oscbridge.music.duet.events import (
    BAR_PITCH,
    LAGS,
    LOUDNESS_STEPS,
    MOST_COUNTED,
    NO_LENGTH,
    NOTHING_AHEAD,
    PLANES,
    TIMES,
)
from oscbridge.music.duet.grid import LENGTHS, MOST_BAR_TICKS, PITCHES

CONDITIONS = 2 * (COUNT + 2)
"""Eleven cues, valence and arousal, each with a flag that says whether it is known."""
STYLES = 4
"""Unknown, game music, pop, classical."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the network is."""

    width: int = 192
    layers: int = 3
    inner: int = 288
    reach: int = 4
    head: int = 192

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class _Scan(torch.autograd.Function):
    """hₜ = fₜ·hₜ₋₁ + bₜ along dimension 0, with one cheap loop each way."""

    @staticmethod
    def forward(ctx: Any, forget: Tensor, update: Tensor) -> Tensor:
        states = torch.empty_like(update)
        state = update[0]
        states[0] = state
        for step in range(1, len(update)):
            torch.addcmul(update[step], forget[step], states[step - 1], out=states[step])
        ctx.save_for_backward(forget, states)
        return states

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        forget, states = ctx.saved_tensors
        total = gradients[0].clone(memory_format=torch.contiguous_format)
        for step in range(len(total) - 2, -1, -1):
            total[step].addcmul_(total[step + 1], forget[step + 1])
        by_forget = torch.zeros_like(total)
        by_forget[1:] = total[1:] * states[:-1]
        return by_forget, total


def doubling_scan(forget: Tensor, update: Tensor) -> Tensor:
    """The same sum in log₂ rounds along dimension 1, for exporting: ``[1, events, width]``.

    Works for up to 1,024 events (Hillis & Steele, "Data parallel algorithms", CACM 1986).
    """
    count = update.shape[1]
    for power in range(10):
        reach = 2**power
        before_update = functional.pad(update, (0, 0, reach, 0))[:, :count]
        before_forget = functional.pad(forget, (0, 0, reach, 0))[:, :count]
        update = update + forget * before_update
        forget = forget * before_forget
    return update


class Layer(nn.Module):
    """Convolution, recurrence, feed-forward; both parts on a residual path."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.width
        self.reach, self.width, self.inner = sizes.reach, width, sizes.inner
        self.norm = nn.LayerNorm(width)
        self.enter = nn.Linear(width, 2 * width)
        self.kernel = nn.Parameter(torch.zeros(sizes.reach, width))
        self.gates = nn.Linear(width, 2 * width)
        self.leave = nn.Linear(width, width)
        self.norm_2 = nn.LayerNorm(width)
        self.open = nn.Linear(width, 2 * sizes.inner)
        self.shut = nn.Linear(sizes.inner, width)
        with torch.no_grad():
            self.kernel[-1] = 1.0
            # Memories from about two to two hundred events.
            self.gates.bias[:width] = torch.linspace(0.0, 5.0, width)
            self.leave.weight *= 0.5
            self.shut.weight *= 0.5

    def gated(self, mixed: Tensor) -> tuple[Tensor, Tensor]:
        """The forget gates and the updates for convolved input ``[…, width]``."""
        gate, new = self.gates(mixed).float().split(self.width, dim=-1)
        forget = torch.sigmoid(gate)
        return forget, (1 - forget) * new

    def feed(self, x: Tensor) -> Tensor:
        value, gate = self.open(self.norm_2(x)).split(self.inner, dim=-1)
        fed: Tensor = x + self.shut(value * functional.silu(gate))
        return fed

    def forward(self, x: Tensor) -> Tensor:
        """``[events, rows, width]`` → the same."""
        branch, gate = self.enter(self.norm(x)).split(self.width, dim=-1)
        padded = functional.pad(branch, (0, 0, 0, 0, self.reach - 1, 0))
        mixed = sum(
            padded[tap : tap + len(branch)] * self.kernel[tap].to(branch.dtype)
            for tap in range(self.reach)
        )
        assert isinstance(mixed, Tensor)
        forget, update = self.gated(mixed)
        states: Tensor = _Scan.apply(  # type: ignore[no-untyped-call]
            forget.contiguous(), update.contiguous()
        )
        return self.feed(x + self.leave(states.to(gate.dtype) * functional.silu(gate)))

    def prime(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``[1, events, width]`` → the same, the last state ``[1, width]`` and the last inputs of
        the convolution ``[1, reach − 1, width]``.
        """
        branch, gate = self.enter(self.norm(x)).split(self.width, dim=-1)
        padded = functional.pad(branch, (0, 0, self.reach - 1, 0))
        count = branch.shape[1]
        mixed = padded[:, :count] * self.kernel[0]
        for tap in range(1, self.reach):
            mixed = mixed + padded[:, tap : tap + count] * self.kernel[tap]
        states = doubling_scan(*self.gated(mixed))
        x = self.feed(x + self.leave(states * functional.silu(gate)))
        return x, states[:, -1], padded[:, -(self.reach - 1) :]

    def step(self, x: Tensor, state: Tensor, recent: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One event for each row: ``[rows, width]``, with the state and recent inputs before it."""
        branch, gate = self.enter(self.norm(x)).split(self.width, dim=-1)
        inputs = torch.cat([recent, branch[:, None]], dim=1)
        forget, update = self.gated((inputs * self.kernel).sum(dim=1))
        state = forget * state + update
        return (
            self.feed(x + self.leave(state * functional.silu(gate))),
            state,
            inputs[:, 1:],
        )


class Network(nn.Module):
    """Events and conditions in; logits of what comes next out."""

    ahead_rows: Tensor
    struck_rows: Tensor

    def __init__(self, sizes: Sizes | None = None) -> None:
        super().__init__()
        self.sizes = sizes = sizes or Sizes()
        width, head = sizes.width, sizes.head
        self.of_time = nn.Embedding(TIMES, width)
        self.of_pitch = nn.Embedding(BAR_PITCH + 1, width)
        self.of_length = nn.Embedding(NO_LENGTH + 1, width)
        self.of_place = nn.Embedding(MOST_BAR_TICKS, width)
        self.of_rest = nn.Embedding(MOST_BAR_TICKS + 1, width)
        self.of_bar = nn.Embedding(MOST_BAR_TICKS + 1, width)
        self.of_style = nn.Embedding(STYLES, width)
        self.of_ahead = nn.Embedding(len(LAGS) * (NOTHING_AHEAD + 1), width)
        self.of_struck = nn.Embedding(len(LAGS) * (MOST_COUNTED + 1), width)
        self.of_conditions = nn.Sequential(
            nn.Linear(CONDITIONS, 128), nn.SiLU(), nn.Linear(128, width)
        )
        for table in self.modules():
            if isinstance(table, nn.Embedding):
                nn.init.normal_(table.weight, std=0.3)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(width)
        self.time_head = nn.Linear(width, TIMES)
        self.pitch_in = nn.Linear(width, head)
        self.pitch_time = nn.Embedding(TIMES, head)
        self.pitch_place = nn.Embedding(MOST_BAR_TICKS, head)
        self.pitch_planes = nn.Linear(PLANES * PITCHES, head)
        self.pitch_hidden = nn.Linear(head, head)
        self.pitch_head = nn.Linear(head, PITCHES)
        self.shape_in = nn.Linear(width, 128)
        self.shape_time = nn.Embedding(TIMES, 128)
        self.shape_place = nn.Embedding(MOST_BAR_TICKS, 128)
        self.shape_rest = nn.Embedding(MOST_BAR_TICKS + 1, 128)
        self.shape_pitch = nn.Embedding(PITCHES, 128)
        self.length_head = nn.Linear(128, len(LENGTHS))
        self.loudness_head = nn.Linear(128, len(LOUDNESS_STEPS))
        self.register_buffer(
            "ahead_rows", torch.arange(len(LAGS)) * (NOTHING_AHEAD + 1), persistent=False
        )
        self.register_buffer(
            "struck_rows", torch.arange(len(LAGS)) * (MOST_COUNTED + 1), persistent=False
        )

    def embedded(
        self,
        time: Tensor,
        pitch: Tensor,
        length: Tensor,
        place: Tensor,
        bar_ticks: Tensor,
        ahead: Tensor,
        struck: Tensor,
        style: Tensor,
        conditions: Tensor,
    ) -> Tensor:
        """Events of any shape ``[…]`` (``ahead``, ``struck``: ``[…, 3]``; ``conditions``:
        ``[…, 26]``) as ``[…, width]``.
        """
        total = (
            self.of_time(time)
            + self.of_pitch(pitch)
            + self.of_length(length)
            + self.of_place(place)
            + self.of_rest(bar_ticks - place)
            + self.of_bar(bar_ticks)
            + self.of_style(style)
        )
        total = total + self.of_ahead(ahead + self.ahead_rows).sum(dim=-2)
        total = total + self.of_struck(struck + self.struck_rows).sum(dim=-2)
        embedded: Tensor = total + self.of_conditions(conditions)
        return embedded

    def trunk(self, embedded: Tensor) -> Tensor:
        """``[events, rows, width]`` → the same, ready for the heads."""
        for layer in self.layers:
            embedded = layer(embedded)
        ready: Tensor = self.norm(embedded)
        return ready

    def pitch_logits(self, ready: Tensor, time: Tensor, place: Tensor, planes: Tensor) -> Tensor:
        """``[…, 88]`` for the time and place just chosen; ``planes`` ``[…, 352]`` of 0 and 1."""
        mixed = (
            self.pitch_in(ready)
            + self.pitch_time(time)
            + self.pitch_place(place)
            + self.pitch_planes(planes)
        )
        mixed = functional.silu(mixed)
        logits: Tensor = self.pitch_head(mixed + functional.silu(self.pitch_hidden(mixed)))
        return logits

    def shape_logits(
        self, ready: Tensor, time: Tensor, place: Tensor, rest: Tensor, pitch: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Lengths ``[…, 24]`` and loudness ``[…, 9]`` for the time, place and pitch chosen."""
        mixed = functional.silu(
            self.shape_in(ready)
            + self.shape_time(time)
            + self.shape_place(place)
            + self.shape_rest(rest)
            + self.shape_pitch(pitch)
        )
        return self.length_head(mixed), self.loudness_head(mixed)
