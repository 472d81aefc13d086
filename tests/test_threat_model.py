"""The threat model names tests as proof; each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
NAMED = sorted(
    set(
        re.findall(
            r"`(tests/[\w/]+\.py)::(\w+)`", (TOP / "docs/threat-model.md").read_text("utf-8")
        )
    )
)


def test_proofs_are_named() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_proof_is_there(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (TOP / file).read_text("utf-8"), re.MULTILINE)
