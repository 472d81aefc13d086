"""Piano rolls and heat maps as SVG: crisp, small, and inside the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from oscbridge.phrase import Phrase

_PAPER, _INK, _LINE, _BEAT = "#fbfaf7", "#26262b", "#8d877b", "#e6e0d5"
_COLOURS = {1: "#d98a1f", 2: "#b3343c", 3: "#3d5a9e", 4: "#2f8a6b"}
_COLD, _WARM = (0x2B, 0x4C, 0x7E), (0xF2, 0xB1, 0x34)


def roll(phrase: Phrase, wide: int = 300, high: int = 110) -> str:
    """A piano roll: time to the right with bar and beat lines, pitch upwards, loud notes darker."""
    pitches = [note.pitch for note in phrase.notes] or [60]
    middle = (min(pitches) + max(pitches)) / 2
    half = max(12.0, (max(pitches) - min(pitches)) / 2 + 1.5)
    across, up = wide / phrase.length_beats, high / (2 * half)
    colour = _COLOURS[phrase.affect.quadrant] if phrase.engine else "#55524c"
    parts = [
        f'<svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img">',
        f'<rect width="{wide}" height="{high}" fill="{_PAPER}"/>',
    ]
    for beat in range(1, math.ceil(phrase.length_beats)):
        parts.append(_upright(beat * across, high, _BEAT))
    for bar in range(1, phrase.bars):
        parts.append(_upright(bar * phrase.beats_per_bar * across, high, _LINE))
    for note in phrase.notes:
        x, y = note.start_beats * across, (middle + half - note.pitch - 0.5) * up
        long = max(1.2, note.length_beats * across - 0.6)
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{long:.1f}" height="{max(1.2, up * 0.85):.1f}" '
            f'fill="{colour}" opacity="{0.35 + 0.65 * note.velocity / 127:.2f}"/>'
        )
    return "".join([*parts, "</svg>"])


def _upright(x: float, high: int, colour: str) -> str:
    return f'<path d="M{x:.1f} 0V{high}" stroke="{colour}" stroke-width="0.7"/>'


def heat_map(
    title: str, cells: Sequence[Sequence[float | None]], levels: Sequence[float], side: int = 22
) -> str:
    """Means over the grid: valence to the right, arousal upwards; cold is low, warm is high."""
    known = [value for row in cells for value in row if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    count = len(levels)
    size = side * count
    parts = [
        f'<svg viewBox="-26 -22 {size + 34} {size + 48}" width="{size + 34}" '
        f'height="{size + 48}" role="img" font-size="9" fill="{_INK}">',
        f'<text x="0" y="-9" font-size="11" font-weight="600">{escape(title)}</text>',
    ]
    for row, line in enumerate(cells):
        for column, value in enumerate(line):
            x, y = column * side, (count - 1 - row) * side
            if value is None:
                continue
            part = (value - low) / (high - low) if high > low else 0.5
            parts.append(
                f'<rect x="{x}" y="{y}" width="{side - 1}" height="{side - 1}" '
                f'fill="{_shade(part)}"><title>valence {levels[column]:+.2f}, '
                f"arousal {levels[row]:+.2f}: {value:.3g}</title></rect>"
            )
    for at in (0, count // 2, count - 1):
        middle, height = (at + 0.5) * side, (count - 0.5 - at) * side
        parts.append(
            f'<text x="{middle}" y="{size + 10}" text-anchor="middle">{_signed(levels[at])}</text>'
        )
        parts.append(
            f'<text x="-4" y="{height + 3}" text-anchor="end">{_signed(levels[at])}</text>'
        )
    parts.append(
        f'<text x="{size / 2}" y="{size + 22}" text-anchor="middle" fill="{_LINE}">'
        f"{low:.3g} to {high:.3g}</text>"
    )
    return "".join([*parts, "</svg>"])


def _signed(level: float) -> str:
    return f"{level:+g}".replace("-", "−") if level else "0"


def _shade(part: float) -> str:
    """From cold over paper to warm."""
    pale = (0xF4, 0xF1, 0xE8)
    one, other, way = (_COLD, pale, part * 2) if part < 0.5 else (pale, _WARM, part * 2 - 1)
    mixed = (round(a + (b - a) * way) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
