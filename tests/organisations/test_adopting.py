"""An installation that was one organisation's takes in a second, and the first keeps all it has."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from storage.archive import Archive
from storage.walls import who_comes_in
from tests.organisations.conftest import ground_of, installation_on, url_of
from tests.played_cycle import ORGANISATION
from tests.storage.facts import facts
from workers.cli import REFUSED, run
from workers.embedded.home import Home
from workers.embedded.temporal import EmbeddedTemporal
from workers.keys import make_keys
from workers.organisations.adopting import NameTaken, SecretInFile, adopt
from workers.organisations.chosen import settings_of
from workers.organisations.places import login_in
from workers.organisations.register import read_register
from workers.settings import Settings


@pytest.fixture
async def alone(database: str, temporal_server: EmbeddedTemporal, tmp_path: Path) -> Settings:
    """An installation of one organisation, with something in its log."""
    found = installation_on(tmp_path, database, temporal_server.address)
    found = found.model_copy(update={"organisation": ORGANISATION})
    keys = make_keys(found)
    (fact,) = facts(1)
    async with Archive.open(database, keys.master, ORGANISATION) as archive:
        await archive.store.append(fact.event_id, 0, [replace(fact, tenant_id=ORGANISATION)])
    return found


async def test_the_first_organisation_keeps_all_it_has(alone: Settings, database: str) -> None:
    ground = ground_of(alone)
    mails = alone.home / "mail"
    mails.mkdir()
    (mails / "000001.eml").write_text("To: somebody\n")
    assert (await adopt(alone, "first", None, ground, dry_run=True)).entry.id == ORGANISATION
    assert read_register(alone) == ()
    await adopt(alone, "first", "https://first.example", ground, dry_run=False)
    (entry,) = read_register(alone)
    ours = settings_of(alone, entry)
    assert (ours.master_key_path, ours.temporal_namespace) == (alone.master_key_path, "default")
    assert ours.checkpoint_path == alone.checkpoint_path
    assert (ours.home / "mail" / "000001.eml").exists()
    async with Archive.open(url_of(ours), make_keys(ours).master, ORGANISATION) as archive:
        assert await archive.store.head() == 1
    assert await who_comes_in(database) == [login_in(url_of(ours))]
    again = await adopt(alone, "first", None, ground, dry_run=False)
    assert [step.was_there for step in again.steps] == [True]
    with pytest.raises(NameTaken):
        await adopt(alone, "second", None, ground, dry_run=False)


async def test_its_secrets_are_named_and_not_written_down(
    alone: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = {"slack_token": SecretStr("xoxb-1"), "channels": "slack,email"}
    chatty = alone.model_copy(update=update)
    with pytest.raises(SecretInFile, match=r"PERENNIAL_SLACK_TOKEN stands in perennial\.toml"):
        await adopt(chatty, "first", None, ground_of(chatty), dry_run=False)
    assert not alone.register_path.exists()
    monkeypatch.setenv("PERENNIAL_SLACK_TOKEN", "xoxb-1")
    await adopt(chatty, "first", None, ground_of(chatty), dry_run=False)
    assert "xoxb-1" not in alone.register_path.read_text()
    ours = settings_of(chatty, read_register(chatty)[0])
    assert (ours.slack_token, ours.channels) == (SecretStr("xoxb-1"), "slack,email")


def test_the_command_stops_at_what_runs_and_not_at_the_servers_it_started_itself(
    alone: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {
        "HOME": str(alone.home),
        "ORGANISATION": str(ORGANISATION),
        "POSTGRES_URL": url_of(alone),
        "TEMPORAL_ADDRESS": alone.temporal_address or "",
    }
    monkeypatch.chdir(alone.home)
    for name, value in told.items():
        monkeypatch.setenv(f"PERENNIAL_{name}", value)
    with Home(alone.home) as held:
        held.publish(ground_of(alone))
        assert run(["organisation", "adopt", "first"]) == REFUSED
    assert "Stop it first" in capsys.readouterr().err
    assert run(["organisation", "adopt", "first"]) == 0
    assert [entry.name for entry in read_register(alone)] == ["first"]
