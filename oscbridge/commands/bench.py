"""`oscbridge bench`: measure speed and memory on this machine, beside the rivals.

Without a name all figures but the long ones are measured. A quiet machine helps: the load average
is told with each result.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    command.add_argument("names", nargs="*", metavar="NAME", help="one or more; see --list")
    command.add_argument("--list", action="store_true", help="list the benchmarks, run none")
    command.add_argument(
        "--quick", action="store_true", help="a smoke run: shows that all works, not how fast"
    )
    command.add_argument(
        "--seconds",
        type=float,
        metavar="S",
        help="how long those run that --list says have a length",
    )
    command.add_argument(
        "--log", type=Path, metavar="FILE", help="where soak writes what it sees, as JSON lines"
    )
    style = command.add_mutually_exclusive_group()
    style.add_argument("--json", action="store_true", help="print JSON")
    style.add_argument("--markdown", action="store_true", help="print a Markdown table")
    command.add_argument("--out", type=Path, metavar="FILE", help="save the JSON there as well")


def main(asked: argparse.Namespace) -> int:
    """Measure and print. Exit status 0 when all could be measured, whatever the figures."""
    from oscbridge.bench.registry import BENCHES, chosen, run
    from oscbridge.bench.report import Options
    from oscbridge.bench.tables import as_json, as_markdown, as_text
    from oscbridge.errors import OscbridgeError
    from oscbridge.files.writing import writing

    if asked.list:
        for bench in BENCHES:
            marks = [("only by name", not bench.unasked), ("--seconds", bench.timed)]
            notes = ", ".join(note for note, holds in marks if holds)
            print(f"{bench.name:12} {bench.what}{f' ({notes})' if notes else ''}")
        return 0
    if asked.seconds is not None and not 1 <= asked.seconds <= 86_400:
        raise OscbridgeError(
            "out-of-range", f"--seconds must be from 1 to 86400, not {asked.seconds:g}"
        )
    options = Options(quick=asked.quick, seconds=asked.seconds, log=asked.log)
    benches = chosen(asked.names)
    endless = [bench.name for bench in benches if not bench.timed]
    if asked.names and endless and asked.seconds is not None:
        raise OscbridgeError(
            "bad-usage", f"--seconds changes nothing for {', '.join(endless)}; see --list"
        )
    for path in (asked.out, asked.log):
        if path is not None:  # told now, and not after an hour
            with writing(path), path.open("a", encoding="utf-8"):
                pass
    results = []
    for bench in benches:
        print(f"measuring {bench.name}: {bench.what} …", file=sys.stderr, flush=True)
        results.append(run(bench, options))
        if not (asked.json or asked.markdown):
            print(as_text(results[-1]) + "\n", flush=True)
        if asked.out is not None:  # after each: a long run that is broken off is not lost
            with writing(asked.out):
                asked.out.write_text(as_json(results) + "\n", encoding="utf-8")
    if asked.json:
        print(as_json(results))
    elif asked.markdown:
        print(as_markdown(results))
    return 0
