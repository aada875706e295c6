"""What the server bills: its own `action` metric, read as text."""

import asyncio
import re
from collections import Counter
from urllib.request import urlopen

SETTLES = 1.3
"""Seconds until what the server has done shows in its metrics."""

# Moving a clock by hand counts as an action of its own; nobody does that in production.
_OF_THE_CLOCK = "grpc_UpdateWorkflowExecutionOptions"


async def actions_so_far(metrics_url: str, namespace: str = "default") -> Counter[str]:
    """Count the actions of a namespace by kind, since the server started."""
    await asyncio.sleep(SETTLES)
    return await asyncio.to_thread(_read, metrics_url, namespace)


def _read(metrics_url: str, namespace: str) -> Counter[str]:
    found: Counter[str] = Counter()
    with urlopen(metrics_url, timeout=10) as answer:  # noqa: S310 - the server we started
        lines = answer.read().decode().splitlines()
    for line in lines:
        if not line.startswith("action{"):
            continue
        labels = dict(re.findall(r'(\w+)="([^"]*)"', line))
        is_ours = labels["namespace"] == namespace
        if is_ours and not labels.get("workflowType", "").startswith("temporal-sys"):
            found[labels["action_type"]] += int(float(line.rsplit(" ", 1)[1]))
    del found[_OF_THE_CLOCK]
    return found
