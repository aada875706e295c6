"""Which process somebody means: by its id, by the name of its workflow, or a cycle by its key."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from activities import naming
from domain.cycle.cycle import CycleState
from domain.cycle.cycle import fold as fold_cycle
from domain.cycle.events import CycleEvent, CycleLaunched
from domain.errors import ReviewError
from domain.ids import CycleId, cycle_id
from domain.review.events import ReviewEvent
from domain.review.evolve import fold as fold_review
from domain.review.state import ReviewState
from domain.tempo import Tempo
from storage.archive import Archive
from storage.journal import Recorded


class NoSuchProcess(ReviewError):
    """There is no review and no cycle of that name here."""

    code: ClassVar[str] = "no_such_process"


@dataclass(frozen=True, slots=True)
class ReviewMeant:
    """A review, where the log says that it stands."""

    state: ReviewState

    @property
    def workflow(self) -> str:
        """Name its workflow."""
        plan = self.state.planned
        return naming.review_workflow(plan.cycle, plan.review)

    @property
    def tempo(self) -> Tempo:
        """Give how its time runs."""
        return self.state.planned.tempo


@dataclass(frozen=True, slots=True)
class CycleMeant:
    """A cycle, where the log says that it stands."""

    cycle: CycleId
    state: CycleState
    launch: CycleLaunched

    @property
    def workflow(self) -> str:
        """Name its workflow."""
        return naming.cycle_workflow(self.cycle)

    @property
    def tempo(self) -> Tempo:
        """Give how its time runs."""
        return self.launch.tempo


async def process_meant(archive: Archive, words: str) -> ReviewMeant | CycleMeant:
    """Find a review or a cycle in the log, whatever Temporal knows of it.

    Raises:
        NoSuchProcess: nothing of that name was launched in this organisation.
    """
    found = await _at(archive, _stream(archive, words.strip()))
    if found is None:
        raise NoSuchProcess(
            f"'{words}' is no review and no cycle here. Give the id of a review, the name of a "
            "workflow as Temporal shows it, or the key of a cycle."
        )
    return found


async def review_meant(archive: Archive, words: str) -> ReviewMeant:
    """Find a review in the log.

    Raises:
        NoSuchProcess: there is no review of that name in this organisation.
    """
    found = await process_meant(archive, words)
    if isinstance(found, CycleMeant):
        raise NoSuchProcess(f"'{words}' is a cycle; name one of its reviews.")
    return found


def _stream(archive: Archive, words: str) -> UUID:
    try:
        return naming.stream_of(words)
    except ValueError:
        return cycle_id(archive.organisation, words)


async def _at(archive: Archive, stream: UUID) -> ReviewMeant | CycleMeant | None:
    recorded = await archive.journal.read(stream)
    own = [each for each in recorded if each.stored.tenant_id == archive.organisation]
    return _review(own) or _cycle(own)


def _review(recorded: list[Recorded]) -> ReviewMeant | None:
    state = fold_review(e.event for e in recorded if isinstance(e.event, ReviewEvent))
    return ReviewMeant(state) if state.plan is not None else None


def _cycle(recorded: list[Recorded]) -> CycleMeant | None:
    state = fold_cycle(e.event for e in recorded if isinstance(e.event, CycleEvent))
    launch = state.launch
    return CycleMeant(launch.cycle, state, launch) if launch is not None else None
