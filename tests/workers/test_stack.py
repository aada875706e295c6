"""The embedded stack: up as a whole, down as a whole, and the same data the next time."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from storage.errors import DatabaseNotMigrated
from storage.migrate import check, migrate
from workers.embedded.home import HomeInUse
from workers.embedded.ports import is_free, settle_ports
from workers.embedded.stack import EmbeddedStack, reach_servers
from workers.embedded.temporal import EmbeddedTemporal, TemporalDidNotStart
from workers.settings import Settings

PORTS = (
    *("postgres_port", "temporal_port", "temporal_ui_port", "temporal_metrics_port"),
    *("smtp_port", "site_port"),
)


def free_ports() -> Mapping[str, int]:
    return settle_ports(dict.fromkeys(PORTS, 0))[0]


def settings_in(home: Path) -> Settings:
    return Settings.model_validate({"home": home, **free_ports()})


async def test_everything_is_up_migrated_and_sealed_with_the_keys_of_the_home(
    tmp_path: Path,
) -> None:
    async with EmbeddedStack(settings_in(tmp_path)) as stack:
        await check(stack.servers.postgres_url)
        client = await stack.servers.temporal()
        assert (await client.count_workflows('OrganisationId = "o"')).count == 0
        assert stack.mail is not None
        assert stack.remarks == ()


async def test_the_next_start_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with EmbeddedStack(settings) as stack:
        client = await stack.servers.temporal()
        await client.start_workflow("Nobody", id="review/1", task_queue="none")
        master = stack.servers.keys.master.ids
    async with EmbeddedStack(settings) as stack:
        client = await stack.servers.temporal()
        assert (await client.get_workflow_handle("review/1").describe()).id == "review/1"
        assert stack.servers.keys.master.ids == master
        assert await migrate(stack.servers.postgres_url) == []


async def test_a_second_stack_in_the_same_home_is_refused_and_a_command_joins(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    async with EmbeddedStack(settings) as stack:
        with pytest.raises(HomeInUse):
            await EmbeddedStack(settings).__aenter__()
        async with reach_servers(settings) as joined:
            assert joined.addresses == stack.servers.addresses
            assert joined.keys.master.ids == stack.servers.keys.master.ids
            assert not joined.started_here
        await check(stack.servers.postgres_url)


async def test_a_stack_that_cannot_start_leaves_nothing_running(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with pytest.raises(TemporalDidNotStart):
        await EmbeddedStack(settings, dynamic_config=["no equals sign"]).__aenter__()
    assert all(is_free(getattr(settings, name)) for name in PORTS)
    async with EmbeddedStack(settings):
        pass


async def test_servers_that_the_settings_name_are_used_not_started(
    tmp_path: Path, database: str, temporal_server: EmbeddedTemporal
) -> None:
    settings = Settings(
        home=tmp_path,
        postgres_url=SecretStr(database),
        temporal_address=temporal_server.address,
        smtp_host="mail.example.invalid",
    )
    async with EmbeddedStack(settings) as stack:
        assert stack.servers.postgres_url == database
        assert stack.servers.addresses.temporal_address == temporal_server.address
        assert stack.mail is None
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


async def test_a_named_database_is_never_migrated_unasked(
    tmp_path: Path, empty_database: str, temporal_server: EmbeddedTemporal
) -> None:
    settings = Settings(
        home=tmp_path,
        postgres_url=SecretStr(empty_database),
        temporal_address=temporal_server.address,
        smtp_host="mail.example.invalid",
    )
    with pytest.raises(DatabaseNotMigrated, match="perennial db migrate"):
        await EmbeddedStack(settings).__aenter__()
