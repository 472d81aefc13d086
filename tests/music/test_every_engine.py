"""Every registered engine meets the same bad primers: a phrase or a coded error, never a crash.

The list is fixed. A primer is made as the daemon makes it: from a file where it comes from one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import mido
import pytest

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import last_bars, parse_midi, write_midi
from oscbridge.music.compose import compose
from oscbridge.music.engine import Engine, engine_names, load_engine
from oscbridge.phrase import Note, Phrase


def _file(messages: list[mido.Message | mido.MetaMessage]) -> Phrase:
    song = mido.MidiFile(ticks_per_beat=480)
    song.tracks.append(mido.MidiTrack(messages))
    data = io.BytesIO()
    song.save(file=data)
    return last_bars(parse_midi(data.getvalue()))


def _tempo_changes() -> Phrase:
    messages: list[mido.Message | mido.MetaMessage] = []
    for beat in range(16):
        tempo = mido.bpm2tempo(30 + 50 * (beat % 7))
        messages.append(mido.MetaMessage("set_tempo", tempo=tempo))
        messages.append(mido.Message("note_on", note=60 + beat % 5, velocity=80))
        messages.append(mido.Message("note_off", note=60 + beat % 5, time=480))
    return _file(messages)


def _drums_only() -> Phrase:
    messages: list[mido.Message | mido.MetaMessage] = []
    for _ in range(16):
        messages.append(mido.Message("note_on", channel=9, note=36, velocity=100))
        messages.append(mido.Message("note_off", channel=9, note=36, time=480))
    return _file(messages)


def _never_ending() -> Phrase:
    return _file(
        [
            mido.Message("note_on", note=48 + 3 * step, velocity=80, time=480 if step else 0)
            for step in range(16)
        ]
    )


def _line(
    pitches: list[int],
    step: float,
    *,
    bars: int = 4,
    beats_per_bar: float = 4.0,
    tempo_bpm: float = 120.0,
) -> Phrase:
    notes = tuple(Note(at * step, pitch, step) for at, pitch in enumerate(pitches))
    return Phrase(notes, bars=bars, beats_per_bar=beats_per_bar, tempo_bpm=tempo_bpm)


BAD_PRIMERS: dict[str, Callable[[], Phrase]] = {
    "empty": lambda: Phrase(()),
    "one note": lambda: Phrase((Note(0.0, 60, 1.0),)),
    "one note at the very end": lambda: Phrase((Note(15.99, 60, 5.0),)),
    "10,000 notes": lambda: _line([20 + at % 90 for at in range(10_000)], 16 / 10_000),
    "10,000 notes at once": lambda: Phrase(
        tuple(Note(0.0, at % 128, 4.0, 1 + at % 127) for at in range(10_000))
    ),
    "7/8": lambda: _line([60 + at % 12 for at in range(28)], 0.5, beats_per_bar=3.5),
    "5/16": lambda: _line([60 + at % 12 for at in range(20)], 0.25, beats_per_bar=1.25),
    "bars of 32 beats": lambda: _line([60 + at % 12 for at in range(64)], 2.0, beats_per_bar=32.0),
    "tempo changes": _tempo_changes,
    "notes that never end": _never_ending,
    "one pitch, all the time": lambda: _line([60] * 64, 0.25),
    "the lowest and the highest": lambda: _line([0, 127] * 16, 0.5),
    "all out of the grid": lambda: _line([60 + at % 9 for at in range(37)], 0.4317),
    "notes too short to hear": lambda: Phrase(
        tuple(Note(at / 2, 64 + at % 7, 1e-9) for at in range(32))
    ),
    "4 bpm": lambda: _line([60, 62, 64, 65], 4.0, tempo_bpm=4.0),
    "999 bpm": lambda: _line([60, 62, 64, 65], 4.0, tempo_bpm=999.0),
    "one bar": lambda: _line([60, 62, 64, 65], 1.0, bars=1),
    "200 bars": lambda: _line([60 + at % 12 for at in range(800)], 1.0, bars=200),
}
FELT = (Affect(1.0, 1.0), Affect(-1.0, -1.0))

_loaded: dict[str, Engine] = {}


@pytest.fixture(params=engine_names())
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each registered engine, loaded once."""
    name = str(request.param)
    if name not in _loaded:
        _loaded[name] = load_engine(name)
    return _loaded[name]


def test_a_file_of_drums_only_never_reaches_an_engine() -> None:
    with pytest.raises(OscbridgeError) as caught:
        _drums_only()
    assert caught.value.code == "no-notes"


def _answer(engine: Engine, primer: Phrase | None, affect: Affect, bars: int) -> Phrase | str:
    """A phrase, or the code of the engine's refusal."""
    try:
        return compose(engine, primer, affect, bars, seed=7)
    except OscbridgeError as error:
        return error.code


def _in_form(phrase: Phrase, bars: int) -> None:
    assert phrase.bars == bars
    assert phrase.notes
    for note in phrase.notes:
        assert 0 <= note.start_beats < phrase.length_beats
        assert note.end_beats <= phrase.length_beats + 1e-9


@pytest.mark.parametrize("name", BAD_PRIMERS)
def test_a_bad_primer_gets_a_phrase_or_a_coded_error(engine: Engine, name: str) -> None:
    primer = BAD_PRIMERS[name]()
    for affect in FELT:
        answer = _answer(engine, primer, affect, 4)
        if isinstance(answer, str):
            assert answer != "engine-failed"  # that is a mishap with a label
        else:
            _in_form(answer, 4)


@pytest.mark.parametrize("bars", [1, 3, 4, 16])
def test_a_phrase_has_exactly_the_bars_that_were_asked_for(engine: Engine, bars: int) -> None:
    answer = _answer(engine, None, Affect(0.5, -0.5), bars)
    assert isinstance(answer, Phrase)
    _in_form(answer, bars)


@pytest.mark.parametrize("name", ["7/8", "one note", "tempo changes"])
def test_the_same_seed_and_primer_give_the_same_bytes(
    engine: Engine, name: str, tmp_path: Path
) -> None:
    written = []
    for turn in range(2):
        answer = _answer(engine, BAD_PRIMERS[name](), Affect(-0.3, 0.8), 4)
        if isinstance(answer, str):
            written.append(answer.encode())
        else:
            path = tmp_path / f"{turn}.mid"
            write_midi(answer, path)
            written.append(path.read_bytes())
        # Something else in between: what an engine remembers must not leak.
        _answer(engine, None, Affect(1.0, 1.0), 4)
    assert written[0] == written[1]


def test_seeds_differ(engine: Engine) -> None:
    answers = [compose(engine, None, Affect(0.5, 0.5), 4, seed).notes for seed in range(4)]
    assert len(set(answers)) == 4
