"""Config files: what is accepted, and what an error tells."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml

from oscbridge.config.reading import default_yaml, load_settings
from oscbridge.config.settings import Settings
from oscbridge.errors import OscbridgeError

SHIPPED = Path(__file__).parent.parent / "configs" / "default.yaml"


def refused(text: str, tmp_path: Path) -> str:
    path = tmp_path / "rig.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OscbridgeError) as caught:
        load_settings(path)
    assert caught.value.code == "config-invalid"
    return caught.value.message


def test_the_shipped_file_is_the_defaults_and_has_not_drifted() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == default_yaml()
    assert load_settings(SHIPPED) == Settings()


def test_every_key_of_the_shipped_file_has_a_comment_above_it() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    keys = [i for i, line in enumerate(lines) if line and not line.lstrip().startswith("#")]
    assert len(keys) > 25
    assert all(lines[i - 1].lstrip().startswith("#") for i in keys)


def test_a_file_may_hold_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "rig.yaml"
    path.write_text("midi:\n  channel: 5\nmusic:\n  tempo_bpm: 90\nosc:\n", encoding="utf-8")
    settings = load_settings(path)
    assert (settings.midi.channel, settings.music.tempo_bpm) == (5, 90.0)
    assert settings.osc == Settings().osc


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_key(tmp_path: Path) -> None:
    message = refused("osc:\n  port: 9011\nmidi:\n  chanel: 2\n", tmp_path)
    assert "line 4" in message
    assert "midi.chanel" in message
    assert "did you mean 'channel'" in message


def test_an_unknown_section_is_named_with_what_is_allowed(tmp_path: Path) -> None:
    message = refused("midy:\n  channel: 2\n", tmp_path)
    assert "line 1" in message
    assert "osc, midi, clock, ableton, camera, face, music, web, session, paths, workers" in message


def test_workers_may_be_given_by_their_kind_alone(tmp_path: Path) -> None:
    path = tmp_path / "oscbridge.yaml"
    path.write_text("workers: ray\n")
    assert load_settings(path).workers.kind == "ray"
    settings = load_settings(path, ["workers.address=10.0.0.1:6379"])
    assert (settings.workers.kind, settings.workers.address) == ("ray", "10.0.0.1:6379")
    assert load_settings().workers.kind == "local"
    assert "'workers.kind' is 'rya'" in refused("workers: rya\n", tmp_path)


@pytest.mark.parametrize(
    ("line", "value", "allowed"),
    [
        ("midi: {channel: 17}", "17", "from 1 to 16"),
        ("midi: {channel: two}", "'two'", "from 1 to 16"),
        ("midi: {channel: 1.5}", "1.5", "a whole number"),
        ("midi: {channel: true}", "True", "a whole number"),
        ("midi: {controllers: 1}", "1", "true, false"),
        ("music: {mode: sometimes}", "'sometimes'", "continuous, once, onchange"),
        ("music: {tempo_bpm: .nan}", "nan", "from 20 to 400"),
        ("osc: {port: 70000}", "70000", "from 1 to 65535"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    line: str, value: str, allowed: str, tmp_path: Path
) -> None:
    message = refused(line, tmp_path)
    assert value in message
    assert allowed in message
    assert "line 1" in message


@pytest.mark.parametrize(
    "text",
    ["- a\n- b\n", "osc: 5\n", "osc: {port: [1]}\n", "osc:\n  port: 1\n  port: 2\n", "a: [\n"],
)
def test_a_file_of_the_wrong_shape_is_an_error_with_its_line(text: str, tmp_path: Path) -> None:
    assert "line" in refused(text, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError, match=r"config-missing.*nowhere\.yaml"):
        load_settings(tmp_path / "nowhere.yaml")


def test_overrides_come_last_and_are_checked() -> None:
    settings = load_settings(None, ["midi.channel=3", "music.mode=once", "osc.port=9011"])
    assert (settings.midi.channel, settings.music.mode) == (3, "once")
    for wrong in ["midi.channel=99", "midi.nothing=1", "nothing", "nowhere.key=1"]:
        with pytest.raises(OscbridgeError, match="config-invalid"):
            load_settings(None, [wrong])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "stage.local", "fd00::1", ""])
def test_listening_on_a_network_needs_a_list_of_who_may_talk(host: str) -> None:
    with pytest.raises(OscbridgeError, match=r"config-invalid.*osc\.allow") as caught:
        load_settings(None, [f"osc.host={host}"])
    assert "[192.168.1.0/24]" in caught.value.message
    opened = load_settings(None, [f"osc.host={host}", "osc.allow=[192.168.1.0/24, fd00::7]"])
    assert opened.osc.allow == ("192.168.1.0/24", "fd00::7")


@pytest.mark.parametrize("wrong", ["stage.local", "192.168.1.300", "192.168.1.0/40", "", "*"])
def test_a_list_that_holds_no_address_is_refused_even_on_loopback(wrong: str) -> None:
    with pytest.raises(OscbridgeError, match=r"config-invalid.*osc\.allow"):
        load_settings(None, [f'osc.allow=["{wrong}"]'])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_needs_no_list(host: str) -> None:
    assert load_settings(None, [f"osc.host={host}"]).osc.host == host


def test_defaults_pass_their_own_checks() -> None:
    document = yaml.safe_load(default_yaml())
    names = {
        s.name: {f.name for f in dataclasses.fields(getattr(Settings(), s.name))}
        for s in dataclasses.fields(Settings)
    }
    assert {name: set(keys) for name, keys in document.items()} == names


@pytest.mark.parametrize(
    ("text", "device"), [("camera: 0", "0"), ("camera: /dev/video2", "/dev/video2")]
)
def test_a_camera_may_be_given_by_its_device_alone(text: str, device: str, tmp_path: Path) -> None:
    path = tmp_path / "rig.yaml"
    path.write_text(text + "\n")
    assert load_settings(path).camera.device == device
    assert load_settings(None, [text.replace(": ", "=")]).camera.device == device


def test_a_camera_that_is_neither_number_nor_text_is_refused(tmp_path: Path) -> None:
    for text in ("camera: -1", "camera: false", "camera: [0]"):
        message = refused(f"{text}\n", tmp_path)
        assert "camera" in message
        assert "line 1" in message


@pytest.mark.parametrize("word", ["on", "off"])
def test_on_and_off_are_words_where_words_are_asked_though_yaml_has_them_mean_true_and_false(
    word: str, tmp_path: Path
) -> None:
    path = tmp_path / "rig.yaml"
    path.write_text(f"osc:\n  discovery: {word}\n", encoding="utf-8")
    assert load_settings(path).osc.discovery == word
    assert load_settings(None, [f"osc.discovery={word}"]).osc.discovery == word
    assert "auto, on, off" in refused("osc:\n  discovery: 1\n", tmp_path)
    assert "internal" in refused(f"clock:\n  source: {word}\n", tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("osc: {allow: &all [*all]}", "'osc.allow' must be a list of plain values"),
        ("osc: {allow: [{a: b}]}", "'osc.allow' must be a list of plain values"),
        ("? [osc]\n: 1", "the file has a list or a section where a name should be"),
    ],
)
def test_lists_and_sections_in_the_wrong_place_are_told(
    text: str, says: str, tmp_path: Path
) -> None:
    message = refused(text, tmp_path)
    assert "line 1" in message
    assert says in message


def test_what_the_command_line_sets_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rig.yaml"
    path.write_text("log: {level: info}\n")
    with pytest.raises(OscbridgeError, match=r"^config-invalid: --set: 'osc.host'"):
        load_settings(path, ["osc.host=0.0.0.0", "log.level=debug"])
    with pytest.raises(OscbridgeError, match=r"'face=5' is not of the form section.key=value"):
        load_settings(None, ["face=5"])
