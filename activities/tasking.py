"""Tasks an action: records who does what by when, and starts its workflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities import naming, starting
from activities.everyday import Everyday, everyday
from activities.first_sight import first_sight
from activities.notify.reach import calendar_of
from domain.actions import refusals as r
from domain.actions.action import ActionState, decide, fold
from domain.actions.commands import TaskAction
from domain.actions.due import GRACES, due_at_last, due_on
from domain.actions.events import ActionEvent, Origin, Task
from domain.ids import ActionId, PersonId
from domain.people import Organisation, Person
from domain.review.plan import RungSeat, Seat
from domain.review.planning import can_act, place_of
from domain.working_calendar import NoWorkingDay, WorkingCalendar
from storage.archive import Archive
from storage.event import Conflict
from storage.journal import Entry
from storage.read_models.people import people_by_id


@dataclass(frozen=True)
class NewAction:
    """An action somebody asks for: for whom, who does it, by which day.

    `what` is sealed under the subject, as is everything in `beside`, such as the goal it serves.
    With `must_begin` nothing is refused: what was asked for in a form goes to somebody, and is due
    some days from now where its owner has left or its day has passed meanwhile.
    """

    id: ActionId
    subject: PersonId
    owner: PersonId
    on: date
    what: str
    tasked_by: PersonId
    origin: Origin = Origin()  # noqa: RUF009 - a frozen value
    beside: Mapping[str, JsonValue] = field(default_factory=dict)
    must_begin: bool = False


@dataclass(frozen=True)
class Placed:
    """The owner in their place: who hears when they are late, and which days they work."""

    seat: Seat
    calendar: WorkingCalendar


class Tasking:
    """Tasks actions; the same action tasked again is the same action."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Record in this archive and start workflows through this client."""
        self._archive = archive
        self._client = client

    async def task(self, asked: NewAction) -> int:
        """Record an action and start its workflow; give the log's position.

        Raises:
            OwnerUnknown: nobody of that id is in the directory.
            OwnerHasLeft: the owner has left, or has not started.
            OwnerIsAway: the owner is away for more than a year.
            DueInThePast: the day has passed.
        """
        known = await self._archive.journal.read(asked.id)
        if known:  # what was recorded first stands, whatever holds by now
            await self.start(asked.id)
            return known[0].position
        real = datetime.now(UTC)
        between = await everyday(self._archive, real, asked.origin.cycle)
        at = between.tempo.virtual(real)
        people = await self.people_around(asked.owner, asked.subject, between.hr_owner)
        owner = _owner(asked, people, between, at)
        placed = place(owner, people, between, asked.subject, at)
        task = Task(
            organisation=self._archive.organisation,
            action=asked.id,
            subject=asked.subject,
            owner=placed.seat,
            tasked_by=asked.tasked_by,
            on=asked.on,
            due=_due(asked, placed.calendar, at),
            origin=asked.origin,
            calendar=placed.calendar,
            tempo=between.tempo,
        )
        position = await self._record(task, TaskAction(at=at, task=task), asked)
        await self.start(asked.id)
        return position

    async def people_around(self, *wanted: PersonId | None) -> Organisation:
        """Give some people, their managers and their HR partners."""
        named = {person for person in wanted if person is not None}
        found = await people_by_id(self._archive.readers, named)
        near = {each for one in found.values() for each in (one.manager, one.hr_partner) if each}
        above = await people_by_id(self._archive.readers, near - found.keys())
        return found.with_people(above.values())

    async def read(self, action: ActionId) -> ActionState:
        """Give where an action stands according to the log."""
        recorded = await self._archive.journal.read(action)
        return fold(each.event for each in recorded if isinstance(each.event, ActionEvent))

    async def _record(self, task: Task, command: TaskAction, asked: NewAction) -> int:
        """Record it, or find it recorded: then what was recorded first stands."""
        events = decide(ActionState(), command)
        words: dict[str, JsonValue] = {**asked.beside, "what": asked.what}
        entries = [Entry(event, {task.subject: words}) for event in events]
        outcome = await self._archive.journal.append(asked.id, 0, entries)
        if isinstance(outcome, Conflict):  # somebody was faster with the same request
            return (await self._archive.journal.read(asked.id))[0].position
        return outcome.position

    async def start(self, action: ActionId) -> None:
        """Start the workflow where the log says that the action stands.

        One that runs already goes on, and one that has ended stays ended.
        """
        state = await self.read(action)
        if state.ended:
            return
        organisation = self._archive.organisation
        start = starting.ActionStart(state=state)
        try:
            await self._client.start_workflow(
                starting.ACTION,
                start,
                id=naming.action_workflow(organisation, action),
                task_queue=starting.REVIEWS_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                **first_sight(start, organisation),
            )
        except WorkflowAlreadyStartedError:
            return  # an earlier try started it


def place(
    owner: Person, people: Organisation, between: Everyday, subject: PersonId, at: datetime
) -> Placed:
    """Seat the owner of an action: their manager hears when it is late, and after that HR."""
    whom = people.get(subject)
    partners = (owner.hr_partner, whom.hr_partner if whom else None, between.hr_owner)
    first, then = GRACES
    rungs: list[RungSeat] = []
    if owner.manager is not None and can_act(people.get(owner.manager), at.date()):
        rungs.append(RungSeat(to=owner.manager, after=first))
    here = (one for one in partners if one is not None and can_act(people.get(one), at.date()))
    partner = next(here, None)
    if partner is not None and partner not in (owner.id, owner.manager):
        rungs.append(RungSeat(to=partner, after=then if rungs else first + then))
    seat = Seat(person=owner.id, place=place_of(owner), rungs=tuple(rungs))
    return Placed(seat, calendar_of(owner, between.definition))


def owner_of(people: Organisation, owner: PersonId, at: datetime) -> Person:
    """Give whoever is to do something from then on.

    Raises:
        OwnerUnknown: nobody of that id is in the directory.
        OwnerHasLeft: that person has left, or has not started.
    """
    person = people.get(owner)
    if person is None:
        raise r.OwnerUnknown
    if not can_act(person, at.astimezone(ZoneInfo(person.time_zone)).date()):
        raise r.OwnerHasLeft
    return person


def _owner(asked: NewAction, people: Organisation, between: Everyday, at: datetime) -> Person:
    """Give the owner; for what must begin, else who looks after the person it is for."""
    if not asked.must_begin:
        return owner_of(people, asked.owner, at)
    subject = people.get(asked.subject)
    instead = (subject.manager, subject.hr_partner) if subject else ()
    for candidate in (asked.owner, *instead, between.hr_owner, asked.subject):
        person = people.get(candidate) if candidate else None
        if person is not None and can_act(person, at.date()):
            return person
    raise r.OwnerUnknown


def _due(asked: NewAction, calendar: WorkingCalendar, at: datetime) -> datetime:
    if asked.must_begin:
        return due_at_last(calendar, asked.on, at)
    try:
        return due_on(calendar, asked.on)
    except NoWorkingDay:
        raise r.OwnerIsAway from None
