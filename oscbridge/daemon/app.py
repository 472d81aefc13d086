"""The daemon itself: it starts the desks, gives each request to the one it is for, and stops all.

Nothing here computes. The server calls ``_handle`` with a checked request; an OscbridgeError that
leaves a desk becomes the one error reply that the sender gets.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import secrets
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from oscbridge import __version__
from oscbridge.cluster.messages import ClusterSettings
from oscbridge.config.settings import Settings
from oscbridge.daemon.camera import CAMERA, CameraDesk
from oscbridge.daemon.cluster.desk import ClusterDesk
from oscbridge.daemon.ears.desk import EarsDesk
from oscbridge.daemon.faces.desk import FacesDesk
from oscbridge.daemon.felt.desk import FeltDesk
from oscbridge.daemon.metrics.export import MetricsDesk
from oscbridge.daemon.metrics.meter import Meter
from oscbridge.daemon.music.desk import MusicDesk
from oscbridge.daemon.music.player_status import ASK_EVERY_S
from oscbridge.daemon.reload import live_keys, reload
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.daemon.service import ServiceManager
from oscbridge.daemon.session import SessionDesk
from oscbridge.daemon.web.page import PageDesk
from oscbridge.daemon.web.values import Present
from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import root_folders
from oscbridge.music.messages import ComposerSettings
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.limits import COUNTED
from oscbridge.osc.requests import Request
from oscbridge.osc.server import OscServer
from oscbridge.system.networks import AllowList
from oscbridge.system.tasks import every, in_background
from oscbridge.vision.settings import EyesSettings, ReadWith
from oscbridge.weights import models

log = logging.getLogger(__name__)


class Daemon:
    """All of oscbridge, running.

    Args:
        settings: what the user configured.
        reread: gives what the user has configured by now, for a reload; without it there is none.
    """

    def __init__(self, settings: Settings, reread: Callable[[], Settings] | None = None) -> None:
        self._read = settings
        self._reread = reread
        if settings.music.seed < 0:
            drawn = dataclasses.replace(settings.music, seed=secrets.randbelow(2**31))
            settings = dataclasses.replace(settings, music=drawn)
        self._settings = settings
        self._started_s = time.monotonic()
        self._stopped = asyncio.Event()
        self._fatal: OscbridgeError | None = None
        self._manager = ServiceManager()
        self.server = OscServer(
            self._handle,
            settings.osc.host,
            settings.osc.port,
            lease_s=settings.osc.lease_s,
            bundle_horizon_s=settings.osc.bundle_horizon_s,
            allow=AllowList.parse(settings.osc.allow),
        )
        self._replies = Replies(self.server)
        meter = Meter()
        self._ready = False
        roots = root_folders(settings.paths.roots)
        for key, weights in (("face", settings.face.weights), ("music", settings.music.weights)):
            if weights:
                log.info("%s.weights: %s is your own, held against no checksum", key, weights)
        eyes = EyesSettings(
            min_face_px=settings.face.min_face_px,
            detect_every_s=settings.face.detect_every_s,
            max_bytes=settings.face.max_bytes,
            max_pixels=settings.face.max_pixels,
            runtime=settings.face.runtime,
            device=settings.face.device,
            roots=roots,
            weights=settings.face.weights,
            read_with=ReadWith(settings.face.reader, settings.face.melancholy),
        )
        self._cluster = ClusterDesk(_cluster(settings, eyes), self._replies)
        self._faces = FacesDesk(
            eyes,
            self._replies,
            lambda asker, reading: self._felt.saw(asker, reading),
            self._check_ready,
            self._fail,
            settings.face.follow,
            settings.face.read_all,
            meter,
            self._cluster,
        )
        self._session = SessionDesk(settings, self._replies)
        self._replies.watch_errors(self._session.error)
        self._music = MusicDesk(
            settings,
            self._replies,
            self._check_ready,
            self._fail,
            self._session,
            meter,
            self._cluster.composers,
        )
        self._ears = EarsDesk(
            settings.music, self._replies, self._music.prime, self._music.heard, roots
        )
        self._felt = FeltDesk(settings.face, self._replies, self._music.feel)
        self._camera = CameraDesk(
            settings, self._replies, self._faces, lambda: self._felt.saw(CAMERA, None)
        )
        self._metrics = MetricsDesk(meter, self.server, self._music, self._facts)
        self._page = PageDesk(
            settings,
            self.server,
            lambda: self._faces.last_frame,
            Present(self._faces, self._felt, self._music, lambda: self.server.models),
            self._metrics,
        )
        self._desks: Mapping[str, Callable[[Asker, Any], None]] = self._addresses()

    async def run(self) -> None:
        """Run until ``stop`` is called.

        Raises:
            OscbridgeError: what kept it from starting: ``port-busy``, ``port-missing`` …
        """
        player = self._music.player
        await self.server.start()
        async with contextlib.AsyncExitStack() as ending:
            # From the last to the first, each whatever becomes of the others: the music, which is
            # what is heard, before all else.
            for part in (
                *(self.server, self._page, self._ears, self._faces),
                *(self._cluster, self._camera, self._session, self._music),
            ):
                ending.push_async_callback(part.stop)
            for work, name in (
                (self._felt.run(), "the felt emotion"),
                (self._manager.keep_alive(self._healthy), "the signs of life"),
                (every(ASK_EVERY_S, player.check, "asking the player"), "asking the player"),
                (self._name_models(), "naming the weights"),
            ):
                ending.callback(in_background(work, name).cancel)
            ending.callback(self._manager.leaving)
            if self._session.wanted:
                self._session.start()
            self._music.start()
            self._faces.start()
            self._cluster.start()
            await self._page.start()
            await self._stopped.wait()
        if self._fatal is not None:
            raise self._fatal

    def stop(self) -> None:
        """End every note and leave ``run``."""
        self._stopped.set()

    # -- requests --------------------------------------------------------------------------------

    def _addresses(self) -> Mapping[str, Callable[[Asker, Any], None]]:
        """What is done for each address: called with the asker and the bound values."""
        faces, felt, music = self._faces, self._felt, self._music
        conductor, player, ears = music.conductor, music.player, self._ears
        return {
            "status": lambda asker, _: self._status(asker),
            "reload": lambda asker, _: self.reload(asker),
            "frame": lambda asker, v: faces.frame(asker, v["blob"]),
            "frame/raw": lambda asker, v: faces.raw(
                asker, v["width"], v["height"], v["format"], v["blob"]
            ),
            "file": lambda asker, v: faces.file(asker, v["path"]),
            "camera": lambda _, v: self._camera.switch(v["on"]),
            "affect/set": lambda asker, v: felt.take_over(
                asker, v["valence"], v["arousal"], v["seconds"]
            ),
            "affect/release": lambda *_: felt.release(),
            "affect/freeze": lambda _, v: felt.freeze(v["on"]),
            "felt": lambda asker, _: felt.ask(asker),
            "felt/hold": lambda _, v: felt.tune(hold_s=v["seconds"]),
            "felt/fade": lambda _, v: felt.tune(fade_s=v["seconds"]),
            "felt/steady": lambda _, v: felt.tune(
                label_margin=v["margin"], label_for_s=v["seconds"]
            ),
            "felt/uncertain": lambda _, v: felt.tune(
                uncertain_below=v["below"], when_uncertain=v["then"]
            ),
            "felt/sources": lambda _, v: felt.tune(sources=v["rule"]),
            "smoothing": lambda _, v: felt.tune(smoothing_s=v["seconds"], quick_s=v["quick"]),
            "follow": lambda _, v: faces.follow(v["which"]),
            "reader": lambda _, v: faces.read_with(reader=v["name"]),
            "reader/melancholy": lambda _, v: faces.read_with(melancholy=v["on"]),
            "faces/all": lambda _, v: faces.read_all(v["on"]),
            "phrase": lambda asker, v: music.phrase(asker, v["engine"], v["seed"]),
            "play": lambda *_: music.play(),
            "stop": lambda *_: music.halt(),
            "panic": lambda *_: music.panic(),
            "engine": lambda asker, v: music.engine(asker, v["name"]),
            "tempo": lambda _, v: music.tempo(v["bpm"]),
            "key": lambda _, v: music.wish(key=v["name"]),
            "range": lambda _, v: music.wish(lowest=v["lowest"], highest=v["highest"]),
            "density": lambda _, v: music.wish(density=v["factor"]),
            "temperature": lambda _, v: music.wish(temperature=v["factor"]),
            "primer": lambda asker, v: ears.primer(asker, v["path"]),
            "listen": lambda asker, v: ears.listen(asker, v["path"]),
            "primer/bars": lambda _, v: ears.bars(v["bars"]),
            "primer/voices": lambda _, v: ears.voices(v["voices"]),
            "primer/clear": lambda asker, _: ears.clear(asker),
            "primer/live": lambda asker, v: music.live.switch(asker, v["on"]),
            "primer/mode": lambda _, v: music.live.choose(v["mode"]),
            "seed": lambda _, v: conductor.set_seed(v["n"]),
            "mode": lambda _, v: conductor.set_mode(v["mode"]),
            "clock": lambda asker, v: music.clock(asker, v["source"]),
            "clock/offset": lambda _, v: player.clock_offset(v["ms"], v["beats"] or 0.0),
            "clock/out": lambda _, v: player.clock_out(v["on"]),
            "downbeat": lambda *_: player.downbeat(),
            "record": lambda asker, v: self._session.switch(asker, v["on"], player.tape),
        }

    def _handle(self, request: Request) -> None:
        name = request.address.removeprefix(ROOT)
        self._session.asked(name, request.values)
        self._desks[name](Asker.of(request), request.values)

    def _status(self, asker: Asker) -> None:
        def tell(music: Facts) -> None:
            facts = [*self._facts(), *music]
            # The first one says how many follow, so that nobody has to guess when all are there.
            for name, value in [("facts", len(facts)), *facts]:
                self._replies.reply(asker, "status", name, value, asker.id)

        self._music.status(tell)

    def _facts(self) -> Facts:
        return [
            ("version", __version__),
            ("ready", int(self._ready)),
            ("uptime_s", round(time.monotonic() - self._started_s, 1)),
            ("subscribers", len(self.server.subscriptions.targets())),
            ("connections", len(self.server.connections)),
            *((name, self.server.counters[name]) for name in COUNTED),
            *self._page.facts(),
            *self._felt.facts(),
            *self._faces.facts(),
            *self._cluster.facts(),
            *self._camera.facts(),
            *self._ears.facts(),
            *self._session.facts(),
        ]

    # -- readiness -------------------------------------------------------------------------------

    def _check_ready(self) -> None:
        if self._ready or not (self._faces.ready and self._music.ready):
            return
        self._ready = True
        log.info("ready after %.1f s", time.monotonic() - self._started_s)
        self.server.announce_ready()
        self._camera.start()
        self._manager.ready(f"oscbridge {__version__} on port {self._settings.osc.port}")
        if self._settings.music.start == "at-start":
            self._music.play()

    def _healthy(self) -> bool:
        """Whether a service manager should leave us alone: faces and music, or still starting."""
        return not self._ready or (self._faces.ready and self._music.ready)

    async def _name_models(self) -> None:
        found = await asyncio.to_thread(models.shipped_digests)
        self._metrics.models = found
        self.server.models = " ".join(f"{name}={digest}" for name, digest in found.items())

    # -- new settings ----------------------------------------------------------------------------

    def reload(self, asker: Asker | None) -> None:
        """Read the settings again and take over what can be had at once.

        Raises:
            OscbridgeError: ``config-missing``, ``config-invalid`` …: nothing is changed then;
                ``reload-refused``: some of it was.
        """
        if self._reread is None:
            raise OscbridgeError("config-missing", "this daemon was started without a config file")
        new = self._reread()
        done = reload(
            self._read, new, live_keys(self._faces, self._felt, self._music, self._camera)
        )
        self._read = done.holds
        log.info(
            "config read again; changed: %s; after a restart: %s",
            " ".join(done.changed) or "nothing",
            " ".join(done.waiting) or "nothing",
        )
        told = (" ".join(done.changed), " ".join(done.waiting))
        self._replies.share(asker, "reloaded", *told)
        if done.refused:
            reasons = "; ".join(f"{key}: {message}" for key, _, message in done.refused)
            raise OscbridgeError("reload-refused", reasons)

    def reload_by_signal(self) -> None:
        """``reload`` for SIGHUP: what goes wrong is told to all listeners."""
        try:
            self.reload(None)
        except OscbridgeError as error:
            log.error("%s", error)
            self._replies.error(None, error.code, error.message)

    def _fail(self, code: str, message: str) -> None:
        self._fatal = OscbridgeError(code, message)
        self.stop()


def _cluster(settings: Settings, eyes: EyesSettings) -> ClusterSettings | None:
    workers = settings.workers
    if workers.kind == "local":
        return None
    return ClusterSettings(
        workers.address,
        workers.namespace,
        workers.readers,
        workers.composers,
        # Files are opened by the room's own eyes alone.
        dataclasses.replace(eyes, roots=()),
        ComposerSettings(settings.music.engine, settings.music.weights),
    )


async def run_until_stopped(
    settings: Settings, reread: Callable[[], Settings] | None = None
) -> None:
    """Run a daemon until SIGINT or SIGTERM; SIGHUP makes it read its settings again.

    Raises:
        OscbridgeError: see ``Daemon.run``.
    """
    daemon = Daemon(settings, reread)
    loop = asyncio.get_running_loop()
    # Windows ends a console's programs with the last one.
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    for number in [getattr(signal, name) for name in names if hasattr(signal, name)]:
        try:
            loop.add_signal_handler(number, daemon.stop)
        except NotImplementedError:  # Windows: no loop handlers; a plain one must wake the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(daemon.stop))
    with contextlib.suppress(AttributeError, NotImplementedError):  # Windows has no such signal
        loop.add_signal_handler(signal.SIGHUP, daemon.reload_by_signal)
    await daemon.run()
