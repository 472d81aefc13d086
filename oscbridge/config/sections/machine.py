"""What this machine gives: files that may be read, who computes, log lines."""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.config.sections.setting import setting


@dataclass(frozen=True, slots=True)
class PathSettings:
    """What others may have read over OSC (/oscbridge/file, /primer, /listen) on this machine."""

    roots: tuple[str, ...] = setting(
        ("home", "temp", "samples"),
        "Folders below which those files must lie, once all links are resolved: home (yours), temp "
        "(the system's for temporary files), samples (oscbridge's own pictures), or others, "
        "absolute or ~/…; []: none is read.",
    )


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Who reads faces and composes. "workers: ray" is short for its kind; see docs/cluster.md."""

    kind: str = setting(
        "local",
        "local: processes of this machine. ray: those of a Ray cluster, shared with other rooms; "
        "this machine's own wait for when it is away. Needs the extra cluster.",
        choices=("local", "ray"),
    )
    address: str = setting(
        "127.0.0.1:6379",
        "Where the cluster's head is: host:port. Ray asks nobody for a password: whoever reaches "
        "it can run anything there. Trusted networks only.",
    )
    namespace: str = setting(
        "oscbridge", "Rooms with the same one share the cluster's readers and composers."
    )
    readers: int = setting(
        2, "How many readers there shall be in the cluster; each has a core.", low=1, high=512
    )
    composers: int = setting(
        1, "How many composers, of half a core each; 0: each room composes.", low=0, high=64
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is told on the terminal."""

    level: str = setting("info", "How much is told.", choices=("error", "warning", "info", "debug"))
    format: str = setting(
        "text", "text: for eyes; json: an object a line, for programs.", choices=("text", "json")
    )
