"""A development plan as the log keeps it: its events with the words sealed under the reviewee."""

from collections.abc import Iterable, Sequence

from domain.development.events import PlanBegun, PlanEvent
from domain.development.evolve import fold
from domain.development.state import PlanState, Told
from domain.ids import PersonId, PlanId
from storage.journal import Entry, Journal, Recorded, Words

NOTHING: Words = {}


def plan_in(recorded: Iterable[Recorded]) -> PlanState:
    """Give where a plan stands by its stream, which must have been read with its words open."""
    return fold(_told(recorded))


def entries_of(told: Sequence[Told], reviewee: PersonId) -> list[Entry]:
    """Give what is to be recorded: each event, its words sealed under the reviewee."""
    return [Entry(each.event, {reviewee: dict(each.words)} if each.words else {}) for each in told]


async def read_plan_stream(journal: Journal, plan: PlanId) -> PlanState:
    """Read where a plan stands; one that never began has no beginning."""
    return plan_in(await journal.read(plan, unseal=True))


def _told(recorded: Iterable[Recorded]) -> Iterable[Told]:
    reviewee: PersonId | None = None
    for each in recorded:
        event = each.event
        if not isinstance(event, PlanEvent):
            continue
        if isinstance(event, PlanBegun):
            reviewee = event.reviewee
        opened = each.confidential or {}
        yield Told(event, opened.get(reviewee, NOTHING) if reviewee else NOTHING)
