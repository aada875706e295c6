"""The log as the rest of the house knows it: typed events in, typed events out, words sealed."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import JsonValue

from domain.content import ContentRef
from domain.ids import event_id
from domain.people import PersonDetails
from domain.people_events import PersonChanged, PersonFact, PersonJoined
from storage.errors import ContentNotFound
from storage.event_store import (
    Appended,
    AppendRequest,
    Conflict,
    EventStore,
    NewEvent,
    StoredEvent,
)
from storage.event_types import SEALED_FIELD, DomainEvent, decode, encode
from storage.keys import KeyRing, Keys
from storage.one_look import asked_once
from storage.sealing import associated_data, seal, subjects_of, unseal
from storage.spans import here
from storage.staging import Vault, canonical_json

TRACE: Final = "trace"
"""Under which name an event keeps the `traceparent` of what recorded it."""

Words = dict[str, JsonValue]
Confidential = Mapping[UUID, Words]
"""The confidential part of an event: for each person, what is sealed under their key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be recorded, and what of it is to be sealed beside what it refers to itself."""

    event: DomainEvent
    confidential: Confidential = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entries:
    """Events that enter a stream together or not at all; see `Journal.append`."""

    stream: UUID
    expected: int | None
    entries: tuple[Entry, ...]
    meta: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the log.

    `confidential` is None until somebody opens it; parts of people who were erased are not there.
    """

    event: DomainEvent
    stream: UUID
    version: int
    position: int
    recorded_at: datetime
    stored: StoredEvent
    confidential: Confidential | None = None

    @classmethod
    def of(cls, stored: StoredEvent) -> Self:
        """Read a stored event; raises UnknownEvent or EventUnreadable."""
        return cls(
            event=decode(stored.type, stored.schema_version, stored.data),
            stream=stored.stream_id,
            version=stored.version,
            position=stored.position,
            recorded_at=stored.recorded_at,
            stored=stored,
        )


class Journal:
    """Records events of one organisation and reads them back.

    An event that refers to staged content takes the words along, sealed under the key of the
    person they are about, so that the log alone is enough.
    """

    def __init__(self, store: EventStore, keys: KeyRing, vault: Vault, organisation: UUID) -> None:
        """Write to `store` in the name of `organisation`."""
        self._store = store
        self._keys = keys
        self._vault = vault
        self._organisation = organisation

    async def append(
        self,
        stream: UUID,
        expected: int | None,
        entries: Sequence[Entry],
        *,
        meta: Mapping[str, JsonValue] | None = None,
    ) -> Appended | Conflict:
        """Record the events together, if the stream stands at version `expected`.

        Recording them again answers what the first time answered, also when the words have left
        the vault since.

        Raises:
            ContentNotFound: the words of an event are not in the vault.
            ContentChanged: they are not the words that were submitted.
            SubjectWasErased: somebody the words are about has no key any more.
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        asked = Entries(stream, expected, tuple(entries), meta or {})
        try:
            (request,) = await self._requests([asked])
        except ContentNotFound:
            earlier = await self._earlier(asked)
            if earlier is None:
                raise
            return earlier
        return await self._store.append(request.stream_id, request.expected, request.events)

    async def append_many(self, asked: Sequence[Entries]) -> list[Appended | Conflict]:
        """Record many at once and answer each in its place; each is all or nothing.

        Raises: as `append`; then none of the 256 around the culprit is recorded.
        """
        return await self._store.append_many(await self._requests(asked))

    async def prepared(self, asked: Sequence[Entries]) -> list[AppendRequest]:
        """Seal what is to be recorded, for those who append it themselves; raises as `append`."""
        return await self._requests(asked)

    async def read(
        self, stream: UUID, *, after_version: int = 0, unseal: bool = False
    ) -> list[Recorded]:
        """Answer what happened in a stream after a version, oldest first."""
        question = (id(self), stream, after_version, unseal)
        return await asked_once(question, lambda: self._read(stream, after_version, unseal))

    async def _read(self, stream: UUID, after: int, unseal: bool) -> list[Recorded]:  # noqa: FBT001
        stored = await self._store.read_stream(stream, after)
        recorded = [Recorded.of(each) for each in stored]
        return await self.opened(recorded) if unseal else recorded

    async def read_many(
        self, streams: Collection[UUID], types: Collection[str], *, unseal: bool = False
    ) -> list[Recorded]:
        """Answer what happened of some types in many streams, each stream in order, in one query.

        Ask for hundreds of streams at a time: all of it is in memory at once.
        """
        recorded = [Recorded.of(each) for each in await self._store.read_streams(streams, types)]
        return await self.opened(recorded) if unseal else recorded

    async def read_after(
        self, position: int, limit: int = 1000, *, unseal: bool = False
    ) -> list[Recorded]:
        """Answer what happened anywhere after a position, in the order of commit."""
        recorded = [Recorded.of(each) for each in await self._store.read_after(position, limit)]
        return await self.opened(recorded) if unseal else recorded

    async def read_at(self, positions: Collection[int], *, unseal: bool = False) -> list[Recorded]:
        """Answer what happened at these positions, in the order of commit."""
        recorded = [Recorded.of(each) for each in await self._store.read_at(positions)]
        return await self.opened(recorded) if unseal else recorded

    async def opened(self, recorded: Iterable[Recorded]) -> list[Recorded]:
        """Answer the same events with their confidential parts.

        Raises:
            SealBroken: a part was changed or belongs to another event.
        """
        recorded = list(recorded)
        sealed = [each.stored.sealed for each in recorded if each.stored.sealed is not None]
        keys = await self._keys.load(subject for part in sealed for subject in subjects_of(part))
        return [_opened(each, keys) for each in recorded]

    async def _requests(self, asked: Sequence[Entries]) -> list[AppendRequest]:
        asked = _in_this_trace(asked)
        entries = [entry for each in asked for entry in each.entries]
        refs = [ref for entry in entries if (ref := content_of(entry.event)) is not None]
        words = await self._vault.load_many(refs) if refs else {}
        parts = [_parts(entry, words) for entry in entries]
        keys = await self._keys.ensure(subject for part in parts for subject in part)
        sealed = iter(parts)
        return [
            AppendRequest(
                each.stream,
                each.expected,
                tuple(self._new(each, entry, next(sealed), keys) for entry in each.entries),
            )
            for each in asked
        ]

    def _new(self, asked: Entries, entry: Entry, parts: Confidential, keys: Keys) -> NewEvent:
        event = entry.event
        name = event_id(asked.stream, event.key())
        version = event.schema_version
        seals = associated_data(name, asked.stream, event.type, version)
        closed = {subject: canonical_json(part) for subject, part in parts.items()}
        return NewEvent(
            event_id=name,
            type=event.type,
            schema_version=version,
            data=encode(event),
            meta=canonical_json(asked.meta).decode(),
            sealed=seal(closed, keys=keys, associated=seals) if closed else None,
            tenant_id=self._organisation,
        )

    async def _earlier(self, asked: Entries) -> Appended | None:
        """Answer where these very events stand, if an earlier try recorded them."""
        names = [event_id(asked.stream, entry.event.key()) for entry in asked.entries]
        found = await self._store.read_stream(asked.stream)
        place = {stored.event_id: stored for stored in found}
        if not names or any(name not in place for name in names):
            return None
        last = place[names[-1]]
        return Appended(last.version, last.position, is_new=False)


def _in_this_trace(asked: Sequence[Entries]) -> Sequence[Entries]:
    """Note beside the events in which trace they are recorded, where somebody follows."""
    trace = here()
    if trace is None:
        return asked
    return [replace(each, meta={**each.meta, TRACE: trace}) for each in asked]


def content_of(event: DomainEvent) -> ContentRef | None:
    """Give the staged words that an event refers to, if it does."""
    content = getattr(event, "content", None)
    return content if isinstance(content, ContentRef) else None


def opened_parts(stored: StoredEvent, keys: Keys) -> Confidential:
    """Open the confidential part of a stored event, as far as there are keys.

    Raises:
        SealBroken: a part was changed or belongs to another event.
    """
    if stored.sealed is None:
        return {}
    seals = associated_data(stored.event_id, stored.stream_id, stored.type, stored.schema_version)
    opened = unseal(stored.sealed, keys=keys, associated=seals)
    return {subject: json.loads(part) for subject, part in opened.items()}


def with_details(event: DomainEvent, confidential: Confidential) -> DomainEvent:
    """Give an event about a person its personal values back; any other event as it is."""
    if not isinstance(event, PersonFact):
        return event
    details = confidential.get(event.person)
    match event:
        case PersonJoined() if details is not None:
            return event.model_copy(update={SEALED_FIELD: PersonDetails.model_validate(details)})
        case PersonChanged() if details is not None:
            return event.model_copy(update={SEALED_FIELD: details})
        case _:
            return event


def _parts(entry: Entry, words: Mapping[UUID, Words]) -> Confidential:
    parts = dict(entry.confidential)
    ref = content_of(entry.event)
    if ref is not None:
        parts[ref.subject] = {**parts.get(ref.subject, {}), **words[ref.id]}
    event = entry.event
    if isinstance(event, PersonFact):
        details = event.model_dump(mode="json", include={SEALED_FIELD}).get(SEALED_FIELD)
        if details is not None:
            parts[event.person] = details
    return parts


def _opened(recorded: Recorded, keys: Keys) -> Recorded:
    confidential = opened_parts(recorded.stored, keys)
    return Recorded(
        event=with_details(recorded.event, confidential),
        stream=recorded.stream,
        version=recorded.version,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        stored=recorded.stored,
        confidential=confidential,
    )
