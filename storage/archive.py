"""The whole of what is kept, opened together: the log, the keys, the vault, the directory."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

import asyncpg

from domain.ids import OrganisationId
from domain.people import Organisation
from storage.directory import PeopleJournal
from storage.event_store import EventStore
from storage.journal import Journal
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.objectives import ObjectiveJournal
from storage.pool import Role, open_pool
from storage.profiles import ProfileJournal
from storage.staging import Vault
from storage.views import close_views


@dataclass(frozen=True)
class Archive:
    """Everything that stands on one database, each part with the rights it needs and no more."""

    organisation: OrganisationId
    writers: asyncpg.Pool
    readers: asyncpg.Pool
    hosts: asyncpg.Pool
    keys: KeyRing
    store: EventStore
    vault: Vault
    journal: Journal
    objectives: ObjectiveJournal

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, master: MasterKey, organisation: OrganisationId
    ) -> AsyncIterator[Self]:
        """Open the archive of an organisation; everything is closed again at the end."""
        async with AsyncExitStack() as opened:
            writers = await opened.enter_async_context(await _pool(url, Role.WRITER))
            readers = await opened.enter_async_context(await _pool(url, Role.READER))
            hosts = await opened.enter_async_context(await _pool(url, Role.HOST, least=0))
            opened.push_async_callback(close_views, hosts)
            keepers = await opened.enter_async_context(await _pool(url, Role.KEEPER))
            keys = KeyRing(keepers, master)
            store = await opened.enter_async_context(EventStore(writers))
            vault = Vault(writers, keys)
            journal = Journal(store, keys, vault, organisation)
            objectives = ObjectiveJournal(writers, journal, organisation)
            yield cls(
                organisation, writers, readers, hosts, keys, store, vault, journal, objectives
            )

    @property
    def directory(self) -> PeopleJournal:
        """Give the journal of the organisation's people."""
        return PeopleJournal(self.writers, self.keys, self.organisation)

    @property
    def profiles(self) -> ProfileJournal:
        """Give the journal of the organisation's role profiles."""
        return ProfileJournal(self.writers, self.keys, self.organisation)

    async def people(self) -> Organisation:
        """Read everybody as they stand."""
        return (await self.directory.directory()).organisation

    async def naming_key(self) -> bytes:
        """Give the organisation's own secret, by which people get their ids."""
        key = (await self.keys.ensure([self.organisation]))[self.organisation]
        if key is None:
            raise ValueError("an organisation always has a key")
        return key.digest_key


async def _pool(url: str, role: Role, least: int = 1) -> asyncpg.Pool:
    return await open_pool(url, role, min_size=least, max_size=8)
