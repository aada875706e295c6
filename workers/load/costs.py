"""What the reviews of a load have cost: Temporal's actions and histories, bytes in the database."""

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from activities import naming
from domain.ids import CycleId
from storage.sizes import sizes_of
from workers.demo.actions import SETTLES_AFTER
from workers.load.bare import BareSide
from workers.load.figures import DatabaseFigures
from workers.load.installation import Installation
from workers.load.schedule import Case
from workers.load.server_counts import server_counts

SAMPLE: Final = 20


SERVERS: Final = ("temporal", "postgres")


@dataclass(frozen=True)
class Reading:
    """How the counters of the servers stand; None, or nothing, of what they do not tell.

    Attributes:
        operations: what the bare side has done so far, an update with its activity as two.
        cpu: seconds of a core that each embedded server has taken.
    """

    operations: int = 0
    actions: int | None = None
    transitions: int | None = None
    persistence: int | None = None
    cpu: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class BareCost:
    """What one operation of the bare side comes to, in each of these."""

    actions: float = 0.0
    transitions: float = 0.0
    persistence: float = 0.0
    cpu: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def between(cls, before: Reading, after: Reading) -> "BareCost":
        """Share out what happened while nothing but the bare side was at work."""
        done = max(after.operations - before.operations, 1)
        return cls(
            actions=(_since(before.actions, after.actions) or 0) / done,
            transitions=(_since(before.transitions, after.transitions) or 0) / done,
            persistence=(_since(before.persistence, after.persistence) or 0) / done,
            cpu={each: (after.cpu[each] - before.cpu.get(each, 0.0)) / done for each in after.cpu},
        )


@dataclass(frozen=True)
class Spent:
    """What everything but the bare side has spent between two readings."""

    actions: int | None
    transitions: int | None
    persistence: int | None

    @classmethod
    def between(cls, before: Reading, after: Reading, bare: BareCost) -> "Spent":
        """Take away what the bare side did meanwhile."""
        done = after.operations - before.operations
        return cls(
            actions=_without(_since(before.actions, after.actions), done * bare.actions),
            transitions=_without(
                _since(before.transitions, after.transitions), done * bare.transitions
            ),
            persistence=_without(
                _since(before.persistence, after.persistence), done * bare.persistence
            ),
        )


def _since(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _without(whole: int | None, part: float) -> int | None:
    return None if whole is None else max(round(whole - part), 0)


async def read_counters(place: Installation, bare: BareSide) -> Reading:
    """Read all counters, once what has happened shows in them."""
    counts = None
    if place.metrics_url is not None:
        await asyncio.sleep(SETTLES_AFTER)
        namespace = place.servers.settings.temporal_namespace
        with suppress(OSError):
            counts = await server_counts(place.metrics_url, namespace)
    taken = await asyncio.to_thread(place.taken)
    return Reading(
        operations=bare.starts + 2 * bare.updates,
        actions=counts.actions if counts else None,
        transitions=counts.transitions if counts else None,
        persistence=place.persistence_bytes(),
        cpu={name: taken[name].cpu_seconds for name in SERVERS if name in taken},
    )


async def histories(
    place: Installation, cycle: CycleId, cases: Sequence[Case]
) -> tuple[list[int], list[int]]:
    """Give events and bytes of the histories of some reviews."""
    chosen = Random(len(cases)).sample(list(cases), min(SAMPLE, len(cases)))  # noqa: S311 - a sample
    events, sizes = [], []
    for case in chosen:
        name = naming.review_workflow(cycle, case.review)
        history = await place.office.client.get_workflow_handle(name).fetch_history()
        events.append(len(history.events))
        sizes.append(sum(event.ByteSize() for event in history.events))
    return events, sizes


def median(values: Sequence[float]) -> float:
    """Give the median; 0 of nothing."""
    return float(statistics.median(values)) if values else 0.0


async def database_of(place: Installation, *, written_before: int | None) -> DatabaseFigures:
    """Measure the database; where nobody looked before, nothing counts as written ahead."""
    sizes = await sizes_of(place.servers.postgres_url)
    return DatabaseFigures(
        schemas=dict(sizes.schemas),
        whole=sizes.whole,
        written_ahead=0 if written_before is None else sizes.written_ahead - written_before,
        events=sum(sizes.events_by_type.values()),
        events_by_type=dict(sizes.events_by_type),
    )
