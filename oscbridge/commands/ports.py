"""`oscbridge ports`: list the MIDI ports that this machine has."""

from __future__ import annotations

import argparse


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the options: none."""


def main(asked: argparse.Namespace) -> int:
    """Print a line for each port, and why a MIDI system cannot be used."""
    from oscbridge.midi.ports.outputs import list_ports

    for line in list_ports():
        print(line)
    return 0
