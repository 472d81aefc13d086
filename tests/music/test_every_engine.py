"""What every engine promises, in each of its forms: bars, metre, the same notes, any primer."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import write_midi
from oscbridge.music.compose import compose
from oscbridge.music.engine import Engine
from oscbridge.phrase import Phrase
from tests.music.bad_primers import BAD_PRIMERS, from_file
from tests.music.loaded import engine, every_form

FORMS = (
    "duet",
    "midinet",
    "midinet:published",
    "notelstm",
    "notelstm:published",
    "notelstm:corrected",
    "experts",
    "experts:published",
    "chopin",
    "chopin:published",
)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Engine:
    """Each built-in engine in each form, loaded once."""
    return engine(str(request.param))


def test_no_form_of_an_engine_is_left_out() -> None:
    assert every_form() == FORMS


def test_a_file_of_drums_only_never_reaches_an_engine() -> None:
    messages: list[mido.Message | mido.MetaMessage] = []
    for _ in range(16):
        messages.append(mido.Message("note_on", channel=9, note=36, velocity=100))
        messages.append(mido.Message("note_off", channel=9, note=36, time=480))
    with pytest.raises(OscbridgeError) as caught:
        from_file(messages)
    assert caught.value.code == "no-notes"


def _in_form(phrase: Phrase, bars: int) -> None:
    assert phrase.bars == bars
    assert phrase.notes
    for note in phrase.notes:
        assert 0 <= note.start_beats < phrase.length_beats
        assert note.end_beats <= phrase.length_beats + 1e-9


@pytest.mark.parametrize("name", BAD_PRIMERS)
def test_a_bad_primer_is_continued_in_its_metre(form: Engine, name: str) -> None:
    primer = BAD_PRIMERS[name]()
    for affect in (Affect(1.0, 1.0), Affect(-1.0, -1.0)):
        phrase = compose(form, primer, affect, 4, seed=7)
        _in_form(phrase, 4)
        assert phrase.beats_per_bar == (4.0 if form.name == "midinet" else primer.beats_per_bar)


@pytest.mark.parametrize("bars", [1, 3, 4, 16])
def test_a_phrase_has_exactly_the_bars_that_were_asked_for(form: Engine, bars: int) -> None:
    _in_form(compose(form, None, Affect(0.5, -0.5), bars, seed=7), bars)


@pytest.mark.parametrize("bars", [0, -1, 257])
def test_a_length_out_of_range_gets_a_coded_error(form: Engine, bars: int) -> None:
    with pytest.raises(OscbridgeError, match="give 1 to 256") as caught:
        compose(form, None, NEUTRAL, bars, seed=0)
    assert caught.value.code == "bad-bars"


@pytest.mark.parametrize("name", ["7/8", "one note", "tempo changes"])
def test_the_same_seed_and_primer_give_the_same_bytes(
    form: Engine, name: str, tmp_path: Path
) -> None:
    written = []
    for turn in range(2):
        path = tmp_path / f"{turn}.mid"
        write_midi(compose(form, BAD_PRIMERS[name](), Affect(-0.3, 0.8), 4, seed=7), path)
        written.append(path.read_bytes())
        # Something else in between: what an engine remembers must not leak.
        compose(form, None, Affect(1.0, 1.0), 4, seed=7)
    assert written[0] == written[1]


def test_other_seeds_give_other_phrases(form: Engine) -> None:
    answers = [compose(form, None, Affect(0.5, 0.5), 4, seed).notes for seed in range(4)]
    assert len(set(answers)) == 4
