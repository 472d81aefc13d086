"""A phrase as a picture: its piano roll, and where its affect lies on the circumplex."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge.music.keys import key_of
from oscbridge.phrase import Phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

_PAPER = "#fbfaf7"
_INK = "#26262b"
_BLACK_KEY_ROW = "#f1eee7"
_BAR_LINE = "#8d877b"
_BEAT_LINE = "#e0dbd0"
_BLACK_KEYS = frozenset({1, 3, 6, 8, 10})
_QUADRANT_COLOURS = {1: "#d98a1f", 2: "#b3343c", 3: "#3d5a9e", 4: "#2f8a6b"}
_TONICS = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")


def draw_phrase(phrase: Phrase, path: Path) -> Path:
    """Write a PNG of the phrase to ``path``, and give the path back.

    Pitch goes up, time to the right with bar and beat lines; a darker note is louder. The inset
    marks the phrase's valence (right is pleasant) and arousal (up is excited). No display is
    needed.
    """
    # Not pyplot: its state is global, and it may look for a display.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    figure = Figure(figsize=(min(18.0, 8.0 + 0.9 * phrase.bars), 4.6), dpi=130, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    roll = figure.add_axes((0.06, 0.13, 0.70, 0.70))
    side = figure.add_axes((0.795, 0.24, 0.185, 0.50))
    colour = _QUADRANT_COLOURS[phrase.affect.quadrant]
    shades = LinearSegmentedColormap.from_list("velocity", ["#ffffff", colour, _INK])
    _draw_roll(roll, phrase, shades)
    _draw_circumplex(side, phrase, colour)
    figure.text(0.06, 0.925, _title(phrase), fontsize=13, weight="bold", color=_INK)
    figure.text(0.06, 0.865, _subtitle(phrase), fontsize=9.5, color="#6d6860")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, facecolor=_PAPER)
    return path


def _title(phrase: Phrase) -> str:
    bars = "1 bar" if phrase.bars == 1 else f"{phrase.bars} bars"
    return f"{phrase.engine}, {bars}" if phrase.engine else bars


def _subtitle(phrase: Phrase) -> str:
    count = len(phrase.notes)
    words = [f"{count} note{'' if count == 1 else 's'}", f"{phrase.tempo_bpm:g} bpm"]
    if phrase.notes:
        key = key_of(phrase.notes)
        words.append(f"about {_TONICS[key.tonic]} {'minor' if key.minor else 'major'}")
    words.append(f"seed {phrase.seed}")
    return "  ·  ".join(words)


def _draw_roll(axes: Axes, phrase: Phrase, shades: Colormap) -> None:
    from matplotlib.patches import FancyBboxPatch

    pitches = [note.pitch for note in phrase.notes] or [60]
    middle = (min(pitches) + max(pitches)) / 2
    half = max(13.0, (max(pitches) - min(pitches)) / 2 + 2.0)
    low, high = math.floor(middle - half), math.ceil(middle + half)
    axes.set(xlim=(0, phrase.length_beats), ylim=(low - 0.5, high + 0.5), facecolor=_PAPER)
    for pitch in range(low, high + 1):
        if pitch % 12 in _BLACK_KEYS:
            axes.axhspan(pitch - 0.5, pitch + 0.5, color=_BLACK_KEY_ROW, lw=0, zorder=0)
    for beat in range(1, math.ceil(phrase.length_beats)):
        axes.axvline(beat, color=_BEAT_LINE, lw=0.6, zorder=1)
    bar_starts = [bar * phrase.beats_per_bar for bar in range(phrase.bars)]
    for start in bar_starts[1:]:
        axes.axvline(start, color=_BAR_LINE, lw=1.1, zorder=1)
    gap = 0.006 * phrase.length_beats / 16 * 4
    for note in phrase.notes:
        # Velocities 20 to 120 use the middle of the map: never white on paper, never plain black.
        loudness = min(1.0, max(0.0, (note.velocity - 20) / 100))
        width = max(0.06, note.length_beats - gap)
        axes.add_patch(
            FancyBboxPatch(
                (note.start_beats + gap / 2, note.pitch - 0.40),
                width,
                0.80,
                boxstyle=f"round,pad=0,rounding_size={min(0.09, width / 2)}",
                mutation_aspect=4.0,
                facecolor=shades(0.22 + 0.60 * loudness),
                edgecolor="none",
                zorder=3,
            )
        )
    octaves = [pitch for pitch in range(low, high + 1) if pitch % 12 == 0]
    axes.set_yticks(octaves, [f"C{pitch // 12 - 1}" for pitch in octaves])
    every = max(1, phrase.bars // 16)
    axes.set_xticks(bar_starts[::every], [str(1 + bar) for bar in range(0, phrase.bars, every)])
    axes.set_xlabel("bar", fontsize=9, color="#6d6860")
    axes.tick_params(length=0, labelsize=9, colors="#6d6860")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_BAR_LINE)


def _draw_circumplex(axes: Axes, phrase: Phrase, colour: str) -> None:
    from matplotlib.patches import Circle, Wedge

    axes.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), aspect="equal")
    axes.axis("off")
    for quadrant, shade in _QUADRANT_COLOURS.items():
        start = 90 * (quadrant - 1)
        axes.add_patch(Wedge((0, 0), 1, start, start + 90, color=shade, alpha=0.13, lw=0))
    axes.add_patch(Circle((0, 0), 1, fill=False, ec=_BAR_LINE, lw=0.9))
    axes.plot([-1, 1], [0, 0], color=_BAR_LINE, lw=0.7)
    axes.plot([0, 0], [-1, 1], color=_BAR_LINE, lw=0.7)
    for text, x, y, turn in (
        ("excited", 0, 1.16, 0),
        ("calm", 0, -1.16, 0),
        ("pleasant", 1.16, 0, 270),
        ("unpleasant", -1.16, 0, 90),
    ):
        axes.text(x, y, text, ha="center", va="center", rotation=turn, fontsize=8, color="#6d6860")
    valence, arousal = phrase.affect.valence, phrase.affect.arousal
    # Corners of the square lie outside the circle: drawn on its rim, with their true numbers.
    scale = max(1.0, math.hypot(valence, arousal))
    axes.plot(valence / scale, arousal / scale, "o", ms=15, color=colour, alpha=0.25, mec="none")
    axes.plot(valence / scale, arousal / scale, "o", ms=7.5, color=colour, mec=_PAPER, mew=1.2)
    axes.text(
        0,
        -1.62,
        f"valence {_signed(valence)}   arousal {_signed(arousal)}",
        ha="center",
        fontsize=8.5,
        color=_INK,
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
