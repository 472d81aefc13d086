"""The faces desk: frames in, one look at a time, answers out to whoever sent them.

The eyes look at one frame at a time. While they look, newer frames wait in a mailbox in which the
latest wins; what is passed over is counted and told. A look that takes too long, or that kills the
eyes, costs only itself: the asker gets a coded error, the eyes are started again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from oscbridge.affect import Affect
from oscbridge.daemon.mailbox import LatestMailbox
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.errors import OscbridgeError
from oscbridge.osc.clients import Peer
from oscbridge.shared_bytes import SharedBytes, SharedWriter
from oscbridge.vision import process
from oscbridge.vision.messages import (
    Answer,
    EyesReady,
    EyesUnable,
    LookAtBytes,
    LookAtFile,
    LookAtRaw,
    Quit,
    Saw,
)
from oscbridge.vision.sight import EyesSettings, Sight

log = logging.getLogger(__name__)

LONGEST_LOOK_S = 10.0
"""A look that takes longer has hung; the eyes are ended and started again."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame to look at, and who wants to know.

    Args:
        order: from a token and the place of the pixels in shared memory, what the eyes are told.
        pixels: empty for a file, which the eyes open themselves.
    """

    asker: Asker
    order: Callable[[int, SharedBytes], LookAtBytes | LookAtRaw | LookAtFile]
    pixels: bytes = b""


class FacesDesk:
    """Owns the eyes.

    Args:
        settings: for the eyes.
        replies: where answers go.
        felt: called with who asked and the affect of each face that was read, or None for a frame
            without one.
        on_ready: called when the eyes are ready, at the start and after each restart.
        on_fatal: called with code and message when they cannot open at all.
    """

    def __init__(
        self,
        settings: EyesSettings,
        replies: Replies,
        felt: Callable[[Asker, Affect | None], None],
        on_ready: Callable[[], None],
        on_fatal: Callable[[str, str], None],
    ) -> None:
        self._replies = replies
        self._felt = felt
        self._on_ready = on_ready
        self._on_fatal = on_fatal
        self._ever_ready = False
        self._mailbox: LatestMailbox[Look] = LatestMailbox()
        self._passed_over: Counter[Peer] = Counter()
        self._token = 0
        # One look at a time: one block of shared memory is enough.
        self._shared = SharedWriter()
        self._looking: tuple[int, Look, asyncio.TimerHandle] | None = None
        self.worker = Worker("eyes", process.serve, settings, Quit(), self._heard, self._died)
        self.ready = False
        self._answered = 0

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        return [
            ("eyes", "ready" if self.ready else "starting"),
            ("frames_answered", self._answered),
            ("frames_dropped", self._passed_over.total()),
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

    def frame(self, asker: Asker, image: bytes) -> None:
        """An encoded picture: JPEG, PNG or WebP."""

        def order(token: int, place: SharedBytes) -> LookAtBytes:
            return LookAtBytes(token, place, f"{asker.peer} camera")

        self._offer("camera", Look(asker, order, image))

    def raw(self, asker: Asker, width: int, height: int, layout: str, pixels: bytes) -> None:
        """Bare pixels, row by row from the top."""

        def order(token: int, place: SharedBytes) -> LookAtRaw:
            return LookAtRaw(token, place, width, height, layout, f"{asker.peer} camera")

        self._offer("camera", Look(asker, order, pixels))

    def file(self, asker: Asker, path: str) -> None:
        """A picture in a file. Different files wait side by side; the same one only once."""

        def order(token: int, _: SharedBytes) -> LookAtFile:
            return LookAtFile(token, path, f"{asker.peer} {path}")

        self._offer(path, Look(asker, order))

    def _offer(self, stream: str, look: Look) -> None:
        peer = look.asker.peer
        passed_over = self._mailbox.offer(peer, stream, look)
        if passed_over is not None:
            self._passed_over[peer] += 1
            self._replies.reply(passed_over.asker, "dropped", self._passed_over[peer])
        self._next()

    def _next(self) -> None:
        if not self.ready or self._looking is not None:
            return
        while (look := self._mailbox.take()) is not None:
            try:
                place = self._shared.write(look.pixels)
            except OscbridgeError as error:
                self._replies.error(look.asker, error.code, error.message)
                continue
            self._token += 1
            limit = asyncio.get_running_loop().call_later(LONGEST_LOOK_S, self._hung)
            self._looking = (self._token, look, limit)
            self.worker.send(look.order(self._token, place))
            return

    def _done(self, token: int) -> Look | None:
        if self._looking is None or self._looking[0] != token:
            return None
        _, look, limit = self._looking
        limit.cancel()
        self._looking = None
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
        else:
            look = self._done(event.token)
            if look is not None:
                self._answered += 1
                if isinstance(event, Saw):
                    self._tell(look.asker, event.sight)
                else:
                    self._replies.error(look.asker, event.code, event.message)
        self._next()

    def _tell(self, asker: Asker, sight: Sight) -> None:
        if sight.reading is None:
            self._replies.share(asker, "noface")
            self._felt(asker, None)
        else:
            face = sight.faces[0]
            reading = sight.reading
            affect = reading.affect
            self._replies.share(asker, "face", *face.box, face.score)
            self._replies.share(
                asker, "emotion", reading.label, reading.confidence, affect.valence, affect.arousal
            )
            self._replies.tell_with(asker, "scores", *reading.scores)
            self._felt(asker, affect)
        timing = sight.timing
        self._replies.share(
            asker, "timing", timing.decode_ms, timing.detect_ms, timing.read_ms, timing.total_ms
        )

    def _hung(self) -> None:
        log.error("a look took more than %g s; ending the eyes", LONGEST_LOOK_S)
        self.worker.kill()

    def _died(self, status: int | None) -> None:
        self.ready = False
        self._shared.close()  # its name was for the dead ones only
        if self._looking is not None:
            look = self._done(self._looking[0])
            assert look is not None
            self._replies.error(
                look.asker,
                "eyes-died",
                f"the eyes died of this frame (exit status {status}) and are starting again; "
                "send another",
            )
