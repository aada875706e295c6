"""The embedded database keeps its data and leaves no process behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import asyncpg
import pytest

from workers.embedded.ports import settle_ports
from workers.embedded.postgres import DatabaseDidNotStart, EmbeddedPostgres

# Starts a server, says its process id, and waits to be killed.
STARTER = """
import asyncio, sys
from pathlib import Path
from workers.embedded.postgres import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), int(sys.argv[2]))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def port() -> int:
    ports, _ = settle_ports({"server": 0})
    return ports["server"]


async def remembered(url: str) -> int:
    """Count the starts that this data has seen, this one included."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS starts AS SELECT 1 AS n LIMIT 0")
    await connection.execute("INSERT INTO starts VALUES (1)")
    count: int = await connection.fetchval("SELECT count(*) FROM starts")
    await connection.close()
    return count


async def is_counting(url: str) -> None:
    """Wait until somebody else is in the middle of a query."""
    connection = await asyncpg.connect(url)
    while not await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active'"
        " AND query LIKE '%generate_series%' AND pid <> pg_backend_pid())"
    ):
        continue
    connection.terminate()


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_data_survives_stopping_and_moving_to_another_port(tmp_path: Path, port: int) -> None:
    other, _ = settle_ports({"server": 0})
    for start, on in ((1, port), (2, other["server"])):
        server = EmbeddedPostgres(tmp_path / "data", on)
        assert await remembered(await server.start()) == start
        await server.stop()
        await server.stop()
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}
    assert files == {"cluster": 0o700, "password": 0o600, "postgres.log": 0o600}


async def test_a_killed_server_starts_again_at_once(tmp_path: Path, port: int) -> None:
    server = EmbeddedPostgres(tmp_path / "data", port)
    for start in (1, 2, 3):
        url = await server.start()
        assert await remembered(url) == start
        busy = await asyncpg.connect(url)
        counting = asyncio.create_task(
            busy.execute("SELECT count(*) FROM generate_series(1, 3000000)")
        )
        await is_counting(url)
        os.kill(server.pid or 0, signal.SIGKILL)
        busy.terminate()
        await asyncio.wait([counting])
        assert counting.exception() is not None
    await server.start()
    await server.stop()


async def test_a_lock_whose_number_went_to_somebody_else_is_no_obstacle(
    tmp_path: Path, port: int
) -> None:
    server = EmbeddedPostgres(tmp_path / "data", port)
    await server.start()
    await server.stop()
    (tmp_path / "data" / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert await remembered(await server.start()) == 1
    await server.stop()


async def test_a_taken_port_is_refused_with_the_reason(tmp_path: Path, port: int) -> None:
    listener = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port)
    async with listener:
        with pytest.raises(DatabaseDidNotStart, match="could not create"):
            await EmbeddedPostgres(tmp_path / "data", port).start()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of this death")
async def test_a_server_goes_with_a_parent_that_is_killed(tmp_path: Path, port: int) -> None:
    words = [sys.executable, "-c", STARTER, str(tmp_path / "data"), str(port)]
    parent = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 30))
    assert is_running(pid)
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(20):
        while is_running(pid):  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.02)
