"""What goes into the log, what comes out, and how an append ends."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact to be stored.

    `data` and `meta` are JSON objects as text, kept and hashed byte for byte; `sealed` is the
    confidential part. `event_id` names the fact: appending it again is no second fact.
    """

    event_id: UUID
    type: str
    schema_version: int
    data: str
    meta: str
    sealed: bytes | None
    tenant_id: UUID


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A fact as it stands in the log.

    `position` counts all facts from 1 without a gap, in the order of commit; `version` counts those
    of the stream in the same way. `leaf_hash` was computed by the database.
    """

    position: int
    stream_id: UUID
    version: int
    event_id: UUID
    tenant_id: UUID
    type: str
    schema_version: int
    data: str
    meta: str
    sealed: bytes | None
    recorded_at: datetime
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class AppendRequest:
    """Facts that enter a stream together or not at all.

    `expected` is the version the stream must stand at (an empty one stands at 0); None means
    wherever it stands.
    """

    stream_id: UUID
    expected: int | None
    events: tuple[NewEvent, ...]


@dataclass(frozen=True, slots=True)
class Appended:
    """The facts are in the log, now or since an earlier try.

    `version` is that of the last of them in its stream, `position` its place in the log; `is_new`
    says whether they were not there before.
    """

    version: int
    position: int
    is_new: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was stored: the stream stands at version `actual`."""

    actual: int
