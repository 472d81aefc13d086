"""Joining a Ray cluster, and hiring readers and composers in it.

These are named and detached: the first room that asks makes them, others find them, and they
outlive every room. Ray starts one that died again, on another machine where its own is gone. Names
hold the version and the settings, so rooms that differ in these do not share.
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
from typing import Any

from oscbridge import __version__
from oscbridge.errors import OscbridgeError
from oscbridge.system.networks import is_loopback

READER_CPUS = 1.0
"""A reader keeps one core busy."""

COMPOSER_CPUS = 0.5
"""A composer works for a fraction of a second in each ten."""

PIECE_BYTES = 65_536
"""Ray sends an argument of less than 100 kB with the call; a larger one goes by its object store,
which takes 8 ms instead of 1. So pictures travel in pieces."""

WITH_THE_CALL_BYTES = 8_000_000
"""Ray's own limit for all arguments that are sent with a call is 10 MB; larger ones go by the
store."""

_PROBE_S = 1.0


def join(address: str, namespace: str) -> Any:
    """Make this process a part of the cluster; ``ray``, ready.

    Raises:
        OscbridgeError: ``cluster-missing`` without the extra; ``cluster-away`` when there is none
            at that address, or this machine is no part of it.
    """
    _knock(address)
    os.environ.update(environment(address))
    try:
        import ray
    except ImportError:
        raise OscbridgeError(
            "cluster-missing", "a cluster needs the extra: pip install 'oscbridge[cluster]'"
        ) from None
    try:
        ray.init(
            address=address,
            namespace=namespace,
            log_to_driver=False,
            configure_logging=True,
            logging_level=logging.ERROR,
        )
    except Exception as error:  # ConnectionError, ValueError, RuntimeError …: Ray has no one class
        reason = str(error).strip().partition("\n")[0][:200]
        raise OscbridgeError(
            "cluster-away",
            f"cannot join the cluster at {address}: {reason or type(error).__name__}; this machine "
            f"must be part of it: ray start --address={address}",
        ) from error
    return ray


def environment(address: str) -> dict[str, str]:
    """What Ray reads when it is imported: it phones nobody, and stays on loopback where its head
    does."""
    variables = {"RAY_USAGE_STATS_ENABLED": "0"}
    host, _, _ = address.rpartition(":")
    if is_loopback(host.strip("[]")):
        # Otherwise Ray replaces 127.0.0.1 by the machine's address in the network. The name of the
        # variable tells what it was made for.
        variables["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    return variables


def hire(ray: Any, kind: type, role: str, number: int, settings: Any, cpus: float) -> Any:
    """A handle of the actor ``role`` of that number; made where there is none yet."""
    return (
        ray.remote(kind)
        .options(
            name=actor_name(role, number, settings),
            get_if_exists=True,
            lifetime="detached",
            num_cpus=cpus,
            max_restarts=-1,
            max_task_retries=0,
            scheduling_strategy="SPREAD",
        )
        .remote(settings, __version__)
    )


def actor_name(role: str, number: int, settings: Any) -> str:
    """Its name in the cluster: ``reader-1a2b3c4d-0``."""
    digest = hashlib.sha256(f"{__version__} {settings!r}".encode()).hexdigest()[:8]
    return f"{role}-{digest}-{number}"


def pieces(data: bytes | memoryview) -> list[bytes]:
    """The bytes as they travel fastest."""
    if len(data) > WITH_THE_CALL_BYTES:
        return [bytes(data)]
    return [bytes(data[at : at + PIECE_BYTES]) for at in range(0, len(data), PIECE_BYTES)]


def _knock(address: str) -> None:
    """Ray itself would wait for a minute and more, and say much."""
    host, colon, port = address.rpartition(":")
    if address == "auto":
        return
    if not (colon and port.isdecimal()):
        raise OscbridgeError(
            "cluster-away", f"'{address}' is no address of a cluster, such as 192.168.1.10:6379"
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PROBE_S).close()
    except OSError as error:
        raise OscbridgeError(
            "cluster-away", f"no cluster answers at {address} ({error.strerror or error})"
        ) from None
