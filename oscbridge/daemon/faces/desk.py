"""The faces desk: frames in, one look at a time, answers out to whoever sent them.

The eyes look at one frame at a time. While they look, newer frames wait in a mailbox in which the
latest wins; what is passed over is counted and told. A look that takes too long, or that kills the
eyes, costs only itself: the asker gets a coded error, the eyes are started again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oscbridge.daemon.faces.look import Look
from oscbridge.daemon.faces.mailbox import LatestMailbox
from oscbridge.daemon.faces.tally import Tally
from oscbridge.daemon.metrics.meter import Meter
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.errors import OscbridgeError
from oscbridge.files.refused import Blame, fingerprint
from oscbridge.osc.clients import Peer
from oscbridge.system.shared_bytes import SharedBytes, SharedWriter
from oscbridge.vision import process
from oscbridge.vision.messages import (
    Answer,
    EyesReady,
    EyesUnable,
    Failed,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Opened,
    Quit,
    Saw,
)
from oscbridge.vision.readers.registry import check_reader
from oscbridge.vision.reading import Reading
from oscbridge.vision.settings import Attention, EyesSettings, ReadWith
from oscbridge.vision.sight import Sight
from oscbridge.vision.tracking.choice import LARGEST, Which, rule_of

if TYPE_CHECKING:
    from oscbridge.daemon.cluster.desk import ClusterDesk

log = logging.getLogger(__name__)

LONGEST_LOOK_S = 10.0
"""A look that takes longer has hung; the eyes are ended and started again."""


class FacesDesk:
    """Owns the eyes.

    Args:
        settings: for the eyes.
        replies: where answers go.
        felt: called with who asked and what was read of the one who is followed, or None for a
            frame in which nobody is.
        on_ready: called when the eyes are ready, at the start and after each restart.
        on_fatal: called with code and message when they cannot open at all.
        follow: who is followed, see ``follow``.
        read_all: whether every face is read.
        meter: counts frames.
        cluster: whose eyes look as long as they are there; the desk's own wait then.
    """

    def __init__(
        self,
        settings: EyesSettings,
        replies: Replies,
        felt: Callable[[Asker, Reading | None], None],
        on_ready: Callable[[], None],
        on_fatal: Callable[[str, str], None],
        follow: Which = LARGEST,
        read_all: bool = False,
        meter: Meter | None = None,
        cluster: ClusterDesk | None = None,
    ) -> None:
        self._meter = meter or Meter()
        self._replies = replies
        self._felt = felt
        self._on_ready = on_ready
        self._on_fatal = on_fatal
        self._ever_ready = False
        self._mailbox: LatestMailbox[Look] = LatestMailbox()
        self._passed_over = Tally()
        self._token = 0
        # One look at a time: one block of shared memory is enough.
        self._shared = SharedWriter()
        self._looking: tuple[int, Look, asyncio.TimerHandle] | None = None
        self._blame = Blame("eyes")
        self._opened = ""
        self._hangs = False
        self.worker = Worker("eyes", process.serve, settings, Quit(), self._heard, self._died)
        self._cluster = cluster if cluster is not None and cluster.is_wanted else None
        if self._cluster is not None:
            self._cluster.readers.answered = self._answer
            self._cluster.readers.again = self._next
        self.ready = False
        self.last_frame: bytes | None = None
        """The encoded picture that was answered last; None where it was none."""
        self._answered = 0
        self._last_from: Peer | None = None
        self._attention = Attention(rule_of(follow), read_all, settings.read_with)
        self._last: Sight | None = None

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [
            ("eyes", "ready" if self.ready else "starting"),
            ("frames_answered", self._answered),
            ("frames_dropped", self._passed_over.total),
            ("follow", str(self._attention.which)),
            ("read_all", int(self._attention.read_all)),
            ("reader", self._read_with.reader),
            ("melancholy", int(self._read_with.melancholy)),
            ("faces", len(self._last.faces) if self._last else 0),
            ("face_id", self._last.faces[0].id if self._last and self._last.reading else 0),
            ("eyes_pid", self.worker.pid or 0),
            ("eyes_restarts", self.worker.restarts),
        ]

    def start(self) -> None:
        """Open the eyes."""
        self.worker.start()

    async def stop(self) -> None:
        """Close the eyes."""
        if self._looking is not None:
            self._looking[2].cancel()
        await self.worker.stop()
        self._shared.close()

    def follow(self, which: Which) -> None:
        """Choose whose emotion is felt: ``largest``, ``centre``, ``group``, or a face's number.

        Raises:
            OscbridgeError: ``unknown-choice``.
        """
        self._attention = replace(self._attention, which=rule_of(which))

    def read_all(self, on: bool) -> None:
        """Read every face, or only the one that is followed."""
        self._attention = replace(self._attention, read_all=on)

    def read_with(self, *, reader: str | None = None, melancholy: bool | None = None) -> None:
        """Choose what reads the faces from the next frame on; None leaves it as it is.

        Raises:
            OscbridgeError: ``unknown-reader``, naming those there are.
        """
        chosen = self._read_with
        if reader is not None:
            check_reader(reader)
            chosen = replace(chosen, reader=reader)
        if melancholy is not None:
            chosen = replace(chosen, melancholy=melancholy)
        self._attention = replace(self._attention, read_with=chosen)

    @property
    def _read_with(self) -> ReadWith:
        return self._attention.read_with or ReadWith()

    def frame(self, asker: Asker, image: bytes, done: Callable[[], None] = lambda: None) -> None:
        """An encoded picture: JPEG, PNG or WebP; ``done`` see ``Look``."""

        def order(token: int, place: SharedBytes) -> LookAtBytes:
            return LookAtBytes(token, place, f"{asker.peer} camera", self._attention)

        kind = "camera" if asker.is_own else "encoded"
        self._offer("camera", Look(asker, order, image, is_encoded=True, done=done, kind=kind))

    def raw(self, asker: Asker, width: int, height: int, layout: str, pixels: bytes) -> None:
        """Bare pixels, row by row from the top."""

        def order(token: int, place: SharedBytes) -> LookAtRaw:
            source = f"{asker.peer} camera"
            return LookAtRaw(token, place, width, height, layout, source, self._attention)

        self._offer("camera", Look(asker, order, pixels, is_file=False, kind="raw"))

    def file(self, asker: Asker, path: str) -> None:
        """A picture in a file. Different files wait side by side; the same one only once."""

        def order(token: int, _: SharedBytes) -> LookAtFile:
            source = f"{asker.peer} {path}"
            return LookAtFile(token, path, source, self._attention, refused=self._blame.refused)

        self._offer(path, Look(asker, order, kind="file"))

    def passed_over(self, asker: Asker, count: int) -> None:
        """So many frames of a camera of ours were passed over before they came here."""
        self._meter.frames_received("camera", count)
        self._tell_passed_over(asker, count, "camera")

    def _tell_passed_over(self, asker: Asker, count: int, kind: str) -> None:
        self._meter.frames_dropped(kind, count)
        count_of_asker = self._passed_over.add(asker.peer, count)
        # Listeners would take a bare "dropped" for their own frames.
        name = f"{asker.id}/dropped" if asker.is_own else "dropped"
        self._replies.reply(asker, name, count_of_asker)

    def forget_frame(self, asker: Asker) -> None:
        """Keep no picture of the asker, who is gone, and look at none that waits."""
        self._mailbox.forget(asker.peer)
        if self._looking is not None and self._looking[1].asker.peer == asker.peer:
            token, look, limit = self._looking
            self._looking = (token, replace(look, is_encoded=False), limit)
        if self._cluster is not None:
            self._cluster.readers.forget_frame(asker)
        if self._last_from == asker.peer:
            self.last_frame = self._last_from = None

    def _offer(self, stream: str, look: Look) -> None:
        self._meter.frames_received(look.kind)
        look = replace(look, stream=f"{look.asker.peer} {stream}")
        passed_over = self._mailbox.offer(look.asker.peer, stream, look)
        if passed_over is not None:
            self._tell_passed_over(passed_over.asker, 1, passed_over.kind)
            passed_over.done()
        self._next()

    def _next(self) -> None:
        if self._cluster is not None:
            self._cluster.readers.take(lambda: self._take(self._is_for_cluster))
        if not self.ready or self._looking is not None:
            return
        while (look := self._take(self._is_for_own_eyes)) is not None:
            try:
                place = self._shared.write(look.pixels)
            except OscbridgeError as error:
                self._refuse(look, error.code, error.message)
                look.done()
                continue
            self._token += 1
            self._opened, self._hangs = "", False
            limit = asyncio.get_running_loop().call_later(LONGEST_LOOK_S, self._hung)
            self._looking = (self._token, look, limit)
            order = look.order(self._token, place)
            if self._cluster is not None:
                order = self._cluster.memories.onto(order, look.stream, time.monotonic())
            self.worker.send(order)
            return

    def _take(self, is_wanted: Callable[[Look], bool]) -> Look | None:
        """The next look of those that are wanted, and that nothing is known against."""
        while (look := self._mailbox.take(is_wanted)) is not None:
            try:
                if look.is_file and look.pixels:
                    self._blame.refused.check(look.pixels)
            except OscbridgeError as error:
                self._refuse(look, error.code, error.message)
                look.done()
                continue
            return look
        return None

    def _is_for_own_eyes(self, look: Look) -> bool:
        """All looks, but where a cluster reads: files only, which lie on this machine."""
        if self._cluster is None:
            return True
        readers = self._cluster.readers
        return not (look.pixels and readers.are_there) and not readers.is_read(look.stream)

    def _is_for_cluster(self, look: Look) -> bool:
        """What came as bytes, of a stream that nobody looks at: the next look at it needs what the
        one under way remembers. Files lie on this machine, and are opened by its own eyes."""
        assert self._cluster is not None
        is_read_here = self._looking is not None and self._looking[1].stream == look.stream
        return (
            bool(look.pixels)
            and not is_read_here
            and not self._cluster.readers.is_read(look.stream)
        )

    def _refuse(self, look: Look, code: str, message: str) -> None:
        self._meter.frame_refused(look.kind)
        self._replies.error(look.asker, code, message)

    def _done(self, token: int) -> Look | None:
        if self._looking is None or self._looking[0] != token:
            return None
        _, look, limit = self._looking
        limit.cancel()
        self._looking = None
        look.done()
        return look

    def _heard(self, event: Answer) -> None:
        if isinstance(event, EyesReady):
            log.info("eyes ready after %.1f s", event.milliseconds / 1000)
            self.ready = self._ever_ready = True
            self._on_ready()
        elif isinstance(event, EyesUnable) and not self._ever_ready:
            self._on_fatal(event.code, event.message)
        elif isinstance(event, EyesUnable):
            log.error("the eyes cannot start: %s: %s", event.code, event.message)
            self._replies.error(None, event.code, event.message)
        elif isinstance(event, Opened):
            self._opened = event.fingerprint
        else:
            look = self._done(event.token)
            if look is not None:
                self._answer(look, event)
        self._next()

    def _answer(self, look: Look, answer: Saw | Failed) -> None:
        self._answered += 1
        if isinstance(answer, Saw):
            now_s, sight = time.monotonic(), answer.sight
            if self._cluster is not None and answer.memory is not None:
                sight = self._cluster.memories.keep(look.stream, answer.memory, sight, now_s)
            if look.is_file and look.pixels:
                self._blame.lived(look.pixels)
            elif look.is_file:
                self._blame.lived_print(self._opened)
            self.last_frame = look.pixels if look.is_encoded else None
            self._last_from = look.asker.peer
            self._tell(look.asker, sight)
            self._meter.frame_answered(look.kind, sight.timing, time.monotonic() - look.came_s)
            return
        if answer.code == "image-too-slow":
            self._blame.hung(self._fingerprint(look))
        elif answer.code == "reader-lost" and look.is_file:
            # Maybe its machine was unplugged, maybe the frame killed it: once is no proof.
            self._blame.died(fingerprint(look.pixels), -signal.SIGTERM)
        self._refuse(look, answer.code, answer.message)

    def _fingerprint(self, look: Look) -> str:
        """Of what the eyes are or were at; empty for bare pixels, and for a file not yet opened."""
        if not look.is_file:
            return ""
        return fingerprint(look.pixels) if look.pixels else self._opened

    def _tell(self, asker: Asker, sight: Sight) -> None:
        self._last = sight
        if sight.reading is None:
            self._replies.share(asker, "noface")
        else:
            face = sight.faces[0]
            reading = sight.reading
            affect = reading.affect
            # First what is waited for most: each message that is sent may wake its reader, and
            # costs the next one a tenth of a millisecond.
            self._replies.share(
                asker, "emotion", reading.label, reading.confidence, affect.valence, affect.arousal
            )
            self._replies.share(asker, "face", *face.box, face.score)
            self._replies.tell_with(asker, "scores", *reading.scores)
            if reading.melancholy is not None:
                self._replies.share(asker, "melancholy", reading.melancholy)
        self._felt(asker, sight.reading)
        self._tell_each(asker, sight)
        timing = sight.timing
        self._replies.share(
            asker, "timing", timing.decode_ms, timing.detect_ms, timing.read_ms, timing.total_ms
        )

    def _tell_each(self, asker: Asker, sight: Sight) -> None:
        self._replies.share(asker, "faces", len(sight.faces))
        for face in sight.faces:
            self._replies.share(asker, "face/who", face.id, *face.box, face.score)
        for face, reading in zip(sight.faces, sight.readings, strict=True):
            if reading is not None:
                self._replies.share(
                    *(asker, "face/emotion", face.id, reading.label, reading.confidence),
                    *(reading.affect.valence, reading.affect.arousal),
                )

    def _hung(self) -> None:
        log.error("a look took more than %g s; ending the eyes", LONGEST_LOOK_S)
        self._hangs = True
        self.worker.kill()

    def _died(self, status: int | None) -> None:
        self.ready = False
        self._shared.close()  # its name was for the dead ones only
        if self.worker.cannot_start:
            self._on_fatal("eyes-died", self.worker.cannot_start)
        if self._looking is None:
            message = f"the eyes died (exit status {status}) and are starting again"
            self._replies.error(None, "eyes-died", message)
        else:
            look = self._done(self._looking[0])
            assert look is not None
            self._meter.frame_refused(look.kind)
            known = self._fingerprint(look)
            if self._hangs:
                self._blame.hung(known)
                code, what = "look-timeout", f"looking took more than {LONGEST_LOOK_S:g} s"
            else:
                self._blame.died(known, status)
                code, what = "eyes-died", f"the eyes died of this frame (exit status {status})"
            again = "the eyes are starting again; send another"
            self._replies.error(look.asker, code, f"{what}; {again}")
