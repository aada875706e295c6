"""The timeline and the steps of a review as one person may see them."""

from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from domain.anonymity import anonymous_steps
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId, ReviewId, StepId
from domain.review.events import ReviewEvent
from domain.views.timeline import sentence
from domain.views.timeline_peers import FeedbackGathered, gathered
from domain.views.withheld import knows_authors, shown_to
from domain.visibility import Viewer
from storage.event_types import decode
from storage.read_models.asking import rows_of
from storage.read_models.reviews import StepLine, steps_of_review
from storage.read_models.timeline import TIMELINE, TimelineEntry, telling_of
from storage.read_models.viewing import Viewing


async def timeline_seen_by(
    pool: asyncpg.Pool, review: ReviewId, definition: CycleDefinition, look: Viewing
) -> list[TimelineEntry]:
    """Tell what happened in a review as far as somebody may see it, oldest first.

    HR, who may know who wrote, sees what `timeline` tells. To everybody else entries have no
    position in the log, since a gap between two would show that something was left out.
    """
    rows = await rows_of(pool, TIMELINE, review, 0)
    found = [decode(row["type"], row["schema_version"], row["facts"]) for row in rows]
    events = [event for event in found if isinstance(event, ReviewEvent)]
    tell = await telling_of(pool, review, found)
    return [
        TimelineEntry(0, each.at, type(each).__name__, gathered(each, tell))
        if isinstance(each, FeedbackGathered)
        else TimelineEntry(0, each.at, each.type, sentence(each, tell))
        for each in shown_to(events, definition, look.viewer, look.reader)
    ]


async def steps_seen_by(
    pool: asyncpg.Pool, review: ReviewId, definition: CycleDefinition, look: Viewing
) -> list[StepLine]:
    """List the steps of a review as somebody may see them; see `open_to`."""
    return open_to(await steps_of_review(pool, review), definition, look.viewer, look.reader)


def open_to(
    steps: Sequence[StepLine], definition: CycleDefinition, viewer: Viewer, reader: PersonId
) -> list[StepLine]:
    """Make one line of all seats of an anonymous step, for whoever may not know who wrote.

    It says that the step is open, or done once nobody has it before them any more: no number of
    seats, no name, no day of anybody. A reader's own seat stays as it is.
    """
    hidden = anonymous_steps(definition)
    if knows_authors(viewer) or not hidden:
        return list(steps)
    seen: list[StepLine] = []
    told: set[tuple[StepId, int]] = set()
    for line in steps:
        if line.step not in hidden or reader in (line.assignee, line.actor):
            seen.append(line)
        elif (line.step, line.round) not in told:
            told.add((line.step, line.round))
            seen.append(_as_one([each for each in steps if _is_beside(each, line)]))
    return seen


def _is_beside(line: StepLine, other: StepLine) -> bool:
    return (line.step, line.round) == (other.step, other.round)


def _as_one(seats: Sequence[StepLine]) -> StepLine:
    is_open = any(seat.state in ("open", "blocked") for seat in seats)
    return replace(
        seats[0],
        seat=0,
        state="open" if is_open else "done",
        assignee=None,
        owner=None,
        opens_at=min(seat.opens_at for seat in seats),
        due=None,
        done_at=None,
        verdict=None,
        submission=None,
        actor=None,
        reminders=0,
        rungs=0,
    )
