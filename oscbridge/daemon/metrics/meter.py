"""What is counted while it happens: frames by what became of them, and how long things took.

All is counted on the event loop; a count costs a microsecond or two.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from oscbridge.vision.sight import Timing

LOOK_BOUNDS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 5.0)
COMPOSE_BOUNDS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_MOST_ENGINES = 32
"""Engines come from plug-ins and from what clients ask for; beyond so many they share a name."""

# When each series began: three times as many lines, which Prometheus' text format has no use for.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Meter:
    """Counters and histograms of one daemon, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._received = self._frames("received", "Frames that came, by kind.")
        self._answered = self._frames("answered", "Frames that were read, a face in them or not.")
        self._dropped = self._frames("dropped", "Frames that were passed over for newer ones.")
        self._refused = self._frames("refused", "Frames that could not be read.")
        self._stages = Histogram(
            "oscbridge_frame_stage_seconds",
            "Time for one frame: decode, detect and read it, total of these in the eyes, and "
            "answer, from its arrival at the desk to its answer.",
            ["stage"],
            buckets=LOOK_BOUNDS_S,
            registry=self.registry,
        )
        self._compose = Histogram(
            "oscbridge_compose_seconds",
            "Time in which an engine composed a phrase.",
            ["engine"],
            buckets=COMPOSE_BOUNDS_S,
            registry=self.registry,
        )
        self._engines: set[str] = set()
        # A series that is there from the start can be seen to grow from nothing.
        for counter in (self._received, self._answered, self._dropped, self._refused):
            for kind in ("encoded", "raw", "file", "camera"):
                counter.labels(kind)
        for stage in ("decode", "detect", "read", "total", "answer"):
            self._stages.labels(stage)

    def _frames(self, what: str, about: str) -> Counter:
        return Counter(f"oscbridge_frames_{what}", about, ["kind"], registry=self.registry)

    def frames_received(self, kind: str, count: int = 1) -> None:
        """Frames came: ``encoded``, ``raw``, ``file``, or ``camera`` for oscbridge's own."""
        self._received.labels(kind).inc(count)

    def frames_dropped(self, kind: str, count: int = 1) -> None:
        """Frames were passed over."""
        self._dropped.labels(kind).inc(count)

    def frame_refused(self, kind: str) -> None:
        """A frame was answered with an error."""
        self._refused.labels(kind).inc()

    def frame_answered(self, kind: str, timing: Timing, answer_s: float) -> None:
        """A frame was read, ``answer_s`` seconds after it had come."""
        self._answered.labels(kind).inc()
        for stage, milliseconds in (
            ("decode", timing.decode_ms),
            ("detect", timing.detect_ms),
            ("read", timing.read_ms),
            ("total", timing.total_ms),
        ):
            self._stages.labels(stage).observe(milliseconds / 1000)
        self._stages.labels("answer").observe(answer_s)

    def composed(self, engine: str, milliseconds: float) -> None:
        """An engine composed a phrase."""
        name = engine.partition(":")[0]
        if name not in self._engines and len(self._engines) >= _MOST_ENGINES:
            name = "other"
        self._engines.add(name)
        self._compose.labels(name).observe(milliseconds / 1000)
