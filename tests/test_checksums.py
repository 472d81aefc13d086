"""What is loaded as a network is what was shipped, or what was exported here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import torch

from oscbridge.errors import OscbridgeError
from oscbridge.vision.detector import mtcnn
from oscbridge.weights import checksums, models
from oscbridge.weights.cache import cache_folder, one_cache
from oscbridge.weights.checksums import check_file, listing

MODELS = Path(models.__file__).parents[2] / "models"


def code_of(name: str) -> tuple[str, str]:
    with pytest.raises(OscbridgeError) as caught:
        models.weights_path(name)
    return caught.value.code, caught.value.message


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped weights with one model and its list."""
    folder = tmp_path / "models"
    folder.mkdir()
    shutil.copy(MODELS / "chopin.safetensors", folder)
    (folder / checksums.LIST).write_text(listing(folder), "utf-8")
    monkeypatch.setattr(models, "_PLACES", (folder,))
    return folder


def test_the_list_is_that_of_the_weights_in_this_checkout() -> None:
    # After training a model anew: python -m oscbridge.weights.checksums
    assert (MODELS / checksums.LIST).read_text("utf-8") == listing(MODELS)
    for name in models.shipped_files():
        if (MODELS / f"{name}.safetensors").is_file():
            assert models.weights_path(name).is_file()


def test_weights_as_they_were_shipped_are_loaded(place: Path) -> None:
    assert models.weights_path("chopin") == place / "chopin.safetensors"


def test_one_changed_byte_is_a_mismatch_that_says_what_to_do(place: Path) -> None:
    path = place / "chopin.safetensors"
    assert models.weights_path("chopin") == path  # and what is remembered of it does not count
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    code, message = code_of("chopin")
    assert code == "weights-mismatch"
    assert "install oscbridge again" in message
    assert "oscbridge.weights.checksums" in message
    path.write_bytes(data[:1000])
    assert code_of("chopin")[0] == "weights-mismatch"


@pytest.mark.parametrize("text", [None, "", "nonsense", "0" * 64 + "  other.safetensors"])
def test_weights_that_are_not_listed_are_a_mismatch(place: Path, text: str | None) -> None:
    if text is None:
        (place / checksums.LIST).unlink()
    else:
        (place / checksums.LIST).write_text(text, "utf-8")
    assert code_of("chopin")[0] == "weights-mismatch"


def test_somebody_elses_network_is_checked_as_well(place: Path) -> None:
    shutil.copy(MODELS / "basic_pitch.onnx", place)
    with pytest.raises(OscbridgeError) as caught:
        models.shipped_session("basic_pitch")
    assert caught.value.code == "weights-mismatch"


def test_the_face_finders_files_are_those_of_its_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in mtcnn.NETWORKS:
        assert mtcnn._weights(name).is_file()
    monkeypatch.setitem(mtcnn._SHA256, "pnet", "0" * 64)
    with pytest.raises(OscbridgeError) as caught:
        mtcnn.torch_module("pnet")
    assert caught.value.code == "weights-mismatch"
    assert "facenet-pytorch==2.5.3" in caught.value.message
    assert "oscbridge" not in caught.value.message.partition("pnet.pt")[2]


def test_a_file_that_is_gone_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError) as caught:
        check_file(tmp_path / "none", "0" * 64, "get it again")
    assert caught.value.code == "weights-missing"


class Exports:
    """A network of one number, and how often it was asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> tuple[torch.nn.Module, tuple[torch.Tensor, ...]]:
        self.count += 1
        return torch.nn.Linear(1, 1).eval(), (torch.zeros(1, 1),)

    def open(self, key: str = "key") -> None:
        session = models.onnx_session("tiny", key, self, inputs=["in"], outputs=["out"])
        assert session.get_inputs()[0].name == "in"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("OSCBRIDGE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "oscbridge"


def test_an_exported_network_is_used_again(cache: Path) -> None:
    exports = Exports()
    exports.open()
    exports.open()
    assert exports.count == 1
    exports.open("other")
    assert exports.count == 2
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "other's bytes"])
def test_a_damaged_file_in_the_cache_is_made_anew_and_not_run(cache: Path, damage: str) -> None:
    exports = Exports()
    exports.open()
    (path,) = cache.iterdir()
    data = bytearray(path.read_bytes())
    if damage == "other's bytes":
        exports.open("other")
        (other,) = {*cache.iterdir()} - {path}
        shutil.copy(other, path)
        exports.count = 1
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes({"cut": bytes(data[:-10]), "bit": bytes(data), "empty": b""}[damage])
    exports.open()
    assert exports.count == 2
    exports.open()
    assert exports.count == 2


def test_exports_that_were_not_used_for_months_are_deleted_and_nothing_else(cache: Path) -> None:
    exports = Exports()
    for key in ("used", "unused"):
        exports.open(key)
    used, unused = sorted(cache.iterdir(), key=lambda path: "unused" in path.name)
    killed = cache / "tiny-key-abcd1234.onnx.part"
    others = [cache / "somebody-elses.onnx", cache / "judge.npz"]
    for path in (killed, *others):
        path.touch()
    for path in (used, unused, killed, *others):
        os.utime(path, (1000, 1000))
    exports.open("used")
    exports.open("new")
    assert exports.count == 3
    left = set(cache.iterdir())
    assert {used, *others} < left
    assert not {unused, killed} & left
    assert len(left) == 4


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_nobody_else_may_read_or_write_the_cache(cache: Path) -> None:
    assert cache_folder() == cache
    assert cache.stat().st_mode & 0o777 == 0o700
    cache.chmod(0o777)
    assert cache_folder() == cache
    assert cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_chosen_folder_that_others_may_write_is_left_alone_and_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(tmp_path))
    tmp_path.chmod(0o777)
    assert cache_folder() != tmp_path
    assert tmp_path.stat().st_mode & 0o777 == 0o777
    tmp_path.chmod(0o755)
    assert cache_folder() == tmp_path


def test_a_chosen_cache_below_the_temporary_folder_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It was taken for one of our own making, and deleted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    chosen = tmp_path / "oscbridge-cache"
    monkeypatch.setenv("OSCBRIDGE_CACHE", str(chosen))
    with one_cache() as folder:
        assert folder == chosen
    assert chosen.is_dir()
    assert not caplog.records


@pytest.mark.parametrize("home", ["read-only", "missing"])
def test_without_a_cache_one_temporary_folder_serves_all_and_is_deleted(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OSCBRIDGE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)

    def home_folder() -> Path:
        if home == "missing":
            raise RuntimeError("Could not determine home directory.")
        (tmp_path / "file").touch()
        return tmp_path / "file"

    monkeypatch.setattr(Path, "home", home_folder)
    assert cache_folder() == cache_folder()
    with one_cache() as folder:
        assert os.environ["OSCBRIDGE_CACHE"] == str(folder)
        assert cache_folder() == folder
    assert "OSCBRIDGE_CACHE" not in os.environ
    assert not folder.exists()


def test_a_temporary_cache_is_gone_when_its_process_ends(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    program = "from oscbridge.weights.cache import cache_folder as f; assert f() == f(); print(f())"
    environment = {**os.environ, "OSCBRIDGE_CACHE": str(tmp_path / "file")}
    environment |= {"PYTHONPATH": str(Path.cwd()), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, text=True, capture_output=True, check=True
    )
    assert Path(done.stdout.strip()).parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
