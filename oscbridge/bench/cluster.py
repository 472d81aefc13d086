"""Readers on a Ray cluster beside this machine's own eyes: what the way there costs, what it gives.

All on one machine, on loopback: two nodes of Ray's test cluster beside the rooms. So latency is
that of the hop without a network's own, and two readers share the cores with everything else.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from oscbridge.bench.report import Figure, Findings, Limit, Options, Stats, single, spread
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.processes import psutil_module
from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running, quiet

HOP = (Limit("p50", 5),)
FAIR = (Limit("value", 0.45, at_least=True),)
GAIN = (Limit("value", 1.6, at_least=True),)
BACK = (Limit("value", 2),)

_AHEAD = 2
"""Frames of a camera that are under way at once, so that one always waits."""

_READERS_WITHIN_S = 120.0


def measure(options: Options) -> Findings:
    """Start a cluster, and rooms on it; measure each in turn.

    Raises:
        OscbridgeError: ``cluster-missing`` without the extra.
    """
    try:
        from oscbridge.cluster.nodes import nodes
    except ImportError:
        raise OscbridgeError("cluster-missing", "pip install 'oscbridge[cluster]'") from None
    seconds = options.seconds or (2.0 if options.quick else 15.0)
    turns, per_turn = (1, 10) if options.quick else (8, 60)
    figures: list[Figure] = []
    facts: dict[str, object] = {"cores": os.cpu_count()}
    with nodes(3, 3) as cluster, contextlib.ExitStack() as stack:
        # Before there are rooms, whose readers take some of the cores' time even at rest.
        figures.append(_offline(cluster.address, options, facts))
        address = f"workers.address={cluster.address}"

        def room(namespace: str, readers: int) -> Running:
            return stack.enter_context(
                quiet(
                    *("workers=ray", address, f"workers.namespace={namespace}"),
                    *(f"workers.readers={readers}", "workers.composers=0"),
                )
            )

        with quiet() as local:
            far = room("one", 1)
            await_readers(far, 1)
            figures += _hop(local, far, turns, per_turn)
        one_per_s, costs = _fed(far, seconds, 8)
        facts["cpu_ms_of_a_frame"] = costs
        pair = [room("two", 2), room("two", 2)]
        for each in pair:
            await_readers(each, 2)
        two_per_s, costs = _fed(pair[0], seconds, 8)
        facts["cpu_ms_of_a_frame_with_two_readers"] = costs
        facts["memory_mb"] = _memory_mb(pair[0])
        gain = two_per_s / one_per_s
        facts["followed_faces_per_s"] = {"one reader": one_per_s, "two readers": two_per_s}
        figures.append(Figure("followed faces, from one reader to two", "×", single(gain)))
        figures.append(_fairness(pair, seconds, facts))
        figures.append(_fallback(pair[0], cluster.unplug))
    figures += _batches(20 if options.quick else 300)
    facts["frame_bytes"] = len(pictures.swaying(1)[0])
    return Findings(tuple(figures), "this machine's own eyes", facts)


def await_readers(room: Running, count: int) -> None:
    """Wait until so many readers work for the room.

    Raises:
        OscbridgeError: ``no-answer`` when they do not come.
    """
    until = time.monotonic() + _READERS_WITHIN_S
    with room.client("tcp") as client:
        while client.status()["cluster_readers"] != count:
            if time.monotonic() > until:
                raise OscbridgeError(
                    "no-answer", f"{count} readers did not come: {client.status()}"
                )
            time.sleep(0.2)


def _hop(local: Running, far: Running, turns: int, per_turn: int) -> list[Figure]:
    """Frames one by one, here and there by turns; of each answer's time what is not the eyes'."""
    frames = pictures.swaying()
    beyond: dict[str, list[float]] = {"local": [], "far": []}
    whole: dict[str, list[float]] = {"local": [], "far": []}
    with local.client("tcp") as here, far.client("tcp") as there:
        number = 0
        for _ in range(turns):
            for name, client in (("local", here), ("far", there)):
                for i in range(-5, per_turn):
                    number += 1
                    start = time.perf_counter()
                    client.send_frame(frames[number % len(frames)], number)
                    client.wait_for("emotion", id=number)
                    took_ms = (time.perf_counter() - start) * 1000
                    own_ms = float(client.wait_for("timing", id=number).args[4])
                    if i >= 0:
                        whole[name].append(took_ms)
                        beyond[name].append(took_ms - own_ms)
    ours, theirs = spread(beyond["far"]), spread(beyond["local"])
    added: Stats = {"p50": round(ours["p50"] - theirs["p50"], 3)}
    return [
        Figure(
            "a frame's answer, one by one", "ms", spread(whole["far"]), (), spread(whole["local"])
        ),
        Figure("the same without the eyes' own time", "ms", ours, (), theirs),
        Figure("added by the hop", "ms", added, HOP),
    ]


class _Feeder:
    """A camera that always has a frame waiting."""

    def __init__(self, client: OscbridgeClient, frames: list[bytes]) -> None:
        self._client, self._frames = client, frames
        self.answers = 0

    def play(self, stop: threading.Event, counts: threading.Event) -> None:
        number = 0
        for _ in range(_AHEAD):
            number = self._send(number)
        while not stop.is_set():
            with contextlib.suppress(OscbridgeError):
                message = self._client.receive(0.5)
                if message.address == "/oscbridge/emotion" and message.args[0] != -1:
                    self.answers += counts.is_set()
                elif message.address != "/oscbridge/error":
                    continue  # for one that was dropped a newer one waits
                number = self._send(number)

    def _send(self, number: int) -> int:
        self._client.send_frame(self._frames[number % len(self._frames)], number)
        return number + 1


@contextlib.contextmanager
def _feeding(
    rooms: list[tuple[Running, int]],
) -> Iterator[tuple[list[list[_Feeder]], threading.Event]]:
    """So many cameras in each room; answers count while the event is set."""
    stop, counts = threading.Event(), threading.Event()
    frames = pictures.swaying()
    with contextlib.ExitStack() as stack:
        feeders = [
            [_Feeder(stack.enter_context(room.client("tcp")), frames) for _ in range(cameras)]
            for room, cameras in rooms
        ]
        threads = [
            threading.Thread(target=one.play, args=(stop, counts))
            for room in feeders
            for one in room
        ]
        for thread in threads:
            thread.start()
        try:
            yield feeders, counts
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def _fed(room: Running, seconds: float, cameras: int) -> tuple[float, dict[str, float]]:
    """Answers in a second, of a room that is sent more than can be read; and each one's cost."""
    with _feeding([(room, cameras)]) as (feeders, counts):
        time.sleep(2.0)
        used = _cpu_s(room)
        counts.set()
        start = time.perf_counter()
        time.sleep(seconds)
        took_s = time.perf_counter() - start
        counts.clear()
        used_after = _cpu_s(room)
    answers = sum(one.answers for one in feeders[0])
    costs = {
        name: round((used_after[name] - used.get(name, 0.0)) * 1000 / max(answers, 1), 2)
        for name in used_after
    }
    return round(answers / took_s, 1), costs


def _cpu_s(room: Running) -> dict[str, float]:
    """Seconds of processor time so far: the room's main process, its way to the cluster, all
    readers, Ray's own processes, and the cameras, which are this process."""
    library = psutil_module()
    with room.client("tcp") as client:
        bridge = int(client.status()["cluster_pid"])
    used = dict.fromkeys(("main", "way", "readers", "ray", "cameras"), 0.0)

    def add(name: str, process: Any) -> None:
        with contextlib.suppress(library.Error):
            times = process.cpu_times()
            used[name] += times.user + times.system

    add("main", library.Process(room.process.pid))
    add("way", library.Process(bridge))
    add("cameras", library.Process())
    for process in library.Process().children(recursive=True):
        with contextlib.suppress(library.Error):
            title = " ".join(process.cmdline())
            if "ray::Reader" in title:
                add("readers", process)
            elif "/raylet/raylet" in title or "/gcs_server" in title:
                add("ray", process)
    return used


def _memory_mb(room: Running) -> dict[str, list[float]]:
    """Of each reader, and of the room's way to the cluster; shared pages counted once."""
    library = psutil_module()
    with room.client("tcp") as client:
        bridge = library.Process(int(client.status()["cluster_pid"]))
    found: dict[str, list[float]] = {"way": [round(bridge.memory_full_info().pss / 1e6, 1)]}
    for process in library.Process().children(recursive=True):
        with contextlib.suppress(library.Error):
            if "ray::Reader" in " ".join(process.cmdline()):
                found.setdefault("readers", []).append(
                    round(process.memory_full_info().pss / 1e6, 1)
                )
    return found


def _fairness(rooms: list[Running], seconds: float, facts: dict[str, object]) -> Figure:
    cameras = (6, 2)
    with _feeding(list(zip(rooms, cameras, strict=True))) as (feeders, counts):
        time.sleep(2.0)
        counts.set()
        time.sleep(seconds)
        counts.clear()
    answers = [sum(one.answers for one in room) for room in feeders]
    facts["answers_of_rooms_with_6_and_2_cameras"] = answers
    facts["answers_of_each_camera"] = [[one.answers for one in room] for room in feeders]
    share = min(answers) / max(sum(answers), 1)
    return Figure("the smaller share of two rooms, of 6 and 2 cameras", "of 1", single(share), FAIR)


def _offline(address: str, options: Options, facts: dict[str, object]) -> Figure:
    """Files to the last one, each searched whole, by one reader and by two."""
    from oscbridge.bulk.cluster import in_cluster
    from oscbridge.bulk.work import FaceJob

    count = 8 if options.quick else 240
    frames = pictures.swaying(count)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, frame in enumerate(frames):
            path = Path(folder) / f"{number}.jpg"
            path.write_bytes(frame)
            paths.append(str(path))
        rates = {}
        for readers in (1, 2):
            begun = len(paths)  # in the first round they load
            start, number = 0.0, 0
            for _ in in_cluster(FaceJob(), [*paths, *paths], address, readers):
                number += 1
                if number == begun:
                    start = time.perf_counter()
            rates[readers] = round((number - begun) / (time.perf_counter() - start), 1)
    facts["files_per_s"] = {str(readers): rate for readers, rate in rates.items()}
    gain = rates[2] / rates[1]
    return Figure("files of a folder, from one worker to two", "×", single(gain), GAIN)


def _fallback(room: Running, end: Callable[[], None]) -> Figure:
    """From the cluster's death to the next answer, a frame every 50 ms."""
    frames = pictures.swaying()
    moments: list[float] = []
    stop = threading.Event()

    def play() -> None:
        with room.client("tcp") as client:
            number = 0
            while not stop.is_set():
                client.send_frame(frames[number % len(frames)], number)
                number += 1
                for message in client.listen(0.05):
                    if message.address == "/oscbridge/emotion":
                        moments.append(time.perf_counter())

    player = threading.Thread(target=play)
    player.start()
    time.sleep(2.0)
    killed = time.perf_counter()
    end()
    time.sleep(4.0)
    stop.set()
    player.join()
    inside = [one for one in moments if one >= killed - 0.2] + [time.perf_counter()]
    longest = max((b - a for a, b in itertools.pairwise(inside)), default=0.0)
    return Figure("longest time without an answer as the cluster dies", "s", single(longest), BACK)


def _batches(rounds: int) -> list[Figure]:
    """Whether it pays to read faces of several cameras at once: time for each, in batches of n."""
    import numpy as np

    from oscbridge.vision.readers.crops import FER_SIDE
    from oscbridge.vision.readers.emotion import EmotionReader

    reader = EmotionReader()
    crops = np.random.default_rng(0).integers(0, 255, (16, FER_SIDE, FER_SIDE), np.uint8)
    figures = []
    sizes = (1, 2, 4, 8, 16)
    each_ms: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            start = time.perf_counter()
            reader.read(list(crops[:size]))
            each_ms[size].append((time.perf_counter() - start) * 1000 / size)
    alone = spread(each_ms[1])
    for size in sizes[1:]:
        stats = spread(each_ms[size])
        ratio = alone["p50"] / stats["p50"]
        figures.append(Figure(f"a face read among {size}", "ms", stats, (), alone, ratio))
    return figures
