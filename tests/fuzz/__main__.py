"""The driver: ``python -m tests.fuzz [TARGET …] --seconds 60 [--keep]``.

Each target is run by atheris (libFuzzer, led by which branches of oscbridge an input reaches) in a
process of its own, from the kept corpus and the seeds. A finding is printed with its bytes; put it
into ``test_findings.py``. With ``--keep`` the smallest inputs that together reach all that was
reached become the kept corpus.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.fuzz.corpus import keep, kept, smallest

_RUN_FOR_CHILD = "--child"


def main() -> int:
    """Fuzz; 1 when anything was found."""
    if sys.argv[1:2] == [_RUN_FOR_CHILD]:
        _fuzz(sys.argv[2], sys.argv[3:])
        return 0
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    # Python 3.11 holds no target at all, the empty list, against the choices, too.
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all, if left out")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--runs", type=int, default=-1, help="and at most so many executions")
    parser.add_argument("--keep", action="store_true", help="write what was reached to the corpus")
    parser.add_argument("--json", type=Path, help="add the figures to this file, a line for each")
    options = parser.parse_args()
    found = 0
    print("target      executions  edges  inputs  findings")
    for name in options.targets or TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            figures = _run(name, Path(folder), options.seconds, options.runs)
            if options.keep:
                inputs = [path.read_bytes() for path in (Path(folder) / "corpus").iterdir()]
                keep(name, smallest(TARGETS[name].run, inputs))
        found += figures["findings"]
        print(
            "{target:<11} {executions:>10,} {edges:>6} {inputs:>7} {findings:>9}".format(**figures)
        )
        if options.json:
            with options.json.open("a") as file:
                file.write(json.dumps(figures) + "\n")
    return int(found > 0)


def _run(name: str, folder: Path, seconds: int, runs: int) -> dict[str, Any]:
    from tests.fuzz.targets import TARGETS

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate((*kept(name), *TARGETS[name].seeds())):
        (corpus / f"{number:04d}").write_bytes(data)
    command = [sys.executable, "-m", "tests.fuzz", _RUN_FOR_CHILD, name]
    command += [f"-max_total_time={seconds}", f"-runs={runs}", "-timeout=20", "-rss_limit_mb=2048"]
    command += [f"-max_len={TARGETS[name].longest}", "-print_final_stats=1"]
    command += [f"-artifact_prefix={folder}/found-", str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    findings = sorted(folder.glob("found-*"))
    if done.returncode or findings:
        told = [line for line in done.stderr.splitlines() if not line.startswith(("#", "0x"))]
        print(done.stdout[-3000:], *told[-60:], sep="\n", file=sys.stderr)
        for path in findings:
            print(f"{name}: {path.name}: {path.read_bytes()!r}", file=sys.stderr)
    counts = re.findall(r"number_of_executed_units: *(\d+)", done.stderr) or re.findall(
        r"#(\d+)\s", done.stderr
    )
    edges = re.findall(r"cov: (\d+)", done.stderr)
    return {
        "target": name,
        "executions": int(counts[-1]) if counts else 0,
        "edges": int(edges[-1]) if edges else 0,
        "inputs": len(list(corpus.iterdir())),
        "findings": len(findings) or int(done.returncode != 0),
    }


def _fuzz(name: str, arguments: list[str]) -> None:
    import atheris

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with atheris.instrument_imports(include=["oscbridge"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    target.seeds()  # what is imported late is imported now

    def run(data: bytes) -> None:
        target.run(data)

    import logging

    logging.disable(logging.CRITICAL)
    atheris.Setup([name, *arguments], run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
