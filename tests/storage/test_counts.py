"""What the log counts of itself is what happened to it."""

from uuid import uuid4

from storage.event_store import Conflict, EventStore
from storage.metrics import REGISTRY
from tests.storage.facts import facts


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def appends(outcome: str) -> float:
    return counted("perennial_log_appends_total", outcome=outcome)


async def test_decisions_events_and_conflicts_are_counted(store: EventStore) -> None:
    before = appends("appended"), appends("conflict"), counted("perennial_log_events_total")
    stream = uuid4()
    await store.append(stream, 0, facts(3))
    assert isinstance(await store.append(stream, 0, facts(2)), Conflict)
    after = appends("appended"), appends("conflict"), counted("perennial_log_events_total")
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 5]


async def test_how_many_went_in_one_statement_is_counted(store: EventStore) -> None:
    name = "perennial_log_batch_decisions"
    before = counted(f"{name}_sum"), counted(f"{name}_count")
    await store.append(uuid4(), 0, facts(1))
    after = counted(f"{name}_sum"), counted(f"{name}_count")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
    assert counted("perennial_log_append_seconds_count") >= 1
