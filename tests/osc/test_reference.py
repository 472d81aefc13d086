"""The generated reference."""

from __future__ import annotations

from pathlib import Path

from oscbridge.osc.addresses import IN, OUT
from oscbridge.osc.reference import REFERENCE, reference_markdown

PROJECT = Path(__file__).parents[2]


def test_the_committed_reference_says_what_the_table_says() -> None:
    committed = (PROJECT / REFERENCE).read_text(encoding="utf-8")
    assert committed == reference_markdown(), "run: python -m oscbridge.osc.reference"


def test_the_reference_has_every_address_and_every_argument() -> None:
    text = reference_markdown()
    for address in (*IN, *OUT):
        assert f"### `{address.usage}`" in text
        assert address.about in text
        for argument in address.arguments:
            assert argument.about in text
