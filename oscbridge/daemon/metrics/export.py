"""What Prometheus gets: what the meter counted, and how things stand at the moment of the question.

Names and units follow Prometheus' conventions. Only the player must be asked, by its pipe; the rest
is known here. ``docs/metrics.md`` lists it all.
"""

from __future__ import annotations

import asyncio
import os
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)

from oscbridge import __version__
from oscbridge.daemon.metrics.meter import Meter
from oscbridge.daemon.music.desk import MusicDesk
from oscbridge.daemon.replies import Facts
from oscbridge.midi.lateness import LATE_BOUNDS_MS
from oscbridge.midi.messages import PlayerStatus
from oscbridge.osc.server import OscServer
from oscbridge.system.memory import taken_by

PATH = "/metrics"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

LONGEST_WAIT_S = 0.5
"""How long the player may take to say how it is; after that its last words count."""

_MOST_CODES = 300
"""Error codes are ours, but for those of plug-ins; beyond so many they share a name."""

_TOLD_FROM_THE_START = (
    "eyes-died",
    "composer-died",
    "player-died",
    "ears-died",
    "camera-lost",
    "port-lost",
    "clock-lost",
    "packets-lost",
    "phrase-late",
)
"""A counter that is first seen at 1 has not grown, for Prometheus; these begin at 0."""

_WORKERS = ("eyes", "composer", "player", "ears", "camera")
_PLAINLY = {"packets", "requests", "replies", "errors", "lost"}


@dataclass(frozen=True, slots=True)
class _Moment:
    """What was known when the question came."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    player: PlayerStatus | None = None


class MetricsDesk:
    """Answers scrapes.

    Args:
        meter: what is counted while it happens.
        server: of which packets, errors and clients are counted.
        music: asked for its own and the player's facts.
        facts: of all other desks.
    """

    def __init__(
        self, meter: Meter, server: OscServer, music: MusicDesk, facts: Callable[[], Facts]
    ) -> None:
        self._meter = meter
        self._server = server
        self._music = music
        self._facts = facts
        self._moment = _Moment()
        self.models: Mapping[str, str] = {}
        """Name → digest of the weights that are there."""
        self._own = CollectorRegistry(auto_describe=False)
        self._own.register(self)

    async def text(self) -> bytes:
        """All metrics in Prometheus' text format, version 0.0.4."""
        asked: asyncio.Future[Facts] = asyncio.get_running_loop().create_future()

        def answered(facts: Facts) -> None:
            if not asked.done():
                asked.set_result(facts)

        self._music.status(answered)
        try:
            of_music = await asyncio.wait_for(asked, LONGEST_WAIT_S)
        except TimeoutError:
            of_music = self._music.facts()
        known = dict[str, Any]([*self._facts(), *of_music])
        self._moment = _Moment(known, self._music.player.last_status)
        return generate_latest(self._meter.registry) + generate_latest(self._own)

    def collect(self) -> Iterator[Metric]:
        """For the registry: everything that is not counted by the meter."""
        yield from self._about()
        yield from self._wire()
        yield from self._processes()
        yield from self._felt()
        yield from self._played()

    def _about(self) -> Iterator[Metric]:
        facts = self._moment.facts
        yield InfoMetricFamily(
            "oscbridge_build",
            "What runs.",
            {
                "version": __version__,
                "python": platform.python_version(),
                "system": platform.system(),
            },
        )
        shipped = InfoMetricFamily(
            "oscbridge_model",
            "Shipped weights, by the beginning of their SHA-256.",
            labels=["model"],
        )
        for name, digest in self.models.items():
            shipped.add_metric([name], {"sha256": digest})
        yield shipped
        yield _gauge("ready", "Whether frames and phrases are answered.", facts.get("ready"))
        yield _gauge("uptime_seconds", "Time since the start.", facts.get("uptime_s"))

    def _wire(self) -> Iterator[Metric]:
        counters = self._server.counters
        for name, about in (
            ("packets", "OSC packets that were read."),
            ("requests", "Messages that were obeyed or refused by a part of oscbridge."),
            ("replies", "OSC messages that were sent."),
        ):
            yield _counter(f"osc_{name}", about, counters[name])
        yield _counter(
            "osc_packets_lost", "Packets that came faster than they were read.", counters["lost"]
        )
        events = CounterMetricFamily(
            "oscbridge_osc_events", "What else the wire counts.", labels=["event"]
        )
        for name, count in sorted(counters.items()):
            if name not in _PLAINLY:
                events.add_metric([name], count)
        yield events
        errors = CounterMetricFamily("oscbridge_errors", "Errors, by code.", labels=["code"])
        codes = {**dict.fromkeys(_TOLD_FROM_THE_START, 0), **self._server.error_codes}
        for code, count in _bounded(codes).items():
            errors.add_metric([code], count)
        yield errors
        clients = GaugeMetricFamily(
            "oscbridge_connections", "Clients that are connected.", labels=["transport"]
        )
        connected = Counter(peer.transport.value for peer in self._server.connections)
        for transport in ("tcp", "web"):
            clients.add_metric([transport], connected[transport])
        yield clients
        leases = len(self._server.subscriptions.targets())
        yield _gauge("leases", "Ports that are subscribed, each for as long as its lease.", leases)

    def _processes(self) -> Iterator[Metric]:
        facts = self._moment.facts
        restarts = CounterMetricFamily(
            "oscbridge_worker_restarts", "Deaths of a worker's process.", labels=["worker"]
        )
        up = GaugeMetricFamily(
            "oscbridge_worker_up",
            "Whether a worker has a process. Ears and camera have one only when they are needed.",
            labels=["worker"],
        )
        memory = GaugeMetricFamily(
            "oscbridge_process_resident_memory_bytes",
            "Memory that a process really has, what it shares with others included.",
            labels=["process"],
        )
        spent = CounterMetricFamily(
            "oscbridge_process_cpu_seconds",
            "Processor time that a process took.",
            labels=["process"],
        )
        pids = {"main": os.getpid()}
        for worker in _WORKERS:
            pid = int(facts.get(f"{worker}_pid", 0))
            up.add_metric([worker], float(pid > 0))
            if pid:
                pids[worker] = pid
            if f"{worker}_restarts" in facts:
                restarts.add_metric([worker], facts[f"{worker}_restarts"])
        for process, pid in pids.items():
            taken = taken_by(pid)
            if taken is not None:
                memory.add_metric([process], taken.resident_bytes)
                spent.add_metric([process], taken.cpu_s)
        yield from (restarts, up, memory, spent)

    def _felt(self) -> Iterator[Metric]:
        facts = self._moment.facts
        yield _gauge("faces", "Faces in the last frame.", facts.get("faces"))
        yield _gauge("felt_valence", "The felt emotion's valence, −1 to 1.", facts.get("valence"))
        yield _gauge("felt_arousal", "The felt emotion's arousal, −1 to 1.", facts.get("arousal"))
        yield _state("felt_info", "The felt emotion.", facts, "felt_label", "felt_state")
        yield _counter(
            "camera_frames", "Pictures of oscbridge's own camera.", facts.get("camera_frames")
        )

    def _played(self) -> Iterator[Metric]:
        facts, status = self._moment.facts, self._moment.player
        yield _state("music_info", "What composes.", facts, "engine", "mode")
        yield _gauge("playing", "Whether phrase follows phrase.", facts.get("playing"))
        yield _counter(
            "phrases_late",
            "Phrases that were not composed in time; a variation played instead.",
            facts.get("phrases_late"),
        )
        if status is None:
            return
        yield _state("clock_info", "Who counts the beats.", {"source": status.clock}, "source")
        yield _gauge("clock_running", "Whether the clock runs.", status.running)
        yield _gauge("clock_tempo_bpm", "Quarter notes a minute.", status.tempo_bpm)
        yield _counter("notes_started", "Notes that began.", status.notes_started)
        yield _counter("notes_ended", "Notes that were ended.", status.notes_ended)
        yield _counter(
            "notes_skipped", "Notes so late that their end was due, too.", status.notes_skipped
        )
        yield _gauge("notes_sounding", "Notes that sound now.", status.sounding)
        yield _lateness(status)


def _lateness(status: PlayerStatus) -> Metric:
    buckets: list[tuple[str, float]] = []
    total = 0
    for bound, count in zip((*LATE_BOUNDS_MS, None), status.late_counts, strict=True):
        total += count
        buckets.append(("+Inf" if bound is None else str(bound / 1000), total))
    return HistogramMetricFamily(
        "oscbridge_note_lateness_seconds",
        "How much later than due a note was sent.",
        buckets=buckets,
        sum_value=status.late_total_ms / 1000,
    )


def _gauge(name: str, about: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"oscbridge_{name}", about, value)


def _counter(name: str, about: str, value: float | None) -> Metric:
    return CounterMetricFamily(f"oscbridge_{name}", about, value)


def _state(name: str, about: str, facts: Mapping[str, Any], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"oscbridge_{name}", about, labels=labels)
    if all(label in facts for label in labels):
        family.add_metric([str(facts[label]) for label in labels], 1)
    return family


def _bounded(codes: Mapping[str, int]) -> Mapping[str, int]:
    """At most so many; first come, first named."""
    found: Counter[str] = Counter()
    for code, count in codes.items():
        found[code if len(found) < _MOST_CODES else "other"] += count
    return found
