"""A thousand phrases in a row: each exact bars, all its notes ended, memory level?

Engines and emotions in turn. One daemon plays without MIDI at the quickest tempo while phrases are
asked for; each new one replaces the last at the next bar line, so most are cut off in the middle,
which is the harder case for "every note is ended".
"""

from __future__ import annotations

import time
from collections import Counter
from statistics import median

from oscbridge.bench.report import Figure, Findings, Limit, Options, single, spread
from oscbridge.bench.rigs.processes import DaemonProcesses
from oscbridge.launcher import quiet

PHRASES = 1000
BARS = 4
BEATS_PER_BAR = 4
ENGINES = ("duet", "midinet", "notelstm", "experts", "chopin")
CORNERS = ((0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7), (0.0, 0.0))
_SETTLED = 0.2
"""Share of the phrases after which memory is looked at: every engine has been loaded by then."""

_ROUNDING_BEATS = 1e-4
"""OSC carries 32-bit floats."""

_NONE = (Limit("value", 0),)


def measure(options: Options) -> Findings:
    """Ask for each when the last one is there."""
    count = 25 if options.quick else PHRASES
    taken: list[float] = []
    memory: list[float] = []
    wrong: Counter[str] = Counter()
    notes = 0
    with quiet("music.mode=once", "music.tempo_bpm=300") as daemon, daemon.client("tcp") as client:
        processes = DaemonProcesses(daemon)
        for number in range(count):
            client.send("affect/set", *CORNERS[number // len(ENGINES) % len(CORNERS)])
            start = time.perf_counter()
            client.send("phrase", ENGINES[number % len(ENGINES)], number)
            info = client.wait_for("phrase/info", 60)
            taken.append((time.perf_counter() - start) * 1000.0)
            told = [client.wait_for("phrase/note", 10).args for _ in range(int(info.args[4]))]
            notes += len(told)
            wrong.update(_wrong(number, info.args, told))
            if number % 10 == 0 and number >= count * _SETTLED:
                memory.append(sum(processes.memory_mb().values()))
        client.send("stop")
        client.request("ping", "stopped", reply="pong")
        status = client.status()
    hanging = int(status["notes_started"]) - int(status["notes_ended"])
    restarts = sum(int(status[f"{name}_restarts"]) for name in ("eyes", "composer", "player"))
    tenth, fifth = max(1, len(taken) // 10), max(1, len(memory) // 5)
    return Findings(
        (
            Figure(
                f"not exact, of {count} phrases",
                "phrases",
                single(wrong.total()),
                _NONE,
            ),
            Figure("/phrase over TCP → /phrase/info", "ms", spread(taken)),
            Figure("the same, first tenth", "ms", spread(taken[:tenth])),
            Figure("the same, last tenth", "ms", spread(taken[-tenth:])),
            Figure("notes left sounding at the end", "notes", single(hanging), _NONE),
            Figure(
                "memory, median of the last fifth against the first one measured",
                "MB",
                single(median(memory[-fifth:]) - median(memory[:fifth])),
                (Limit("value", 1.0),),
            ),
            Figure("processes that had to be restarted", "", single(restarts), _NONE),
        ),
        facts={
            "notes_composed": notes,
            "notes_played": status["notes_started"],
            "notes_skipped": status["notes_skipped"],
            "wrong": dict(wrong),
            "memory_mb": [round(value, 1) for value in memory[:: max(1, len(memory) // 20)]],
        },
    )


def _wrong(seed: int, info: tuple[object, ...], notes: list[tuple[object, ...]]) -> Counter[str]:
    """What a phrase is not: of exact bars, whole, within its bars."""
    found: Counter[str] = Counter()
    _, engine, told_seed, bars, count = info[:5]
    if (engine, told_seed) != (ENGINES[seed % len(ENGINES)], seed):
        found["another phrase"] += 1
    if bars != BARS:
        found["bars"] += 1
    if count != len(notes):
        found["notes missing"] += 1
    for _, pitch, start, length, velocity in notes:
        assert isinstance(start, float)
        assert isinstance(length, float)
        end = start + length
        if not (0 <= start < end <= BARS * BEATS_PER_BAR + _ROUNDING_BEATS):
            found["a note outside its bars"] += 1
            break
        if not (isinstance(pitch, int) and 0 <= pitch <= 127):
            found["a pitch that is none"] += 1
            break
        if not (isinstance(velocity, int) and 1 <= velocity <= 127):
            found["a velocity that is none"] += 1
            break
    return found
