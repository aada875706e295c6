"""What a process says of itself on its status port."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from domain.ids import OrganisationId
from storage.archive import Archive
from storage.metrics import Kind
from storage.migrate import migrate
from tests.storage.cutting_proxy import CuttingProxy
from tests.workers.installation import installation
from workers.embedded.temporal import EmbeddedTemporal
from workers.metrics.board import Board
from workers.metrics.catalogue import METRICS
from workers.metrics.gauges import GAUGES, STEPS
from workers.running import Part, processes
from workers.servers import Servers
from workers.status.checks import database_answers
from workers.status.readiness import FRESH_SECONDS, STOPPING, Readiness
from workers.status.server import StatusNotServed, status_served

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{20}")


@pytest.fixture
async def servers(database: str, temporal_server: EmbeddedTemporal, tmp_path: Path) -> Servers:
    await migrate(database)  # the right to build schemas is not copied with a template
    return installation(tmp_path, database, temporal_server.address)


async def asked(servers: Servers, path: str) -> tuple[int, str]:
    port = servers.settings.status_port
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}{path}")
    return answer.status_code, answer.text


async def until(servers: Servers, path: str, is_so: Callable[[int, str], bool]) -> str:
    async with asyncio.timeout(20):
        while not is_so(*(said := await asked(servers, path))):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    return said[1]


async def test_a_process_lives_is_ready_and_shows_what_it_counted(servers: Servers) -> None:
    parts = frozenset({Part.WORKER, Part.PROJECTOR, Part.WEBHOOKS})
    async with processes(servers, parts=parts):
        assert await asked(servers, "/livez") == (200, "lives\n")
        await until(servers, "/readyz", lambda status, _: status == 200)
        _, text = await asked(servers, "/metrics")
        for part in ("database", "temporal", "worker", "projector"):
            assert f'perennial_ready{{part="{part}"}} 1.0' in text
        assert "perennial_loop_lag_seconds " in text
        assert 'temporal_num_pollers{namespace="default"' in text


async def test_what_is_shown_stands_in_the_catalogue_and_names_nobody(servers: Servers) -> None:
    async with processes(servers, parts=frozenset({Part.PROJECTOR})):
        found = ("perennial_log_head ", "perennial_workflows_running ")
        await until(servers, "/metrics", lambda _, text: all(name in text for name in found))
        _, text = await asked(servers, "/metrics")
    shown = {each.name: each for each in text_string_to_metric_families(text)}
    ours = {name: each for name, each in shown.items() if not name.startswith("temporal_")}
    for family in ours.values():
        is_counted = family.type == Kind.COUNTER
        metric = METRICS[f"{family.name}_total" if is_counted else family.name]
        assert family.type == metric.kind
        for sample in family.samples:
            assert set(sample.labels) <= {*metric.labels, "le"}
            assert not any(ID.search(value) for value in sample.labels.values())
    assert {"perennial_log_head", "perennial_projector_leads", "perennial_ready"} <= set(ours)


async def test_where_there_are_several_organisations_each_number_says_whose_it_is() -> None:
    board = Board(GAUGES)
    board.slate("one").put(GAUGES[0], 1)
    board.slate("two").put(GAUGES[0], 0)
    board.slate("two").put(STEPS, {("rate", "open"): 5})
    [leads, steps] = board.collect()
    assert [each.labels for each in leads.samples] == [
        {"organisation": "one"},
        {"organisation": "two"},
    ]
    assert steps.samples[0].labels == {"organisation": "two", "act": "rate", "state": "open"}
    board.slate("two").take_down(GAUGES)
    assert [len(each.samples) for each in board.collect()] == [1]


async def test_a_process_is_not_ready_as_soon_as_it_is_asked_to_stop() -> None:
    readiness = Readiness()
    assert await readiness.troubles() == {}
    readiness.stop()
    assert await readiness.troubles() == {"process": STOPPING}


async def test_each_part_that_is_not_ready_says_so_in_a_sentence(servers: Servers) -> None:
    readiness = Readiness()

    async def well() -> str:
        return ""

    async def ill() -> str:
        return "The database does not answer."

    readiness.expect("temporal", well)
    readiness.expect("database", ill)
    async with status_served(servers.settings, readiness):
        assert await asked(servers, "/readyz") == (
            503,
            "database: The database does not answer.\n",
        )
        assert (await asked(servers, "/livez"))[0] == 200


async def test_a_part_that_cannot_be_asked_hides_no_other_and_quotes_nothing() -> None:
    readiness = Readiness()

    async def fails() -> str:
        raise ConnectionRefusedError("postgresql://me:hunter2@database")

    async def ill() -> str:
        return "Temporal does not answer."

    readiness.expect("database", fails)
    readiness.expect("temporal", ill)
    told = await readiness.troubles()
    assert told["temporal"] == "Temporal does not answer."
    assert "ConnectionRefusedError" in told["database"]
    assert "hunter2" not in told["database"]


async def test_a_lost_database_is_told_within_seconds(servers: Servers, database: str) -> None:
    organisation, master = OrganisationId(servers.settings.organisation), servers.keys.master
    readiness = Readiness()
    async with AsyncExitStack() as wire, AsyncExitStack() as opened:
        proxy = await wire.enter_async_context(CuttingProxy(database).running())
        archive = await opened.enter_async_context(Archive.open(proxy.url, master, organisation))
        readiness.expect("database", database_answers(archive))
        assert await readiness.troubles() == {}
        await wire.aclose()
        await asyncio.sleep(FRESH_SECONDS)
        assert set(await readiness.troubles()) == {"database"}


async def test_a_port_that_is_taken_is_refused_with_what_to_do(servers: Servers) -> None:
    async with status_served(servers.settings, Readiness()):
        with pytest.raises(StatusNotServed, match="PERENNIAL_STATUS_PORT"):
            async with processes(servers, parts=frozenset()):
                pass


async def test_a_process_without_a_status_port_serves_none(servers: Servers) -> None:
    port = servers.settings.status_port
    quiet = servers.settings.model_copy(update={"status_port": None})
    async with status_served(quiet, Readiness()):
        with pytest.raises(httpx2.ConnectError):
            await asked(servers, "/livez")
    assert port is not None
