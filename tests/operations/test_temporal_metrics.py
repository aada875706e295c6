"""What dashboards and rules ask of Temporal, its SDK and its server really show."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx2
from prometheus_client.parser import text_string_to_metric_families
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from tests.operations.queries import asked_of_temporal
from workers.embedded.temporal import EmbeddedTemporal
from workers.metrics.looking import PROBLEMS
from workers.metrics.sdk import sdk_metrics

QUEUE = "measured"
SOON = timedelta(seconds=20)


@activity.defn(name="fail once")
async def fail_once() -> None:
    if activity.info().attempt == 1:
        raise LookupError


@workflow.defn(name="Finishes", sandboxed=False)
class Finishes:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity("fail once", schedule_to_close_timeout=SOON)


@workflow.defn(name="Stands still", sandboxed=False)
class StandsStill:
    @workflow.run
    async def run(self) -> None:
        raise LookupError


async def shown(url: str) -> set[str]:
    async with httpx2.AsyncClient(trust_env=False) as browser:
        return names_in((await browser.get(url)).text)


def names_in(text: str) -> set[str]:
    families = text_string_to_metric_families(text)
    return {sample.name for family in families for sample in family.samples}


async def test_whatever_is_asked_of_temporal_is_shown(temporal_server: EmbeddedTemporal) -> None:
    sdk = sdk_metrics()
    client = await Client.connect(temporal_server.address, runtime=sdk.runtime)
    names = [f"{QUEUE}-{uuid4()}" for _ in range(2)]
    kinds = [Finishes, StandsStill]
    async with Worker(client, task_queue=QUEUE, workflows=kinds, activities=[fail_once]):
        await client.execute_workflow("Finishes", id=names[0], task_queue=QUEUE)
        stuck = await client.start_workflow("Stands still", id=names[1], task_queue=QUEUE)
        wanted, missing = asked_of_temporal(), {""}
        async with asyncio.timeout(20):
            while missing:
                found = names_in(await sdk.text()) | await shown(temporal_server.metrics_url or "")
                missing = wanted - found
                await asyncio.sleep(0.1 if missing else 0)
        await stuck.terminate()
    assert (await client.count_workflows(PROBLEMS)).count == 0
