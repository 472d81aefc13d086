"""Build hook: an installed package carries its weights; a checkout uses the ones at its top."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Weights(BuildHookInterface[Any]):
    """Put ``models/`` into a real wheel, not into an editable one, where copies would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; ``version`` is ``standard`` or ``editable``."""
        if version == "standard":
            build_data["force_include"]["models"] = "oscbridge/weights"
