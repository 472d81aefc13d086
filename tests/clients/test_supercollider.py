"""The SuperCollider class in a real sclang, with a real daemon."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.clients.conftest import CLIENTS, needs
from tests.daemon.running import SAMPLE, Running

pytestmark = needs("sclang", "supercollider-language")
HERE = Path(__file__).parent
FOLDER = CLIENTS / "supercollider"


def test_the_class_compiles_and_everything_comes_back(daemon: Running, tmp_path: Path) -> None:
    config = tmp_path / "sclang_conf.yaml"
    config.write_text(f"includePaths:\n    - {FOLDER}\nexcludePaths: []\n")
    said = subprocess.run(
        ["sclang", "-l", config, HERE / "sclang_client.scd"],
        capture_output=True,
        text=True,
        timeout=90,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "QT_QPA_PLATFORM": "offscreen",
            # Its help browser's engine refuses to run as root otherwise, though nothing is shown.
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "OSCBRIDGE_PORT": str(daemon.port),
            "OSCBRIDGE_PICTURE": str(SAMPLE),
            "OSCBRIDGE_HELP": str(FOLDER / "HelpSource/Classes/Oscbridge.schelp"),
        },
    )
    assert said.returncode == 0, said.stdout + said.stderr
    lines = said.stdout.splitlines()
    got = {line.split()[1]: line.split(maxsplit=2)[2] for line in lines if line.startswith("GOT ")}
    assert got["pong"].endswith("|sc")
    assert got["error"].startswith("wrong-types|")
    assert got["va"] == "0.5|-0.25"
    assert got["phrase/info"].startswith("5|")
    assert got["emotion"].startswith("99|happy|")
    assert "HELP true" in lines
    assert not any("WARNING: SCDoc" in line for line in lines), said.stdout
