"""The role profiles of an organisation: the sum of what the log says of them, at any position."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

import asyncpg

from domain.errors import ReviewError
from domain.expectations.changes import Changes
from domain.expectations.events import (
    Event,
    ExpectationEvent,
    ProfilePublished,
    ProfileWithdrawn,
    ValuesPublished,
)
from domain.expectations.profile import Behaviour, ProfileSet, RoleProfile
from domain.ids import OrganisationId, event_id, profile_id, values_id
from storage.event import AppendRequest, NewEvent, StoredEvent
from storage.event_types import UnknownEvent, decode, encode
from storage.journal import Words, opened_parts
from storage.keys import KeyRing, Keys
from storage.patience import ask
from storage.sealing import associated_data, seal
from storage.staging import canonical_json
from storage.whole_append import append_whole

PAGE: Final = 2000
LAST: Final = 2**63 - 1

# profiles_between: what happened to role profiles after a position and up to another, in order;
# the WHERE clause repeats that of the index event_of_profiles.
PROFILES_BETWEEN: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE type IN ('ProfilePublished', 'ProfileWithdrawn', 'ValuesPublished')
  AND tenant_id = $1 AND position > $2 AND position <= $3
ORDER BY position
LIMIT $4
"""

# latest_in: the last event of each of some streams, up to a position.
LATEST_IN: Final = """
SELECT latest.*
FROM unnest($1::uuid[]) AS stream
CROSS JOIN LATERAL (
    SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
           data, meta, sealed, recorded_at, leaf_hash
    FROM log.event
    WHERE stream_id = stream AND position <= $2
    ORDER BY version DESC
    LIMIT 1
) AS latest
"""

# beginning_of: the position at which a stream begins.
BEGINNING_OF: Final = "SELECT position FROM log.event WHERE stream_id = $1 AND version = 1"


class ProfilesChanged(ReviewError):
    """The profiles changed while you loaded yours. Nothing was changed; load the file again."""

    code: ClassVar[str] = "profiles_changed"


@dataclass(frozen=True)
class Shelf:
    """The profiles at a position of the log; `versions` counts the events of each stream."""

    profiles: ProfileSet = field(default_factory=ProfileSet)
    versions: Mapping[UUID, int] = field(default_factory=dict)


class ProfileJournal:
    """Records what happens to the role profiles of one organisation, and sums it up."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyRing, organisation: OrganisationId) -> None:
        """Work through `pool`: a writer's, or a projector's to read only."""
        self._pool = pool
        self._keys = keys
        self._organisation = organisation

    async def as_of(self, position: int | None = None) -> ProfileSet:
        """Give all profiles as they stood at a position of the log; without one, as they stand.

        Raises:
            SealBroken: a sealed part was changed.
            UnknownEvent: a later version of Perennial wrote to the log.
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        return (await self.shelf(position)).profiles

    async def shelf(self, position: int | None = None) -> Shelf:
        """Give the profiles with the versions that an append rests on; raises as `as_of`."""
        profiles: dict[UUID, RoleProfile] = {}
        versions: dict[UUID, int] = {}
        values: tuple[Behaviour, ...] = ()
        after = 0
        while page := await self._page(after, LAST if position is None else position):
            keys = await self._keys.load([self._organisation])
            for stored in page:
                event, words = self._read(stored, keys)
                versions[stored.stream_id] = stored.version
                match event:
                    case ProfilePublished():
                        # Taken out first, so that what comes anew stands last.
                        profiles.pop(event.profile, None)
                        profiles[event.profile] = _profile_in(words)
                    case ProfileWithdrawn():
                        profiles.pop(event.profile, None)
                    case ValuesPublished():
                        values = _values_in(words)
                    case _:
                        assert_never(event)
            after = page[-1].position
        return Shelf(ProfileSet(profiles.values(), values), versions)

    async def one(self, family: str, level: str, position: int | None = None) -> RoleProfile | None:
        """Give one profile as it stood at a position, quickly; None when there was none.

        Raises: as `as_of`.
        """
        named = profile_id(self._organisation, family, level)
        shared = values_id(self._organisation)
        until = LAST if position is None else position
        rows = await ask(self._pool, LATEST_IN, [named, shared], until)
        keys = await self._keys.load([self._organisation])
        found: RoleProfile | None = None
        values: tuple[Behaviour, ...] = ()
        for row in rows:
            event, words = self._read(StoredEvent(*row), keys)
            if isinstance(event, ProfilePublished):
                found = _profile_in(words)
            elif isinstance(event, ValuesPublished):
                values = _values_in(words)
        return found.with_values(values) if found else None

    async def record(self, changes: Changes, shelf: Shelf, at: datetime) -> None:
        """Store what changes, all of it or nothing, on what the shelf says.

        Raises:
            ProfilesChanged: somebody else changed the same profiles meanwhile.
            LogOutOfReach: the database did not answer; whether it was stored is unknown.
        """
        if not changes:
            return
        keys = await self._keys.ensure([self._organisation])
        entries = _entries(changes, shelf, self._organisation, at)
        requests = [
            AppendRequest(stream, event.number - 1, (_new_event(stream, event, words, keys),))
            for stream, event, words in entries
        ]
        if not await append_whole(self._pool, requests):
            raise ProfilesChanged

    async def beginning_of(self, stream: UUID) -> int | None:
        """Give the position at which a stream begins, as a cycle does with its launch."""
        rows = await ask(self._pool, BEGINNING_OF, stream)
        return int(rows[0]["position"]) if rows else None

    async def _page(self, after: int, until: int) -> list[StoredEvent]:
        rows = await ask(self._pool, PROFILES_BETWEEN, self._organisation, after, until, PAGE)
        return [StoredEvent(*row) for row in rows]

    def _read(self, stored: StoredEvent, keys: Keys) -> tuple[Event, Words]:
        event = decode(stored.type, stored.schema_version, stored.data)
        if not isinstance(event, ExpectationEvent):
            raise UnknownEvent(f"{stored.type} is not about a role profile.")
        return event, dict(opened_parts(stored, keys).get(self._organisation, {}))


def _entries(
    changes: Changes, shelf: Shelf, organisation: OrganisationId, at: datetime
) -> list[tuple[UUID, Event, Words]]:
    """Give stream, event and words for everything that changes."""
    entries: list[tuple[UUID, Event, Words]] = []

    def said(stream: UUID) -> dict[str, Any]:  # the fields that all three kinds share
        number = shelf.versions.get(stream, 0) + 1
        return {"at": at, "organisation": organisation, "number": number}

    if changes.values is not None:
        stream = values_id(organisation)
        words: Words = {"values": [each.model_dump(mode="json") for each in changes.values]}
        entries.append((stream, ValuesPublished(**said(stream)), words))
    for profile in changes.published:
        named = profile_id(organisation, profile.family, profile.level)
        words = {"profile": profile.model_dump(mode="json", exclude={"values"})}
        entries.append((named, ProfilePublished(profile=named, **said(named)), words))
    for profile in changes.withdrawn:
        named = profile_id(organisation, profile.family, profile.level)
        entries.append((named, ProfileWithdrawn(profile=named, **said(named)), {}))
    return entries


def _new_event(stream: UUID, event: Event, words: Words, keys: Keys) -> NewEvent:
    name = event_id(stream, event.key())
    seals = associated_data(name, stream, event.type, event.schema_version)
    parts: dict[UUID, bytes] = {event.organisation: canonical_json(words)} if words else {}
    return NewEvent(
        event_id=name,
        type=event.type,
        schema_version=event.schema_version,
        data=encode(event),
        meta="{}",
        sealed=seal(parts, keys=keys, associated=seals) if parts else None,
        tenant_id=event.organisation,
    )


def _profile_in(words: Words) -> RoleProfile:
    return RoleProfile.model_validate(words["profile"])


def _values_in(words: Words) -> tuple[Behaviour, ...]:
    told = words["values"]
    if not isinstance(told, list):
        raise UnknownEvent("The values of the organisation are not a list.")
    return tuple(Behaviour.model_validate(each) for each in told)
