"""The command line: what can be asked, and how a mishap is told.

Commands import what they need when they run, so ``oscbridge send`` does not wait for a network.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from types import ModuleType

from oscbridge import __version__
from oscbridge.commands import (
    bench,
    demo,
    doctor,
    evaluate,
    face,
    listen,
    patches,
    phrase,
    ports,
    replay,
    run,
    send,
    train,
)
from oscbridge.errors import OscbridgeError

COMMANDS: tuple[ModuleType, ...] = (
    run,
    replay,
    demo,
    doctor,
    ports,
    patches,
    send,
    face,
    listen,
    phrase,
    train,
    evaluate,
    bench,
)


class _Version(argparse.Action):
    """Tells the version and which weights are there; the files are only read when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from oscbridge.weights.models import shipped_digests

        print(f"oscbridge {__version__}")
        for name, digest in shipped_digests().items():
            print(f"  {name} {digest}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="oscbridge",
        description="A face in over OSC, its emotion back over OSC, music shaped by it on MIDI.",
    )
    top.add_argument(
        "--version", action=_Version, nargs=0, help="the version and its models' hashes"
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        about = (module.__doc__ or "").partition("\n")[0]
        name, _, summary = about.partition(": ")
        command = commands.add_parser(
            name.strip("`").removeprefix("oscbridge "), help=summary, description=summary
        )
        module.arguments(command)
        command.set_defaults(command=module.main)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 could not be done, 2 asked wrongly."""
    for stream in (sys.stdout, sys.stderr):
        # Into a file or a pipe Windows writes an old code page, which has no arrows and no accents.
        if sys.platform == "win32" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    asked = parser().parse_args(argv)
    try:
        return int(asked.command(asked))
    except OscbridgeError as error:
        print(f"oscbridge: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1  # as in `oscbridge face *.jpg | head`


if __name__ == "__main__":
    raise SystemExit(main())
