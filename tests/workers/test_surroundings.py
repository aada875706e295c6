"""Every bad surrounding is found, and said in one sentence with what mends it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx2
import pytest
import time_machine
from pydantic import SecretStr
from structlog.testing import capture_logs
from temporalio import activity
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.worker import Worker

from activities.codec import Keyring, new_key
from activities.search_attributes import ORGANISATION_ID
from activities.starting import STORE_QUEUE
from storage.migrate import migrate
from storage.projections.generation import LEADER, shape
from storage.projections.lead import Lead
from storage.surroundings import is_too_old as is_database_too_old
from tests.architecture.documentation import DOCS, sections_of
from tests.workers.installation import installation
from tests.workers.namespace import Namespace, namespace_at
from workers.builds import builds, pinned_to, promote
from workers.cli import run
from workers.doctor.at_start import SurroundingsUnfit, until_fit
from workers.doctor.builds import look_at_workers
from workers.doctor.clocks import ALLOWED, compared
from workers.doctor.database import look_at_postgres, too_old
from workers.doctor.finding import Fault, Finding
from workers.doctor.surroundings import look_around
from workers.doctor.temporal import installation_of, is_too_old
from workers.doctor.watch import Watch
from workers.embedded.ports import settle_ports
from workers.embedded.temporal import EmbeddedTemporal
from workers.office import open_office
from workers.projector import run_projector
from workers.servers import Servers

PAGE = sections_of(DOCS / "operations" / "doctor.md")


@pytest.fixture
async def namespace(temporal_server: EmbeddedTemporal) -> Namespace:
    return await namespace_at(temporal_server.address)


@pytest.fixture
async def servers(
    database: str, temporal_server: EmbeddedTemporal, namespace: Namespace, tmp_path: Path
) -> Servers:
    """An installation in a namespace that is not there yet."""
    found = installation(tmp_path, database, temporal_server.address)
    return replace(
        found, settings=found.settings.model_copy(update={"temporal_namespace": namespace.name})
    )


@pytest.fixture
async def sound(servers: Servers, namespace: Namespace) -> Servers:
    """An installation to which nothing is wanting."""
    await namespace.make()
    await namespace.register()
    return servers


async def faults(servers: Servers) -> dict[Fault, Finding]:
    found = [finding async for finding in look_around(servers)]
    assert all(is_as_documented(finding) for finding in found)
    return {finding.fault: finding for finding in found if finding.fault is not None}


def is_as_documented(finding: Finding) -> bool:
    """Whether the page of the doctor says what a finding says, up to what it names."""
    if finding.fault is None:
        return True
    quoted = [line for line in PAGE[finding.fault].splitlines() if line.startswith("> ")]
    known = re.escape(quoted[0].removeprefix("> ")).replace("…", ".+")
    return re.fullmatch(known, finding.sentence) is not None


def test_the_page_of_the_doctor_explains_every_fault() -> None:
    assert {name for name in PAGE if "_" in name} == set(Fault)
    assert all("> " in PAGE[fault] for fault in Fault)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


def elsewhere(servers: Servers, **places: object) -> Servers:
    return replace(servers, addresses=servers.addresses.model_copy(update=places))


def free_port() -> int:
    return settle_ports({"nobody": 0})[0]["nobody"]


async def test_nothing_is_found_where_nothing_is_wrong(sound: Servers) -> None:
    assert await faults(sound) == {}
    await until_fit(sound)


async def test_a_process_waits_for_its_namespace_with_one_sentence_a_minute(
    servers: Servers, namespace: Namespace
) -> None:
    with capture_logs() as said:
        starting = asyncio.ensure_future(until_fit(servers, pause=0.05))
        await until(lambda: bool(said))
        assert not starting.done()
        await namespace.make()
        await namespace.register()
        await asyncio.wait_for(starting, 20)
    assert said[0]["fault"] == Fault.NAMESPACE_MISSING
    assert f"Temporal has no namespace {namespace.name}. Correct PERENNIAL" in said[0]["sentence"]
    assert len(said) == 1


async def test_a_process_that_waits_lives_and_says_on_its_status_port_what_for(
    servers: Servers, namespace: Namespace
) -> None:
    base = f"http://127.0.0.1:{servers.settings.status_port}"
    starting = asyncio.ensure_future(until_fit(servers, pause=0.05, has_port=True))
    async with httpx2.AsyncClient(trust_env=False, base_url=base) as probe, asyncio.timeout(20):
        while not (lives := await answer_of(probe, "/livez")):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
        ready = await answer_of(probe, "/readyz")
        await namespace.make()
        await namespace.register()
        await starting
    assert lives.status_code == 200
    assert ready is not None
    assert ready.status_code == 503
    assert f"Temporal has no namespace {namespace.name}." in ready.text


async def answer_of(probe: httpx2.AsyncClient, path: str) -> httpx2.Response | None:
    try:
        return await probe.get(path)
    except httpx2.ConnectError:
        return None


async def test_a_missing_search_attribute_is_said_once_and_when_it_is_back(
    sound: Servers, namespace: Namespace
) -> None:
    watch = Watch(sound, await sound.temporal())
    with capture_logs() as said:
        await watch.look()
        await namespace.remove("ProcessState")
        await watch.look()
        await watch.look()
        assert "missing: ProcessState. Register them: perennial ops" in await watch.trouble()
        await namespace.register({"ProcessState": "Keyword"})
        await watch.look()
    events = [(line["event"], str(line["fault"])) for line in said]
    wrong = str(Fault.SEARCH_ATTRIBUTES_WRONG)
    assert events == [("surroundings_wrong", wrong), ("surroundings_right_again", wrong)]
    assert await watch.trouble() == ""


async def test_a_search_attribute_of_another_type_is_named_with_both_types(
    sound: Servers, namespace: Namespace
) -> None:
    await namespace.remove("EscalationRung")
    await namespace.register({"EscalationRung": "Keyword"})
    found = [finding async for finding in look_around(sound) if not finding.is_right]
    assert "EscalationRung is Keyword and should be Int" in found[0].seen


@pytest.mark.parametrize("version", ["1.24.2", "1.30.9", "v1.30.0"])
def test_an_old_temporal_is_known_by_its_version(version: str) -> None:
    assert is_too_old(version)


@pytest.mark.parametrize("version", ["1.31.0-151.0", "1.32.0", "2.0.0", "main", ""])
def test_a_new_temporal_or_one_of_no_number_will_do(version: str) -> None:
    assert not is_too_old(version)


def test_an_old_database_is_known_by_its_version() -> None:
    assert [is_database_too_old(version) for version in (14, 15, 18)] == [True, False, False]
    assert is_as_documented(too_old(14))


async def test_a_process_does_not_start_without_the_key_of_what_runs(sound: Servers) -> None:
    other = replace(sound, keys=replace(sound.keys, codec=Keyring.parse(new_key())))
    ours = SearchAttributePair(ORGANISATION_ID, str(sound.settings.organisation))
    await (await other.temporal()).start_workflow(
        "Nobody",
        "x",
        id="review/1",
        task_queue="none",
        search_attributes=TypedSearchAttributes([ours]),
    )
    assert Fault.PAYLOAD_KEY_MISSING in await faults(sound)
    with pytest.raises(SurroundingsUnfit, match="Add the key they were sealed with"):
        await until_fit(sound)
    assert await faults(other) == {}


def test_a_process_whose_key_file_is_absent_ends_with_a_sentence_and_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("PERENNIAL_TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("PERENNIAL_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("PERENNIAL_MASTER_KEY_FILE", "absent.key")
    assert run(["run", "worker"]) == 78
    [said] = capsys.readouterr().err.splitlines()
    assert "absent.key is not there" in said


@activity.defn
async def nothing() -> None:
    """Do nothing."""


@asynccontextmanager
async def working(servers: Servers, build: str | None) -> AsyncIterator[None]:
    """A worker on the queue of the store, of a build or of none."""
    client = await servers.temporal("w")
    config = pinned_to(build) if build else None
    activities = [nothing]
    async with Worker(
        client, task_queue=STORE_QUEUE, activities=activities, deployment_config=config
    ):
        yield


async def working_in_vain(client: Client) -> dict[Fault | None, Finding]:
    found = await look_at_workers(client, expects_some=False)
    assert all(is_as_documented(finding) for finding in found)
    return {finding.fault: finding for finding in found}


async def test_a_worker_that_is_given_nothing_is_found(sound: Servers) -> None:
    client = await sound.temporal()
    async with working(sound, "b1"):
        async with asyncio.timeout(20):
            while not await builds(client):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        assert Fault.BUILD_NOT_PROMOTED in await working_in_vain(client)
        await promote(client, "b1")
        assert Fault.WORKER_WITHOUT_BUILD not in await working_in_vain(client)
        async with working(sound, None), asyncio.timeout(20):
            while Fault.WORKER_WITHOUT_BUILD not in (found := await working_in_vain(client)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
    assert "Build b1 is current" in found[Fault.WORKER_WITHOUT_BUILD].seen
    assert "on control, reviews, notify, and" in found[Fault.QUEUE_UNATTENDED].seen


async def test_a_projector_of_another_installation_is_found(sound: Servers) -> None:
    url = sound.postgres_url
    await migrate(url)  # the right to build schemas is not copied with a template
    stop, lead = asyncio.Event(), Lead("elsewhere")
    async with open_office(sound) as office, asyncio.TaskGroup() as running:
        running.create_task(run_projector(url, office.archive.keys, stop, None, lead))
        await until(lambda: lead.is_held)
        found, theirs = await faults(sound), await look_at_postgres(url, "elsewhere")
        assert await installation_of(office.client) != "?"
        stop.set()
    [finding] = found.values()
    assert finding.fault is Fault.PROJECTOR_OF_ANOTHER_INSTALLATION
    assert "give each installation a database of its own" in finding.mend
    assert all(finding.is_right for finding in theirs)


@pytest.mark.parametrize("theirs", ["0" * 16, shape()])
async def test_a_projector_of_another_version_is_found(database: str, theirs: str) -> None:
    connection = await asyncpg.connect(
        database, server_settings={"application_name": f"perennial projector {theirs} of us"}
    )
    try:
        await connection.execute(f"SELECT pg_advisory_lock({LEADER})")
        found = {finding.fault for finding in await look_at_postgres(database, "us")}
    finally:
        await connection.close()
    assert (Fault.PROJECTOR_OF_ANOTHER_VERSION in found) is (theirs != shape())


@pytest.fixture
def clock_ahead() -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=True):
        yield


async def test_clocks_that_are_apart_are_found_at_both_servers(
    sound: Servers, clock_ahead: None
) -> None:
    found = [finding async for finding in look_around(sound) if not finding.is_right]
    assert all(is_as_documented(finding) for finding in found)
    assert [finding.fault for finding in found] == [Fault.CLOCKS_APART] * 2
    said = [finding.seen for finding in found]
    for whose, sentence in zip(("PostgreSQL", "Temporal"), said, strict=True):
        assert f"The clock of {whose} is 120 seconds behind the clock" in sentence
    await until_fit(sound)


def test_what_the_way_to_a_server_may_account_for_is_no_difference_of_clocks() -> None:
    way = timedelta(seconds=1)
    assert compared("It", ALLOWED + way, way).is_right
    assert not compared("It", ALLOWED + way, timedelta(0)).is_right
    assert "ahead of" in compared("It", ALLOWED * 2).seen


async def test_servers_that_are_away_are_named(sound: Servers) -> None:
    port = free_port()
    nowhere = SecretStr(f"postgresql://nobody@127.0.0.1:{port}/none")
    found = await faults(
        elsewhere(sound, postgres_url=nowhere, temporal_address=f"127.0.0.1:{port}")
    )
    assert found.keys() == {Fault.DATABASE_AWAY, Fault.TEMPORAL_AWAY}
    assert all(finding.mend.startswith("Start it") for finding in found.values())


async def test_a_database_that_lets_nobody_in_or_is_not_migrated_is_told_apart(
    database: str, empty_database: str
) -> None:
    wrong = database.replace("perennial:", "perennial:wrong")
    [refused] = await look_at_postgres(wrong)
    assert is_as_documented(refused)
    assert refused.fault is Fault.DATABASE_UNUSABLE
    assert "password" in refused.seen
    empty = await look_at_postgres(empty_database)
    assert is_as_documented(empty[0])
    assert empty[0].fault is Fault.DATABASE_NOT_MIGRATED
    assert empty[0].mend == "Run: perennial db migrate"


async def test_a_running_process_looks_around_every_so_often_until_it_is_to_stop(
    servers: Servers, namespace: Namespace
) -> None:
    stop, watch = asyncio.Event(), Watch(servers, namespace.client)
    with capture_logs() as said:
        running = asyncio.ensure_future(watch.run(stop, every=0.01))
        await until(lambda: bool(said))
        stop.set()
        await asyncio.wait_for(running, 5)
    assert said[0]["fault"] == Fault.NAMESPACE_MISSING
