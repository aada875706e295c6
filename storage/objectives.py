"""The tree of objectives above: the sum of what the log says of each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

import asyncpg

from domain.alignment.events import ObjectiveFact, Told, evolve
from domain.alignment.objective import Objective
from domain.alignment.tree import ObjectiveTree
from domain.errors import ReviewError
from domain.ids import ObjectiveId, OrganisationId
from storage.event import StoredEvent
from storage.event_types import UnknownEvent
from storage.journal import Entries, Entry, Journal, Recorded
from storage.patience import ask
from storage.whole_append import append_whole

PAGE: Final = 5000

# objectives_after: what happened to objectives after a position, in order; the WHERE clause repeats
# that of the index event_of_objectives.
OBJECTIVES_AFTER: Final = """
SELECT position, stream_id, version, event_id, tenant_id, type, schema_version,
       data, meta, sealed, recorded_at, leaf_hash
FROM log.event
WHERE type IN ('ObjectiveSet', 'ObjectiveChanged', 'ObjectiveRetired', 'ObjectiveRead')
  AND tenant_id = $1 AND position > $2
ORDER BY position
LIMIT $3
"""


class TreeChanged(ReviewError):
    """The objectives changed meanwhile. Nothing was recorded; do it again."""

    code: ClassVar[str] = "tree_changed"


@dataclass(frozen=True)
class Standing:
    """The tree at a position of the log. `versions` counts the events of each objective."""

    tree: ObjectiveTree = field(default_factory=ObjectiveTree)
    versions: Mapping[ObjectiveId, int] = field(default_factory=dict)
    position: int = 0

    def version_of(self, objective: ObjectiveId) -> int:
        """Give the number of events of an objective; 0 of one that is not there."""
        return self.versions.get(objective, 0)


class ObjectiveJournal:
    """Records what happens to the objectives of one organisation, and sums it up."""

    def __init__(self, pool: asyncpg.Pool, journal: Journal, organisation: OrganisationId) -> None:
        """Work through `pool` (a writer's) and `journal`, in the name of the organisation."""
        self._pool = pool
        self._journal = journal
        self._organisation = organisation
        self._latest = Standing()

    async def standing(self) -> Standing:
        """Give the tree as it stands; only what was recorded since the last time is read.

        Raises:
            SealBroken: a sealed part was changed.
            UnknownEvent: a later version of Perennial wrote to the log.
            LogOutOfReach: the database did not answer; asking again is safe.
        """
        self._latest = await self._after(self._latest)
        return self._latest

    async def record(self, told: Sequence[Told]) -> None:
        """Store what happened to objectives, all of it or nothing.

        The events of an objective come in order, numbered on from what stood.

        Raises:
            TreeChanged: somebody else recorded events of these objectives meanwhile.
            LogOutOfReach: the database did not answer; whether it was stored is unknown.
        """
        requests = await self._journal.prepared([self._entries(own) for own in _by_objective(told)])
        if not await append_whole(self._pool, requests):
            raise TreeChanged

    async def _after(self, known: Standing) -> Standing:
        objectives: dict[ObjectiveId, Objective | None] = dict(known.tree)
        versions = dict(known.versions)
        position = known.position
        while page := await self._page(position):
            for recorded in await self._journal.opened(map(Recorded.of, page)):
                told = self._told(recorded)
                objective = told.event.objective
                objectives[objective] = evolve(objectives.get(objective), told)
                versions[objective] = recorded.version
            position = page[-1].position
        if position == known.position:
            return known
        tree = ObjectiveTree(one for one in objectives.values() if one is not None)
        return Standing(tree, versions, position)

    async def _page(self, position: int) -> list[StoredEvent]:
        rows = await ask(self._pool, OBJECTIVES_AFTER, self._organisation, position, PAGE)
        return [StoredEvent(*row) for row in rows]

    def _told(self, recorded: Recorded) -> Told:
        if not isinstance(recorded.event, ObjectiveFact):
            raise UnknownEvent(f"{type(recorded.event).__name__} is not about an objective.")
        return Told(recorded.event, (recorded.confidential or {}).get(self._organisation, {}))

    def _entries(self, own: Sequence[Told]) -> Entries:
        first = own[0].event
        entries = tuple(
            Entry(one.event, {self._organisation: dict(one.words)} if one.words else {})
            for one in own
        )
        return Entries(first.objective, first.version - 1, entries)


def _by_objective(told: Iterable[Told]) -> Iterable[Sequence[Told]]:
    by_objective: dict[ObjectiveId, list[Told]] = {}
    for one in told:
        by_objective.setdefault(one.event.objective, []).append(one)
    return by_objective.values()
