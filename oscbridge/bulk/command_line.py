"""What commands offer for thousands of files, and the run itself: a line for each, told or kept."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from oscbridge.bulk.cluster import in_cluster
from oscbridge.bulk.ledger import Ledger, files, results, stamp
from oscbridge.bulk.local import here, in_processes
from oscbridge.bulk.work import Done, Job, Line, signature
from oscbridge.errors import OscbridgeError

Progress = Any
"""tqdm's bar."""


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options."""
    many = command.add_argument_group("for thousands of files")
    many.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="append the lines to this .jsonl, and skip what is done there already",
    )
    workers(many)


def workers(group: argparse._ArgumentGroup) -> None:
    """Declare the options that say who works."""
    group.add_argument("--jobs", type=int, metavar="N", help="so many workers at once")
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="on a Ray cluster (host:port, or auto); as many workers as it has cores, or --jobs",
    )


def is_bulk(asked: argparse.Namespace, paths: list[str]) -> bool:
    """Whether this is more than a few files in a row."""
    wanted = asked.out or asked.jobs is not None or asked.cluster
    return bool(wanted) or any(Path(path).expanduser().is_dir() for path in paths)


def run(
    job: Job, asked: argparse.Namespace, paths: list[str], readable: Callable[[dict[str, Any]], str]
) -> int:
    """Do the files that are not done. Exit status 1 when one of them failed.

    Raises:
        OscbridgeError: ``out-of-range``, ``no-files``, ``ledger-unusable``; and what keeps all
            workers from starting.
    """
    wanted = files(paths, job.suffixes)
    if not wanted:
        kinds = ", ".join(job.suffixes)
        raise OscbridgeError("no-files", f"there is no file of these kinds below: {kinds}")
    as_json = asked.json or not sys.stdout.isatty()

    def tell(path: str, line: Line, progress: Progress) -> None:
        told = {"path": path, **line}
        progress.clear()
        print(json.dumps(told, ensure_ascii=False) if as_json else readable(told), flush=True)

    failed = _do(job, wanted, asked, asked.out, None if asked.out else tell)
    return 1 if failed else 0


def lines(
    job: Job, asked: argparse.Namespace, wanted: list[str], out: Path | None
) -> dict[str, Line]:
    """The line of each file: of those that are done in ``out`` already, that one; the others are
    done now, by whom ``asked`` says.

    Raises:
        OscbridgeError: as ``run`` does; ``weights-missing``.
    """
    found: dict[str, Line] = {}
    _do(job, wanted, asked, out, lambda path, line, _: found.update({path: line}))
    if out is not None:
        # What was skipped has its newest line in the ledger, or it would not have been.
        missing = set(wanted) - found.keys()
        found.update((line["path"], line) for line in results(out) if line["path"] in missing)
    return found


def _do(
    job: Job,
    wanted: list[str],
    asked: argparse.Namespace,
    out: Path | None,
    tell: Callable[[str, Line, Progress], None] | None,
) -> int:
    """Do the files that are not done, and say how many. Gives the number that failed."""
    if asked.jobs is not None and not 1 <= asked.jobs <= 1024:
        raise OscbridgeError("out-of-range", f"--jobs must be from 1 to 1024, not {asked.jobs}")
    failed = 0
    with contextlib.ExitStack() as stack:
        ledger = None if out is None else stack.enter_context(Ledger(out, signature(job)))
        todo = [path for path in wanted if ledger is None or not ledger.is_done(path)]
        stamps = {path: stamp(path) for path in todo}
        progress = stack.enter_context(
            tqdm(total=len(wanted), initial=len(wanted) - len(todo), unit="file", file=sys.stderr)
        )
        for path, line in _work(job, todo, asked.cluster, asked.jobs):
            failed += "error" in line
            if ledger is not None:
                ledger.write(path, stamps[path], line)
            if tell is not None:
                tell(path, line, progress)
            progress.update()
    skipped = len(wanted) - len(todo)
    print(f"{len(todo)} done, {failed} of them failed, {skipped} skipped", file=sys.stderr)
    return failed


def _work(job: Job, paths: list[str], cluster: str | None, jobs: int | None) -> Iterator[Done]:
    if not paths:
        return iter(())
    if cluster:
        return in_cluster(job, paths, cluster, jobs)
    if jobs is not None and jobs > 1:
        return in_processes(job, paths, jobs)
    return here(job, paths)
