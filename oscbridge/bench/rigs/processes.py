"""What a daemon's processes take: memory, processor time, open handles. Asks psutil."""

from __future__ import annotations

from pathlib import Path
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


class DaemonProcesses:
    """The daemon's main process and its children, by what they do.

    Args:
        daemon: must be ready.

    Raises:
        OscbridgeError: ``package-missing``.
    """

    def __init__(self, daemon: Running) -> None:
        library = psutil_module()
        self.gone: type[Exception] = library.NoSuchProcess
        """Raised by what asks a process that is there no more."""
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

    def anonymous_mb(self) -> dict[str, float]:
        """Megabytes that each has written itself, and shares with nobody: what grows when it leaks,
        whoever else on the machine maps the same libraries. Empty where it is not told (only Linux
        does)."""
        mb = {}
        for name, process in self._members.items():
            try:
                lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            except OSError:
                continue
            for line in lines:
                if line.startswith("RssAnon:"):
                    mb[name] = int(line.split()[1]) * 1024 / 1e6
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
        return sum(self.handles_of().values())

    def handles_of(self) -> dict[str, int]:
        """The same, of each."""
        counts = {}
        for name, process in self._members.items():
            # The one is called so on POSIX, the other on Windows.
            count: Any = getattr(process, "num_fds", None) or getattr(process, "num_handles", None)
            counts[name] = int(count())
        return counts

    def threads(self) -> dict[str, int]:
        """How many threads each has."""
        return {name: process.num_threads() for name, process in self._members.items()}

    def waited_ms(self) -> dict[str, float]:
        """For how long the threads of each were ready to run and had no processor, since they
        began. Empty where the system does not tell (only Linux does)."""
        return {
            name: round(waited, 1)
            for name, process in self._members.items()
            if (waited := _waited_ms(process.pid)) is not None
        }

    def page_faults(self) -> dict[str, int]:
        """How often each had to wait for a page from the disk. Empty where it is not told."""
        faults = {}
        for name, process in self._members.items():
            try:
                fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            faults[name] = int(fields[9])  # majflt, the 12th field of proc(5)
        return faults


def _waited_ms(pid: int) -> float | None:
    # The second number of schedstat: nanoseconds spent waiting on a run queue.
    waited_ns = 0
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            waited_ns += int((thread / "schedstat").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return waited_ns / 1e6
