"""A MIDI clock on JACK, exact to the frame: a program of its own, sharing no code with oscbridge.

Usage: python sender.py DESTINATION SOURCE BPM:BEATS [BPM:BEATS …] [--jitter MS]

Connects to DESTINATION, sends four beats of ticks at the first tempo, a start, the beats of each
tempo, a stop. Listens to SOURCE meanwhile. Then prints two lines of frames, in JACK's own
count: when every tick since the start was due, and when every note-on came.
"""

from __future__ import annotations

import random
import sys
import threading

import jack


def main(arguments: list[str]) -> None:
    jitter_ms = float(arguments[arguments.index("--jitter") + 1]) if "--jitter" in arguments else 0
    stages = [tuple(map(float, text.split(":"))) for text in arguments[2:] if ":" in text]
    client = jack.Client("clock-sender", no_start_server=True)
    port = client.midi_outports.register("clock")
    # Another client: in a ring of clients JACK would hold something back by a period.
    listener = jack.Client("clock-listener", no_start_server=True)
    ear = listener.midi_inports.register("heard")
    rate, chance = client.samplerate, random.Random(7)

    # What is sent when, in frames from the beginning.
    plan: list[tuple[int, bytes]] = []
    told: list[float] = []
    frame = 0.5 * rate
    for number, (bpm, beats) in enumerate([(stages[0][0], 4.0), *stages]):
        for _ in range(round(beats * 24)):
            off = chance.uniform(-jitter_ms, jitter_ms) / 1000 * rate
            if number == 1 and not told:
                plan.append((round(frame + off), b"\xfa"))
            plan.append((round(frame + off), b"\xf8"))
            if number > 0:
                told.append(frame)
            frame += rate * 60 / (bpm * 24)
    plan.append((round(frame), b"\xfc"))

    done = threading.Event()
    begin: list[int] = []
    heard: list[int] = []
    position = 0

    def process(frames: int) -> None:
        nonlocal position
        port.clear_buffer()
        if not port.connections:
            return
        if not begin:
            begin.append(client.last_frame_time)
        passed = client.last_frame_time - begin[0]
        while position < len(plan) and plan[position][0] < passed + frames:
            due, data = plan[position]
            port.write_midi_event(max(0, due - passed), data)
            position += 1
        if position == len(plan):
            done.set()

    def listen(frames: int) -> None:
        for offset, message in ear.incoming_midi_events():
            if bytes(message)[0] & 0xF0 == 0x90:
                heard.append(listener.last_frame_time + offset)

    client.set_process_callback(process)
    listener.set_process_callback(listen)
    with listener, client:
        listener.connect(arguments[1], ear)
        client.connect(port, arguments[0])
        done.wait(120)
        threading.Event().wait(0.2)  # for the last notes to come round
    print(*(begin[0] + due for due in told))
    print(*heard)


if __name__ == "__main__":
    main(sys.argv[1:])
