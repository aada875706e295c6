"""The hash of an event as an auditor works it out: from its columns, without the database's help.

The leaf is SHA-256 over 0x00, position, stream, version, event id, tenant, time of record and
schema version, all of fixed width, and the SHA-256 of type, data, meta and sealed part (32 zero
bytes where nothing is sealed).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from typing import Final

from storage.event import StoredEvent

POSTGRES_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
NOTHING_SEALED: Final = bytes(32)

# copy_leaves: what a leaf is formed of, in the order in which it is hashed, and what was stored.
COPY_LEAVES: Final = """
SELECT position, stream_id, version, event_id, tenant_id, recorded_at, schema_version,
       type, data, meta, sealed, leaf_hash
FROM log.event
WHERE position > $1 AND position <= $2
ORDER BY position
"""

# Of a row in the binary format of COPY: the number of its columns, then each after its length.
_ROW: Final = Struct(">h 4x8s 4x16s 4x4s 4x16s 4x16s 4x8s 4x4s i")
_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\x00"
_HEAD_BYTES: Final = 19
_KNOWN_AT_MOST: Final = 10_000


@dataclass
class Leaves:
    """Rows as they come out of a COPY, each with the hash it was stored with and the one it has.

    Feed it with `take`; `positions`, `stored` and `formed` grow in step until they are emptied.
    """

    positions: list[int] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    formed: list[bytes] = field(default_factory=list)
    _left: bytes = b""
    _has_begun: bool = False
    _digests: dict[bytes, bytes] = field(default_factory=dict)

    def take(self, chunk: bytes) -> None:
        """Read the rows that a piece of the COPY completes."""
        data = self._left + chunk if self._left else chunk
        at = 0
        if not self._has_begun:
            if not data.startswith(_SIGNATURE):
                raise ValueError("This is no binary COPY.")
            at, self._has_begun = _HEAD_BYTES, True
        self._left = data[self._rows(data, at) :]

    def empty(self) -> None:
        """Forget what was read; the next COPY begins anew."""
        self.positions, self.stored, self.formed = [], [], []

    def begin(self) -> None:
        """Expect a new COPY."""
        self._left, self._has_begun = b"", False

    def _rows(self, data: bytes, at: int) -> int:
        """Read whole rows from there on; answer where the first one begins that is not whole."""
        size, end, width = _ROW.size, len(data), _ROW.unpack_from
        note_position, note_stored = self.positions.append, self.stored.append
        note_formed, digest_of, number = self.formed.append, self._digest, int.from_bytes
        while at + size <= end:
            _, position, stream, version, event, tenant, at_time, schema, length = width(data, at)
            texts = at + size
            datas = texts + length + 4
            metas = datas + number(data[datas - 4 : datas], "big") + 4
            seals = metas + number(data[metas - 4 : metas], "big") + 4
            sealed = number(data[seals - 4 : seals], "big", signed=True)
            leaf = seals + max(0, sealed) + 4
            last = leaf + number(data[leaf - 4 : leaf], "big") if leaf <= end else leaf
            if last > end:
                break
            digests = (
                digest_of(data[texts : datas - 4])
                + sha256(data[datas : metas - 4]).digest()
                + digest_of(data[metas : seals - 4])
                + (NOTHING_SEALED if sealed < 0 else sha256(data[seals : leaf - 4]).digest())
            )
            fixed = b"\0" + position + stream + version + event + tenant + at_time + schema
            note_formed(sha256(fixed + digests).digest())
            note_position(number(position, "big", signed=True))
            note_stored(data[leaf:last])
            at = last
        return at

    def _digest(self, text: bytes) -> bytes:
        """Give the digest of something that is written again and again."""
        known = self._digests.get(text)
        if known is None:
            if len(self._digests) >= _KNOWN_AT_MOST:
                self._digests.clear()
            known = self._digests[text] = sha256(text).digest()
        return known


def leaf_of(event: StoredEvent) -> bytes:
    """Form the hash of one event."""
    sealed = event.sealed
    return sha256(
        b"\0"
        + fixed_part(event)
        + b"".join(sha256(text.encode()).digest() for text in (event.type, event.data, event.meta))
        + (NOTHING_SEALED if sealed is None else sha256(sealed).digest())
    ).digest()


def fixed_part(event: StoredEvent) -> bytes:
    """Write the fields of fixed width as they are hashed."""
    return (
        _wide(event.position, 8)
        + event.stream_id.bytes
        + _wide(event.version, 4)
        + event.event_id.bytes
        + event.tenant_id.bytes
        + _wide(microseconds(event.recorded_at), 8)
        + _wide(event.schema_version, 4)
    )


def microseconds(moment: datetime) -> int:
    """Give the microseconds since the year 2000, as PostgreSQL counts time."""
    return (moment - POSTGRES_EPOCH) // timedelta(microseconds=1)


def _wide(number: int, width: int) -> bytes:
    return number.to_bytes(width, "big", signed=True)
