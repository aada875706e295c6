"""Facts to append, as plain as they can be."""

import json
from uuid import UUID, uuid4

from storage.event_store import NewEvent

TENANT = UUID(int=7)


def fact(event_id: UUID | None = None, *, data: str | None = None, meta: str = "{}") -> NewEvent:
    """A submitted step, new unless its id is given."""
    return NewEvent(
        event_id=event_id or uuid4(),
        type="StepSubmitted",
        schema_version=1,
        data=data if data is not None else json.dumps({"step": "self-assessment"}),
        meta=meta,
        sealed=b"\x01sealed",
        tenant_id=TENANT,
    )


def facts(count: int) -> list[NewEvent]:
    """Several new facts."""
    return [fact() for _ in range(count)]
