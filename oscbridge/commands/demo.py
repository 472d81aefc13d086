"""`oscbridge demo`: a face in, its emotion back, music played and saved, all on this machine.

The daemon runs as it would on stage, in processes of its own; what is printed here came back from
it over OSC, and the notes were played on the port that it names.
"""

from __future__ import annotations

import argparse
from importlib.resources import as_file, files
from pathlib import Path

from oscbridge.affect import Affect
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.files.writing import made_folder
from oscbridge.launcher import running
from oscbridge.midi.files import write_midi
from oscbridge.midi.sound import render, synthesiser
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.packets import Message
from oscbridge.phrase import Note, Phrase, one_after_another

PHRASES = 2
TEMPO_BPM = 120.0


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where to save (out)"
    )
    command.add_argument(
        "--seed", type=int, default=2, metavar="N", help="of the first phrase (2); -1: by chance"
    )
    command.add_argument(
        "--image", type=Path, metavar="FILE", help="another face than the one that comes along"
    )
    command.add_argument(
        "--dry-run", action="store_true", help="open no MIDI port; play into a recorder"
    )


def main(asked: argparse.Namespace) -> int:
    """Run the demo. Exit status 0 when the whole loop worked."""
    out = made_folder(asked.out)
    with as_file(files("oscbridge") / "samples" / "astronaut.jpg") as sample:
        image = asked.image.resolve() if asked.image else sample
        if not image.is_file():
            raise OscbridgeError("file-missing", f"there is no picture {image}")
        return _demo(image, out, asked.seed, asked.dry_run)


def _demo(image: Path, out: Path, seed: int, dry_run: bool) -> int:
    settings = (
        f"music.tempo_bpm={TEMPO_BPM}",
        f"music.seed={seed}",
        f"music.save_folder={out}",
        "log.level=warning",
    )
    print("Starting a daemon …", flush=True)
    # Over TCP a client hears all that is told to all, without subscribing.
    with running(*settings, dry_run=dry_run) as daemon, daemon.client("tcp") as client:
        facts = client.status()
        print(f"oscbridge {facts['version']} listens on 127.0.0.1:{daemon.port}")
        print(f"and plays on: {facts['port']}\n")
        print(f"A photograph, {image.name}, sent twice over OSC: as a blob, and as a path.")
        blob = _answers(client, "blob", "frame", image.read_bytes())
        _print_table([("blob", blob), ("path", _answers(client, "path", "file", str(image)))])
        if "emotion" not in blob:
            raise OscbridgeError("demo-failed", f"no face was found in {image}")
        print(f"\nThe face starts the music: {PHRASES} phrases of 4 bars at {TEMPO_BPM:g} bpm …")
        phrases = []
        for _ in range(PHRASES):
            phrases.append(_next_phrase(client))
            print(f"  {_described(phrases[-1])}", flush=True)
        client.send("mode", "once")  # nothing follows the last one
        _wait_for_end(client, phrases[-1].bars)
        client.send("stop")
        facts = client.status()
        began, ended = facts["notes_started"], facts["notes_ended"]
        print(f"\nPlayed: {began} notes began, {ended} were ended.")
        if began != ended or not began:
            raise OscbridgeError("demo-failed", "a note was left sounding, or none was played")
    # An earlier demo may have left phrases of the same seeds; the last ones are of this one.
    kept = [max(out.glob(f"*-{p.engine}-{p.seed}.mid"), default=None) for p in phrases]
    saved = [file for file in kept if file is not None]
    saved += [_draw(phrase, out) for phrase in phrases]
    saved += _audible(one_after_another(phrases), out)
    print("Saved:")
    for file in saved:
        print(f"  {file}")
    print(
        "\nGo on:\n"
        "  oscbridge run                   the daemon, for your rig\n"
        "  oscbridge send ping             talk to it from another terminal\n"
        "  oscbridge face PICTURE…         read faces in your own pictures\n"
        "  oscbridge phrase --valence 0.7 --arousal 0.5 --out glad.mid"
    )
    return 0


def _answers(
    client: OscbridgeClient, id: str, address: str, picture: bytes | str
) -> dict[str, Message]:
    """Send a picture; gives all that comes back for it, by name. The timing comes last.

    Raises:
        OscbridgeError: as the daemon answers.
    """
    client.request(address, picture, id, reply="timing", timeout_s=10)
    return {
        kept.message.address.removeprefix(ROOT): kept.message
        for kept in client.captured
        if kept.direction == "in" and id in kept.message.args
    }


def _print_table(rows: list[tuple[str, dict[str, Message]]]) -> None:
    print(
        f"  {'sent as':8} {'label':9} {'sure':>5} {'valence':>8} {'arousal':>8}  face box", end=""
    )
    print(f" {'':14} {'decode + detect + read':>12}")
    for name, answers in rows:
        if "emotion" not in answers:
            print(f"  {name:8} no face")
            continue
        _, label, confidence, valence, arousal = answers["emotion"].args
        _, *box, _ = answers["face"].args
        _, decode, detect, read, total = answers["timing"].args
        where = " ".join(f"{value:.0f}" for value in box)
        print(
            f"  {name:8} {label:9} {confidence:5.0%} {valence:+8.2f} {arousal:+8.2f}  {where:22}"
            f" {decode:.1f} + {detect:.1f} + {read:.1f} = {total:.1f} ms"
        )


def _next_phrase(client: OscbridgeClient) -> Phrase:
    """The next phrase that the daemon tells of, put together again from its notes."""
    info = client.wait_for("phrase/info", 60)
    _, engine, seed, bars, count, bpm, valence, arousal = info.args
    notes = []
    for _ in range(count):
        _, pitch, start, length, velocity = client.wait_for("phrase/note", 5).args
        notes.append(Note(start, pitch, length, velocity))
    affect = Affect(valence, arousal)
    return Phrase(tuple(notes), bars, tempo_bpm=bpm, engine=engine, seed=seed, affect=affect)


def _described(phrase: Phrase) -> str:
    lowest = min(note.pitch for note in phrase.notes)
    highest = max(note.pitch for note in phrase.notes)
    return (
        f"{phrase.engine}, seed {phrase.seed}: {len(phrase.notes)} notes, pitches {lowest} to "
        f"{highest}, valence {phrase.affect.valence:+.2f}, arousal {phrase.affect.arousal:+.2f}"
    )


def _wait_for_end(client: OscbridgeClient, bars: int) -> None:
    """Until the phrase that was just told of is over: it was composed in the bar before it."""
    for _ in client.listen(0):
        pass  # beats of before
    bar_lines = 0
    while bar_lines <= bars:
        bar_lines += client.wait_for("beat", 60).args[1] == 1


def _audible(music: Phrase, out: Path) -> list[Path]:
    """What was played, as one .mid file, and as sound where there is a synthesiser."""
    midi, sound = out / "demo.mid", out / "demo.wav"
    write_midi(music, midi)
    try:
        render(midi, sound, synthesiser())
    except OscbridgeError as error:
        print(f"(No .wav: {error.message}.)")
        return [midi]
    return [midi, sound]


def _draw(phrase: Phrase, out: Path) -> Path:
    from oscbridge.music.picture import draw_phrase

    path = out / f"{phrase.engine}-{phrase.seed}.png"
    draw_phrase(phrase, path)
    return path
