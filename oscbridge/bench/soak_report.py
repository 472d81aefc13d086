"""What the lines of a soak say: the figures, a table of ten minutes each, and a plot.

``python -m oscbridge.bench.soak_report FILE [--plot PNG]`` for a run that is over, was broken off,
or is still under way.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from oscbridge.bench.report import Figure, Findings, Limit, single, spread
from oscbridge.errors import OscbridgeError

BLOCK_S = 600.0
"""Percentiles are told of this much at a time, or of a sixth of a shorter run."""

WARM_UP_S = 600.0
"""Until every engine and reader has been loaded once: after that memory should be level."""

GROWS_MB_AN_HOUR = 1.0
LATE_MS = 5.0
"""A note later than this is looked into: what else happened in those ten seconds is told."""

Line = dict[str, Any]


def read(path: Path) -> list[Line]:
    """The lines of a run; a last one that is cut off is left out.

    Raises:
        OscbridgeError: ``benchmark-broken`` where it holds no run, or one of no length.
    """
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(text))
        except ValueError:
            break
    if len(lines) < 3 or lines[0].get("kind") != "begin":
        raise OscbridgeError("benchmark-broken", f"{path} holds no soak of two windows or more")
    return lines


def findings(lines: Sequence[Line]) -> Findings:
    """The figures with their targets."""
    begin, last = lines[0], lines[-1]
    of_blocks = blocks(lines)
    first, final = of_blocks[0], of_blocks[-1]
    silent = last["sent"] - last["answered"] - last["dropped"] - _failed(last)
    memory, slope = _memory(lines)
    handles = [(line["t_s"], sum(line["handles"].values())) for line in lines if "handles" in line]
    level_handles = _after_warm_up(lines, handles)
    stopped: Line = last["stopped" if "stopped" in last else "status"]
    hanging = stopped["notes_started"] - stopped["notes_ended"]
    restarts = sum(stopped[f"{name}_restarts"] for name in ("eyes", "composer", "player"))
    none = (Limit("value", 0),)
    figures = [
        Figure("frames neither answered nor told as dropped", "frames", single(silent), none),
        Figure("frames told as dropped", "frames", single(last["dropped"])),
        Figure("frame → emotion, first block", "ms", first["delay_ms"]),
        Figure("frame → emotion, last block", "ms", final["delay_ms"]),
        Figure(
            "p99, last block against the first",
            "×",
            single(final["delay_ms"]["p99"] / first["delay_ms"]["p99"]),
            (Limit("value", 1.2),),
        ),
        Figure(
            "memory, slope after warm-up",
            "MB an hour",
            single(slope),
            (Limit("value", GROWS_MB_AN_HOUR),) if begin["seconds"] >= 2 * WARM_UP_S else (),
        ),
        Figure("memory, all processes, at the end", "MB", single(memory[-1][1], 1)),
        Figure(
            "handles, rise after warm-up",
            "",
            single(level_handles[-1][1] - level_handles[0][1]),
            none,
        ),
        Figure("notes left sounding after a stop", "notes", single(hanging), none),
        Figure("processes that had to be restarted", "", single(restarts), none),
        Figure(
            "settings not taken, of those changed", "", single(last["controls"] - last["pongs"])
        ),
    ]
    if begin["jack"]:
        heard = last["heard_on"] - last["heard_off"]
        figures += [
            Figure("notes that a JACK listener heard begin, not end", "notes", single(heard), none),
            Figure(
                "clock ticks off their frame, worst",
                "frames",
                single(max(abs(end) for line in lines[1:] for end in line["tick_off_frames"]), 1),
                (Limit("value", 1.0),),
            ),
        ]
    return Findings(
        tuple(figures),
        facts={
            "jack": begin["jack"],
            "seconds": last["t_s"],
            "frames_sent": last["sent"],
            "notes_played": stopped["notes_started"],
            "note_late_p99_ms": stopped["late_p99_ms"],
            "note_late_max_ms": stopped["late_max_ms"],
            "late_notes": late_notes(lines),
            "errors": last["errors"],
            "told_errors": last["told_errors"],
            "missed_periods": last.get("missed_periods"),
            "ticks": last.get("ticks"),
            "beat_off_ms": last["beat_off_ms"],
            "load": [block["load"] for block in of_blocks],
        },
    )


def blocks(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The run in pieces of ten minutes: percentiles of delays, and where the rest stood then."""
    windows = [line for line in lines if line["kind"] == "window"]
    length_s = min(BLOCK_S, max(windows[-1]["t_s"] / 6, 1e-3))
    found: list[dict[str, Any]] = []
    count = max(1, round(windows[-1]["t_s"] / length_s))
    memory = _memory(lines)[0]
    for number in range(count):
        from_s, to_s = number * length_s, (number + 1) * length_s
        if number == count - 1:
            to_s = float("inf")
        # A line tells of what lies before it.
        mine = [line for line in windows if from_s < line["t_s"] <= to_s]
        delays = [delay for line in mine for delay in line["delays_ms"]]
        if not delays:
            continue
        loads = sorted(line["load"] or 0.0 for line in mine)
        mb = [total for at, total in memory if from_s < at <= to_s]
        last = mine[-1]
        found.append(
            {
                "from_s": from_s,
                "to_s": last["t_s"],
                "delay_ms": spread(delays),
                "load": loads[len(loads) // 2],
                "memory_mb": sum(mb) / len(mb) if mb else None,
                "handles": sum(last.get("handles", {}).values()),
                "threads": sum(last.get("threads", {}).values()),
                "late_p99_ms": max(line["status"]["late_p99_ms"] or 0.0 for line in mine),
                "late_max_ms": last["status"]["late_max_ms"],
                "notes": last["status"]["notes_started"],
                "tick_off": _furthest(mine),
            }
        )
    return found


def late_notes(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Each window in which a note came later than any before it, and later than ``LATE_MS``, with
    what else happened then."""
    found = []
    seen = [line for line in lines if line["kind"] in ("window", "end")]
    for before, line in pairwise(seen):
        late, was = line["status"]["late_max_ms"] or 0.0, before["status"]["late_max_ms"] or 0.0
        if late <= max(was, LATE_MS):
            continue
        told: dict[str, Any] = {"t_s": line["t_s"], "late_ms": round(late, 2), "load": line["load"]}
        for name in ("waited_ms", "page_faults", "cpu_s"):
            if name in line and name in before:
                told[name] = {
                    who: round(value - before[name].get(who, 0), 2)
                    for who, value in line[name].items()
                    if who in ("main", "player")
                }
        told["missed_periods"] = line.get("missed_periods", 0) - before.get("missed_periods", 0)
        told["controls"] = [before["controls"], line["controls"]]
        told["worst_frame_ms"] = max(line["delays_ms"], default=None)
        found.append(told)
    return found


def as_markdown(lines: Sequence[Line]) -> str:
    """The table of ten minutes each."""
    rows = [
        "| minutes | frame → emotion p50 / p99 / max, ms | memory, MB | handles | threads "
        "| notes so far | late p99 / worst so far, ms | clock ticks off, frames | load |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for block in blocks(lines):
        delay, mb = block["delay_ms"], block["memory_mb"]
        off = block["tick_off"]
        cells = (
            f"{block['from_s'] / 60:.0f}–{block['to_s'] / 60:.0f}",
            f"{delay['p50']:.1f} / {delay['p99']:.0f} / {delay['max']:.0f}",
            "" if mb is None else f"{mb:.1f}",
            f"{block['handles']}",
            f"{block['threads']}",
            f"{block['notes']:,}",
            f"{block['late_p99_ms']:.2f} / {block['late_max_ms']:.2f}",
            "" if off is None else f"{off:.1f}",
            f"{block['load']:.1f}",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def plot(lines: Sequence[Line], path: Path) -> None:
    """Delays, memory, handles and lateness over time, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    windows = [line for line in lines if line["kind"] == "window" and line["delays_ms"]]
    minutes = [line["t_s"] / 60 for line in windows]
    drawing = Drawing(figsize=(9, 8), layout="constrained")
    FigureCanvasAgg(drawing)
    delays, memory, handles, late = drawing.subplots(4, 1, sharex=True)
    of_each = [spread(line["delays_ms"]) for line in windows]
    for name, colour in (("p99", "tab:orange"), ("p50", "tab:blue")):
        values = [stats[name] for stats in of_each]
        delays.plot(minutes, values, linewidth=0.8, color=colour, label=name)
    delays.set_yscale("log")
    delays.set_ylabel("frame → emotion, ms")
    delays.legend(loc="upper right")
    looked = [line for line in windows if "memory_mb" in line]
    for name in ("eyes", "composer", "main", "player"):
        values = [line["memory_mb"].get(name, float("nan")) for line in looked]
        memory.plot([line["t_s"] / 60 for line in looked], values, label=name)
    memory.set_ylabel("memory (PSS), MB")
    memory.set_ylim(bottom=0)
    memory.legend(loc="upper right", ncols=4)
    counted = [sum(line.get("handles", {}).values()) for line in windows]
    handles.plot(minutes, counted, label="handles")
    threads = [sum(line.get("threads", {}).values()) for line in windows]
    handles.plot(minutes, threads, label="threads")
    handles.set_ylim(bottom=0)
    handles.set_ylabel("handles, threads")
    handles.legend(loc="lower right", ncols=2)
    values = [line["status"]["late_p99_ms"] or 0.0 for line in windows]
    late.plot(minutes, values, linewidth=0.8, label="p99 of the last 1,024 notes")
    values = [line["status"]["late_max_ms"] or 0.0 for line in windows]
    late.plot(minutes, values, linewidth=0.8, label="worst so far")
    late.set_ylabel("notes late, ms")
    late.set_xlabel("minutes")
    late.legend(loc="upper left")
    for axes in (delays, memory, handles, late):
        axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing.savefig(path, dpi=110)


def _failed(line: Line) -> int:
    """Frames that were answered with an error."""
    codes = ("eyes-died", "bad-image", "too-large", "eyes-failed")
    return sum(line["errors"].get(code, 0) for code in codes)


def _memory(lines: Sequence[Line]) -> tuple[list[tuple[float, float]], float]:
    """Megabytes of all processes at each second, and the slope after the warm-up, in an hour: of
    what they wrote themselves, where that is told, for a share of what others map, too, changes
    with the others."""
    mb = [(line["t_s"], sum(line["memory_mb"].values())) for line in lines if "memory_mb" in line]
    own = [
        (line["t_s"], sum(line["anonymous_mb"].values()))
        for line in lines
        if line.get("anonymous_mb")
    ]
    level = _after_warm_up(lines, own or mb)
    return mb, 3600.0 * _slope([at for at, _ in level], [total for _, total in level])


def _after_warm_up(
    lines: Sequence[Line], points: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    warm_up_s = min(WARM_UP_S, lines[-1]["t_s"] / 3)
    return [point for point in points if point[0] >= warm_up_s] or points[-1:]


def _slope(x: list[float], y: list[float]) -> float:
    """Of the least-squares line, per unit of ``x``."""
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - middle_x) ** 2 for a in x)
    if across == 0.0:
        return 0.0
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / across


def _furthest(lines: Sequence[Line]) -> float | None:
    ends = [abs(end) for line in lines for end in line.get("tick_off_frames", ())]
    return max(ends) if ends else None


def main() -> None:
    """Print the table, draw the plot."""
    parser = argparse.ArgumentParser(prog="oscbridge.bench.soak_report", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--plot", type=Path, metavar="PNG")
    asked = parser.parse_args()
    lines = read(asked.file)
    print(as_markdown(lines))
    found = findings(lines)
    for figure in found.figures:
        met = {True: "met", False: "NOT MET", None: ""}[figure.met]
        print(f"{figure.what}: {figure.ours} {figure.unit} {met}")
    print(json.dumps(found.facts, indent=1, ensure_ascii=False))
    if asked.plot is not None:
        plot(lines, asked.plot)


if __name__ == "__main__":
    main()
