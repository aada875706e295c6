"""What the Temporal server counts of itself: actions, and how often it wrote a workflow down."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final
from urllib.request import urlopen

from workers.demo.actions import counted

_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')
_WRITES: Final = frozenset({"CreateWorkflowExecution", "UpdateWorkflowExecution"})


@dataclass(frozen=True)
class ServerCounts:
    """Actions, and state transitions as what was written of workflows, since the server started."""

    actions: int
    transitions: int


async def server_counts(metrics_url: str, namespace: str) -> ServerCounts:
    """Ask the server how it stands; raises OSError where it does not answer."""
    told = await asyncio.to_thread(_fetched, metrics_url)
    return ServerCounts(counted(told, namespace), transitions(told, namespace))


def transitions(metrics: str, namespace: str) -> int:
    """Add up how often a workflow of a namespace was written down."""
    found = 0.0
    for line in metrics.splitlines():
        if not line.startswith("persistence_requests{"):
            continue
        labels, _, value = line.rpartition("} ")
        named = dict(_LABEL.findall(labels))
        if named.get("namespace") == namespace and named.get("operation") in _WRITES:
            found += float(value.split()[0])
    return round(found)


def _fetched(url: str) -> str:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - the address that an operator has named
        return str(answer.read().decode())
