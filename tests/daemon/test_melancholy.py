"""The melancholy index over time, and on its way to the engine that it drives."""

from __future__ import annotations

import pytest

from oscbridge.daemon.felt.melancholy import FeltMelancholy


def test_it_covers_the_same_way_in_the_same_time_at_any_frame_rate() -> None:
    reached = []
    for rate in (5, 30, 120):
        index = FeltMelancholy(0.5)
        index.read(0.0, 0.0)
        for frame in range(1, rate + 1):
            index.read(1.0, frame / rate)
        reached.append(index.in_state("sure"))
    assert reached == pytest.approx([reached[0]] * 3)
    assert 0.8 < (reached[0] or 0) < 0.9


def test_it_counts_only_while_a_face_leads() -> None:
    index = FeltMelancholy(0.5)
    assert index.in_state("sure") is None
    index.read(0.7, 0.0)
    assert index.in_state("held") == 0.7
    assert index.in_state("hand") is None
    assert index.in_state("neutral") is None


def test_it_is_gone_when_its_reader_is() -> None:
    index = FeltMelancholy(0.5)
    index.read(0.7, 0.0)
    index.read(None, 0.1)
    assert index.in_state("sure") is None
    index.read(0.2, 0.2)  # not from where it was before
    assert index.in_state("sure") == 0.2


def test_without_smoothing_it_is_the_reading() -> None:
    index = FeltMelancholy(0.0)
    index.read(0.7, 0.0)
    index.read(0.1, 0.01)
    assert index.in_state("uncertain") == 0.1
