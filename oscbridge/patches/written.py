"""Which files are written from the address table, and what must be in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from oscbridge.patches.live_device import live_device
from oscbridge.patches.max_help import max_help
from oscbridge.patches.max_patch import max_patch
from oscbridge.patches.puredata import abstraction, help_patch
from oscbridge.patches.supercollider import sc_class, sc_help

FILES: Mapping[str, Callable[[], str | bytes]] = {
    "max_patches/oscbridge.maxpat": max_patch,
    "max_patches/oscbridge.maxhelp": max_help,
    "max_patches/oscbridge.amxd": live_device,
    "clients/puredata/oscbridge.pd": abstraction,
    "clients/puredata/oscbridge-help.pd": help_patch,
    "clients/supercollider/Oscbridge.sc": sc_class,
    "clients/supercollider/HelpSource/Classes/Oscbridge.schelp": sc_help,
}
"""Path from the top of the checkout, and what gives its content."""


def content(name: str) -> bytes:
    """What must be in this file."""
    made = FILES[name]()
    return made if isinstance(made, bytes) else made.encode("utf-8")


def write_all(top: Path) -> list[str]:
    """Write every file that is not what it must be. Returns their names."""
    written = []
    for name in FILES:
        path, new = top / name, content(name)
        if not path.exists() or path.read_bytes() != new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
            written.append(name)
    return written
