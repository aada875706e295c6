"""Tells running reviews what changed among people: who left, who leads whom, who is away."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import ClassVar, Final

from temporalio.client import Client

from activities import naming, starting
from activities.calendars import calendars_of
from activities.steer_cycle import signal_if_running
from domain.calibration.commands import WithdrawMember
from domain.definition.words import Act, Role
from domain.errors import ReviewError
from domain.ids import PersonId
from domain.people import EmploymentStatus, Organisation, Person
from domain.people_events import PersonEvent
from domain.review.commands import CancelReview, HandOver, RecordLeave
from domain.review.plan import Seat
from domain.review.planning import Setting, can_act, holders, is_quiet, seat_of
from gateway.plan_changes import tell_plans
from storage.archive import Archive
from storage.read_models.parts import Part, parts_of, seated
from storage.read_models.waiting import wait_for

PATIENCE: Final = 30.0


class ReadModelsBehind(ReviewError):
    """The directory is changed, but running reviews were not told; run the import again."""

    code: ClassVar[str] = "read_models_behind"


async def tell_reviews(
    archive: Archive, client: Client, before: Organisation, events: Sequence[PersonEvent]
) -> int:
    """Pass on to every running review what these events mean for it; give how many were told.

    Somebody who left loses their steps to whoever follows by the rules of the cycle, or to nobody,
    which blocks the step. Who left is looked up anew each time, so that a telling that was cut
    short is made good by the next import. Told twice is told once.
    """
    readers = archive.readers
    if not await wait_for(readers, await archive.store.head(), PATIENCE):
        raise ReadModelsBehind
    after = await archive.people()
    concerned = {event.person for event in events}
    gone = {
        person
        for person in await seated(readers)
        if not can_act(after.get(person), datetime.now(UTC).date())
    }
    led = {
        person.id
        for person in after.values()
        if (known := before.get(person.id)) is not None and known.manager != person.manager
    }
    told = 0
    for person in sorted(concerned | gone | led):
        request = _request(after.get(person), events)
        telling = Telling(archive, client, before, after, request=request)
        for part in await parts_of(readers, person):
            told += await telling.tell(person, part)
    await tell_plans(archive, client, after)
    return told


def _request(person: Person | None, events: Sequence[PersonEvent]) -> str:
    """Name what is told after the change itself, so that telling it again is no second change."""
    if person is None or person.employment_status is EmploymentStatus.INACTIVE:
        return f"gone:{person.termination_date if person else None}"
    return events[0].at.isoformat() if events else f"as-of:{person.termination_date}"


class Telling:
    """Compares the organisation before and after, one part in one review at a time."""

    def __init__(
        self,
        archive: Archive,
        client: Client,
        before: Organisation,
        after: Organisation,
        *,
        request: str,
    ) -> None:
        """Name the requests after the import they come from, so that a repeat is no change."""
        self._archive = archive
        self._client = client
        self._before = before
        self._after = after
        self._request = request

    async def tell(self, person: PersonId, part: Part) -> bool:
        """Tell one review what a person's change means for one part they have in it."""
        now = self._after.get(person)
        on = part.cycle_now.date()
        told = False
        if part.role is Role.REVIEWEE and not can_act(now, on):
            return await self._reviewee_left(part)
        if part.role is Role.REVIEWEE:
            told = await self._new_manager(person, part, on)
        elif not can_act(now, on):
            told = await self._hand_over(part, person, on)
        return await self._leave(person, part) or told

    async def _reviewee_left(self, part: Part) -> bool:
        command = CancelReview(cause="left", request=f"left:{part.reviewee}:{self._request}")
        told = await self._signal(part, starting.REVIEWEE_LEFT, command)
        if part.session is not None:
            name = naming.session_workflow(part.cycle, part.session)
            await signal_if_running(
                self._client,
                name,
                starting.MEMBER_WITHDRAWN,
                WithdrawMember(review=part.review),
            )
        return told

    async def _new_manager(self, person: PersonId, part: Part, on: date) -> bool:
        """Give the manager's part to the new manager, and the second line's to theirs."""
        was = self._before.get(person)
        now = self._after.get(person)
        if was is None or now is None or was.manager == now.manager:
            return False
        told = False
        for role in (Role.MANAGER, Role.SECOND_LINE_MANAGER):
            setting = _setting(self._archive, part, self._before, on)
            former = holders(setting, was, role)[0]
            told = (
                await self._hand_over(
                    part.in_role(role), former.id if former else None, on, role=role
                )
                or told
            )
        return told

    async def _hand_over(
        self, part: Part, from_person: PersonId | None, on: date, role: Role | None = None
    ) -> bool:
        reviewee = self._after.get(part.reviewee)
        if reviewee is None:
            return False
        setting = _setting(self._archive, part, self._after, on)
        found = _successors(setting, reviewee, part.role)
        successor = next((one for one in found if one is not None and one.id != from_person), None)
        command = HandOver(
            request=f"hands:{self._request}:{part.role}:{from_person}",
            role=role or part.role,
            from_person=from_person,
            to=_seat(setting, reviewee, successor, part) if successor else None,
            calendars=calendars_of(part.definition, [successor]) if successor else {},
        )
        return await self._signal(part, starting.PART_CHANGED, command)

    async def _leave(self, person: PersonId, part: Part) -> bool:
        """Pass on each leave that was not known before."""
        was, now = self._before.get(person), self._after.get(person)
        known = set(was.leaves) if was else set()
        told = False
        for leave in () if now is None else now.leaves:
            if leave in known:
                continue
            command = RecordLeave(
                person=person,
                start=leave.start,
                end=leave.end,
                request=f"leave:{person}:{leave.start}:{leave.end}",
            )
            told = await self._signal(part, starting.LEAVE_RECORDED, command) or told
        return told

    async def _signal(self, part: Part, signal: str, command: object) -> bool:
        name = naming.review_workflow(part.cycle, part.review)
        return await signal_if_running(self._client, name, signal, command)


def _setting(archive: Archive, part: Part, people: Organisation, on: date) -> Setting:
    return Setting(
        organisation_id=archive.organisation,
        cycle=part.cycle,
        definition=part.definition,
        people=people,
        calendars={},
        on=on,
        hr_owner=part.hr_owner,
    )


def _successors(setting: Setting, reviewee: Person, role: Role) -> tuple[Person | None, ...]:
    """Give who could take a part over; nobody takes the place of a colleague who was named."""
    if role is Role.PEER and any(step.act is Act.NOMINATE for step in setting.definition.steps):
        return ()
    return holders(setting, reviewee, role)


def _seat(setting: Setting, reviewee: Person, successor: Person, part: Part) -> Seat:
    ladder = next(
        (step.ladder for step in part.definition.steps if step.role is part.role and step.ladder),
        None,
    )
    quiet = is_quiet(part.definition, part.role)
    return seat_of(setting, reviewee, successor, ladder, quiet=quiet)
