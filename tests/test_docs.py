"""The documentation: links lead somewhere, commands are accepted, figures have their results."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from oscbridge.cli import parser

TOP = Path(__file__).parents[1]
PAGES = [
    *TOP.glob("*.md"),
    *(
        page
        for folder in ("docs", "models", "oscbridge", "clients", "max_patches")
        for page in (TOP / folder).rglob("*.md")
    ),
]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


def anchors(page: Path) -> set[str]:
    """What may stand behind # in a link to a page."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (page.parent / target).resolve()
        assert found.exists(), f"{target} is not there"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), f"{target} has no {anchor}"


SHELL = re.compile(
    r"^```(?:sh|bash|console|text)?\n(.*?)^```|^((?: {4}.*\n)+)", re.MULTILINE | re.DOTALL
)
# `oscbridge on HOST` is a name in the network.
NAMED = re.compile(r"`oscbridge (?!on\b|COMMAND)(--?\w[^`\n]*|\w[^`\n]*)`")

SHORTENED = re.compile(r"required: |expected one argument|invalid \w+ value: '[A-Z]+'")
"""Complaints about a command that is named without all that it needs."""


def commands(text: str) -> list[str]:
    """What a page has after ``oscbridge``: in its blocks whole, in its prose perhaps shortened."""
    text = re.sub(r" *\\\n\s*", " ", text)  # lines that go on
    lines = "\n".join("".join(block) for block in SHELL.findall(text)).splitlines()
    typed = [re.match(r"\s*(?:\$ )?oscbridge (.*)", line) for line in lines]
    # After two spaces comes a remark, after | > & another program.
    return [re.split(r" {2,}| [|>&]|…", line[1])[0] for line in typed if line] + [
        re.sub(r"[][…]", "", found) for found in NAMED.findall(text)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_command_of_a_page_is_accepted(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in commands(page.read_text(encoding="utf-8")):
        try:
            parser().parse_args(shlex.split(words, comments=True))
        except SystemExit:
            told = capsys.readouterr().err
            assert not told or SHORTENED.search(told), told


def test_commands_are_found_in_blocks_and_prose() -> None:
    prose = "`oscbridge run --x` oscbridge is\n\n"
    indented = "    oscbridge face A \\\n      B  # C\n\n"
    fenced = "```sh\noscbridge a|b\n$ oscbridge c > d\n```\n"
    found = ["face A B", "a|b", "c", "run --x"]
    assert commands(prose + indented + fenced) == found


def test_every_kept_result_is_told_and_every_benchmark_that_is_told_has_one() -> None:
    told = (TOP / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    kept = set()
    for path in (TOP / "benchmarks").glob("*.json"):
        assert f"../benchmarks/{path.name}" in told
        kept |= {result["name"] for result in json.loads(path.read_text(encoding="utf-8"))}
    named = set(re.findall(r"`oscbridge bench ([a-z][a-z-]*)", told))
    assert len(named) > 5
    assert named <= kept
