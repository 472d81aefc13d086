"""The process that talks to the cluster for a room: looks and orders in, answers out.

It decides nothing. Whatever becomes of Ray (its library ends the process when its own part on this
machine dies), the main process only sees one of its children die, and goes on with its own workers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.cluster import hire
from oscbridge.cluster.actors import ComposerActor, Hello, Reader
from oscbridge.cluster.messages import (
    TRY_AGAIN,
    Away,
    ClusterSettings,
    ComposerAnswered,
    ComposerLost,
    ComposeThere,
    Event,
    LoadThere,
    LookThere,
    Member,
    Members,
    Quit,
    ReaderAnswered,
    ReaderLost,
    ReaderThere,
    Request,
)
from oscbridge.errors import OscbridgeError
from oscbridge.system.shared_bytes import SharedReader
from oscbridge.vision.messages import Failed, LookAtRaw

log = logging.getLogger(__name__)

BEAT_S = 0.5
"""Who was not heard for so long is asked whether it is there."""

HELLO_WITHIN_S = 2.0
"""Who does not say so within this time is not."""

AGAIN_S = 0.5

REST_S = 3.0
"""Who was lost is not greeted again before this."""

ALONE_S = 15.0
"""With nobody there for so long, this may be a cluster that was: the process starts anew."""

_FAREWELL_S = 1.0


def serve(connection: Connection, settings: ClusterSettings) -> None:
    """Join the cluster, hire who is wanted, carry messages until told to quit.

    Leaves with ``TRY_AGAIN`` when there is no cluster.
    """
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            ray = hire.join(settings.address, settings.namespace)
        except OscbridgeError as error:
            connection.send(Away(error.code, error.message))
            sys.exit(TRY_AGAIN)
        # Ray tells the terminal what happens to machines, at length; the events tell it shortly.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for told in (1, 2):
            os.dup2(nowhere, told)
        status = TRY_AGAIN
        try:
            status = asyncio.run(_Bridge(ray, connection, settings).run())
        except Exception as error:
            connection.send(Away("cluster-failed", f"{type(error).__name__}: {error}"[:300]))
        # With the cluster gone, Ray's own farewell may wait for ever.
        farewell = threading.Thread(target=ray.shutdown, daemon=True)
        farewell.start()
        farewell.join(_FAREWELL_S)
        os._exit(status)


@dataclass(slots=True)
class _Actor:
    """A reader or composer that answered.

    Args:
        handle: Ray's.
        member: what the main process is told of it.
        heard_s: when it answered last.
        lost: set when it died, or is out of reach.
        calls: that are under way.
    """

    handle: Any
    member: Member
    heard_s: float
    lost: asyncio.Event
    calls: int = 0


class _Bridge:
    """Who is there, and what is under way with each."""

    def __init__(self, ray: Any, connection: Connection, settings: ClusterSettings) -> None:
        self._ray = ray
        self._here = ray.get_runtime_context().get_node_id()
        self._connection = connection
        self._settings = settings
        self._actors: dict[str, OrderedDict[str, _Actor]] = {
            "reader": OrderedDict(),
            "composer": OrderedDict(),
        }
        self._shared: dict[str, SharedReader] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = asyncio.Event()
        self._told: set[tuple[str, str]] = set()

    async def run(self) -> int:
        """Until told to quit; the exit status."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        eyes, composer = self._settings.eyes, self._settings.composer
        for number in range(self._settings.readers):
            self._spawn(self._keep("reader", Reader, number, eyes, hire.READER_CPUS))
        for number in range(self._settings.composers):
            cpus = hire.COMPOSER_CPUS
            self._spawn(self._keep("composer", ComposerActor, number, composer, cpus))
        alone_since_s = self._now()
        while not self._stopped.is_set():
            self._tell_members()  # that we are alive, too
            if any(self._actors.values()):
                alone_since_s = self._now()
            elif self._now() - alone_since_s > ALONE_S:
                return TRY_AGAIN
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), BEAT_S)
        return 0

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(EOFError, OSError, RuntimeError):
            while not isinstance(request := self._connection.recv(), Quit):
                loop.call_soon_threadsafe(self._obey, request)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._stopped.set)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell(self, event: Event) -> None:
        try:
            self._connection.send(event)
        except OSError:  # the main process is gone
            self._stopped.set()

    # -- who is there ----------------------------------------------------------------------------

    async def _keep(self, role: str, kind: type, number: int, settings: Any, cpus: float) -> None:
        """Have the one of this number as long as we run, wherever Ray starts it again."""
        name = f"{role}-{number}"
        while True:
            try:
                handle = hire.hire(self._ray, kind, role, number, settings, cpus)
                hello: Hello = await handle.hello.remote()
            except Exception as error:  # Ray's errors, and those of the actor's own start
                self._say_why(name, error)
                await asyncio.sleep(AGAIN_S)
                continue
            member = Member(name, hello.host, hello.node == self._here, hello.engines)
            actor = _Actor(handle, member, self._now(), asyncio.Event())
            self._actors[role][name] = actor
            self._tell_members()
            await self._watch(actor)
            del self._actors[role][name]
            self._tell_members()
            # One on a machine that is dying may say hello once more.
            await asyncio.sleep(REST_S)

    async def _watch(self, actor: _Actor) -> None:
        """Return when it is lost."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(actor.lost.wait(), BEAT_S)
            if actor.lost.is_set():
                return
            if actor.calls or self._now() - actor.heard_s < BEAT_S:
                continue
            try:
                hello = asyncio.wrap_future(actor.handle.hello.remote().future())
                await asyncio.wait_for(hello, HELLO_WITHIN_S)
                actor.heard_s = self._now()
                if actor.member.name in self._actors["reader"]:
                    self._tell(ReaderThere(actor.member.name))
            except Exception:
                return

    def _tell_members(self) -> None:
        readers, composers = (
            # Who is lost may not have left yet; told as there, it would be given work.
            tuple(one.member for one in self._actors[role].values() if not one.lost.is_set())
            for role in ("reader", "composer")
        )
        self._tell(Members(readers, composers))

    def _say_why(self, name: str, error: Exception) -> None:
        if isinstance(error, self._ray.exceptions.ActorUnavailableError):
            return  # it is being started again
        cause = getattr(error, "cause", None) or error.__cause__ or error
        code = cause.code if isinstance(cause, OscbridgeError) else "worker-missing"
        text = str(cause).strip().rpartition("\n")[2][:200]
        if (name, code) not in self._told:
            self._told.add((name, code))
            self._tell(Away(code, f"{name} of the cluster cannot start: {text}"))

    # -- work ------------------------------------------------------------------------------------

    def _obey(self, request: Request) -> None:
        if isinstance(request, LookThere):
            self._look(request)
        elif isinstance(request, ComposeThere):
            self._spawn(self._compose(request))
        elif isinstance(request, LoadThere):
            for actor in self._actors["composer"].values():
                self._spawn(self._load(actor, request))

    def _look(self, request: LookThere) -> None:
        name, look = request.reader, request.look
        place = look.pixels if isinstance(look, LookAtRaw) else look.image
        try:
            # Copied at once: the block is the main process's again when we have answered.
            with self._shared.setdefault(name, SharedReader()).view(place) as view:
                data = hire.pieces(view)
        except OscbridgeError as error:
            self._tell(ReaderAnswered(name, Failed(look.token, error.code, error.message)))
            return
        self._spawn(self._looked(name, request, data))

    async def _looked(self, name: str, request: LookThere, data: list[bytes]) -> None:
        actor = self._actors["reader"].get(name)
        if actor is None:
            self._tell(ReaderLost(name, request.look.token))
            return
        actor.calls += 1
        try:
            answer = await actor.handle.look.remote(request.look, *data)
        except Exception as error:
            log.debug("%s was lost: %r", name, error)
            actor.lost.set()
            self._tell(ReaderLost(name, request.look.token))
            return
        finally:
            actor.calls -= 1
        actor.heard_s = self._now()
        self._tell(ReaderAnswered(name, answer))

    async def _compose(self, request: ComposeThere) -> None:
        actor = self._actors["composer"].get(request.composer)
        try:
            if actor is None:
                raise LookupError(request.composer)
            actor.calls += 1
            try:
                answer = await actor.handle.answer.remote(request.order)
            finally:
                actor.calls -= 1
        except Exception as error:
            log.debug("%s was lost: %r", request.composer, error)
            if actor is not None:
                actor.lost.set()
            self._tell(ComposerLost(request.composer, request.order.token))
            return
        actor.heard_s = self._now()
        self._tell(ComposerAnswered(request.composer, answer))

    async def _load(self, actor: _Actor, request: LoadThere) -> None:
        try:
            await actor.handle.answer.remote(request.order)
            hello = await actor.handle.hello.remote()
        except Exception:
            actor.lost.set()
            return
        actor.member = replace(actor.member, engines=hello.engines)
        self._tell_members()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
