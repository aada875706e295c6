"""The embedded Temporal: ready when it says so, gone when we are."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.embedded.ports import is_free, settle_ports
from workers.embedded.temporal import EmbeddedTemporal, TemporalDidNotStart

PARENT = """
import asyncio, sys
from pathlib import Path
from workers.embedded.temporal import EmbeddedTemporal

async def main():
    server = EmbeddedTemporal(Path(sys.argv[1]), int(sys.argv[2]))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def any_port() -> int:
    return settle_ports({"server": 0})[0]["server"]


async def test_a_started_server_takes_workflows_in_its_namespace(tmp_path: Path) -> None:
    server = EmbeddedTemporal(tmp_path, any_port(), namespace="reviews")
    client = await Client.connect(await server.start(), namespace="reviews")
    try:
        assert (await client.count_workflows()).count == 0
    finally:
        await server.stop()


async def test_search_attributes_can_be_asked_for_at_once(temporal_client: Client) -> None:
    assert (await temporal_client.count_workflows('CycleId = "c" AND UnitId = "u"')).count == 0
    with pytest.raises(RPCError, match="invalid search attribute"):
        await temporal_client.count_workflows('Unheard = "x"')


async def test_workflows_survive_a_restart(tmp_path: Path) -> None:
    server = EmbeddedTemporal(tmp_path, any_port())
    for expected in ("started", "already there"):
        client = await Client.connect(await server.start())
        try:
            if expected == "started":
                await client.start_workflow("Nobody", id="review/1", task_queue="none")
            assert (await client.get_workflow_handle("review/1").describe()).id == "review/1"
        finally:
            await server.stop()


async def test_a_taken_port_is_refused_with_a_sentence(
    tmp_path: Path, temporal_server: EmbeddedTemporal
) -> None:
    port = int(temporal_server.address.rpartition(":")[2])
    with pytest.raises(TemporalDidNotStart, match=f"Port {port} is taken"):
        await EmbeddedTemporal(tmp_path, port).start()


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = EmbeddedTemporal(tmp_path, any_port(), dynamic_config=["no equals sign"])
    with pytest.raises(TemporalDidNotStart, match="stopped at once"):
        await server.start()
    assert server.pid is None


async def test_a_stopped_server_leaves_its_port(tmp_path: Path) -> None:
    port = any_port()
    server = EmbeddedTemporal(tmp_path, port)
    await server.start()
    await server.stop()
    assert is_free(port)
    await server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
async def test_a_server_ends_when_its_program_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(tmp_path), str(any_port())),
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    server = int(await parent.stdout.readline())
    parent.kill()
    await parent.communicate()
    with suppress(ProcessLookupError):
        for _ in range(500):
            os.kill(server, 0)
            await asyncio.sleep(0.02)
        pytest.fail("the server is still there")
