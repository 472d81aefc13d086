"""Writes what is made of the settings: the default config file, the kept keys, their table."""

from __future__ import annotations

from pathlib import Path

from oscbridge.config.keys import KEPT, kept_yaml, keys_table, read_kept
from oscbridge.config.reading import allowed_values, default_yaml

top = Path(__file__).parents[2]
kept = read_kept()
for target, text in (
    (top / "configs" / "default.yaml", default_yaml()),
    (KEPT, kept_yaml(kept)),
    (top / "docs" / "config-keys.md", keys_table(kept, allowed_values)),
):
    target.write_text(text, encoding="utf-8")
    print(f"wrote {target}")
