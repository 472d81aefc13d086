"""Build hook: an installed package carries what lies at the top of a checkout and is used there."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "models": "oscbridge/weights",
    # What `oscbridge patches` copies, see oscbridge/commands/patches.py.
    "max_patches": "oscbridge/extras/max_patches",
    "clients": "oscbridge/extras/clients",
    "services": "oscbridge/extras/services",
    "configs": "oscbridge/extras/configs",
}


class Carried(BuildHookInterface[Any]):
    """Put them into a real wheel, not into an editable one, where copies would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is ``standard`` or ``editable``."""
        if version == "standard":
            build_data["force_include"].update(CARRIED)
