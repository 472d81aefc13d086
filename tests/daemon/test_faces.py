"""Several faces, and the felt emotion with its states, through a real daemon over real sockets."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from oscbridge.client import OscbridgeClient
from oscbridge.osc.packets import Message
from tests.daemon.running import SAMPLE, Running, running


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def crowd(hide: int = 0) -> bytes:
    """The sample's face three times before a grey wall: small on the left, small and mirrored in
    the middle, large on the right.

    Args:
        hide: how many are left out, from the left.
    """
    with Image.open(SAMPLE) as sample:
        person = sample.convert("RGB").crop((160, 30, 400, 280))
    wall = np.random.default_rng(0).normal(120, 3, (480, 1000, 3)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(wall)
    small = person.resize((192, 200))
    mirrored = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    people = [(small, (60, 120)), (mirrored, (400, 150)), (person, (700, 120))]
    for head, place in people[hide:]:
        picture.paste(head, place)
    return jpeg(picture)


@pytest.fixture(scope="module")
def daemon() -> Iterator[Running]:
    with running("music.start=on-play") as daemon:
        yield daemon


@pytest.fixture
def client(daemon: Running) -> Iterator[OscbridgeClient]:
    with daemon.client("tcp") as client:
        yield client
        client.send("follow", "largest")
        client.send("faces/all", 0)
        client.request("ping", reply="pong")


def look(client: OscbridgeClient, image: bytes, id: int | str) -> dict[str, list[Message]]:
    """The answers to a frame, by their address without its start."""
    client.send_frame(image, id)
    client.wait_for("timing", id=id)
    said: dict[str, list[Message]] = {}
    for entry in client.captured:
        message = entry.message
        if entry.direction == "in" and message.args and message.args[0] == id:
            said.setdefault(message.address.removeprefix("/oscbridge/"), []).append(message)
    return said


def numbers(said: dict[str, list[Message]]) -> list[int]:
    """Who is there, from left to right."""
    return [m.args[1] for m in sorted(said["face/who"], key=lambda m: float(m.args[2]))]


def test_each_face_is_told_with_its_number_and_only_the_largest_is_read(
    client: OscbridgeClient,
) -> None:
    said = look(client, crowd(), "all")
    assert said["faces"][0].args == ("all", 3)
    left, middle, right = numbers(said)
    assert len({left, middle, right}) == 3
    (read,) = said["face/emotion"]
    assert read.args[1] == right
    (emotion,) = said["emotion"]
    assert read.args[2:] == emotion.args[1:]
    (face,) = said["face"]
    assert face.args[1:] == said["face/who"][0].args[2:]
    status = client.status()
    assert (status["faces"], status["face_id"], status["follow"]) == (3, right, "largest")


def test_numbers_stay_when_somebody_is_hidden_for_a_moment(client: OscbridgeClient) -> None:
    before = numbers(look(client, crowd(), "before"))
    hidden = look(client, crowd(hide=1), "hidden")
    assert numbers(hidden) == before[1:]
    assert hidden["faces"][0].args == ("hidden", 2)
    # Who comes in is seen with the next full search, within a second.
    until = time.monotonic() + 5
    after = numbers(look(client, crowd(), 0))
    for n in itertools.count(1):
        if len(after) == 3:
            break
        assert time.monotonic() < until
        after = numbers(look(client, crowd(), n))
    assert after == before


def test_all_faces_are_read_when_asked_for(client: OscbridgeClient) -> None:
    client.send("faces/all", 1)
    said = look(client, crowd(), 1)
    read = {m.args[1]: m.args for m in said["face/emotion"]}
    assert sorted(read) == sorted(numbers(said))
    assert {args[2] for args in read.values()} == {"happy"}
    assert client.status()["read_all"] == 1
    client.send("faces/all", 0)
    assert len(look(client, crowd(), 2)["face/emotion"]) == 1


def test_the_one_nearest_to_the_centre_or_a_number_can_be_followed(
    client: OscbridgeClient,
) -> None:
    client.send("follow", "centre")
    said = look(client, crowd(), 1)
    left, middle, _ = numbers(said)
    assert said["face/emotion"][0].args[1] == middle
    client.send("follow", left)
    said = look(client, crowd(), 2)
    assert said["face/emotion"][0].args[1] == left
    assert said["face"][0].args[1:] == said["face/who"][0].args[2:]
    assert client.status()["follow"] == str(left)
    gone = look(client, crowd(hide=1), 3)
    assert gone["noface"][0].args == (3,)
    assert gone["faces"][0].args == (3, 2)
    assert "emotion" not in gone


def test_the_mean_of_a_group_can_be_followed(client: OscbridgeClient) -> None:
    client.send("follow", "group")
    said = look(client, crowd(), 1)
    read = [m.args for m in said["face/emotion"]]
    assert len(read) == 3
    emotion = said["emotion"][0].args
    for place in (2, 3, 4):  # confidence (one label here), valence, arousal
        mean = sum(args[place + 1] for args in read) / 3
        assert emotion[place] == pytest.approx(mean, abs=1e-5)


def test_following_nobody_that_can_be_is_a_coded_error(client: OscbridgeClient) -> None:
    for which in ("loudest", 0, -3, "9" * 5000, "²"):
        client.send("follow", which, "mine")
        code, message, address, id = client.wait_for("error", id="mine").args
        assert (code, address, id) == ("unknown-choice", "/oscbridge/follow", "mine")
        assert "largest, centre, group" in message
    assert client.status()["follow"] == "largest"


def test_how_it_is_felt_is_set_over_osc_and_told_in_the_status(client: OscbridgeClient) -> None:
    before = client.status()
    client.send("smoothing", 0.5, 0.1)
    client.send("felt/hold", 1.5)
    client.send("felt/fade", 2.5)
    client.send("felt/steady", 0.2, 0.4)
    client.send("felt/uncertain", 0.3, "drift")
    client.send("felt/sources", "mean")
    after = client.status()
    told = {
        "smoothing_s": 0.5,
        "quick_s": 0.1,
        "hold_s": 1.5,
        "fade_s": 2.5,
        "label_margin": 0.2,
        "label_for_s": 0.4,
        "uncertain_below": 0.3,
        "when_uncertain": "drift",
        "sources": "mean",
    }
    assert {name: after[name] for name in told} == pytest.approx(told)
    client.send("smoothing", float(before["smoothing_s"]))
    assert client.status()["quick_s"] == pytest.approx(0.1)
    client.send("felt/uncertain", 2.0)
    assert client.wait_for("error").args[0] == "out-of-range"


def await_state(client: OscbridgeClient, state: str) -> Message:
    """The next `/felt` with this state."""
    until = time.monotonic() + 10
    while (message := client.wait_for("felt", until - time.monotonic())).args[1] != state:
        pass
    return message


def test_the_felt_emotion_goes_through_its_states() -> None:
    settings = ("music.start=on-play", "face.hold_s=0.2", "face.fade_s=0.2", "face.follow=group")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        assert client.request("felt", reply="felt").args == ("none", "none", 0.0, 0.0, 0.0)
        client.send_frame(SAMPLE.read_bytes(), 1)
        label, _, valence, _, confidence = await_state(client, "sure").args
        assert label == "happy"
        assert valence > 0.3
        assert confidence > 0.5
        assert client.request("felt", reply="felt").args[1] == "sure"
        client.send_frame(jpeg(Image.new("RGB", (640, 480), (120, 130, 140))), 2)
        assert await_state(client, "held").args[0] == "happy"
        await_state(client, "fading")
        assert await_state(client, "neutral").args == ("neutral", "neutral", 0.0, 0.0, 0.0)
        client.send("affect/set", -0.5, 0.5, 0.2)
        assert await_state(client, "hand").args[:4] == ("none", "hand", -0.5, 0.5)
        await_state(client, "neutral")
        client.send("affect/freeze", 1)
        await_state(client, "frozen")
        client.send("affect/freeze", 0)
        await_state(client, "neutral")
        client.send("felt/uncertain", 1.0)
        client.send_frame(SAMPLE.read_bytes(), 3)
        assert await_state(client, "uncertain").args[0] == "happy"
        status = client.status()
        assert (status["felt_label"], status["felt_state"]) == ("happy", "uncertain")
        assert status["follow"] == "group"


def test_a_second_camera_does_not_pull_at_what_is_felt_while_the_first_one_shows_a_face() -> None:
    with (
        running("music.start=on-play") as daemon,
        daemon.client("tcp") as first,
        daemon.client("tcp") as second,
    ):
        for n in range(5):
            first.send_frame(SAMPLE.read_bytes(), n)
            first.wait_for("timing", id=n)
        leader = first.status()["felt_source"]
        assert str(first.local_port) in str(leader)
        second.send_frame(SAMPLE.read_bytes(), 9)
        assert second.wait_for("emotion", id=9).args[1] == "happy"
        second.send_frame(jpeg(Image.new("RGB", (640, 480), (120, 130, 140))), 10)
        second.wait_for("noface", id=10)
        status = first.status()
        assert (status["felt_source"], status["felt_state"]) == (leader, "sure")
