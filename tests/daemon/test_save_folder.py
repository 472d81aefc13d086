"""Phrases that a real daemon keeps in a folder."""

from __future__ import annotations

from pathlib import Path

from oscbridge.midi.files import read_midi
from tests.daemon.running import running


def test_a_daemon_that_starts_again_writes_over_no_phrase_of_before(tmp_path: Path) -> None:
    of_before = tmp_path / "00001-duet-11.mid"
    of_before.write_bytes(b"kept")
    settings = ("music.start=on-play", f"music.save_folder={tmp_path}")
    with running(*settings) as daemon, daemon.client("tcp") as client:
        count = client.request("phrase", 11, "one", reply="phrase/info").args[4]
    # The daemon has ended, and with it the thread that writes.
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00001-duet-11.mid",
        "00002-duet-11.mid",
    ]
    assert of_before.read_bytes() == b"kept"
    assert len(read_midi(tmp_path / "00002-duet-11.mid").notes) == count
