"""What the Temporal server itself counts as actions, the unit in which it is paid for."""

import asyncio
import re
from collections import Counter
from typing import Final
from urllib.request import urlopen

SETTLES_AFTER: Final = 1.3
"""Seconds after which the server's metric shows everything that has happened."""

_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')
_OF_THE_SERVER: Final = "temporal-sys"
_NOBODY: Final = "_unknown_"


async def actions_counted(metrics_url: str, namespace: str) -> Counter[str]:
    """Give the actions of a namespace so far, by type of workflow where the server names it."""
    return counted(await asyncio.to_thread(_fetched, metrics_url), namespace)


def counted(metrics: str, namespace: str) -> Counter[str]:
    """Add up the metric `action` of a namespace; what the server does for itself is left out."""
    found: Counter[str] = Counter()
    for line in metrics.splitlines():
        if not line.startswith("action{"):
            continue
        labels, _, value = line.removeprefix("action{").rpartition("} ")
        named = dict(_LABEL.findall(labels))
        workflow = named.get("workflowType", _NOBODY)
        if named.get("namespace") == namespace and not workflow.startswith(_OF_THE_SERVER):
            found[workflow] += round(float(value.split()[0]))
    return found


def _fetched(url: str) -> str:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - the address of our own server
        return str(answer.read().decode())
