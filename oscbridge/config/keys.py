"""Which config keys there ever were: since when, and what became of those that are gone.

Keys are part of the public contract. ``configs/keys.yaml`` keeps all of them for ever;
``python -m oscbridge.config`` adds new ones under the present version. A key that is renamed or
removed stays there and gets an entry in ``GONE``, so that an old config file is told what to write.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from oscbridge import __version__
from oscbridge.config.settings import Settings

KEPT = Path(__file__).parents[2] / "configs" / "keys.yaml"


@dataclass(frozen=True, slots=True)
class Gone:
    """A key that is no more.

    Args:
        until: the first version without it.
        now: the key that took its place; empty when none did.
        why: one sentence, where there is more to know.
    """

    until: str
    now: str = ""
    why: str = ""


GONE: Mapping[str, Gone] = {}
"""By full key, such as ``face.smoothing``."""


def what_became_of(full: str, gone: Mapping[str, Gone] | None = None) -> str:
    """For whoever still uses a key: what to write instead; empty for one that never was."""
    known = (GONE if gone is None else gone).get(full)
    if known is None:
        return ""
    told = f"'{full}' is gone since version {known.until}"
    told += f"; it is '{known.now}' now" if known.now else "; leave it out"
    return f"{told}. {known.why}" if known.why else told


def present_keys() -> list[str]:
    """Every key there is, as ``section.key``."""
    defaults = Settings()
    return [
        f"{section.name}.{known.name}"
        for section in dataclasses.fields(Settings)
        for known in dataclasses.fields(getattr(defaults, section.name))
    ]


def read_kept() -> dict[str, str]:
    """Key → the version that brought it, of all keys there ever were."""
    text = KEPT.read_text(encoding="utf-8") if KEPT.exists() else ""
    return {
        str(key): str(version)
        for version, keys in (yaml.safe_load(text) or {}).items()
        for key in keys
    }


def kept_yaml(kept: Mapping[str, str]) -> str:
    """The text of ``configs/keys.yaml``: what was kept, and new keys under the present version."""
    kept = {**kept, **{key: __version__ for key in present_keys() if key not in kept}}
    lines = [
        "# Every config key there ever was, under the version that brought it; none is ever taken",
        "# out. Added to by: python -m oscbridge.config",
    ]
    for version in dict.fromkeys(kept.values()):
        lines += [f'"{version}":', *(f"- {key}" for key, since in kept.items() if since == version)]
    return "\n".join(lines) + "\n"


def keys_table(
    kept: Mapping[str, str], allowed_values: Callable[[dataclasses.Field[Any]], str]
) -> str:
    """The text of ``docs/config-keys.md``; ``allowed_values`` tells in words what a key accepts."""
    lines = [
        "# Config keys",
        "",
        "All keys, what they may be, and since which version they are there; what each means is in",
        "[configs/default.yaml](../configs/default.yaml). Written by: python -m oscbridge.config",
        "",
        "## Upgrading",
        "",
        "A key that was renamed or taken out is refused at the start (and by a reload, which then",
        "changes nothing) with the name that it has now. `oscbridge doctor --config my.yaml` tells",
        "it beforehand.",
        "",
    ]
    if GONE:
        lines += ["| gone | since | now |", "|---|---|---|"]
        for key, gone in GONE.items():
            now = f"`{gone.now}`" if gone.now else "leave it out"
            lines.append(f"| `{key}` | {gone.until} | {now} {gone.why} |".replace("  ", " "))
    else:
        lines.append("None is gone so far.")
    defaults = Settings()
    for section in dataclasses.fields(Settings):
        lines += ["", f"## {section.name}", "", "| key | default | allowed | since |"]
        lines.append("|---|---|---|---|")
        for known in dataclasses.fields(getattr(defaults, section.name)):
            full = f"{section.name}.{known.name}"
            default = known.default
            shown = ", ".join(default) if isinstance(default, tuple) else str(default)
            shown = shown.lower() if isinstance(default, bool) else shown
            since = kept.get(full, __version__)
            lines.append(f"| `{full}` | {shown} | {allowed_values(known)} | {since} |")
    return "\n".join(lines) + "\n"
