"""Whether a camera works: it is opened as the daemon would, and one picture is waited for."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from dataclasses import dataclass, replace

from oscbridge.camera.messages import CameraSpec, Event, Lost, Opened, Picture, Quit
from oscbridge.camera.process import serve
from oscbridge.system.shared_bytes import SharedReader

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Args:
        shown: the camera, once it was open.
        after_s: until the first picture, or until it was open where no picture need come.
        code, message: what is wrong; empty where nothing is.
    """

    shown: str
    after_s: float
    code: str = ""
    message: str = ""


def check(spec: CameraSpec, patience_s: float = PATIENCE_S) -> Checked:
    """Open it in a process of its own, which no driver can make hang for longer than this. Of a
    folder nothing is deleted, and no picture is asked for."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, replace(spec, delete_read=False)))
    began_s = time.monotonic()
    process.start()
    theirs.close()
    shared = SharedReader()
    shown = ""
    try:
        while ours.poll(max(0.0, began_s + patience_s - time.monotonic())):
            event: Event = ours.recv()
            after_s = time.monotonic() - began_s
            if isinstance(event, Lost):
                return Checked(shown, after_s, event.code, event.message)
            if isinstance(event, Opened):
                shown = event.shown
                if spec.kind == "folder":
                    return Checked(shown, after_s)
            elif isinstance(event, Picture):
                with shared.view(event.image):
                    return Checked(shown, after_s)
        what = f"{shown} opens, but gives no picture" if shown else f"{spec.shown} does not open"
        return Checked(shown, patience_s, "camera-silent", f"{what} within {patience_s:g} s")
    except (EOFError, ConnectionError):  # Windows tells of a closed pipe in its own way
        message = f"the process that opened {spec.shown} died"
        return Checked(shown, time.monotonic() - began_s, "camera-died", message)
    finally:
        with contextlib.suppress(OSError):
            ours.send(Quit())
        process.join(2.0)
        if process.exitcode is None:
            process.kill()
            process.join()
        shared.close()
        ours.close()
