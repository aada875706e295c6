"""What processes take of this machine, as Linux tells it: memory, and seconds of a core."""

import os
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_MB: Final = 1_000_000
_OWN, _WITH_CHILDREN = slice(11, 13), slice(11, 15)
"""Places in /proc/PID/stat, after the name of the program: times of it, and of ended children."""


@dataclass(frozen=True)
class Taken:
    """What processes take together; what some of them share counts once."""

    megabytes: float
    cpu_seconds: float


def family_of(pid: int) -> list[int]:
    """Give a process and all that it has started."""
    found, ahead = [], [pid]
    while ahead:
        found.append(ahead.pop())
        for task in _tasks(found[-1]):
            with suppress(OSError):
                ahead += map(int, (task / "children").read_text().split())
    return found


def taken_by(pids: Iterable[int], *, with_ended: bool = False) -> Taken:
    """Add up what processes take, `with_ended` what their children took that have ended.

    Those that are gone take nothing, and elsewhere than on Linux none of them does.
    """
    megabytes = cpu = 0.0
    for pid in pids:
        with suppress(OSError, ValueError, IndexError):
            megabytes += _memory(pid) / _MB
            cpu += _cpu(pid, _WITH_CHILDREN if with_ended else _OWN)
    return Taken(megabytes, cpu)


def servers_below(pid: int) -> Mapping[str, list[int]]:
    """Give the embedded servers that a process has started, by name."""
    found: dict[str, list[int]] = {"postgres": [], "temporal": []}
    for each in family_of(pid):
        with suppress(OSError):
            name = (_PROC / str(each) / "comm").read_text().strip()
            if name in found:
                found[name].append(each)
    return found


def memory_of_machine() -> int:
    """Give the megabytes of this machine; 0 where it does not tell."""
    with suppress(OSError, ValueError):
        first = (_PROC / "meminfo").read_text().splitlines()[0]
        return int(first.split()[1]) // 1000
    return 0


def system() -> str:
    """Name the system and the processor, and nothing that is this machine's own."""
    return f"{platform.system()} {platform.machine()}"


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tasks(pid: int) -> list[Path]:
    with suppress(OSError):
        return list((_PROC / str(pid) / "task").iterdir())
    return []


def _memory(pid: int) -> int:
    """Give the bytes of a process, its part of what it shares: else shared buffers count often."""
    try:
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _cpu(pid: int, times: slice) -> float:
    told = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[times])) / os.sysconf("SC_CLK_TCK")
