"""The command line: what can be asked, and how a mishap is told.

Only the command that is asked for is imported, and it imports what it needs when it runs: so
``oscbridge send`` does not wait for a network, and Ctrl+C is taken from the start.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import NoReturn

from oscbridge import __version__
from oscbridge.errors import OscbridgeError

COMMANDS = (
    *("run", "replay", "demo", "doctor", "ports", "patches", "send"),
    *("face", "listen", "phrase", "train", "evaluate", "bench"),
)
"""Each is a module of ``oscbridge.commands``: its docstring is the help, beside ``arguments`` and
``main``."""

_FIRST_STEPS = """\
first steps:
  oscbridge doctor            what works on this machine, and how to mend the rest
  oscbridge demo              the whole loop, without anything connected
  oscbridge run               the daemon; Ctrl+C ends it
  oscbridge COMMAND --help    what a command takes

exit status: 0 done, 1 could not be done, 2 asked wrongly, 130 ended by Ctrl+C
"""


class _Parser(argparse.ArgumentParser):
    """Tells a wrong request as every other mishap is told: in one line, with a code and the fix."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"oscbridge: bad-usage: {message}; see `{self.prog} --help`\n")


class _Version(argparse.Action):
    """Tells the version and which weights are there; the files are only read when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from oscbridge.weights.models import shipped_digests

        print(f"oscbridge {__version__}")
        for name, digest in shipped_digests().items():
            print(f"  {name} {digest}")
        parser.exit()


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line, with the commands of these names."""
    top = _Parser(
        prog="oscbridge",
        description="A face in over OSC, its emotion back over OSC, music shaped by it on MIDI.",
        epilog=_FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument(
        "--version", action=_Version, nargs=0, help="the version and its models' hashes"
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in names:
        module = importlib.import_module(f"oscbridge.commands.{name}")
        summary, _, more = inspect.cleandoc(module.__doc__ or "").partition("\n")
        summary = summary.removeprefix(f"`oscbridge {name}`: ")
        command = commands.add_parser(
            name,
            help=summary.rstrip("."),
            description=f"{summary[:1].upper()}{summary[1:]}\n{more}".replace("``", ""),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(command)
        command.set_defaults(command=module.main)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 could not be done, 2 asked wrongly."""
    words = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        # Into a file or a pipe Windows writes an old code page, which has no arrows and no accents.
        if sys.platform == "win32" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        asked = parser(words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS)
        options = asked.parse_args(words)
        return int(options.command(options))
    except OscbridgeError as error:
        print(f"oscbridge: {error}", file=sys.stderr)
        return 2 if error.code == "bad-usage" else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # As in `oscbridge face *.jpg | head`. Python writes what is left when it ends: to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        # No room, no right. Where it can be foreseen it has a code of its own.
        print(f"oscbridge: system-error: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        print(f"oscbridge: internal-error: {_fault(error)}", file=sys.stderr)
        return 1


def _fault(error: Exception) -> str:
    """A fault of our own in one line. Where it lies is kept in a file: a person on a stage has no
    use for it, and whoever mends it needs it."""
    told = " ".join(f"{type(error).__name__}: {error}".split())
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="oscbridge-fault-", suffix=".txt", delete=False
        ) as file:
            traceback.print_exception(error, file=file)
    except OSError:
        return f"{told}; please report it"
    return f"{told}; please report it, with {file.name}"


if __name__ == "__main__":
    raise SystemExit(main())
