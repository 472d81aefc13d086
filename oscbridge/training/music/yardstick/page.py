"""The report as one page that needs nothing else: table, heat maps, piano rolls, links to sound."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from oscbridge.training.music.yardstick.control import LEVELS
from oscbridge.training.music.yardstick.cues import UNITS
from oscbridge.training.music.yardstick.drawing import heat_map, roll
from oscbridge.training.music.yardstick.results import Heard, Result
from oscbridge.training.music.yardstick.summary import rows

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#26262b;background:#fbfaf7;margin:2rem auto;
max-width:76rem;padding:0 1rem}
h1{font-size:1.7rem}h2{margin-top:2.5rem;border-bottom:1px solid #d9d3c7}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #e6e0d5;white-space:nowrap}
th:first-child,td:first-child{text-align:left}tr.part th{text-align:left;padding-top:1rem}
td small{color:#8d877b}.wide{overflow-x:auto}
.maps,.rolls{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}.maps figure{width:235px}
figcaption{font-size:.8rem;color:#6d6860}audio{height:28px;width:300px;display:block}
svg{display:block;font-family:inherit}
"""


def write_page(
    report: Mapping[str, Any],
    results: Mapping[str, Result],
    primers: Sequence[Heard],
    out: Path,
) -> Path:
    """``index.html`` and ``report.json`` in ``out``; the page's path."""
    out.mkdir(parents=True, exist_ok=True)
    whole = json.dumps(report, indent=1)
    (out / "report.json").write_text(whole + "\n", encoding="utf-8")
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Engines on one yardstick</title>",
        f"<style>{_STYLE}</style><h1>Engines on one yardstick</h1>",
        f"<p>{escape(_preface(report))}</p>",
        '<div class="wide">',
        table_html(report),
        "</div><h2>Human primers</h2>",
        _rolls(primers, out),
    ]
    for name, result in results.items():
        parts.append(f"<h2>{escape(name)}</h2>")
        for kind, cells in result.maps.items():
            about = (
                "from nothing" if kind == "fresh" else "continuing the same primers in every cell"
            )
            parts.append(
                f"<h3>Measured over the grid, {about}</h3>"
                "<p>Valence asked for to the right, arousal upwards.</p>"
            )
            parts.append('<div class="maps">')
            for cue, values in cells.items():
                title = cue.replace("_", " ")
                parts.append(
                    f"<figure>{heat_map(title, values, LEVELS)}"
                    f"<figcaption>{escape(UNITS.get(cue, 'probability'))}</figcaption></figure>"
                )
            parts.append("</div>")
        parts.append("<h3>Twelve phrases</h3>")
        parts.append(_rolls(result.heard, out))
    parts.append(
        f"<details><summary>All figures</summary><pre>{escape(whole)}</pre></details></html>"
    )
    path = out / "index.html"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _preface(report: Mapping[str, Any]) -> str:
    counts = report["human"]["prompts"]
    music = ", ".join(
        f"{one['prompts']} of {one['songs']} {name} songs" for name, one in counts.items()
    )
    audio = f" No audio: {report['audio']}." if "audio" in report else ""
    return (
        f"Prompts from the {report['part']} split: {music}. Amounts: {report['amounts']}. "
        f"In brackets: 95 % intervals.{audio}"
    )


def _rolls(heard: Sequence[Heard], out: Path) -> str:
    parts = ['<div class="rolls">']
    for one in heard:
        links = []
        for path in one.files:
            place = escape(path.relative_to(out).as_posix())
            links.append(
                f'<audio controls preload="none" src="{place}"></audio>'
                if path.suffix == ".wav"
                else f'<a href="{place}">.mid</a>'
            )
        parts.append(
            f"<figure>{roll(one.phrase)}<figcaption>{escape(one.name)}, "
            f"{one.phrase.tempo_bpm:.0f} bpm, {len(one.phrase.notes)} notes "
            f"{''.join(links)}</figcaption></figure>"
        )
    return "".join([*parts, "</div>"])


def table_html(report: Mapping[str, Any]) -> str:
    """All engines side by side."""
    return _table(
        report,
        lambda cells: "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in cells) + "</tr>",
        lambda title, count: f'<tr class="part"><th colspan="{count}">{escape(title)}</th></tr>',
        lambda cells: "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>",
        "<table>",
        "</table>",
    )


def table_markdown(report: Mapping[str, Any]) -> str:
    """The same table for a page of documentation."""
    return _table(
        report,
        lambda cells: f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}",
        lambda title, count: f"| **{title}** |{' |' * (count - 1)}",
        lambda cells: f"| {' | '.join(cells)} |",
        "",
        "",
    )


def _table(
    report: Mapping[str, Any],
    head: Callable[[Sequence[str]], str],
    part: Callable[[str, int], str],
    line: Callable[[Sequence[str]], str],
    start: str,
    end: str,
) -> str:
    engines = list(report["engines"])
    columns = ["", "people", *engines]
    lines = [start, head(columns)]
    for title, figures in rows(report):
        lines.append(part(title, len(columns)))
        lines += [line([label, *cells]) for label, cells in figures]
    return "\n".join([*lines, end]).strip()
