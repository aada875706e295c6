"""What a launch would do, gathered for a page: who gets what, who gets nothing, what goes out."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import ClassVar, Final

from domain.cycle.eligibility import SENTENCES, LeftOut
from domain.definition.timetable import timetable
from domain.errors import ReviewError
from domain.ids import PersonId, StepId
from domain.people import Organisation
from domain.views.telling import ROLES, day_in_words
from gateway.cycle_start import LaunchRequest
from gateway.first_messages import FirstMessage, first_messages
from gateway.launch_plan import LaunchPlan, chosen_people, definition_of
from gateway.launch_remarks import launch_remarks
from gateway.launching import Rehearsal, rehearse
from gateway.objectives import above_of
from storage.archive import Archive

SHOWN: Final = 50
MESSAGES: Final = 6
BUSIEST: Final = 8

START_ACTIONS: Final = 2.0
SEAT_ACTIONS: Final = 2.5
TROUBLE_ACTIONS: Final = 6.0
"""Temporal actions of a review: to begin, for each step handed in, and for two reminders and an
extension. Measured by `make bench`: 17 with six steps and no reminder, 23 with those."""

BESIDE: Final = 1.05
"""What the workflows of the cycle and of its messages add."""


class NotReady(ReviewError):
    """This launch has no process yet, or one with faults. Go back to the process."""

    code: ClassVar[str] = "not_ready"


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Why some people get no review, and who they are, the first of them by name."""

    reason: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockedLine:
    """A step that would have nobody, and what is missing."""

    reviewee: str
    number: str
    step: str
    missing: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it falls to people: how many steps, with how many people, and when."""

    stage: str
    title: str
    role: str
    steps: int
    people: int
    opens: date
    due: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What a launch would do.

    Attributes:
        asked: how many people it is for; `reviews` of them get one.
        blocked: the first of the steps that would have nobody, `blocked_in_all` of them.
        groups: sizes of the calibration groups, the largest first.
        lacking: who has no role profile although the process asks for one.
        busiest: who would have the most steps, and how many.
        messages: the first messages, worded; `messages_in_all` go out in the first days.
        actions: Temporal actions, if all goes well and if there is some trouble.
    """

    title: str
    key: str
    asked: int
    reviews: int
    left_out: tuple[LeftOutLine, ...]
    blocked: tuple[BlockedLine, ...]
    blocked_in_all: int
    steps: tuple[StepLine, ...]
    groups: tuple[int, ...]
    lacking: tuple[str, ...]
    remarks: tuple[str, ...]
    busiest: tuple[tuple[str, int], ...]
    messages: tuple[FirstMessage, ...]
    messages_in_all: int
    actions: tuple[int, int]


def request_of(plan: LaunchPlan, people: Organisation) -> LaunchRequest:
    """Say what is to be launched.

    Raises:
        NotReady: the process has faults.
    """
    definition = definition_of(plan)
    if definition is None:
        raise NotReady
    return LaunchRequest(definition, chosen_people(plan, people), plan.hr_owner)


async def preview_of(
    archive: Archive, plan: LaunchPlan, at: datetime, base_url: str = ""
) -> Preview:
    """Work out what a launch would do at that moment; changes nothing.

    The messages show links to the pages at `base_url`.

    Thousands of reviews take seconds, which are spent in a thread of their own.

    Raises:
        NotReady: the process has faults.
        NobodyToLaunchFor, UnknownOwner: as `rehearse`.
    """
    people = await archive.people()
    profiles = await archive.profiles.as_of()
    request = request_of(plan, people)
    remarks = launch_remarks(request.definition, profiles, await above_of(archive))

    def work() -> Preview:
        rehearsal = rehearse(archive, request, people, at, profiles)
        return _told(rehearsal, people, remarks, base_url)

    return await asyncio.to_thread(work)


def _told(
    rehearsal: Rehearsal, people: Organisation, remarks: Sequence[str], base_url: str
) -> Preview:
    definition = rehearsal.launch.definition
    messages = first_messages(rehearsal, base_url)
    shown = tuple(islice(messages, MESSAGES))
    lacking = sorted(_name(people, each) for each in rehearsal.population.without_profile)
    return Preview(
        title=definition.title,
        key=definition.key,
        asked=len(rehearsal.launch.people),
        reviews=len(rehearsal.opened),
        left_out=_left_out(rehearsal, people),
        blocked=tuple(_blocked(rehearsal, people)),
        blocked_in_all=len(rehearsal.blocked),
        steps=_steps(rehearsal),
        groups=tuple(sorted(rehearsal.group_sizes, reverse=True)),
        lacking=tuple(lacking),
        remarks=(*_late(rehearsal), *remarks),
        busiest=_busiest(rehearsal, people),
        messages=shown,
        messages_in_all=_told_in_all(rehearsal),
        actions=_actions(rehearsal),
    )


def _late(rehearsal: Rehearsal) -> Iterable[str]:
    """Say that the cycle should have begun: easily forgotten when it starts from a template."""
    begins = rehearsal.launch.definition.begins
    if begins < rehearsal.launch.at.date():
        yield (
            f"By its dates this cycle began on {day_in_words(begins)}. What was to open before"
            " today opens at once, with days to do it in; look at the dates."
        )


def _left_out(rehearsal: Rehearsal, people: Organisation) -> tuple[LeftOutLine, ...]:
    by_reason: dict[LeftOut, list[PersonId]] = {}
    for who, why in rehearsal.left_out.items():
        by_reason.setdefault(why, []).append(who)
    return tuple(
        LeftOutLine(SENTENCES[why], len(who), tuple(_name(people, each) for each in who[:SHOWN]))
        for why, who in by_reason.items()
    )


def _blocked(rehearsal: Rehearsal, people: Organisation) -> Iterable[BlockedLine]:
    definition = rehearsal.launch.definition
    for seat in rehearsal.blocked[:SHOWN]:
        found = people.get(seat.reviewee)
        yield BlockedLine(
            reviewee=_name(people, seat.reviewee),
            number=found.employee_number if found else "",
            step=definition.step(seat.step).title,
            missing=ROLES[seat.role],
        )


def _steps(rehearsal: Rehearsal) -> tuple[StepLine, ...]:
    """Say of each step how many there are and with how many people."""
    counts: Counter[StepId] = Counter()
    holders: dict[StepId, set[PersonId]] = {}
    for plan in rehearsal.opened:
        for step in plan.steps:
            seated = [seat.person for seat in step.seats if seat is not None]
            counts[step.id] += len(seated)
            holders.setdefault(step.id, set()).update(seated)
    definition = rehearsal.launch.definition
    titles = {stage.id: stage.title for stage in definition.stages}
    return tuple(
        StepLine(
            stage=titles[planned.stage],
            title=step.title,
            role=ROLES[step.role],
            steps=counts[step.id],
            people=len(holders.get(step.id, ())),
            opens=planned.opens,
            due=planned.due,
        )
        for step, planned in zip(definition.steps, timetable(definition), strict=True)
        if step.only_if is None
    )


def _busiest(rehearsal: Rehearsal, people: Organisation) -> tuple[tuple[str, int], ...]:
    counts: Counter[PersonId] = Counter(
        seat.person
        for plan in rehearsal.opened
        for step in plan.steps
        for seat in step.seats
        if seat is not None and step.only_if is None and seat.person != plan.reviewee
    )
    return tuple((_name(people, who), count) for who, count in counts.most_common(BUSIEST))


def _told_in_all(rehearsal: Rehearsal) -> int:
    """Count the messages: one a person and moment, whatever it tells."""
    return len({(notice.not_before, notice.recipient) for _, notice in rehearsal.first_notices})


def _actions(rehearsal: Rehearsal) -> tuple[int, int]:
    seats = sum(
        len(step.seats) for plan in rehearsal.opened for step in plan.steps if step.only_if is None
    )
    least = len(rehearsal.opened) * START_ACTIONS + seats * SEAT_ACTIONS
    most = least + len(rehearsal.opened) * TROUBLE_ACTIONS
    return round(least * BESIDE), round(most * BESIDE)


def _name(people: Organisation, person: PersonId) -> str:
    found = people.get(person)
    return found.display_full_name if found else "somebody who is not in the directory"
