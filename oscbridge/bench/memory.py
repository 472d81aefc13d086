"""Memory of all processes together, once frames have been read and phrases composed."""

from __future__ import annotations

from oscbridge.bench.report import Figure, Findings, Limit, Options, single
from oscbridge.bench.rigs import pictures
from oscbridge.bench.rigs.processes import DaemonProcesses, psutil_module
from oscbridge.launcher import quiet


def measure(options: Options) -> Findings:
    """Use every process, then look."""
    psutil_module()
    frames = 5 if options.quick else 300
    images = pictures.swaying()
    with quiet() as daemon, daemon.client("tcp") as client:
        for number in range(frames):
            client.send_frame(images[number % len(images)], number)
            client.wait_for("timing", id=number)
        for seed in range(max(1, frames // 10)):
            client.send("phrase", seed)
            client.wait_for("phrase/info")
        mb = DaemonProcesses(daemon).memory_mb()
    figures = [
        Figure("all processes", "MB", single(sum(mb.values()), 1), (Limit("value", 900),)),
        *(Figure(name, "MB", single(value, 1)) for name, value in mb.items()),
    ]
    return Findings(tuple(figures), facts={"counted": "PSS: a shared page is counted once"})
