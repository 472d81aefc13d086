"""The reader is chosen over OSC, between two frames; melancholy is told where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscbridge.affect import EXPRESSIONS
from oscbridge.client import OscbridgeClient
from oscbridge.vision.readers.registry import READERS
from tests.daemon.running import SAMPLE, Running, running


@pytest.fixture(scope="module")
def daemon() -> Iterator[Running]:
    with running("music.start=on-play", "face.reader=cnn5") as daemon:
        yield daemon


@pytest.fixture
def client(daemon: Running) -> Iterator[OscbridgeClient]:
    with daemon.client() as client:
        yield client


def answers(client: OscbridgeClient, id: int) -> dict[str, tuple[Any, ...]]:
    """What the sample photograph is answered with, by address."""
    client.send_frame(SAMPLE.read_bytes(), id)
    told: dict[str, tuple[Any, ...]] = {}
    while "timing" not in told:
        message = client.receive()
        told[message.address.removeprefix("/oscbridge/")] = tuple(message.args)
    return told


def test_the_reader_of_the_settings_leads(client: OscbridgeClient) -> None:
    client.send("reader", "cnn5")
    told = answers(client, 1)
    scores = dict(zip(EXPRESSIONS, told["scores"], strict=True))
    assert told["emotion"][1] == "happy"
    assert scores["surprise"] == scores["fear"] == 0
    assert "melancholy" not in told
    status = client.status()
    assert (status["reader"], status["melancholy"]) == ("cnn5", 0)


def test_melancholy_is_told_after_a_face_once_it_is_switched_on(client: OscbridgeClient) -> None:
    client.send("reader/melancholy", 1)
    told = answers(client, 2)
    id, index = told["melancholy"]
    assert id == 2
    assert 0 <= index < 0.2  # the astronaut smiles
    client.send("reader/melancholy", 0)
    assert "melancholy" not in answers(client, 3)


@pytest.mark.parametrize("name", READERS)
def test_another_reader_leads_from_the_next_frame_on(client: OscbridgeClient, name: str) -> None:
    client.send("reader", name)
    told = answers(client, 4)
    assert sum(told["scores"]) == pytest.approx(1, abs=1e-3)
    assert ("melancholy" in told) == (name == "melancholy")
    assert client.status()["reader"] == name


def test_an_unknown_reader_is_refused_and_the_old_one_stays(client: OscbridgeClient) -> None:
    client.send("reader", "cnn5")
    client.send("reader", "tea-leaves", 9)
    code, message, address, id = client.wait_for("error", id=9).args
    assert (code, address, id) == ("unknown-reader", "/oscbridge/reader", 9)
    assert "melancholy" in message
    assert client.status()["reader"] == "cnn5"
