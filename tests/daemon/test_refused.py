"""A file that kills or holds up a worker of a real daemon costs itself only, and only once.

The worker is stopped or killed from outside at the moment at which it says that it has the file:
what a decoder's fault would do to it, without a decoder that has one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from oscbridge.config.settings import MusicSettings
from oscbridge.daemon.ears.desk import MOST_WAITING, EarsDesk
from oscbridge.daemon.ears.process import Opened as EarsOpened
from oscbridge.daemon.faces import desk as faces_module
from oscbridge.daemon.faces.desk import FacesDesk
from oscbridge.daemon.replies import Asker
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import write_midi
from oscbridge.osc.clients import Peer, Transport
from oscbridge.phrase import Note, Phrase
from oscbridge.vision.messages import Opened as EyesOpened
from oscbridge.vision.settings import EyesSettings
from tests.daemon.running import SAMPLE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")

WITHIN_S = 90.0


def asker(id: str) -> Asker:
    return Asker(Peer(Transport.UDP, f"host of {id}", 1), "/oscbridge/file", id)


class Answers:
    """Stands where the server is, and keeps what each asker is told."""

    def __init__(self) -> None:
        self.said: dict[tuple[int | str, str], asyncio.Future[tuple[object, ...]]] = {}

    def of(self, id: str, name: str) -> asyncio.Future[tuple[object, ...]]:
        loop = asyncio.get_running_loop()
        return self.said.setdefault((id, name), loop.create_future())

    def reply(self, asker: Asker, name: str, *args: object) -> None:
        self.share(asker, name, *args)

    tell_with = reply

    def share(self, asker: Asker | None, name: str, *args: object) -> None:
        future = self.of(str(asker.id if asker else ""), name)
        if not future.done():
            future.set_result(args)

    def error(self, asker: Asker | None, code: str, message: str) -> None:
        assert asker is not None
        assert asker.peer.host == f"host of {asker.id}"
        self.share(asker, "error", code, message)

    async def wait(self, id: str, name: str) -> Any:
        return await asyncio.wait_for(asyncio.shield(self.of(id, name)), WITHIN_S)

    async def code(self, id: str) -> str:
        return str((await self.wait(id, "error"))[0])


class Victim:
    """Sends a signal to the worker of a desk when it has opened the next file."""

    def __init__(self, desk: Any, heard: str, opened: type, worker: Callable[[], Any]) -> None:
        self.signal: int | None = None
        self._real = getattr(desk, heard)
        self._opened = opened
        self._worker = worker

    def hear(self, event: Any) -> None:
        self._real(event)
        if self.signal is not None and isinstance(event, self._opened):
            number, self.signal = self.signal, None
            os.kill(self._worker().pid, number)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    notes = tuple(Note(n / 2, 60 + n % 12, 0.5) for n in range(32))
    path = tmp_path / "song.mid"
    write_midi(Phrase(notes, bars=4), path)
    return path


@contextlib.asynccontextmanager
async def eyes() -> AsyncIterator[tuple[FacesDesk, Answers, Victim]]:
    answers = Answers()
    ready = asyncio.Event()
    desk = FacesDesk(
        EyesSettings(),
        answers,  # type: ignore[arg-type]  # what it needs of Replies
        lambda *_: None,
        ready.set,
        lambda code, message: pytest.fail(f"{code}: {message}"),
    )
    victim = Victim(desk, "_heard", EyesOpened, lambda: desk.worker)
    desk.worker._on_event = victim.hear
    desk.start()
    try:
        await asyncio.wait_for(ready.wait(), WITHIN_S)
        yield desk, answers, victim
    finally:
        await desk.stop()


def a_copy(folder: Path, name: str, tail: bytes) -> Path:
    """The sample with bytes after its end: a picture of the same face, and another file."""
    path = folder / name
    path.write_bytes(SAMPLE.read_bytes() + tail)
    return path


async def test_a_picture_that_hangs_the_eyes_is_refused_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb, good = a_copy(tmp_path, "bomb.jpg", b"!"), a_copy(tmp_path, "good.jpg", b".")
    async with eyes() as (desk, answers, victim):
        monkeypatch.setattr(faces_module, "LONGEST_LOOK_S", 0.5)
        victim.signal = signal.SIGSTOP
        desk.file(asker("bomb"), str(bomb))
        desk.file(asker("queued"), str(good))
        assert await answers.code("bomb") == "look-timeout"
        monkeypatch.setattr(faces_module, "LONGEST_LOOK_S", 60.0)
        assert (await answers.wait("queued", "emotion"))[0] == "happy"
        desk.file(asker("again"), str(bomb))
        renamed = tmp_path / "other name.jpg"
        renamed.write_bytes(bomb.read_bytes())
        desk.file(asker("renamed"), str(renamed))
        desk.frame(asker("sent"), bomb.read_bytes())
        for id in ("again", "renamed", "sent"):
            assert await answers.code(id) == "file-refused"
        desk.frame(asker("other"), good.read_bytes())
        assert (await answers.wait("other", "emotion"))[0] == "happy"
        assert desk.worker.restarts == 1


async def test_a_frame_that_crashes_the_eyes_is_refused_the_second_time() -> None:
    # No decoder is known to crash: SIGSEGV stands in for it, while the eyes are stopped at it.
    bomb = SAMPLE.read_bytes() + b"!"
    async with eyes() as (desk, answers, _):
        pid = desk.worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        desk.frame(asker("bomb"), bomb)
        os.kill(pid, signal.SIGSEGV)
        os.kill(pid, signal.SIGCONT)
        assert await answers.code("bomb") == "eyes-died"
        desk.frame(asker("again"), bomb)
        desk.frame(asker("other"), SAMPLE.read_bytes())
        # Not given to any eyes: it is refused when its turn comes, while the others start.
        assert await answers.code("again") == "file-refused"
        assert (await answers.wait("other", "emotion"))[0] == "happy"


async def test_a_picture_given_up_by_the_eyes_themselves_is_refused_the_second_time(
    tmp_path: Path,
) -> None:
    # Fifteen megabytes of padding before a marker: Pillow steps over each byte.
    plain = SAMPLE.read_bytes()
    bomb = tmp_path / "bomb.jpg"
    bomb.write_bytes(plain[:2] + b"\xff" * 15_900_000 + plain[2:][:50_000])
    async with eyes() as (desk, answers, _):
        desk.file(asker("bomb"), str(bomb))
        first = await answers.code("bomb")
        desk.file(asker("again"), str(bomb))
        desk.file(asker("good"), str(SAMPLE))
        # On a machine that is fast enough it is read to its end, and that is no harm.
        second = "file-refused" if first == "image-too-slow" else first
        assert first in ("image-too-slow", "image-broken")
        assert await answers.code("again") == second
        assert (await answers.wait("good", "emotion"))[0] == "happy"
        assert desk.worker.restarts == 0


@contextlib.asynccontextmanager
async def ears(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[EarsDesk, Answers, Victim]]:
    answers = Answers()
    desk = EarsDesk(MusicSettings(), answers, lambda _: None)  # type: ignore[arg-type]
    victim = Victim(desk, "_said", EarsOpened, lambda: desk._worker)
    monkeypatch.setattr(desk, "_said", victim.hear)
    try:
        yield desk, answers, victim
    finally:
        await desk.stop()


@pytest.mark.parametrize(
    ("number", "first"), [(signal.SIGSTOP, "listen-timeout"), (signal.SIGABRT, "ears-died")]
)
async def test_a_file_that_kills_or_hangs_the_ears_is_refused_and_the_queue_goes_on(
    song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, first: str
) -> None:
    bomb = tmp_path / "bomb.mid"
    bomb.write_bytes(song.read_bytes() + b"!")
    async with ears(monkeypatch) as (desk, answers, victim):
        victim.signal = number
        limit = desk._limit

        def impatient(reading: Any, seconds: float) -> None:
            has_hung = number == signal.SIGSTOP and reading.asker.id == "bomb"
            limit(reading, 0.5 if has_hung and reading.fingerprint else seconds)

        monkeypatch.setattr(desk, "_limit", impatient)
        desk.listen(asker("bomb"), str(bomb))
        desk.listen(asker("queued"), str(song))
        desk.primer(asker("primer"), str(song))
        assert await answers.code("bomb") == first
        assert await answers.wait("queued", "composer")
        assert (await answers.wait("primer", "primer/info"))[0] == "midi"
        desk.listen(asker("again"), str(bomb))
        assert await answers.code("again") == "file-refused"
        desk.primer(asker("as primer"), str(bomb))
        assert await answers.code("as primer") == "file-refused"


async def test_only_so_many_files_may_wait_to_be_listened_to(
    song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ears(monkeypatch) as (desk, _, __):
        for number in range(1 + MOST_WAITING):  # one of them is being read
            desk.listen(asker(str(number)), str(song))
        with pytest.raises(OscbridgeError) as raised:
            desk.listen(asker("one too many"), str(song))
        assert raised.value.code == "too-many-files"
        assert dict(desk.facts())["primers_reading"] == 1 + MOST_WAITING
