"""Weights of one's own: the engine that they are for takes them, and no other file will do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.compose import compose
from oscbridge.music.engine import load_engine
from oscbridge.music.own_weights import engine_of
from oscbridge.weights.models import weights_path


def code_of(path: Path, engine: str = "experts") -> str:
    with pytest.raises(OscbridgeError) as caught:
        load_engine(engine, path)
    return caught.value.code


@pytest.mark.parametrize("name", ["duet", "midinet", "notelstm", "experts", "chopin"])
def test_a_file_of_weights_says_whose_it_is(name: str) -> None:
    assert engine_of(weights_path(name)) == name


def test_another_engine_keeps_its_shipped_weights() -> None:
    phrases = [
        compose(load_engine("chopin", path), None, Affect(0.1, 0.2), 2, 4)
        for path in (None, weights_path("experts"))
    ]
    assert phrases[0] == phrases[1]


def test_what_is_no_engines_weights_has_a_code(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.safetensors") == "weights-missing"
    assert code_of(tmp_path) == "weights-missing"
    file = tmp_path / "some.safetensors"
    for data in (b"", b"\xff" * 100, b"\x02" + bytes(7) + b"{}", b"\x04" + bytes(7) + b"null"):
        file.write_bytes(data)
        assert code_of(file) == "weights-mismatch"
    assert code_of(weights_path("emotion")) == "weights-mismatch"


def test_weights_of_another_shape_have_a_code(tmp_path: Path) -> None:
    header = json.dumps({"__metadata__": {"format": "oscbridge-experts-1"}}).encode()
    file = tmp_path / "hollow.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header)
    assert code_of(file) == "weights-mismatch"
