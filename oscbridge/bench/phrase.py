"""A whole 4-bar phrase: by each engine in this process, and by the default one over OSC."""

from __future__ import annotations

import time

from oscbridge.affect import Affect
from oscbridge.bench.report import Figure, Findings, Limit, Options, spread
from oscbridge.launcher import quiet
from oscbridge.music.compose import compose
from oscbridge.music.engine import DEFAULT_ENGINE, engine_names, load_engine

BARS = 4
CORNERS = (Affect(0.7, 0.7), Affect(-0.7, 0.7), Affect(-0.7, -0.7), Affect(0.7, -0.7))
LIMITS = (Limit("p50", 50), Limit("p99", 50))
OTHERS_LIMITS = (Limit("p99", 150),)


def measure(options: Options) -> Findings:
    """Fresh starts and continuations in turn, the four corners of emotion in turn."""
    rounds = 4 if options.quick else 200
    inside = {name: _composed(name, rounds) for name in engine_names()}
    asked: list[float] = []
    with quiet("music.mode=once") as daemon, daemon.client("tcp") as client:
        for seed in range(-5, rounds):
            corner = CORNERS[seed % 4]
            client.send("affect/set", corner.valence, corner.arousal)
            start = time.perf_counter()
            client.send("phrase", seed + 5)
            client.wait_for("phrase/info", id=DEFAULT_ENGINE)
            if seed >= 0:
                asked.append((time.perf_counter() - start) * 1000.0)
            client.send("stop")
    return Findings(
        (
            *(
                Figure(
                    f"{name}, composed in this process",
                    "ms",
                    spread(taken),
                    LIMITS if name == DEFAULT_ENGINE else OTHERS_LIMITS,
                )
                for name, taken in inside.items()
            ),
            Figure("/phrase over TCP → /phrase/info", "ms", spread(asked), LIMITS),
        ),
        facts={"engine": DEFAULT_ENGINE, "bars": BARS},
    )


def _composed(name: str, rounds: int) -> list[float]:
    """How long each phrase took, in milliseconds."""
    engine = load_engine(name)
    taken: list[float] = []
    last = None
    for seed in range(-5, rounds):
        start = time.perf_counter()
        made = compose(engine, last, CORNERS[seed % 4], BARS, seed + 5)
        if seed >= 0:
            taken.append((time.perf_counter() - start) * 1000.0)
        last = made if last is None else None
    return taken
