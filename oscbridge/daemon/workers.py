"""A worker: a child process with a pipe, watched, and started again when it dies.

Python's interpreter lock turns one busy thread into 5–20 ms of jitter for all others, so what
computes (eyes, composer) and what must be on time (player) live in processes of their own. This
file knows nothing of what they do: it starts ``serve(connection, settings)`` in a fresh
interpreter, carries messages to and fro without ever blocking the event loop, and tells when the
process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from oscbridge.system import logs
from oscbridge.system.interrupts import deaf_children

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 10.0
LINGER_S = 1.0
"""A worker that closed its pipe but lives on is no use; it is ended after this."""

HEALTHY_AFTER_S = 30.0
"""After a life of this length the next death is taken for the first: the pause is short again."""

MUTE_DEATHS = 3
"""A worker whose children died so often before any of them said a word cannot start."""


class Worker:
    """One supervised child process.

    Args:
        name: for logs and the process list.
        serve: the child's main function, importable by name: ``serve(connection, settings)``.
        settings: a picklable value for it.
        farewell: the message that asks the child to leave. (Closing the pipe would not do: a read
            under way in our own thread keeps it open.)
        on_event: called on the event loop with every object that the child sends.
        on_death: called on the event loop with the exit status when the child has died unasked; it
            is started again after a pause that doubles with each early death.
        leaves_with: the exit status of a child that has told by itself why it leaves, so that the
            log need not.
    """

    def __init__(
        self,
        name: str,
        serve: Callable[[Connection, Any], None],
        settings: Any,
        farewell: Any,
        on_event: Callable[[Any], None],
        on_death: Callable[[int | None], None],
        leaves_with: int | None = None,
    ) -> None:
        self.name = name
        self.restarts = 0
        self._serve = serve
        self._settings = settings
        self._farewell = farewell
        self._on_event = on_event
        self._on_death = on_death
        self._leaves_with = leaves_with
        self._context = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._gone = threading.Event()
        self._outbox: queue.SimpleQueue[tuple[Any] | None] = queue.SimpleQueue()
        self._started_at = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._restart: asyncio.TimerHandle | None = None
        self._ever_spoke = False
        self._was_killed = False
        self._mute_deaths = 0
        self._exit_status: int | None = None

    @property
    def cannot_start(self) -> str:
        """What there is to tell once its children died again and again, by themselves, and none
        ever said a word; empty before that."""
        if self._mute_deaths < MUTE_DEATHS:
            return ""
        return (
            f"the {self.name} process died {self._mute_deaths} times (exit status "
            f"{self._exit_status}) before it was ready; the log above says why, where it could"
        )

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the child. Call on the event loop.

        Where the system has no handle, no memory or no thread for it now, that is tried again as
        after a death.
        """
        self._loop = asyncio.get_running_loop()
        try:
            self._spawn()
        except (OSError, RuntimeError) as error:  # threads that cannot start raise the latter
            log.error(
                "the %s process cannot be started (%s); trying again in %.1f s",
                self.name,
                error,
                self._pause_s,
            )
            self._start_later()

    def _spawn(self) -> None:
        with contextlib.ExitStack() as undo:
            ours, theirs = self._context.Pipe(duplex=True)
            undo.callback(ours.close)
            process = self._context.Process(
                target=_enter,
                args=(self._serve, theirs, self._settings, logs.present()),
                name=f"oscbridge-{self.name}",
            )
            try:
                with deaf_children():
                    process.start()
            finally:
                theirs.close()
            undo.callback(process.join)
            undo.callback(process.kill)
            gone = threading.Event()
            threading.Thread(
                target=self._carry,
                args=(process, ours, self._outbox, gone),
                name=f"carry-{self.name}",
                daemon=True,
            ).start()
            undo.pop_all()
        self._process, self._gone = process, gone
        self._started_at = time.monotonic()

    def _start_later(self) -> None:
        assert self._loop is not None
        self._restart = self._loop.call_later(self._pause_s, self.start)
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)

    def send(self, message: Any) -> None:
        """Queue a message. Never blocks.

        What a worker has not answered when it dies is lost with it: ``on_death`` tells. What is
        sent after that waits for its successor.
        """
        self._outbox.put((message,))

    def kill(self) -> None:
        """End a child that no longer answers; it is started again as after any death."""
        if self._process is not None:
            self._was_killed = True
            self._process.kill()

    async def stop(self, timeout_s: float = 3.0) -> None:
        """Ask the child to leave, and wait; kill it when it does not."""
        self._stopping = True
        if self._restart is not None:
            self._restart.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        self._outbox.put((self._farewell,))
        self._outbox.put(None)
        if not await asyncio.to_thread(self._gone.wait, timeout_s):
            log.warning("the %s process did not leave within %g s; killed", self.name, timeout_s)
            process.kill()
            await asyncio.to_thread(self._gone.wait, timeout_s)

    def _carry(
        self, process: Any, connection: Connection, outbox: Any, gone: threading.Event
    ) -> None:
        writer = threading.Thread(
            target=self._write, args=(connection, outbox), name=f"writes-{self.name}", daemon=True
        )
        writer.start()
        try:
            while True:
                self._call(self._heard, connection.recv())
        except (EOFError, OSError):
            pass  # it is gone, or will be
        except Exception as error:  # as when another version was installed meanwhile
            log.error("the %s process cannot be understood; ending it", self.name, exc_info=error)
            process.kill()
        # Here and nowhere else: when two threads wait for a process, one is told it never was.
        process.join(LINGER_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        status = process.exitcode
        gone.set()
        outbox.put(None)
        writer.join()
        connection.close()
        self._call(partial(self._died, process), status)

    def _write(self, connection: Connection, outbox: Any) -> None:
        with contextlib.suppress(OSError):  # a death is told by the thread that reads
            while (item := outbox.get()) is not None:
                try:
                    connection.send(*item)
                except OSError:
                    raise
                except Exception as error:  # what is sent after it must not be lost with it
                    log.error("a message to the %s process is lost", self.name, exc_info=error)

    def _call(self, function: Callable[..., None], argument: Any) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(function, argument)
        except RuntimeError:
            log.debug("the %s process spoke after the end", self.name)

    def _heard(self, event: Any) -> None:
        self._ever_spoke = True
        self._on_event(event)

    def _died(self, process: Any, status: int | None) -> None:
        if self._stopping or process is not self._process:
            return
        assert self._loop is not None
        if not (self._ever_spoke or self._was_killed):
            self._mute_deaths += 1
        self._was_killed = False
        self._exit_status = status
        lived_s = time.monotonic() - self._started_at
        if lived_s >= HEALTHY_AFTER_S:
            self._pause_s = FIRST_PAUSE_S
        log.log(
            logging.DEBUG if status == self._leaves_with else logging.ERROR,
            "the %s process died (exit status %s) after %.1f s; starting it again in %.1f s",
            self.name,
            status,
            lived_s,
            self._pause_s,
            extra={"code": f"{self.name}-died", "worker": self.name, "exit_status": status},
        )
        self._process = None
        # What is sent from now on waits for the successor.
        self._outbox = queue.SimpleQueue()
        self.restarts += 1
        self._start_later()
        self._on_death(status)


def _enter(
    serve: Callable[[Connection, Any], None],
    connection: Connection,
    settings: Any,
    told: tuple[str, str] | None,
) -> None:
    # Ctrl+C reaches the whole process group; the main process alone decides what it means.
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if told is not None:
        logs.set_up(*told)
    try:
        serve(connection, settings)
    except Exception as error:  # the log's form holds for last words, too
        log.critical("this process cannot go on", exc_info=error)
        raise SystemExit(1) from None
