"""How many processes a query finds, asked of Temporal's visibility without keeping a page waiting.

Pages for operators ask this, and no other: what people see comes from the log.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError

from activities.deployed import described_deployment

PATIENCE: Final = timedelta(seconds=2)
AT_ONCE: Final = 8


async def counted(client: Client, queries: Sequence[str]) -> Mapping[str, int]:
    """Count what each query finds; what Temporal does not answer within two seconds is left out."""
    gate = asyncio.Semaphore(AT_ONCE)
    asked = {query: asyncio.ensure_future(_count(client, query, gate)) for query in queries}
    if not asked:
        return {}
    await asyncio.wait(asked.values(), timeout=PATIENCE.total_seconds())
    for one in asked.values():
        one.cancel()
    await asyncio.gather(*asked.values(), return_exceptions=True)
    return {
        query: found
        for query, one in asked.items()
        if not one.cancelled() and (found := one.result()) is not None
    }


async def current_build(client: Client) -> str | None:
    """Give the build on which processes begin, as Temporal writes it; None where there is none.

    None too where Temporal does not answer.
    """
    try:
        info = await described_deployment(client, PATIENCE)
    except RPCError:
        return None
    build = info.routing_config.current_deployment_version.build_id
    return f"{info.name}:{build}" if build else None


async def _count(client: Client, query: str, gate: asyncio.Semaphore) -> int | None:
    async with gate:
        try:
            return (await client.count_workflows(query, rpc_timeout=PATIENCE)).count
        except RPCError:
            return None
