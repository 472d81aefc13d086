"""What a daemon's processes take: memory, processor time, open handles. Asks psutil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oscbridge.errors import OscbridgeError
from oscbridge.launcher import Running

if TYPE_CHECKING:
    import psutil


def psutil_module() -> Any:
    """psutil.

    Raises:
        OscbridgeError: ``package-missing``.
    """
    try:
        import psutil
    except ImportError as error:
        raise OscbridgeError(
            "package-missing",
            f"this benchmark needs psutil ({error}); `pip install 'oscbridge[bench]'`",
        ) from error
    return psutil


class Family:
    """The daemon's main process and its children, by what they do.

    Args:
        daemon: must be ready.

    Raises:
        OscbridgeError: ``package-missing``.
    """

    def __init__(self, daemon: Running) -> None:
        library = psutil_module()
        with daemon.client("tcp") as client:
            facts = client.status()
        parts = ("eyes", "composer", "player", "camera")
        names = {int(facts[f"{name}_pid"]): name for name in parts}
        main: psutil.Process = library.Process(daemon.process.pid)
        self._members: dict[str, psutil.Process] = {"main": main}
        for child in main.children(recursive=True):
            # What is left is multiprocessing's own tracker of shared resources.
            self._members[names.get(child.pid, f"helper {child.pid}")] = child

    def memory_mb(self) -> dict[str, float]:
        """Megabytes of each. Pages that processes share are counted once where the system tells
        (PSS), else once for each of them (RSS)."""
        mb = {}
        for name, process in self._members.items():
            whole = process.memory_full_info()
            mb[name] = round(getattr(whole, "pss", whole.rss) / 1e6, 1)
        return mb

    def cpu_s(self) -> dict[str, float]:
        """Seconds of processor time that each has used since it began."""
        used = {}
        for name, process in self._members.items():
            times = process.cpu_times()
            used[name] = times.user + times.system
        return used

    def handles(self) -> int:
        """Open files, sockets and pipes of all together (Windows: handles)."""
        total = 0
        for process in self._members.values():
            # The one is called so on POSIX, the other on Windows.
            count: Any = getattr(process, "num_fds", None) or getattr(process, "num_handles", None)
            total += count()
        return total
