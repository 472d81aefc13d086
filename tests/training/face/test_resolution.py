"""The curve over the input's side: each side trained alike, judged, timed and drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oscbridge.training.face.resolution import curve, draw


def test_each_side_is_trained_once_and_has_its_figures(
    small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("oscbridge.training.face.resolution.READS", 3)
    points = curve(small_data, tmp_path / "out", sides=(32, 48))
    assert [point["side"] for point in points] == [32, 48]
    assert all(0 < point["best_ms"] <= point["median_ms"] for point in points)
    assert all(0 <= point["accuracy_8"] <= 1 for point in points)
    log = tmp_path / "out" / "32" / "log.jsonl"
    assert json.loads(log.read_text())["size"] == 32
    monkeypatch.setattr("oscbridge.training.face.resolution.warm_start", None)
    again = curve(small_data, tmp_path / "out", sides=(32, 48))
    assert again[0]["accuracy_8"] == points[0]["accuracy_8"]
    draw(points, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
