"""oscbridge from Python: what a picture's face says, the emotion by hand, and a phrase.

python clients/python/example.py picture.jpg [--port 9010] [--tcp]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from oscbridge.client import OscbridgeClient
from oscbridge.errors import OscbridgeError


def main() -> int:
    """Ask, and print the answers. Exit status 1 when the daemon answers with an error."""
    words = argparse.ArgumentParser(description="what a picture's face says, and a phrase")
    words.add_argument("picture", type=Path)
    words.add_argument("--port", type=int, default=9010)
    words.add_argument("--tcp", action="store_true")
    asked = words.parse_args()
    try:
        with OscbridgeClient(port=asked.port, transport="tcp" if asked.tcp else "udp") as client:
            version = client.request("ping", reply="pong").args[0]
            client.request("ready", reply="ready", timeout_s=60)
            print(f"oscbridge {version} is there")
            client.send_frame(asked.picture.read_bytes(), id="first")
            client.wait_for("timing", id="first")  # the last that comes for a frame
            heard = {kept.message.address: kept.message.args for kept in client.captured}
            if "/oscbridge/emotion" in heard:
                _, label, confidence, valence, arousal = heard["/oscbridge/emotion"]
                print(f"{label} ({confidence:.0%}), valence {valence:.2f}, arousal {arousal:.2f}")
            else:
                print("no face")
            # The emotion by hand for ten seconds, then the faces lead again.
            client.send("affect/set", 0.6, 0.4, 10.0)
            client.send("phrase", 42, "tune")
            info = client.wait_for("phrase/info", 30, id="tune").args
            _, engine, seed, bars, notes, *_ = info
            print(f"a phrase by {engine}: {notes} notes in {bars} bars, seed {seed}")
            for _ in range(notes):
                _, pitch, start_beat, length_beats, velocity = client.wait_for(
                    "phrase/note", id="tune"
                ).args
                print(f"  {pitch:3} at beat {start_beat:5.2f} for {length_beats:.2f}, {velocity}")
    except OscbridgeError as error:
        print(f"{error.code}: {error.message}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
