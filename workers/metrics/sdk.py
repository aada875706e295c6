"""The metrics of Temporal's SDK: kept by its own runtime, and read from it when somebody asks.

The runtime shows them on a port of its own, which it takes on the loopback alone; they are joined
with ours, so that a process has one port.
"""

import asyncio
import re
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from typing import Final

from temporalio.runtime import PrometheusConfig, Runtime

from workers.embedded.ports import LOCALHOST, settle_ports
from workers.temporal_connection import runtime_with

TRIES: Final = 5
SCRAPE_SECONDS: Final = 2.0

_POLLERS: Final = re.compile(
    r'^temporal_num_pollers\{[^}]*task_queue="([a-z]+)"[^}]*\} [1-9]', re.MULTILINE
)


@dataclass(frozen=True)
class SdkMetrics:
    """A runtime that counts, and where it shows what it counted."""

    runtime: Runtime
    port: int

    async def text(self) -> str:
        """Give everything in the format of Prometheus; nothing where the runtime does not answer.

        Of the pollers that the runtime has stopped it goes on showing zero.
        """
        return await asyncio.to_thread(_asked, self.port)

    async def queues_polled(self) -> frozenset[str]:
        """Name the task queues from which this process takes work now."""
        return frozenset(_POLLERS.findall(await self.text()))


@cache
def sdk_metrics() -> SdkMetrics:
    """Give the counting runtime of this process; it is made once."""
    for _ in range(TRIES - 1):
        try:
            return _counting()
        except ValueError:  # somebody took the port in between
            continue
    return _counting()


def _asked(port: int) -> str:
    connection = HTTPConnection(LOCALHOST, port, timeout=SCRAPE_SECONDS)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    except (OSError, HTTPException):
        return ""
    finally:
        connection.close()


def _counting() -> SdkMetrics:
    ports, _ = settle_ports({"sdk": 0})
    config = PrometheusConfig(
        bind_address=f"{LOCALHOST}:{ports['sdk']}",
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
    )
    return SdkMetrics(runtime_with(config), ports["sdk"])
