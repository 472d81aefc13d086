"""`oscbridge phrase`: compose phrases and save them as .mid files."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge.affect import Affect
from oscbridge.config.settings import MusicSettings
from oscbridge.errors import OscbridgeError
from oscbridge.excerpt import BarRange
from oscbridge.files.writing import name_for_file
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase

if TYPE_CHECKING:
    from oscbridge.music.engine import Engine


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument(
        "--valence", type=float, required=True, metavar="V", help="-1 unpleasant to 1 pleasant"
    )
    command.add_argument(
        "--arousal", type=float, required=True, metavar="A", help="-1 calm to 1 excited"
    )
    command.add_argument(
        "--engine",
        default=MusicSettings().engine,
        metavar="E",
        help="who composes: duet, midinet, notelstm, experts, chopin, or a plug-in (%(default)s)",
    )
    command.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="the engine's other weights, as oscbridge train wrote them",
    )
    command.add_argument(
        "--primer", metavar="FILE", help="continue this: .mid, .wav, .mp3, .flac or .ogg"
    )
    command.add_argument(
        "--primer-bars",
        default="last",
        metavar="FIRST[-LAST]",
        help="which bars of the primer, as 5-8 (the last four)",
    )
    command.add_argument(
        "--primer-voices",
        default="auto",
        choices=("auto", "one", "many"),
        help="whether a recorded primer is of one voice or of chords (%(default)s)",
    )
    command.add_argument("--seed", type=int, metavar="N", help="drawn and told where not given")
    command.add_argument(
        "--bars", type=int, default=4, metavar="N", help="how long each phrase is (%(default)s)"
    )
    command.add_argument(
        "--count", type=int, default=1, metavar="N", help="so many, of seeds N, N+1, … (1)"
    )
    command.add_argument(
        "--key", default=MusicSettings().key, metavar="K", help="C, F#m, auto … (%(default)s)"
    )
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE|DIR",
        help="a .mid file for one phrase; else a folder, made where it is not there",
    )


def main(asked: argparse.Namespace) -> int:
    """Compose, save, and print a line for each phrase."""
    from oscbridge.midi.files import write_midi
    from oscbridge.music.compose import compose

    try:
        affect = Affect(asked.valence, asked.arousal)
    except ValueError as error:
        raise OscbridgeError("out-of-range", str(error)) from None
    for name, low, high in (("bars", 1, 64), ("count", 1, 100_000)):
        if not low <= getattr(asked, name) <= high:
            raise OscbridgeError(
                "out-of-range",
                f"--{name} must be from {low} to {high}, not {getattr(asked, name)}",
            )
    if asked.primer is None and (asked.primer_bars != "last" or asked.primer_voices != "auto"):
        raise OscbridgeError("bad-usage", "--primer-bars and --primer-voices need a --primer")
    wishes = Wishes(key=asked.key)
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    if seed < 0:
        raise OscbridgeError("out-of-range", f"--seed must be 0 or more, not {seed}")
    engine = _engine(asked.engine, asked.weights)
    primer = None
    if asked.primer is not None:
        primer = _primer(asked.primer, asked.primer_bars, asked.primer_voices)
    single = asked.count == 1 and asked.out.suffix.lower() in (".mid", ".midi")
    for number in range(seed, seed + asked.count):
        phrase = compose(engine, primer, affect, asked.bars, number, wishes)
        path = asked.out if single else asked.out / f"{name_for_file(engine.name)}-{number}.mid"
        write_midi(phrase, path)
        print(f"{path}: {len(phrase.notes)} notes, {phrase.bars} bars, seed {number}")
    return 0


def _engine(name: str, weights: Path | None) -> Engine:
    from oscbridge.music.engine import load_engine
    from oscbridge.music.own_weights import engine_of

    if weights is not None and engine_of(weights) != name.partition(":")[0]:
        raise OscbridgeError(
            "weights-mismatch",
            f"{weights} is for the engine {engine_of(weights)}, not for {name}; "
            f"say --engine {engine_of(weights)}",
        )
    return load_engine(name, weights)


def _primer(path: str, bars: str, voices: str) -> Phrase:
    from oscbridge.daemon.ears.primers import PrimerReader

    wanted = BarRange.parse(bars)
    read = PrimerReader().read(str(Path(path).expanduser().absolute()), wanted, voices)
    phrase = read.phrase
    print(
        f"{path}: {read.source}, {len(phrase.notes)} notes in {phrase.bars} bars, "
        f"{phrase.tempo_bpm:.0f} bpm, {read.key}"
    )
    return phrase
