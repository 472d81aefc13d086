"""The registry: built-in engines, plug-ins, and what happens to broken ones."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.music.engine import DEFAULT_ENGINE, Engine, engine_names, load_engine
from oscbridge.music.messages import Compose, EngineLoaded, Failed, LoadEngine
from oscbridge.music.process import Composer
from oscbridge.music.wishes import Wishes

PLUG_IN = '''
from oscbridge.phrase import Note, Phrase

class Drone:
    """A documented example: one long low note."""

    name = "drone"

    def compose(self, primer, affect, bars, rng):
        return Phrase((Note(0.0, 36, 4.0 * bars),), bars=bars)

class Lister(Drone):
    """It has bars like a phrase, and is none."""

    name = "lister"
    bars = 2

    def compose(self, primer, affect, bars, rng):
        return self

class NoEngine:
    pass

def broken():
    raise RuntimeError("no sound card")
'''
ENTRY_POINTS = """
[oscbridge.engines]
drone = oscbridge_test_drone:Drone
broken = oscbridge_test_drone:broken
lister = oscbridge_test_drone:Lister
absent = oscbridge_test_nowhere:Engine
shapeless = oscbridge_test_drone:NoEngine
midinet = oscbridge_test_drone:Drone
"""


@pytest.fixture
def _plug_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real distribution on the path, as pip would lay it out."""
    (tmp_path / "oscbridge_test_drone.py").write_text(PLUG_IN)
    folder = tmp_path / "oscbridge_test_drone-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: oscbridge-test-drone\nVersion: 1.0\n"
    )
    (folder / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "oscbridge_test_drone", raising=False)


def test_midinet_is_built_in_and_the_default_is_listed() -> None:
    assert "midinet" in engine_names()
    assert DEFAULT_ENGINE in engine_names()


def test_an_unknown_engine_gets_a_coded_error_that_lists_the_names() -> None:
    with pytest.raises(OscbridgeError) as caught:
        load_engine("vivaldi")
    assert caught.value.code == "unknown-engine"
    assert "vivaldi" in caught.value.message
    assert all(name in caught.value.message for name in engine_names())


@pytest.mark.usefixtures("_plug_ins")
def test_a_plug_in_is_listed_and_composes() -> None:
    assert engine_names().index("midinet") < engine_names().index("drone")
    assert set(engine_names()) >= {"drone", "broken"}
    engine: Engine = load_engine("drone")
    phrase = engine.compose(None, Affect(0, 0), 2, np.random.default_rng(0))
    assert [note.pitch for note in phrase.notes] == [36]


@pytest.mark.usefixtures("_plug_ins")
@pytest.mark.parametrize("name", ["broken", "absent", "shapeless"])
def test_a_plug_in_that_fails_is_coded_and_takes_no_other_down(name: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        load_engine(name)
    assert caught.value.code == "engine-failed"
    assert name in caught.value.message
    assert load_engine("drone").name == "drone"


@pytest.mark.usefixtures("_plug_ins")
def test_what_is_no_phrase_is_a_coded_error_and_the_composer_goes_on() -> None:
    composer = Composer(None)
    answer = composer.answer(Compose(7, "lister", None, Affect(0, 0), 2, 0, Wishes()))
    assert isinstance(answer, Failed)
    assert (answer.token, answer.code) == (7, "engine-failed")
    assert isinstance(composer.answer(LoadEngine(8, "drone")), EngineLoaded)


@pytest.mark.usefixtures("_plug_ins")
def test_a_plug_in_cannot_take_a_built_in_name() -> None:
    assert load_engine("midinet").name == "midinet"
