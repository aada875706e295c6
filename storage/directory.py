"""The directory of people: the sum of what the log says of each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from uuid import UUID

import asyncpg

from domain.errors import ReviewError
from domain.ids import OrganisationId, PersonId, event_id
from domain.people import Organisation, Person
from domain.people_events import PersonEvent, evolve
from storage.event import AppendRequest, NewEvent, StoredEvent
from storage.event_types import SEALED_FIELD, UnknownEvent, decode, encode
from storage.journal import opened_parts, with_details
from storage.keys import KeyRing, Keys
from storage.patience import ask
from storage.sealing import associated_data, seal
from storage.staging import canonical_json
from storage.whole_append import append_whole

PAGE: Final = 5000

# people_after: what happened to people after a position, in order; the WHERE clause repeats that
# of the index event_of_people.
PEOPLE_AFTER: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE type IN ('PersonJoined', 'PersonChanged', 'PersonLeft', 'PersonReturned')
  AND tenant_id = $1 AND position > $2
ORDER BY position
LIMIT $3
"""


class DirectoryChanged(ReviewError):
    """The directory changed while you imported. Nothing was imported; run the import again."""

    code: ClassVar[str] = "directory_changed"


@dataclass(frozen=True)
class Directory:
    """The directory at a position of the log.

    `versions` counts the events of each person, including those who have been erased since and
    are therefore in `organisation` no longer.
    """

    organisation: Organisation = field(default_factory=Organisation)
    versions: Mapping[PersonId, int] = field(default_factory=dict)
    position: int = 0

    @property
    def erased(self) -> frozenset[PersonId]:
        """Who was known once and may not be entered again."""
        return frozenset(self.versions.keys() - self.organisation.keys())


class PeopleJournal:
    """Records what happens to the people of one organisation, and sums it up."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing, organisation: OrganisationId) -> None:
        """Work through `pool`: a writer's, or a projector's to read only."""
        self._pool = pool
        self._keys = keys
        self._organisation = organisation

    async def directory(self) -> Directory:
        """Read the directory out of the log.

        Raises:
            SealBroken: a sealed part was changed.
            MasterKeyUnusable: the keys belong to another installation.
            UnknownEvent: a later version of Perennial wrote to the log.
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        people: dict[PersonId, Person | None] = {}
        versions: dict[PersonId, int] = {}
        position = 0
        while page := await self._page(position):
            keys = await self._keys.load({one.stream_id for one in page if one.sealed})
            for stored in page:
                event = _read(stored, keys)
                people[event.person] = evolve(people.get(event.person), event)
                versions[event.person] = stored.version
            position = page[-1].position
        present = (person for person in people.values() if person is not None)
        return Directory(Organisation(present), versions, position)

    async def record(self, events: Sequence[PersonEvent]) -> None:
        """Store what happened to people, all of it or nothing.

        The events of a person come in order, numbered on from what the directory held.

        Raises:
            DirectoryChanged: somebody else recorded events of these people meanwhile.
            SubjectWasErased: one of them was erased.
            LogOutOfReach: the database did not answer; whether it was stored is unknown.
        """
        keys = await self._keys.ensure({event.person for event in events})
        requests = [_request(own, self._organisation, keys) for own in _by_person(events)]
        if not await append_whole(self._pool, requests):
            raise DirectoryChanged

    async def _page(self, position: int) -> list[StoredEvent]:
        rows = await ask(self._pool, PEOPLE_AFTER, self._organisation, position, PAGE)
        return [StoredEvent(*row) for row in rows]


def _by_person(events: Iterable[PersonEvent]) -> Iterable[Sequence[PersonEvent]]:
    by_person: dict[PersonId, list[PersonEvent]] = {}
    for event in events:
        by_person.setdefault(event.person, []).append(event)
    return by_person.values()


def _request(own: Sequence[PersonEvent], organisation: OrganisationId, keys: Keys) -> AppendRequest:
    first = own[0]
    return AppendRequest(
        stream_id=first.person,
        expected=first.version - 1,
        events=tuple(_new_event(event, organisation, keys) for event in own),
    )


def _new_event(event: PersonEvent, organisation: OrganisationId, keys: Keys) -> NewEvent:
    name = event_id(event.person, event.key())
    seals = associated_data(name, event.person, event.type, event.schema_version)
    details = event.model_dump(mode="json", include={SEALED_FIELD}).get(SEALED_FIELD)
    parts: dict[UUID, bytes] = {event.person: canonical_json(details)} if details else {}
    return NewEvent(
        event_id=name,
        type=event.type,
        schema_version=event.schema_version,
        data=encode(event),
        meta="{}",
        sealed=seal(parts, keys=keys, associated=seals) if parts else None,
        tenant_id=organisation,
    )


def _read(stored: StoredEvent, keys: Keys) -> PersonEvent:
    event = with_details(
        decode(stored.type, stored.schema_version, stored.data), opened_parts(stored, keys)
    )
    if not isinstance(event, PersonEvent):
        raise UnknownEvent(f"{stored.type} is not about a person.")
    return event
