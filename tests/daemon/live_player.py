"""Somebody who plays on JACK to a clock of their own: a program that shares no code with oscbridge.

Usage: python live_player.py DESTINATION SOURCE BPM BEATS BEAT:PITCH:LENGTH …

Connects to DESTINATION, sends four beats of MIDI clock, a start, and then clock for BEATS beats
with the notes at their beats. Listens to SOURCE meanwhile, and at the end prints a line
``beat pitch`` for every note that was heard, in beats after the start.
"""

from __future__ import annotations

import sys
import threading

import jack


def main(arguments: list[str]) -> None:
    destination, source = arguments[:2]
    bpm, beats = float(arguments[2]), int(arguments[3])
    notes = [tuple(float(part) for part in text.split(":")) for text in arguments[4:]]
    client = jack.Client("live-player", no_start_server=True)
    port = client.midi_outports.register("plays")
    # Another client: in a ring of clients JACK would hold something back by a period.
    listener = jack.Client("live-listener", no_start_server=True)
    ear = listener.midi_inports.register("heard")
    a_beat = client.samplerate * 60 / bpm

    begin_beats = 4.0
    plan: list[tuple[int, int, bytes]] = []
    for tick in range(round((begin_beats + beats) * 24)):
        at = round(tick / 24 * a_beat)
        if tick == begin_beats * 24:
            plan.append((at, 0, b"\xfa"))
        plan.append((at, 1, b"\xf8"))
    for beat, pitch, length in notes:
        on, off = begin_beats + beat, begin_beats + beat + length
        plan.append((round(on * a_beat), 2, bytes((0x90, int(pitch), 90))))
        plan.append((round(off * a_beat), 2, bytes((0x80, int(pitch), 0))))
    plan.sort()

    done = threading.Event()
    began: list[int] = []
    heard: list[tuple[int, int]] = []
    position = 0

    def process(frames: int) -> None:
        nonlocal position
        port.clear_buffer()
        if not port.connections:
            return
        if not began:
            began.append(client.last_frame_time)
        passed = client.last_frame_time - began[0]
        while position < len(plan) and plan[position][0] < passed + frames:
            due, _, data = plan[position]
            port.write_midi_event(max(0, due - passed), data)
            position += 1
        if position == len(plan):
            done.set()

    def listen(frames: int) -> None:
        for offset, message in ear.incoming_midi_events():
            data = bytes(message)
            if data[0] & 0xF0 == 0x90 and data[2]:
                heard.append((listener.last_frame_time + offset, data[1]))

    client.set_process_callback(process)
    listener.set_process_callback(listen)
    with listener, client:
        listener.connect(source, ear)
        client.connect(port, destination)
        done.wait(120)
    zero = began[0] + begin_beats * a_beat
    for frame, pitch in heard:
        print((frame - zero) / a_beat, pitch)


if __name__ == "__main__":
    main(sys.argv[1:])
