"""A logged performance done again: the phrases are composed anew, and played without waiting.

Every phrase has its digest in the log. Where composing gives another phrase than it did (other
weights, another version of a library, another processor), that is told, and the notes of the log
are played: the performance is the same in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from oscbridge import __version__
from oscbridge.errors import OscbridgeError
from oscbridge.midi.tape.marks import Mark
from oscbridge.midi.tape.offline import perform
from oscbridge.midi.tape.reel import Reel
from oscbridge.music.messages import Compose
from oscbridge.music.variation import vary
from oscbridge.phrase import Phrase
from oscbridge.sessions.header import digests, packages
from oscbridge.sessions.log import ComposedLine, Given, Log, Logged, Made, Ordered
from oscbridge.sessions.notes import digest_of
from oscbridge.weights.models import shipped_files

Composer = Callable[[Compose], Phrase]


@dataclass(frozen=True, slots=True)
class Difference:
    """A phrase that came out otherwise than it did; ``what`` says which, in words."""

    line: int
    what: str


@dataclass(slots=True)
class Replayed:
    """A performance done again.

    Args:
        marks: all that was sent and silenced, in order.
        differences: phrases that came out otherwise; played as they were logged.
        composed: phrases that were composed anew.
    """

    begin_beat: float
    marks: list[Mark] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    composed: int = 0

    def file(self) -> bytes:
        """As a .mid file."""
        return reel_of(self.marks, self.begin_beat).file()


def reel_of(marks: Iterable[Mark], begin_beat: float) -> Reel:
    """Marks on a reel."""
    reel = Reel(begin_beat)
    for mark in marks:
        reel.add(mark)
    return reel


def replay(
    log: Log, compose: Composer | None, progress: Callable[[int], None] | None = None
) -> Replayed:
    """Do a logged performance again.

    Args:
        log: what was logged.
        compose: composes a phrase; None takes the notes from the log.
        progress: told the number of phrases composed so far.

    Raises:
        OscbridgeError: ``bad-session``: a phrase is missing in the log; what ``compose`` raises.
    """
    done = Replayed(log.begin_beat)
    phrases = _Phrases(compose, done, progress)
    for origin in log.origins:
        phrases.take(origin)
    done.marks.extend(perform(log.marks, phrases.of_token))
    return done


def composer(weights: Path | None = None) -> Composer:
    """Composes as the daemon does, in this process; ``weights`` as ``music.weights``.

    Its calls raise:
        OscbridgeError: ``unknown-engine``, ``weights-missing`` and what else an engine raises.
    """
    from oscbridge.music.compose import compose
    from oscbridge.music.engine import Engine, load_engine

    engines: dict[str, Engine] = {}

    def composed(order: Compose) -> Phrase:
        engine = engines.get(order.engine)
        if engine is None:
            engine = engines[order.engine] = load_engine(order.engine, weights)
        return compose(engine, order.primer, order.affect, order.bars, order.seed, order.wishes)

    return composed


def likely_cause(log: Log) -> str:
    """Why phrases might come out otherwise here than where the log was written."""
    now = digests(shipped_files())
    other = sorted(name for name, digest in log.models.items() if now.get(name) != digest)
    if other:
        return f"the weights of {', '.join(other)} are not those of the log"
    if log.version != __version__:
        return f"the log was written by oscbridge {log.version}; this is {__version__}"
    then = log.header.get("packages")
    if isinstance(then, dict):
        changed = [
            f"{name} {value}, now {packages().get(name, 'none')}"
            for name, value in then.items()
            if packages().get(name) != value
        ]
        if changed:
            return "other libraries compute now: " + ", ".join(changed)
    return "this processor rounds otherwise, or somebody changed the log"


class _Phrases:
    def __init__(
        self,
        compose: Composer | None,
        done: Replayed,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._compose = compose
        self._done = done
        self._progress = progress
        self._logged: dict[str, Phrase] = {}
        self._anew: dict[str, Phrase] = {}
        self._orders: dict[int, Ordered] = {}
        self._tokens: dict[int, Given] = {}

    def take(self, origin: Logged | Ordered | ComposedLine | Made | Given) -> None:
        if isinstance(origin, Logged):
            self._logged[origin.digest] = origin.phrase
        elif isinstance(origin, Ordered):
            self._orders[origin.order] = origin
        elif isinstance(origin, ComposedLine):
            self._composed(origin)
        elif isinstance(origin, Made):
            self._made(origin)
        else:
            self._tokens[origin.token] = origin

    def of_token(self, token: int) -> Phrase:
        given = self._tokens.get(token)
        if given is None:
            raise OscbridgeError("bad-session", f"the log does not say what phrase {token} was")
        return replace(self._of(given.digest, given.line), tempo_bpm=given.tempo_bpm)

    def _composed(self, line: ComposedLine) -> None:
        order = self._orders.pop(line.order, None)
        if order is None or self._compose is None:
            return
        primer = None
        if order.primer is not None:
            primer = replace(self._of(order.primer, order.line), tempo_bpm=order.primer_bpm)
        phrase = self._compose(
            Compose(
                order.order,
                order.engine,
                primer,
                order.affect,
                order.bars,
                order.seed,
                order.wishes,
            )
        )
        self._done.composed += 1
        if self._progress is not None:
            self._progress(self._done.composed)
        what = f"the phrase by {order.engine} with seed {order.seed}"
        self._compare(line.line, what, phrase, line.digest)

    def _made(self, line: Made) -> None:
        if self._compose is None:
            return
        source = self._of(line.of, line.line)
        late = line.how == "variation"
        phrase = vary(source, line.seed) if late else line.feel.onto(source)
        self._compare(line.line, "what was made of a phrase", phrase, line.digest)

    def _compare(self, line: int, what: str, phrase: Phrase, digest: str) -> None:
        if digest_of(phrase) == digest:
            self._anew[digest] = phrase
        else:
            self._done.differences.append(Difference(line, f"{what} has other notes"))

    def _of(self, digest: str, line: int) -> Phrase:
        phrase = self._anew.get(digest) or self._logged.get(digest)
        if phrase is None:
            raise OscbridgeError(
                "bad-session", f"line {line}: the log does not hold the notes of phrase {digest}"
            )
        return phrase


def first_difference(ours: bytes, recorded: bytes, *, complete: bool) -> str | None:
    """Where two .mid files part, in words; None where they do not.

    Args:
        ours, recorded: the files.
        complete: the log has its end. Without it one file may stop before the other: what both hold
            is compared.

    Raises:
        OscbridgeError: ``bad-midi``: one is no MIDI file.
    """
    if ours == recorded:
        return None
    a, b = list(_events(ours)), list(_events(recorded))
    if not complete:
        # What sounded where a file stops is ended there: that is no part of the performance.
        a, b = _until_cut(a), _until_cut(b)
        shorter = min(len(a), len(b))
        a, b = a[:shorter], b[:shorter]
    for number, (mine, theirs) in enumerate(zip(a, b, strict=False), 1):
        if mine != theirs:
            return f"event {number}: {_words(mine)} here, {_words(theirs)} in the recording"
    if len(a) != len(b):
        return f"{len(a)} events here, {len(b)} in the recording; all of the shorter are equal"
    return None if not complete else "the same events, but other bytes between them"


def _events(data: bytes) -> Iterator[tuple[int, bytes]]:
    import io

    import mido

    try:
        song = mido.MidiFile(file=io.BytesIO(data))
    except Exception as error:  # mido has no error of its own
        raise OscbridgeError("bad-midi", f"the recorded .mid cannot be read: {error}") from error
    tick = 0
    for message in song.tracks[0] if song.tracks else ():
        tick += message.time
        yield tick, bytes(message.bin()) if not message.is_meta else bytes(message.bytes())


def _until_cut(events: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    while events and (events[-1][1][:1] == b"\xff" or events[-1][1][0] & 0xF0 == 0x80):
        events.pop()
    return events


def _words(event: tuple[int, bytes]) -> str:
    from oscbridge.midi.tape.reel import TICKS_PER_BEAT
    from oscbridge.midi.wire import in_words

    tick, data = event
    return f"'{' '.join(in_words(data).split())}' at beat {tick / TICKS_PER_BEAT:.4f}"
