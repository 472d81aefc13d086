"""A cluster of several nodes on this one machine, on loopback: for the tests and the benchmarks.

Ray's own test cluster: each node has processes, memory and workers of its own, as machines have,
and can be killed as a machine can be unplugged.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from oscbridge.cluster.hire import environment

_STORE_BYTES = 80_000_000

_QUICK = {
    "health_check_initial_delay_ms": 1000,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 1000,
    "health_check_failure_threshold": 3,
}
"""How soon the head notices that a node is gone: within 2 s, not in 15."""


class Nodes:
    """Some nodes. The first is the head; it has no cores to give, so actors are on the others."""

    def __init__(self, cluster: Any, address: str) -> None:
        self._cluster = cluster
        self.address = address
        self.workers: list[Any] = []

    def add(self, cpus: int) -> Any:
        """One more."""
        node = self._cluster.add_node(
            num_cpus=cpus, object_store_memory=_STORE_BYTES, node_ip_address="127.0.0.1"
        )
        self.workers.append(node)
        return node

    def kill(self, node: Any) -> None:
        """As when it is unplugged."""
        self.workers.remove(node)
        self._cluster.remove_node(node, allow_graceful=False)

    def unplug(self) -> None:
        """As when the power goes everywhere at once: all processes of all nodes are killed."""
        import psutil

        found: list[psutil.Process] = []
        for node in (self._cluster.head_node, *self.workers):
            for infos in node.all_processes.values():
                for info in infos:
                    with contextlib.suppress(psutil.Error):
                        process = psutil.Process(info.process.pid)
                        found += [process, *process.children(recursive=True)]
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def end(self) -> None:
        """All of it, in order."""
        self._cluster.shutdown()


@contextlib.contextmanager
def nodes(*cpus: int, port: int = 0) -> Iterator[Nodes]:
    """A head on this port (0: any), and a node with so many cores each; ended afterwards."""
    os.environ.update(environment("127.0.0.1:0"))
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            "num_cpus": 0,
            "include_dashboard": False,
            "node_ip_address": "127.0.0.1",
            "object_store_memory": _STORE_BYTES,
            "_system_config": _QUICK,
            **({"gcs_server_port": port} if port else {}),
        },
    )
    running = Nodes(cluster, str(cluster.address))
    try:
        for count in cpus:
            running.add(count)
        yield running
    finally:
        running.end()
