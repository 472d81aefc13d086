"""`oscbridge replay`: play a recorded performance again, from its log, note for note.

The phrases are composed anew, with the seeds and the affect of the log, and played on a clock that
nobody waits for. The .mid file is the recorded one, to the byte.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge.errors import OscbridgeError
from oscbridge.files.writing import writing

if TYPE_CHECKING:
    from oscbridge.sessions.log import Log
    from oscbridge.sessions.replay import Replayed


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("log", type=Path, metavar="LOG", help="a .jsonl that run --record wrote")
    command.add_argument(
        "--out",
        type=Path,
        metavar="F",
        help="the .mid file to write (LOG-replay.mid, if not --play)",
    )
    command.add_argument(
        "--verify",
        action="store_true",
        help="compare with the recorded .mid beside the log; status 1 when they differ",
    )
    command.add_argument(
        "--from-notes",
        action="store_true",
        help="compose nothing: take the notes from the log (no engine and no weights are needed)",
    )
    command.add_argument(
        "--weights", type=Path, metavar="F", help="an engine's own weights, as music.weights"
    )
    command.add_argument("--play", action="store_true", help="play it in real time, on a MIDI port")
    command.add_argument("--port", default="", metavar="NAME", help="an existing port to play on")
    command.add_argument(
        "--backend", default="auto", metavar="B", help="the MIDI system, as midi.backend"
    )


def main(asked: argparse.Namespace) -> int:
    """Replay a log."""
    from oscbridge.sessions.log import read_log
    from oscbridge.sessions.replay import composer, likely_cause, replay

    log = read_log(asked.log)
    if not log.complete:
        _say("the log breaks off: the program was killed; it is played up to there")
    if log.lost:
        _say(f"{log.lost} events were never written, so this may not be all that sounded")
    try:
        done = replay(log, None if asked.from_notes else composer(asked.weights))
    except OscbridgeError as error:
        if error.code == "bad-session" or asked.from_notes:
            raise
        raise OscbridgeError(
            error.code, f"{error.message}; --from-notes plays the logged notes without the engine"
        ) from None
    for difference in done.differences[:1]:
        _say(f"line {difference.line}: {difference.what}: {likely_cause(log)}")
        _say(f"{len(done.differences)} phrases came out otherwise; played as they were logged")
    same = _verified(asked.log, log, done) if asked.verify else True
    if asked.out is not None or not (asked.play or asked.verify):
        _write(asked.out or asked.log.with_name(asked.log.stem + "-replay.mid"), done.file())
    if asked.play:
        _play(done, asked.backend, asked.port)
    return 0 if same else 1


def _verified(path: Path, log: Log, done: Replayed) -> bool:
    from oscbridge.sessions.replay import first_difference

    recorded = path.with_suffix(".mid")
    try:
        bytes_then = recorded.read_bytes()
    except OSError as error:
        raise OscbridgeError(
            "file-missing", f"the recording {recorded} cannot be read: {error.strerror}"
        ) from None
    found = first_difference(done.file(), bytes_then, complete=log.complete)
    if found is not None:
        _say(f"not as {recorded.name}: {found}")
    elif log.complete:
        print(f"{recorded.name}: the same, byte for byte ({len(bytes_then):,} bytes)")
    else:
        print(f"{recorded.name}: the same as far as both go")
    phrases = f"{done.composed} phrases composed anew, {len(done.differences)} of them otherwise"
    print(phrases if done.composed else "no phrase was composed anew: the notes are the log's")
    return found is None and not done.differences


def _play(done: Replayed, backend: str, port: str) -> None:
    from oscbridge.midi.ports.outputs import open_output
    from oscbridge.midi.tape.playback import play_file

    with open_output("oscbridge", backend, port or None) as output:
        _say(f"playing on {output.description}; Ctrl+C ends it")
        play_file(done.file(), output)


def _write(path: Path, data: bytes) -> None:
    with writing(path):
        path.write_bytes(data)
    print(path)


def _say(text: str) -> None:
    print(f"oscbridge: {text}", file=sys.stderr)
