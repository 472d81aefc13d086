"""No weights and no code are loaded from a path that somebody names over OSC."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oscbridge.client import OscbridgeClient
from oscbridge.weights.models import weights_path
from tests.daemon.running import running

SPY = """
from pathlib import Path
Path({told!r}).write_text("loaded")
class Engine:
    pass
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights and a module, where everybody could have put them."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "spy.py").write_text(SPY.format(told=str(folder / "told")), "utf-8")
    (folder / "duet.safetensors").write_bytes(weights_path("duet").read_bytes())
    (folder / "weights.pt").write_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR.")
    return folder


@pytest.fixture(scope="module")
def client() -> Iterator[OscbridgeClient]:
    with running("music.start=on-play") as daemon, daemon.client("tcp") as client:
        yield client


@pytest.mark.parametrize("address", ["engine", "phrase", "reader"])
@pytest.mark.parametrize(
    "form",
    [
        "{folder}/duet.safetensors",
        "{folder}/weights.pt",
        "{folder}/spy.py",
        "{folder}/spy",
        "duet:{folder}/duet.safetensors",
        "midinet:{folder}/weights.pt",
        "chopin:../../{folder}/duet",
        "../models/duet",
        "duet.safetensors",
        "spy:Engine",
        "os:system",
        "oscbridge.music.duet.engine:DuetEngine",
        "file://{folder}/spy.py",
        "C:\\{folder}\\spy.py",
    ],
)
def test_an_engine_or_reader_cannot_be_a_path_or_a_module(
    client: OscbridgeClient, folder: Path, address: str, form: str
) -> None:
    name = form.format(folder=folder)
    before = client.status()
    args = (name, 1) if address == "phrase" else (name,)
    client.send(address, *args, "mine")
    code = client.wait_for("error", 60, id="mine").args[0]
    assert code in ("unknown-engine", "unknown-option", "unknown-reader")
    after = client.status()
    assert (after["engine"], after["reader"]) == (before["engine"], before["reader"])
    assert not (folder / "told").exists()
