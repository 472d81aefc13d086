"""The camera desk: a camera of oscbridge's own, in a process that is there only while it is on.

What it shows goes the way of all frames; its answers are told to all listeners, with the id
``camera``. When it is lost, that is told once, the felt emotion is held and fades as it does
without a face, and the process is started again, with ever longer pauses, until it is back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from oscbridge.camera.messages import (
    TRY_AGAIN,
    CameraSpec,
    Event,
    Lost,
    Next,
    Opened,
    Picture,
    Quit,
    Refused,
)
from oscbridge.camera.process import serve
from oscbridge.config.settings import CameraSettings, Settings
from oscbridge.daemon.faces.desk import FacesDesk
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.workers import Worker
from oscbridge.errors import OscbridgeError
from oscbridge.system.shared_bytes import SharedReader
from oscbridge.system.tasks import in_background

log = logging.getLogger(__name__)

CAMERA = Asker.own("camera")

KINDS = ("device", "folder", "ndi", "spout", "syphon")


def camera_spec(camera: CameraSettings, max_bytes: int) -> CameraSpec | None:
    """Which camera is configured; None where none is.

    Raises:
        OscbridgeError: ``camera-ambiguous``.
    """
    named = [(kind, str(getattr(camera, kind))) for kind in KINDS if getattr(camera, kind)]
    if not named:
        return None
    if len(named) > 1:
        keys = ", ".join(f"camera.{kind}" for kind, _ in named)
        raise OscbridgeError(
            "camera-ambiguous", f"{keys} are set, and there is one camera; leave one of them"
        )
    ((kind, name),) = named
    if kind == "folder":
        name = str(Path(name).expanduser().absolute())
    return CameraSpec(
        kind,
        name,
        frames_per_s=camera.frames_per_s,
        width=camera.width,
        height=camera.height,
        mirror=camera.mirror,
        rotate=camera.rotate,
        loop=camera.loop,
        delete_read=camera.delete_read,
        max_bytes=max_bytes,
    )


class CameraDesk:
    """Owns the camera.

    Args:
        settings: which it is, and whether it is on.
        replies: where its state is told.
        faces: where its frames go.
        lost: called when it shows nothing any more.

    Raises:
        OscbridgeError: ``camera-ambiguous``.
    """

    def __init__(
        self,
        settings: Settings,
        replies: Replies,
        faces: FacesDesk,
        lost: Callable[[], None],
    ) -> None:
        self._spec = camera_spec(settings.camera, settings.face.max_bytes)
        self._on = settings.camera.enabled
        self._replies = replies
        self._faces = faces
        self._lost = lost
        self._worker: Worker | None = None
        self._runs: CameraSpec | None = None
        self._settling: asyncio.Task[None] | None = None
        self._started = False
        self._shared = SharedReader()
        self._state = "off" if self._spec else "none"
        self._shown = ""
        self._told: tuple[str, str] | None = None
        self._frames = 0
        self._restarts = 0

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        worker = self._worker
        return [
            ("camera", self._state),
            ("camera_source", self._shown or (self._spec.shown if self._spec else "none")),
            ("camera_frames", self._frames),
            ("camera_restarts", self._restarts + (worker.restarts if worker else 0)),
            ("camera_pid", (worker.pid if worker else None) or 0),
        ]

    def start(self) -> None:
        """Open it, if there is one, and it is on."""
        self._started = True
        self._settle()

    async def stop(self) -> None:
        """Close it."""
        self._started = False
        self._settle()
        if self._settling is not None:
            await self._settling
        self._shared.close()

    def switch(self, on: bool) -> None:
        """Turn it on or off.

        Raises:
            OscbridgeError: ``camera-missing`` when none is configured.
        """
        if on and self._spec is None:
            raise OscbridgeError(
                "camera-missing",
                "no camera is configured; write camera: 0 (or camera.folder …) into the config "
                "file, or start with --set camera=0",
            )
        self._on = on
        self._settle()

    def configure(self, settings: Settings) -> None:
        """Take new settings over, but not whether it is on.

        Raises:
            OscbridgeError: ``camera-ambiguous``; nothing is changed then.
        """
        self._spec = camera_spec(settings.camera, settings.face.max_bytes)
        self._settle()

    # -- one process, or none --------------------------------------------------------------------

    @property
    def _wanted(self) -> CameraSpec | None:
        return self._spec if self._on and self._started else None

    def _settle(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = in_background(self._change(), "changing the camera")

    async def _change(self) -> None:
        """Until what runs is what is wanted: a new one waits until the old one has let go."""
        while self._runs != self._wanted:
            worker, self._worker, self._runs = self._worker, None, None
            if worker is not None:
                self._restarts += worker.restarts
                await worker.stop()
                self._gone()
            self._runs = wanted = self._wanted
            if wanted is None:
                self._tell("off" if self._spec else "none")
                continue
            self._told = None
            self._tell("starting", wanted.shown)
            self._worker = self._new_worker(wanted)
            self._worker.start()

    def _new_worker(self, spec: CameraSpec) -> Worker:
        """One whose last words, once it was told to leave, count no more."""

        def heard(event: Event) -> None:
            if worker is self._worker:
                self._heard(worker, event)

        def died(status: int | None) -> None:
            if worker is self._worker:
                self._died(status)

        worker = Worker("camera", serve, spec, Quit(), heard, died, leaves_with=TRY_AGAIN)
        return worker

    def _heard(self, worker: Worker, event: Event) -> None:
        if isinstance(event, Opened):
            self._shown = event.shown
            if self._runs is not None and self._runs.kind == "folder":
                self._is_there()  # before its first picture, which may take hours to come
        elif isinstance(event, Lost):
            self._is_lost(event.code, event.message)
        elif isinstance(event, Refused):
            log.warning("%s: %s", event.code, event.message)
            self._replies.error(CAMERA, event.code, event.message)
        else:
            self._picture(worker, event)

    def _picture(self, worker: Worker, event: Picture) -> None:
        def another() -> None:
            worker.send(Next())

        if event.passed_over:
            self._faces.passed_over(CAMERA, event.passed_over)
        try:
            with self._shared.view(event.image) as view:
                image = bytes(view)
        except OscbridgeError as error:
            log.warning("a picture of the camera was lost: %s", error)
            another()
            return
        self._frames += 1
        self._is_there()
        # The next one when this one is answered: what the eyes have no time for is not encoded.
        self._faces.frame(CAMERA, image, another)

    def _is_there(self) -> None:
        self._told = None
        if self._state != "on":
            log.info("the camera is there: %s", self._shown)
            self._tell("on", self._shown)

    def _died(self, status: int | None) -> None:
        self._shared.close()
        if status != TRY_AGAIN:
            self._is_lost(
                "camera-died",
                f"the camera's process died (exit status {status}) and is starting again",
            )

    def _is_lost(self, code: str, message: str) -> None:
        if self._told != (code, message):  # once, and not at each new attempt
            self._told = (code, message)
            log.warning("it is tried until it is there: %s: %s", code, message)
            self._replies.error(CAMERA, code, message)
        self._tell("lost", self._shown or (self._runs.shown if self._runs else ""))
        self._gone()

    def _gone(self) -> None:
        self._faces.forget_frame(CAMERA)
        self._lost()

    def _tell(self, state: str, shown: str = "") -> None:
        if state != self._state:
            self._state = state
            self._replies.tell("camera/state", state, shown)
