"""The whole of what is kept, opened together: the log, the keys, the vault, the directory."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

import asyncpg

from domain.ids import OrganisationId
from domain.people import Organisation
from storage.directory import PeopleJournal
from storage.event_store import EventStore
from storage.journal import Journal
from storage.key_place import check_place
from storage.key_wrapper import MasterKeys
from storage.keys import KeyRing
from storage.master_key import MasterKey
from storage.objectives import ObjectiveJournal
from storage.pool import Role, pool_of
from storage.profiles import ProfileJournal
from storage.staging import Vault
from storage.under_way import UnderWayBook
from storage.views import close_views
from storage.whose_log import check_whose_log


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
    under_way: UnderWayBook

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        master: MasterKey | MasterKeys,
        organisation: OrganisationId,
        *,
        keys_url: str | None = None,
    ) -> AsyncIterator[Self]:
        """Open the archive of an organisation; everything is closed again at the end.

        Its keys lie in the same database, or in the one at `keys_url`.

        Raises:
            KeysNotMoved: a database of the keys is named, and they still lie beside the log.
            KeysMissing: the database that is named has no keys.
            LogOfAnotherOrganisation: the log is not that of `organisation`.
        """
        async with AsyncExitStack() as opened:
            writers = await opened.enter_async_context(_pool(url, Role.WRITER))
            await check_whose_log(writers, organisation)
            readers = await opened.enter_async_context(_pool(url, Role.READER))
            hosts = await opened.enter_async_context(_pool(url, Role.HOST, least=0))
            opened.push_async_callback(close_views, hosts)
            keepers = await opened.enter_async_context(_pool(keys_url or url, Role.KEEPER))
            if keys_url is not None:
                await check_place(writers, keepers)
            keys = KeyRing(keepers, master)
            await opened.enter_async_context(keys.watched())
            store = await opened.enter_async_context(EventStore(writers))
            vault = Vault(writers, keys)
            journal = Journal(store, keys, vault, organisation)
            objectives = ObjectiveJournal(writers, journal, organisation)
            under_way = await opened.enter_async_context(UnderWayBook.open(writers))
            parts = (keys, store, vault, journal, objectives, under_way)
            yield cls(organisation, writers, readers, hosts, *parts)

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


def _pool(url: str, role: Role, least: int = 1) -> AbstractAsyncContextManager[asyncpg.Pool]:
    return pool_of(url, role, min_size=least, max_size=8)
