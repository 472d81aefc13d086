"""A session's log, read and checked: whatever the file holds, it is a ``Log`` or a coded error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from oscbridge.affect import Affect
from oscbridge.errors import OscbridgeError
from oscbridge.groove import Feel
from oscbridge.midi.tape.marks import Mark
from oscbridge.music.wishes import Wishes
from oscbridge.phrase import Phrase
from oscbridge.sessions import checks, events
from oscbridge.sessions.notes import (
    affect_from_json,
    digest_of,
    phrase_from_json,
    wishes_from_json,
)

LARGEST_BYTES = 4_000_000_000
LONGEST_LINE = 16_000_000
MOST_BARS = 1_000


@dataclass(frozen=True, slots=True)
class Logged:
    """A phrase's notes, under its digest."""

    line: int
    digest: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the composer was asked for. ``primer`` is a digest, or None."""

    line: int
    order: int
    engine: str
    primer: str | None
    primer_bpm: float
    affect: Affect
    bars: int
    seed: int
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class ComposedLine:
    """The composer's answer to an order."""

    line: int
    order: int
    digest: str


@dataclass(frozen=True, slots=True)
class Made:
    """What became of it: the phrase as it was (with the feel of who played), or a variation of
    another, because it was late."""

    line: int
    how: str
    of: str
    digest: str
    seed: int
    feel: Feel


@dataclass(frozen=True, slots=True)
class Given:
    """A phrase went to the player under a token."""

    line: int
    token: int
    digest: str
    tempo_bpm: float


Origin = Logged | Ordered | ComposedLine | Made | Given


@dataclass(slots=True)
class Log:
    """What a log holds.

    Args:
        header: the first line.
        begin_beat: what lies at the beginning of its .mid file.
        origins: where the phrases came from, in order.
        marks: what the player did.
        complete: False when the log breaks off: the program was killed, or the disk was full.
        lost: events that were never written, because the disk was too slow.
    """

    header: dict[str, Any]
    begin_beat: float = 0.0
    origins: list[Origin] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    complete: bool = False
    lost: int = 0

    @property
    def models(self) -> dict[str, str]:
        models = self.header.get("models")
        return {str(k): str(v) for k, v in models.items()} if isinstance(models, dict) else {}

    @property
    def version(self) -> str:
        """Of the oscbridge that wrote it."""
        return str(self.header.get("oscbridge", "?"))


def read_log(path: Path | str) -> Log:
    """Read a log. A last line that was cut off is passed over.

    Raises:
        OscbridgeError: ``file-missing``; ``not-a-session``; ``session-newer``; ``bad-session`` with
            the number of the line.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise OscbridgeError(
                "bad-session", f"{path} is larger than {LARGEST_BYTES:,} bytes, as no log becomes"
            )
        with path.open("rb") as file:
            return parse_log(file, path)
    except FileNotFoundError:
        raise OscbridgeError("file-missing", f"there is no file {path}") from None
    except OSError as error:
        raise OscbridgeError("file-missing", f"{path} cannot be read: {error.strerror}") from None


def parse_log(file: BinaryIO, path: Path) -> Log:
    """Read a log that is open; ``path`` is for messages only. Raises as ``read_log`` does."""
    lines = _lines(file, path)
    first = next(lines, None)
    if first is None:
        raise OscbridgeError("not-a-session", f"{path} is empty, and no log of a session")
    log = _header(first[1], path)
    for number, event in lines:
        try:
            _take(log, number, event)
        except OscbridgeError as error:
            raise _bad(path, number, error.message) from None
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise _bad(path, number, reason) from None
    return log


def _lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise _bad(path, number, f"it is longer than {LONGEST_LINE:,} bytes")
        try:
            event = json.loads(line.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            if not line.endswith(b"\n") and number > 1:
                return  # the program was killed while it wrote
            if number == 1:
                raise OscbridgeError("not-a-session", f"{path} is no log of a session") from None
            raise _bad(path, number, f"it is no JSON ({error})") from None
        if not isinstance(event, dict):
            if number == 1:
                raise OscbridgeError("not-a-session", f"{path} is no log of a session")
            raise _bad(path, number, "it is no JSON object")
        yield number, event


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _header(event: dict[str, Any], path: Path) -> Log:
    version = event.get(events.FORMAT)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise OscbridgeError(
            "not-a-session", f"{path} is no log of a session: it does not begin with one's header"
        )
    if version > events.VERSION:
        raise OscbridgeError(
            "session-newer",
            f"{path} has format {version}, and this oscbridge knows formats up to "
            f"{events.VERSION}; use the one that wrote it: {str(event.get('oscbridge'))[:40]!a}",
        )
    try:
        return Log(event, checks.beats(event.get("begin_beat", 0.0)))
    except (ValueError, TypeError) as error:
        raise _bad(path, 1, f"begin_beat: {error}") from None


def _take(log: Log, line: int, event: dict[str, Any]) -> None:
    kind = event["e"]
    if not isinstance(kind, str):
        raise TypeError(f"e is {kind!r}, and should name the event")
    if kind in events.MARKS:
        log.marks.append(events.mark_from_json(event))
    elif kind in events.MADE:
        log.origins.append(_origin(line, kind, event))
    elif kind == "begin":
        log.begin_beat = checks.beats(event["beat"])
    elif kind in ("end", "next"):
        log.complete = True
    elif kind == "lost":
        log.lost += checks.count(event["count"])
    # Others are for people, or of a later version's making: nothing of the music hangs on them.


def _origin(line: int, kind: str, event: dict[str, Any]) -> Origin:
    if kind == "phrase":
        phrase, digest = phrase_from_json(event["phrase"]), checks.digest(event["digest"])
        if digest_of(phrase) != digest:
            raise ValueError(f"the notes are not those of phrase {digest}: somebody changed them")
        return Logged(line, digest, phrase)
    if kind == "order":
        bars = checks.whole(event["bars"])
        if not 1 <= bars <= MOST_BARS:
            raise ValueError(f"an order of {bars} bars")
        seed = checks.whole(event["seed"])
        if seed < 0:
            raise ValueError(f"the seed is {seed}; seeds are 0 or more")
        primer = event["primer"]
        return Ordered(
            line,
            checks.whole(event["order"]),
            checks.text(event["engine"]),
            None if primer is None else checks.digest(primer),
            checks.tempo(event["primer_bpm"]),
            affect_from_json(event["affect"]),
            bars,
            seed,
            wishes_from_json(event["wishes"]),
        )
    if kind == "composed":
        return ComposedLine(line, checks.whole(event["order"]), checks.digest(event["digest"]))
    if kind == "made":
        how = checks.text(event["how"])
        if how not in ("composed", "variation"):
            raise ValueError(f"a phrase is composed or a variation, not {how!r}")
        return Made(
            line,
            how,
            checks.digest(event["of"]),
            checks.digest(event["digest"]),
            checks.whole(event["seed"]),
            events.feel_from_json(event["feel"]),
        )
    return Given(
        line,
        checks.whole(event["token"]),
        checks.digest(event["digest"]),
        checks.tempo(event["bpm"]),
    )


def _bad(path: Path, line: int, reason: str) -> OscbridgeError:
    shown = reason if len(reason) <= 200 else reason[:200] + "…"
    return OscbridgeError("bad-session", f"{path}, line {line}: {shown}")
