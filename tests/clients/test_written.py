"""What is written from the address table is what the table says now."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from oscbridge.osc.addresses import IN, OUT, ROOT
from oscbridge.osc.arguments import Kind
from oscbridge.osc.binding import bind
from oscbridge.patches.sentences import Sentence, sections, sentences
from oscbridge.patches.written import FILES, content
from tests.clients.conftest import TOP

TAGS = {int: "i", float: "f", str: "s"}


@pytest.mark.parametrize("name", FILES)
def test_the_committed_file_is_what_the_address_table_gives(name: str) -> None:
    assert (TOP / name).read_bytes() == content(name), "run: python -m oscbridge.patches"


@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence.name)
def test_every_example_is_a_message_that_the_daemon_takes(sentence: Sentence) -> None:
    tags = "".join(TAGS[type(word)] for word in sentence.words)
    assert bind(sentence.address.path, sentence.words, tags)


def test_everything_that_can_be_said_without_a_blob_stands_under_one_heading() -> None:
    blobs = {a.path for a in IN if any(one.kind is Kind.BLOB for one in a.arguments)}
    said = [one.address.path for members in sections().values() for one in members]
    assert sorted(said) == sorted({address.path for address in IN} - blobs)


def test_the_daemon_and_the_commands_never_import_this_room() -> None:
    look = (
        "import sys, oscbridge.cli, oscbridge.daemon.app; "
        "print([n for n in sys.modules if n.startswith(('oscbridge.patches', 'py2max'))])"
    )
    said = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=TOP
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_no_address_that_is_not_in_the_table(name: str) -> None:
    known = {address.path for address in (*IN, *OUT)}
    found = re.findall(rf"{ROOT}[a-z/]+", (TOP / name).read_bytes().decode("utf-8", "replace"))
    # Code that takes a short name has the beginning that all share.
    assert {path.rstrip("/") for path in found} - known <= {ROOT.rstrip("/")}
