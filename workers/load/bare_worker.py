"""The worker of the bare side, in a process of its own: `python -m workers.load.bare_worker`."""

import asyncio

from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from storage.bare_rows import BareRows, open_bare_rows
from workers.commands.parts import named_servers
from workers.load.bare import Inserting
from workers.load.bare_step import QUEUE, STORE, BareStep
from workers.logging import configure_logging
from workers.running import stop_requested
from workers.servers import Servers
from workers.settings import load_settings


async def work(servers: Servers) -> None:
    """Insert a row for each bare update until Ctrl-C or SIGTERM."""
    client = await servers.temporal("bare")
    pool = await open_bare_rows(servers.postgres_url)
    runner = UnsandboxedWorkflowRunner()
    try:
        async with (
            Worker(client, task_queue=QUEUE, workflows=[BareStep], workflow_runner=runner),
            Worker(client, task_queue=STORE, activities=[Inserting(BareRows(pool)).insert]),
        ):
            await stop_requested()
    finally:
        pool.terminate()


if __name__ == "__main__":
    configure_logging("json", "warning")
    asyncio.run(work(named_servers(load_settings())))
