"""The writer of a session: a thread that puts what it is told into a log and a .mid file.

Nobody waits for it. What is told goes into a queue that is never waited for either: when the disk
cannot keep up, what does not fit is counted, and both the log and the listeners are told. Each line
is written as a whole and flushed, so a program that is killed leaves a log that can be read; the
.mid file is written aside and renamed, now and then and at the end.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from oscbridge.errors import OscbridgeError
from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.tape.reel import Reel
from oscbridge.music.messages import Compose
from oscbridge.phrase import Phrase
from oscbridge.sessions.events import mark_as_json
from oscbridge.sessions.header import header
from oscbridge.sessions.limits import Limits, Tell, make_room
from oscbridge.sessions.notes import digest_of, phrase_as_json, wishes_as_json

LONGEST_QUEUE = 20_000
"""Events that wait for the disk: more than ten minutes of music."""

FIRST_MID_S = 10.0
BYTES_PER_S = 20_000
"""The .mid file is written anew so seldom that no more than this is written in a second."""

_CLOSING_S = 10.0
_IDLE_S = 1.0
_JUST_BEFORE_BEATS = 2e-6
_CHECK_EACH_BYTES = 1_000_000
"""So often it is looked whether the folder holds more than it may."""


class Writer:
    """Writes one performance.

    Args:
        folder: where; it is made.
        name: of the files, without ending.
        config: of the daemon, for the header.
        limits: see there.
        trouble: told, once for each kind, what goes wrong, and what is deleted.
        from_start: whether the player's first mark is this performance's first; else it begins with
            the next phrase that does.
        weights: name → file of the weights, whose digests the header holds.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        config: Mapping[str, Any],
        limits: Limits,
        trouble: Tell,
        *,
        from_start: bool = True,
        weights: Mapping[str, Path] | None = None,
    ) -> None:
        self._folder = folder
        self._name = name
        self._config = config
        self._limits = limits
        self._trouble = trouble
        self._weights = weights or {}
        self._began = time.time()
        self._zero = time.monotonic()
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue(LONGEST_QUEUE)
        self._lost = 0
        self._told: set[str] = set()
        self._failed = False
        # All below belongs to the thread.
        self._part = 0
        self._file: BinaryIO | None = None
        self._size = 0
        self._armed = not from_start
        self._reel = Reel()
        self._written: set[str] = set()
        self._given: dict[int, tuple[Phrase, str]] = {}
        self._next_mid = 0.0
        self._next_size_check = 0
        self._in_force: dict[str, Mark] = {}  # the last tempo and program
        self._reached_beats = 0.0
        self._thread = threading.Thread(target=self._run, name="oscbridge-session", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path:
        """The first log."""
        return self._folder / f"{self._name}.jsonl"

    # -- what happened; each returns at once -----------------------------------------------------

    def event(self, kind: str, **values: Any) -> None:
        """Something for people to read."""
        t = self._now()
        self._put(lambda: self._line(t, kind, values))

    def ordered(self, order: Compose, *, follows: bool) -> None:
        """The composer was asked for a phrase."""
        t = self._now()
        self._put(lambda: self._write_order(t, order, follows))

    def composed(self, order: int, phrase: Phrase, milliseconds: float) -> None:
        """It answered."""
        t = self._now()
        self._put(lambda: self._write_composed(t, order, phrase, milliseconds))

    def made(self, order: int, how: str, source: Phrase, result: Phrase, **values: Any) -> None:
        """A phrase for the player was made of another; ``values`` are ``seed`` and ``feel``."""
        t = self._now()
        self._put(lambda: self._write_made(t, order, how, source, result, values))

    def given(self, token: int, phrase: Phrase, when: str) -> None:
        """The player was given a phrase."""
        t = self._now()
        self._put(lambda: self._write_given(t, token, phrase, when))

    def ended(self, token: int, *, completed: bool) -> None:
        """That phrase is over."""
        t = self._now()
        self._put(lambda: self._write_ended(t, token, completed))

    def marks(self, marks: tuple[Mark, ...]) -> None:
        """The player did this."""
        t = self._now()
        self._put(lambda: self._write_marks(t, marks))

    def close(self) -> None:
        """Write what waits, and end; returns when the files are there, or after ten seconds."""
        try:
            self._queue.put(None, timeout=_CLOSING_S)
        except queue.Full:
            return
        self._thread.join(_CLOSING_S)

    def _now(self) -> float:
        return round(time.monotonic() - self._zero, 4)

    def _put(self, work: Callable[[], None]) -> None:
        if self._failed:
            return
        if self._lost:
            t, count = self._now(), self._lost
            if not self._try(lambda: self._line(t, "lost", {"count": count})):
                self._lost += 1
                return
            self._lost = 0
        if not self._try(work):
            self._lost += 1
            self._tell_once(
                "session-lost",
                f"the disk under {self._folder} is too slow: part of the session is not recorded",
            )

    def _try(self, work: Callable[[], None]) -> bool:
        try:
            self._queue.put_nowait(work)
        except queue.Full:
            return False
        return True

    def _tell_once(self, code: str, message: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self._trouble(code, message)

    # -- the thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._open(0.0)
            while True:
                try:
                    work = self._queue.get(timeout=_IDLE_S)
                except queue.Empty:
                    self._write_mid_when_due()
                    continue
                if work is None:
                    break
                work()
                self._write_mid_when_due()
            self._write_how_far(self._now())
            if self._lost:
                self._line(self._now(), "lost", {"count": self._lost})
            self._line(self._now(), "end", {})
            self._close()
        except OscbridgeError as error:
            self._fail(error.code, error.message)
        except OSError as error:
            reason = error.strerror or str(error)
            self._fail("session-write", f"cannot write in {self._folder}: {reason}")
        except Exception as error:  # the music goes on whatever becomes of its log
            self._fail("session-write", f"recording failed: {type(error).__name__}: {error}")

    def _fail(self, code: str, message: str) -> None:
        self._failed = True
        self._tell_once(code, f"{message}; the music goes on, and is no longer recorded")
        try:
            while self._queue.get_nowait() is not None:
                pass
        except queue.Empty:
            pass
        if self._file is not None:
            try:
                self._file.close()
                self._write_mid()
            except OSError:
                return  # told already

    def _open(self, begin_beat: float) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._part += 1
        make_room(self._folder, self._limits, self._log, self._trouble)
        path = self._log
        try:
            self._file = path.open("xb")
        except FileExistsError:
            raise OscbridgeError("session-write", f"{path} is there already") from None
        self._size = 0
        self._next_size_check = _CHECK_EACH_BYTES
        self._written.clear()
        self._reel = Reel(begin_beat)
        self._next_mid = time.monotonic()
        self._raw(
            header(self._config, self._weights, self._began, self._name, self._part, begin_beat)
        )

    @property
    def _log(self) -> Path:
        suffix = "" if self._part == 1 else f"-{self._part:03d}"
        return self._folder / f"{self._name}{suffix}.jsonl"

    def _close(self) -> None:
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._write_mid()

    def _raw(self, event: Mapping[str, Any]) -> None:
        assert self._file is not None
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        # A file's name may hold bytes that are no text; JSON writes these with a backslash, too.
        line = text.encode("utf-8", "backslashreplace") + b"\n"
        self._file.write(line)
        self._file.flush()
        self._size += len(line)
        if self._size > self._next_size_check:
            self._next_size_check = self._size + _CHECK_EACH_BYTES
            make_room(self._folder, self._limits, self._log, self._trouble)

    def _line(self, t: float, kind: str, values: Mapping[str, Any]) -> None:
        self._raw({"t": t, "e": kind, **values})

    def _phrase(self, t: float, phrase: Phrase) -> str:
        digest = digest_of(phrase)
        if digest not in self._written:
            self._written.add(digest)
            self._line(t, "phrase", {"digest": digest, "phrase": phrase_as_json(phrase)})
        return digest

    def _write_order(self, t: float, order: Compose, follows: bool) -> None:
        primer = order.primer
        values = {
            "order": order.token,
            "engine": order.engine,
            "primer": None if primer is None else self._phrase(t, primer),
            "primer_bpm": 120.0 if primer is None else primer.tempo_bpm,
            "affect": [order.affect.valence, order.affect.arousal],
            "bars": order.bars,
            "seed": order.seed,
            "wishes": wishes_as_json(order.wishes),
            "follows": follows,
        }
        self._line(t, "order", values)

    def _write_composed(self, t: float, order: int, phrase: Phrase, milliseconds: float) -> None:
        digest = self._phrase(t, phrase)
        values = {"order": order, "digest": digest, "ms": round(milliseconds, 1)}
        self._line(t, "composed", values)

    def _write_made(
        self,
        t: float,
        order: int,
        how: str,
        source: Phrase,
        result: Phrase,
        values: Mapping[str, Any],
    ) -> None:
        of, digest = self._phrase(t, source), self._phrase(t, result)
        self._line(t, "made", {"order": order, "how": how, "of": of, "digest": digest, **values})

    def _write_given(self, t: float, token: int, phrase: Phrase, when: str) -> None:
        self._given[token] = (phrase, when)
        digest = self._phrase(t, phrase)
        values = {"token": token, "digest": digest, "bpm": phrase.tempo_bpm, "when": when}
        self._line(t, "play", values)

    def _write_ended(self, t: float, token: int, completed: bool) -> None:
        self._given.pop(token, None)
        self._line(t, "ended", {"token": token, "completed": completed})

    def _write_marks(self, t: float, marks: tuple[Mark, ...]) -> None:
        for mark in marks:
            if mark.kind == "started":
                self._begin_log_or_part(t, mark)
            elif mark.kind == "restarted":
                self._given.clear()
            if mark.kind == "tempo":
                self._in_force["tempo"] = mark
            elif mark.kind == "sent" and mark.data[0] & 0xF0 == 0xC0:
                self._in_force["program"] = mark
            if not self._armed:
                self._write_mark(t, mark)

    def _write_mark(self, t: float, mark: Mark) -> None:
        self._reel.add(mark)
        is_note = mark.kind == "sent" and mark.data[0] & 0xE0 == 0x80
        if mark.kind == "restarted":
            # Who died could not say how far it had come; what it sent does.
            mark, self._reached_beats = mark._replace(done_beats=self._reached_beats), 0.0
        elif mark.kind == "started":
            self._reached_beats = mark.beat
        else:
            self._reached_beats = max(
                self._reached_beats, mark.done_beats, mark.beat if is_note else -math.inf
            )
        if not is_note:  # notes follow from the phrases
            self._raw({"t": t, **mark_as_json(mark)})

    def _write_how_far(self, t: float) -> None:
        if not self._armed:
            self._write_mark(t, Mark("reached", self._reached_beats))

    def _begin_log_or_part(self, t: float, first: Mark) -> None:
        # With this phrase a log begins, which holds all that it needs.
        if self._armed:
            self._armed = False
            self._reel = Reel(first.beat)
            self._line(t, "begin", {"beat": first.beat})
        elif self._size > self._limits.part_bytes:
            # What the phrase before it left sounding has ended here: told for the log that ends.
            done = max(first.done_beats, first.beat - _JUST_BEFORE_BEATS)
            self._write_mark(t, Mark("silenced", done, first.beat))
            self._line(t, "next", {"part": self._part + 1})
            self._close()
            self._open(first.beat)
            for token, (phrase, when) in list(self._given.items()):
                self._write_given(t, token, phrase, when)
        else:
            return
        for mark in self._in_force.values():
            self._write_mark(t, mark._replace(done_beats=first.beat, beat=first.beat))

    # -- the .mid file ---------------------------------------------------------------------------

    def _write_mid_when_due(self) -> None:
        if time.monotonic() >= self._next_mid:
            with contextlib.suppress(PermissionError):  # Windows: somebody has it open; next time
                self._write_mid()
            pause_s = max(FIRST_MID_S, self._reel.size / BYTES_PER_S)
            self._next_mid = time.monotonic() + pause_s

    def _write_mid(self) -> None:
        path = self._log.with_suffix(".mid")
        aside = path.with_suffix(".mid.part")
        with aside.open("wb") as file:
            file.write(self._reel.file())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
