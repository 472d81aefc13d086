"""Experts from one's own recordings: from files on the disk to phrases of the tuned engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oscbridge.affect import Affect
from oscbridge.cli import main
from oscbridge.errors import OscbridgeError
from oscbridge.listening.audio import RATE
from oscbridge.listening.notes import HeardNote
from oscbridge.listening.recording import Ears
from oscbridge.midi.files import write_midi
from oscbridge.music.compose import compose
from oscbridge.music.engine import load_engine
from oscbridge.phrase import Note, Phrase
from oscbridge.training.experts import own_music
from oscbridge.training.experts.folder import OwnFile
from oscbridge.training.experts.transcription import Transcriber
from oscbridge.training.triples.loop import Recipe
from tests.listening.sounds import SCALE, file_of, line, struck, sung

QUICK = Recipe(1, 2, 4, 32, held_batches=1)


def chords() -> list[HeardNote]:
    """Forty notes in chords of two, a quarter of a second each."""
    return [
        HeardNote(0.1 + 0.25 * at, pitch, 0.3 + 0.25 * at, 90)
        for at in range(20)
        for pitch in (48 + SCALE[at % 8] - 60, 64 + SCALE[(3 * at) % 8] - 60)
    ]


def score(path: Path, lowest: int) -> None:
    """Sixteen bars of eighths as a MIDI file."""
    notes = tuple(Note(i / 2, lowest + SCALE[(3 * i) % 8] - 60, 0.5) for i in range(128))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_midi(Phrase(notes, bars=16), path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound for the happy, MIDI for the others, and among the happy much that is no music."""
    place = tmp_path_factory.mktemp("own")
    (place / "happy").mkdir()
    tones = file_of(struck(line(SCALE * 5, each_s=0.3)), kind="FLAC")
    files = {
        "tones.flac": tones,
        "empty.wav": b"",
        "video.mp3": b"\x00\x00\x00\x20ftypisom" + bytes(4000),
        "silence.ogg": file_of(np.zeros(2 * RATE, np.float32), kind="OGG"),
        "bad.mid": b"MThd but nothing else",
        "short.wav": file_of(sung(line(SCALE))),
    }
    for name, data in files.items():
        (place / "happy" / name).write_bytes(data)
    for emotion, lowest in (("angry", 40), ("sad", 52), ("neutral", 66)):
        score(place / emotion / "one.mid", lowest)
        score(place / emotion / "another.mid", lowest + 3)
    return place


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def tuned(folder: Path, told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_music, "RECIPE", QUICK)
        out = tmp_path_factory.mktemp("run")
        return own_music.train(folder, out, epochs=1, tell=told.append)


def test_bad_files_are_told_with_their_codes_and_the_others_are_used(
    tuned: Path, told: list[str]
) -> None:
    assert tuned.is_file()
    passed = {line.split(": ")[0].split("/")[-1]: line for line in told if "passed over" in line}
    codes = {
        "empty.wav": "no-audio",
        "video.mp3": "bad-audio",
        "silence.ogg": "no-notes",
        "bad.mid": "bad-midi",
        "short.wav": "too-few-notes",
    }
    assert set(passed) == set(codes)
    for name, code in codes.items():
        assert f"passed over: {code}:" in passed[name]
    assert any("tones.flac: " in line and " notes" in line for line in told)


def test_the_tuned_experts_compose_exact_bars_and_differ(tuned: Path) -> None:
    engine = load_engine("experts", tuned)
    made = {}
    for valence, arousal in ((0.6, 0.6), (-0.6, 0.6), (-0.6, -0.6), (0.6, -0.6)):
        phrase = compose(engine, None, Affect(valence, arousal), 4, 7)
        assert phrase.bars == 4
        assert phrase.notes
        assert all(note.end_beats <= phrase.length_beats + 1e-9 for note in phrase.notes)
        made[valence, arousal] = [(n.start_beats, n.pitch, n.length_beats) for n in phrase.notes]
    assert len({tuple(notes) for notes in made.values()}) == 4
    primer = Phrase(tuple(Note(float(i), 60 + i % 5, 1.0) for i in range(16)))
    one = compose(engine, primer, Affect(0.6, 0.6), 3, 7)
    other = compose(engine, primer, Affect(-0.6, -0.6), 3, 7)
    assert one.bars == other.bars == 3
    assert one.notes != other.notes


def test_they_are_other_experts_than_the_shipped_ones(tuned: Path) -> None:
    primer = Phrase(tuple(Note(float(i), 60 + i % 5, 1.0) for i in range(16)))
    own, shipped = load_engine("experts:published", tuned), load_engine("experts:published")
    affect = Affect(-0.6, 0.6)
    assert compose(own, primer, affect, 4, 1).notes != compose(shipped, primer, affect, 4, 1).notes


def test_what_was_heard_is_not_heard_again(
    tuned: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(*_: object, **__: object) -> None:
        raise AssertionError("it listened again")

    file = OwnFile(folder / "happy" / "tones.flac", "happy", "happy/tones.flac", "tones")
    monkeypatch.setattr(Ears, "notes", deaf)
    (piece,) = Transcriber(tuned.parent / "heard").pieces(file)
    assert len(piece.notes) >= 32
    with pytest.raises(AssertionError, match="again"):
        Transcriber(tuned.parent / "elsewhere").pieces(file)


def test_half_a_stored_transcription_is_made_again(tuned: Path, folder: Path) -> None:
    file = OwnFile(folder / "sad" / "one.mid", "sad", "sad/one.mid", "one")
    memory = tuned.parent / "torn"
    Transcriber(memory).pieces(file)
    (stored,) = memory.glob("*.npz")
    stored.write_bytes(stored.read_bytes()[:100])
    (piece,) = Transcriber(memory).pieces(file)
    assert len(piece.notes) == 128


def test_chords_become_notes_on_a_grid_with_their_emotions_label(tmp_path: Path) -> None:
    path = tmp_path / "chords.wav"
    path.write_bytes(file_of(sung(chords(), vibrato_cents=0.0)))
    (piece,) = Transcriber(tmp_path / "heard").pieces(OwnFile(path, "sad", "sad/chords.wav", "c"))
    assert len(piece.notes) >= 20
    assert {bar.label for bar in piece.bars} == {(-0.5, -0.5)}
    assert all(
        note.start_beats * 12 == pytest.approx(round(note.start_beats * 12)) for note in piece.notes
    )


def test_an_emotion_whose_files_hold_no_music_is_an_error(folder: Path, tmp_path: Path) -> None:
    files = [
        OwnFile(folder / "happy" / name, "happy", f"happy/{name}", name)
        for name in ("empty.wav", "video.mp3")
    ]
    told: list[str] = []
    with pytest.raises(OscbridgeError, match="happy") as caught:
        own_music.gathered(files, Transcriber(tmp_path / "heard"), told.append)
    assert caught.value.code == "no-music"
    assert len(told) == 2


def test_the_command_says_what_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "experts", "--audio", str(tmp_path / "nowhere")]) != 0
    assert "data-missing" in capsys.readouterr().err
