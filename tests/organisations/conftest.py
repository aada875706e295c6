"""An installation of two organisations on the servers of the run."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from pydantic import SecretStr

from domain.ids import OrganisationId
from domain.people_events import differences
from storage.archive import Archive
from tests.played_cycle import LAUNCHED_AT, Batch, organisation
from tests.storage.reading import record
from workers.addresses import Addresses
from workers.embedded.temporal import EmbeddedTemporal
from workers.master_keys import master_keys
from workers.organisations.adding import Added, Wanted, add
from workers.organisations.chosen import settings_of
from workers.settings import Settings


@dataclass(frozen=True)
class TwoHouses:
    """Acme and Beta, with the same people; `ground` is what they share."""

    installation: Settings
    ground: Addresses
    added: tuple[Added, Added]

    @property
    def both(self) -> tuple[Settings, Settings]:
        """The settings of each."""
        acme, beta = (settings_of(self.installation, each.entry) for each in self.added)
        return acme, beta

    @property
    def urls(self) -> tuple[str, str]:
        """The databases by their own logins."""
        acme, beta = (url_of(each) for each in self.both)
        return acme, beta


def url_of(settings: Settings) -> str:
    """The database of an organisation by its own login."""
    assert settings.postgres_url is not None
    return settings.postgres_url.get_secret_value()


def installation_on(home: Path, postgres: str, temporal: str) -> Settings:
    """The settings of an installation whose servers are there."""
    named = {"postgres_url": SecretStr(postgres), "temporal_address": temporal}
    return Settings.model_validate(named | {"home": home, "smtp_host": "127.0.0.1", "smtp_port": 9})


def ground_of(installation: Settings) -> Addresses:
    """What the organisations of an installation share."""
    assert installation.postgres_url is not None
    return Addresses(
        postgres_url=installation.postgres_url,
        temporal_address=installation.temporal_address or "",
        temporal_ui_url=None,
        temporal_metrics_url=None,
        smtp_host="127.0.0.1",
        smtp_port=9,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def houses(
    postgres_url: str, temporal_server: EmbeddedTemporal, server_folder: Path
) -> AsyncIterator[TwoHouses]:
    """Two organisations whose directories were read from the same file."""
    home = server_folder / f"houses-{uuid4().hex[:8]}"
    installation = installation_on(home, postgres_url, temporal_server.address)
    ground, tag = ground_of(installation), uuid4().hex[:8]
    acme, beta = [
        await add(installation, Wanted(name, namespace=f"{name}-{tag}"), ground, dry_run=False)
        for name in ("acme", "beta")
    ]
    houses = TwoHouses(installation, ground, (acme, beta))
    for each in houses.both:
        await employ(each)
    yield houses


async def employ(settings: Settings) -> None:
    """Take the same few people into the directory of an organisation."""
    ours = OrganisationId(settings.organisation)
    async with Archive.open(url_of(settings), master_keys(settings), ours) as archive:
        for one in organisation(6).values():
            events = tuple(differences(None, 0, one, LAUNCHED_AT))
            await record(archive.journal, [Batch(one.id, 0, events)])
            await archive.keys.ensure([one.id])


@pytest.fixture
def at_home(houses: TwoHouses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TwoHouses:
    """The same, for commands that read their settings themselves."""
    monkeypatch.chdir(tmp_path)
    named = houses.installation
    assert named.postgres_url is not None
    told = {
        "HOME": str(named.home),
        "POSTGRES_URL": named.postgres_url.get_secret_value(),
        "TEMPORAL_ADDRESS": named.temporal_address or "",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "9",
    }
    for name, value in told.items():
        monkeypatch.setenv(f"PERENNIAL_{name}", value)
    return houses
