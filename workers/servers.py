"""The servers of an installation as a command sees them, running already or started for it."""

from dataclasses import dataclass

from temporalio.client import Client
from temporalio.runtime import Runtime

from workers.addresses import Addresses
from workers.keys import Keys
from workers.settings import Settings
from workers.temporal_connection import connect


@dataclass(frozen=True, repr=False)
class Servers:
    """Where the servers are and what opens their data."""

    settings: Settings
    addresses: Addresses
    keys: Keys
    started_here: bool

    @property
    def postgres_url(self) -> str:
        """The URL of the database, password included: not to be shown."""
        return self.addresses.postgres_url.get_secret_value()

    async def temporal(self, identity: str = "perennial", runtime: Runtime | None = None) -> Client:
        """A client of Temporal with our codec; its runtime may be one that counts.

        Raises:
            TemporalUnreachable: it does not answer.
        """
        return await connect(
            self.settings, self.addresses.temporal_address, self.keys.codec, identity, runtime
        )
