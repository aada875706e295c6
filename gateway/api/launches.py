"""Launches: rehearsed, begun now or at a moment to come, called off."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AfterValidator, AwareDatetime, Field

from activities.intake.cycle_template import template_names, template_summary, template_text
from domain.definition.deadlines import When
from domain.definition.problem import Severity
from domain.ids import CycleId, PersonId, cycle_id
from domain.value import Value
from domain.visibility import Deed
from gateway.api.caller import Caller, LaunchesCycles
from gateway.api.once import MAY_BE_ON_ITS_WAY, ThisOnce
from gateway.api.persons import Named, person_named
from gateway.api.problems import FieldRefused, NotAcceptedYet
from gateway.api.shapes import ON_ITS_WAY, Line, Made, Shape, Taken, storable, taken
from gateway.launch_plan import LaunchPlan, date_problems, definition_of, named_anew, read
from gateway.launch_preview import Preview, preview_of, request_of
from gateway.launching import launch
from gateway.scheduling import Scheduling
from gateway.site.front import Front, front_of
from gateway.site.visitor import NotFound
from storage.read_models.cycles import cycle_of
from storage.read_models.people import named_people
from storage.read_models.scheduled_launches import WaitingLaunch, waiting_launches

router = APIRouter(tags=["Launches"])

LARGEST_PROCESS: Final = 200_000
MOST_NAMED: Final = 10_000
LOOKS: Final = 25
LOOKS_EVERY: Final = 0.2

Process = Annotated[str, Field(min_length=1, max_length=LARGEST_PROCESS), AfterValidator(storable)]


class Template(Shape):
    """A process to start from."""

    name: str
    summary: str
    source: str = Field(description="The definition as YAML.")


class ForWhom(Value):
    """The people of a cycle: everybody, some departments, or those who are named."""

    whom: Literal["everybody", "departments", "named"] = "everybody"
    departments: tuple[Line, ...] = Field(default=(), max_length=1_000)
    named: tuple[Named, ...] = Field(default=(), max_length=MOST_NAMED)


class Launches(Value):
    """A cycle to be launched.

    `source` is the definition as YAML; `dates` change its days, by what they belong to: `begins`,
    `ends`, `stage.<id>`, `step.<id>`, `employed_since`, `calibration`.
    """

    source: Process
    key: Line | None = None
    title: Line | None = None
    people: ForWhom = ForWhom()
    hr_owner: Named | None = Field(default=None, description="Who leads it in HR; else oneself.")
    dates: dict[Line, When] = Field(default_factory=dict, max_length=500)


class Begins(Launches):
    """A cycle to be launched now, or at a moment to come."""

    begins_at: AwareDatetime | None = Field(default=None, description="None launches now.")


class LeftOutTold(Shape):
    """Why some people get no review."""

    reason: str
    count: int
    names: tuple[str, ...]


class BlockedTold(Shape):
    """A step that would have nobody."""

    reviewee: str
    number: str
    step: str
    missing: str


class StepsTold(Shape):
    """A step as it would fall to people."""

    stage: str
    title: str
    role: str
    steps: int
    people: int
    opens: date
    due: date


class MessageTold(Shape):
    """A first message, as it would go out."""

    to: str = Field(description="The employee number of the recipient.")
    at: datetime
    subject: str
    text: str


class Rehearsed(Shape):
    """What a launch would do; nothing of it is done."""

    key: str
    title: str
    asked: int
    reviews: int
    left_out: tuple[LeftOutTold, ...]
    blocked: tuple[BlockedTold, ...]
    blocked_in_all: int
    steps: tuple[StepsTold, ...]
    groups: tuple[int, ...]
    lacking: tuple[str, ...]
    remarks: tuple[str, ...]
    messages: tuple[MessageTold, ...]
    messages_in_all: int


class Waiting(Shape):
    """A launch that will begin by itself."""

    cycle: CycleId
    key: str
    title: str
    people: int
    begins_at: datetime
    scheduled_by: PersonId | None


@router.get("/templates")
async def list_templates(caller: LaunchesCycles) -> tuple[Template, ...]:
    """List the processes that are shipped, to start a definition from."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    return tuple(
        Template(name=name, summary=template_summary(name), source=template_text(name))
        for name in template_names()
    )


@router.post("/launches/rehearsal")
async def rehearse_launch(request: Request, sent: Launches, caller: LaunchesCycles) -> Rehearsed:
    """Say what a launch would do: who gets a review, who none, what is blocked, what goes out.

    Nothing is done. A definition with faults is told line by line in `errors`.
    """
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    plan = await _plan(front, caller, sent)
    return _told(await preview_of(front.archive, plan, front.now()))


@router.get("/launches")
async def list_launches(request: Request, caller: LaunchesCycles) -> tuple[Waiting, ...]:
    """List the launches that are scheduled, the next one first."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    archive = front_of(request).archive
    found = await waiting_launches(archive.readers, archive.organisation)
    return tuple(Waiting.model_validate(each) for each in found)


@router.post("/launches", responses=MAY_BE_ON_ITS_WAY)
async def launch_cycle(
    request: Request, sent: Begins, caller: LaunchesCycles, once: ThisOnce
) -> Made:
    """Launch a cycle, now or at a moment to come; `id` is the cycle.

    Its reviews open one after the other, in the background. The same cycle launched again starts
    nobody twice.
    """
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)

    async def begin(name: str) -> Made:
        asked = request_of(await _plan(front, caller, sent), await front.archive.people())
        if sent.begins_at is None:
            cycle, _ = await launch(front.archive, front.client, asked)
            is_seen = await _is_seen(front, cycle)
            return Made(id=str(cycle), status="recorded" if is_seen else ON_ITS_WAY)
        scheduling = Scheduling(front.archive, front.client)
        position = await scheduling.schedule(asked, sent.begins_at, name, front.now(), caller.id)
        done = await taken(front, position)
        cycle = cycle_id(front.archive.organisation, asked.definition.key)
        return Made(id=str(cycle), position=done.position)

    return await once.take(caller, Made, begin)


@router.post("/launches/{cycle}/call-off")
async def call_launch_off(
    request: Request, cycle: UUID, caller: LaunchesCycles, once: ThisOnce
) -> Taken:
    """Call a scheduled launch off before it begins."""
    caller.visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)

    async def call_off(_: str) -> Taken:
        waiting = await _waiting(front, CycleId(cycle))
        scheduling = Scheduling(front.archive, front.client)
        position = await scheduling.call_off(waiting.cycle, waiting.request, front.now(), caller.id)
        return await taken(front, position)

    return await once.take(caller, Taken, call_off)


async def _is_seen(front: Front, cycle: CycleId) -> bool:
    """Wait a while until the launch is recorded."""
    for _ in range(LOOKS):
        if await cycle_of(front.archive.readers, cycle) is not None:
            return True
        await asyncio.sleep(LOOKS_EVERY)
    return False


async def _waiting(front: Front, cycle: CycleId) -> WaitingLaunch:
    archive = front.archive
    found = await waiting_launches(archive.readers, archive.organisation)
    waiting = next((each for each in found if each.cycle == cycle), None)
    if waiting is None:
        raise NotFound
    return waiting


async def _plan(front: Front, caller: Caller, sent: Launches) -> LaunchPlan:
    """Put together what is to be launched.

    Raises:
        NotAcceptedYet: the definition has faults, or somebody who is named is not known.
    """
    source = named_anew(sent.source, sent.key or "", sent.title or "")
    faults = tuple(
        FieldRefused(field=f"source:{each.line}", detail=each.sentence)
        for each in read(source).problems
        if each.severity is Severity.ERROR
    )
    if faults:
        raise NotAcceptedYet("This definition cannot be launched as it is.", faults)
    owner = await person_named(front, sent.hr_owner) if sent.hr_owner else None
    plan = LaunchPlan(
        whom=sent.people.whom,
        departments=sent.people.departments,
        named=await _named(front, sent.people.named),
        hr_owner=owner.id if owner else caller.id,
        source=source,
        dates=dict(sent.dates),
    )
    _check_dates(plan)
    return plan


def _check_dates(plan: LaunchPlan) -> None:
    definition = definition_of(plan)
    told = date_problems(definition) if definition else {}
    errors = tuple(
        FieldRefused(field=f"dates.{name}", detail=each.sentence)
        for name, problems in told.items()
        for each in problems
        if each.severity is Severity.ERROR
    )
    if errors:
        raise NotAcceptedYet("These dates do not fit together.", errors)


async def _named(front: Front, words: tuple[str, ...]) -> tuple[PersonId, ...]:
    archive = front.archive
    found = await named_people(archive.readers, archive.organisation, words)
    errors = tuple(
        FieldRefused(field=f"people.named.{place}", detail="Nobody in the directory is called so.")
        for place, word in enumerate(words)
        if word not in found
    )
    if errors:
        raise NotAcceptedYet("Some of these people are not in the directory.", errors)
    return tuple(dict.fromkeys(found[word] for word in words))


def _told(preview: Preview) -> Rehearsed:
    return Rehearsed(
        key=preview.key,
        title=preview.title,
        asked=preview.asked,
        reviews=preview.reviews,
        left_out=tuple(LeftOutTold.model_validate(each) for each in preview.left_out),
        blocked=tuple(BlockedTold.model_validate(each) for each in preview.blocked),
        blocked_in_all=preview.blocked_in_all,
        steps=tuple(StepsTold.model_validate(each) for each in preview.steps),
        groups=preview.groups,
        lacking=preview.lacking,
        remarks=preview.remarks,
        messages=tuple(
            MessageTold(
                to=each.recipient.employee_number,
                at=each.at,
                subject=each.words.subject,
                text=each.words.text,
            )
            for each in preview.messages
        ),
        messages_in_all=preview.messages_in_all,
    )
