"""Results as people and programs read them: a text table, Markdown rows, JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from oscbridge.bench.report import Figure, Result, Stats

_HEAD = ("figure", "unit", "target", "measured", "rival", "ratio", "")


def as_json(results: Sequence[Result]) -> str:
    """All results as one JSON list; each figure says whether it ``met`` its targets."""
    return json.dumps([_plain(result) for result in results], indent=1, ensure_ascii=False)


def as_text(result: Result) -> str:
    """One result as a table for the terminal."""
    rows = [_HEAD, *(_row(figure) for figure in result.findings.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [f"{result.name}: {result.what}"]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  " + "  ".join(cells).rstrip())
    if result.findings.rival:
        lines.append(f"  rival: {result.findings.rival}")
    before, after = result.load_average
    machine = result.machine
    lines.append(
        f"  {machine.processor}, {machine.cores} cores, {machine.kernel}, "
        f"Python {machine.python}; load average {before:.2f} before, {after:.2f} after; "
        f"{result.seconds:.0f} s"
    )
    if result.quick:
        lines.append("  a quick run: it shows that all works, not how fast")
    return "\n".join(lines)


def as_markdown(results: Sequence[Result]) -> str:
    """All results as one Markdown table, as in docs/benchmarks.md."""
    lines = [
        "| figure | target | measured | rival | ratio | met | command |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        for figure in result.findings.figures:
            what, unit, target, ours, rival, ratio, met = _row(figure)
            cells = (
                what,
                target and f"{target} {unit}",
                f"{ours} {unit}",
                rival and f"{rival} {unit}",
                ratio,
                met,
                f"`{result.command}`",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    met = figure.met
    return (
        figure.what,
        figure.unit,
        ", ".join(map(str, figure.limits)),
        _stats(figure.ours),
        _stats(figure.rival) if figure.rival else "",
        f"{figure.ratio:.1f}×" if figure.ratio is not None else "",
        "" if met is None else "yes" if met else "NO",
    )


def _stats(stats: Stats) -> str:
    if "value" in stats:
        return f"{stats['value']:g}"
    return ", ".join(f"{name} {value:g}" for name, value in stats.items() if name != "count")


def _plain(result: Result) -> dict[str, Any]:
    plain = dataclasses.asdict(result)
    for figure, told in zip(result.findings.figures, plain["findings"]["figures"], strict=True):
        told["met"] = figure.met
        told["limits"] = [str(limit) for limit in figure.limits]
    return plain
